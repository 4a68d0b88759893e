"""Which kind of file is this: by its extension, held against its first bytes."""

import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from mmap import ACCESS_READ, mmap
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from sonda.engine.errors import DataError
from sonda.methods.result import N_

EXTENSIONS = {".csv": "csv", ".csv.gz": "csv.gz", ".xlsx": "xlsx", ".ods": "ods", ".sav": "sav", ".parquet": "parquet"}
OLE = b"\xd0\xcf\x11\xe0"
MANIFEST = 1 << 20
BEGINNINGS = {
    b"PK\x03\x04": ("xlsx", "ods"),
    OLE: ("xls",),
    b"PAR1": ("parquet",),
    b"$FL2": ("sav",),
    b"$FL3": ("sav",),
    b"\x1f\x8b": ("csv.gz",),
    b"%PDF": ("pdf",),
}
MARKUP = (b"<html", b"<!doc", b"<?xml", b"<tabl", b"<meta")  # what many tools call an Excel file
TEXT = N_(
    "%(file)s is called %(ending)s, but it is plain text, as a .csv file is: end its name with .csv and bring it again."
)
WEB_PAGE = N_(
    "%(file)s is called %(ending)s, but it is a web page with a table: open it in Excel or LibreOffice, save it as "
    ".xlsx, and bring that file."
)
OTHER = N_(
    "%(file)s is called %(ending)s, but by its contents it is %(what)s: end its name as such files do, or save it anew "
    "as .xlsx or .csv in the program that it comes from."
)
UNKNOWN = N_(
    "%(file)s is called %(ending)s, but it is no such file: it is damaged, or of a kind that Sonda does not know. Save "
    "it anew as .xlsx or .csv in the program that it comes from."
)
NAMES = {"xlsx": N_("an .xlsx or .ods workbook"), "xls": N_("an old .xls workbook"), "parquet": N_("a .parquet file")}
NAMES |= {"sav": N_("an SPSS .sav file"), "csv.gz": N_("a gzip file"), "pdf": N_("a PDF document")}


def kind_of(path: Path) -> str:
    """`csv`, `csv.gz`, `xlsx`, `ods`, `sav` or `parquet`.

    Errors: DataError for a path that is not a readable file, an extension Sonda does not read, an empty file, or
    contents that belong to another extension.
    """
    name = path.name.lower()
    kind = next((EXTENSIONS[end] for end in sorted(EXTENSIONS, key=len, reverse=True) if name.endswith(end)), None)
    first = beginning(path)
    if kind is None:
        raise DataError(
            N_("%(file)s: Sonda reads .csv, .csv.gz, .xlsx, .ods, .sav and .parquet files."), file=path.name
        )
    if not first:
        raise DataError(N_("The file %(file)s is empty."), file=path.name)
    if kind in ("xlsx", "ods") and is_locked(path, first):
        raise DataError(
            N_("%(file)s is protected by a password: open it, save it without one, and bring that file."),
            file=path.name,
        )
    found = next((kinds for magic, kinds in BEGINNINGS.items() if first.startswith(magic)), ("csv",))
    if kind not in found:
        raise misnamed(path, kind, found[0])
    return kind


def misnamed(path: Path, kind: str, found: str) -> DataError:
    """What a file is that is called otherwise, and what to do with it."""
    ending = next(end for end, named in EXTENSIONS.items() if named == kind)
    if found != "csv":
        return DataError(OTHER, file=path.name, ending=ending, what=NAMES[found])
    with path.open("rb") as file:
        first = file.read(4096)
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        return DataError(WEB_PAGE, file=path.name, ending=ending)
    return DataError(TEXT if is_text(first) else UNKNOWN, file=path.name, ending=ending)


def is_text(first: bytes) -> bool:
    """Whether these bytes are letters: no control characters among them, unless every letter takes two bytes."""
    if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return True
    return not any(byte < 32 and byte not in b"\t\n\v\f\r\x1a" for byte in first)


def is_locked(path: Path, first: bytes) -> bool:
    """Whether a workbook is encrypted: Excel wraps the whole, ODS says so in its manifest."""
    if first.startswith(OLE):
        with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
            return content.find("EncryptedPackage".encode("utf-16-le")) >= 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(MANIFEST)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, zlib.error, EOFError):
        return False  # whoever opens it says what it is


def beginning(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if not (S_ISREG(mode) or S_ISDIR(mode)):  # opened, a pipe would wait for whoever writes into it
            raise DataError(N_("%(file)s is a pipe or a device, not a file."), file=str(path))
        with path.open("rb") as file:
            return file.read(8)
    except FileNotFoundError:
        raise DataError(N_("There is no file %(file)s."), file=str(path)) from None
    except IsADirectoryError:
        raise DataError(N_("%(file)s is a folder, not a file."), file=str(path)) from None
    except (OSError, ValueError):
        raise DataError(N_("%(file)s cannot be read."), file=str(path)) from None
