"""CSV: encoding, separator and decimals are detected and named; the cells are streamed by DuckDB."""

import csv
import gzip
import io
import os
import re
import shutil
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from sonda.engine import duck
from sonda.engine.errors import DataError
from sonda.engine.readers import Field, Opened, Wanted
from sonda.engine.readers.dialect import SAMPLE, Dialect, dialect
from sonda.engine.readers.encoding import Opener, said, scan, to_utf_8
from sonda.engine.readers.foot import Foot, foot_of_text
from sonda.engine.readers.headings import named
from sonda.engine.readers.names import trimmed
from sonda.engine.readers.numbering import Numbering, texts
from sonda.methods.result import N_, Note

SEPARATORS = {";": N_("semicolon"), "\t": N_("tab"), "|": N_("vertical bar")}
NAMES = {"cp1250": "Windows-1250 (cp1250)", "cp1251": "Windows-1251 (cp1251)", "iso-8859-2": "ISO 8859-2"}
NAMES |= {"utf-8": "UTF-8", "utf-8-sig": "UTF-8"}
LONGEST_HEADER = 1 << 24
MOST_BELOW = 25  # lines that show what the rows below the names are
LONGEST = 2_000_000 // 4  # letters in a row, each of four bytes at most: DuckDB reads lines of two million bytes
MOST_UNPACKED = 10_000_000_000
LIKELY_UNPACKED = 200_000_000  # up to here nobody asks how well a file was packed
DENSEST = 200  # times; answers are packed to a fifth or a fiftieth
AS_FOUND = Wanted()
TOO_LARGE = N_("%(file)s unpacks to more than %(most)s GB: split it, or save it as .parquet.")
TOO_DENSE = N_("%(file)s unpacks to more than %(most)s times its size, as no file of answers does: bring it unpacked.")
TOO_LONG = N_("Row %(row)s is too long to be read: more than half a million characters.")


def open_csv(path: Path, folder: Path, *, packed: bool, wanted: Wanted = AS_FOUND) -> Opened:
    """Open a `.csv` or `.csv.gz`; temporary files go into `folder`.

    Errors: DataError for an empty file, a header without rows, NUL bytes, mixed encodings.
    """
    opened: Opener = partial(unpacked, path) if packed else partial(plain, path)
    with readable(path):
        seen = said(opened, wanted.encoding) if wanted.encoding else scan(opened)
    notes = []
    lines = seen.lines
    link = folder / ("data.csv.gz" if packed else "data.csv")
    if seen.encoding == "utf-8":
        # A link with a plain name: brackets and stars in the file's own name would be read as a pattern.
        link.symlink_to(path.resolve())
    else:
        link = folder / "data.csv"
        lines = to_utf_8(opened, seen.encoding, link)
        opened, packed = partial(plain, link), False
        notes.append(Note(text=N_("The file was read as %(encoding)s."), values={"encoding": name(seen.encoding)}))
    found = sniff(opened, path.name, wanted)
    if found.last_heading > 1:
        link = without_headings(opened, found, folder / "rows.csv")
        opened, packed = partial(plain, link), False
    foot = Foot()
    if not packed or wanted.skip_end or wanted.find_foot:  # a packed file would be walked through
        with readable(path):
            foot = foot_of_text(opened, found.separator, said=wanted.skip_end, is_looked_for=wanted.find_foot)
    if foot.n_left_out:
        link = without_foot(opened, foot, link)
        opened, packed = partial(plain, link), False
    headed = named(trimmed(found.header, found.header_row), found.below)
    names = headed.names
    notes += headed.notes
    if found.separator != "," and len(names) > 1:
        separator = SEPARATORS.get(found.separator, found.separator)
        notes.append(Note(text=N_("Cells are separated by a %(separator)s."), values={"separator": separator}))
    commas = wanted.commas(names, (names[place] for place in found.decimal_comma()))
    return Opened(
        table=table(link, found),
        files=(link,),
        fields=tuple(Field(name=name, sql=f"c{place}", kind="text") for place, name in enumerate(names)),
        row=f"row_number() OVER () + {found.last_heading}",
        rows_at_most=lines,
        notes=tuple(notes),
        decimal_comma=commas,
        separator=found.separator,
        encoding=seen.encoding,
        header_row=found.header_row,
        skip_below=found.skip_below,
        foot=foot,
        titles=headed.titles,
        repair=partial(repair, opened, link, found),
        true_row=Numbering(opened, found) if seen.blank_lines and len(names) > 1 else None,
    )


def name(encoding: str) -> str:
    """An encoding as people call it."""
    return NAMES.get(encoding, "UTF-16")


def plain(path: Path) -> BinaryIO:
    return path.open("rb")


class Unpacked(gzip.GzipFile):
    """A packed file, read up to what a file of answers may unpack to: a bomb would keep a worker busy for hours."""

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        unpacked_size = self.tell()
        if unpacked_size > max(LIKELY_UNPACKED, DENSEST * Path(self.name).stat().st_size):
            raise DataError(TOO_DENSE, file=Path(self.name).name, most=DENSEST)
        if unpacked_size > MOST_UNPACKED:
            raise DataError(TOO_LARGE, file=Path(self.name).name, most=f"{MOST_UNPACKED / 1e9:g}")
        return piece


def unpacked(path: Path) -> BinaryIO:
    return cast(BinaryIO, Unpacked(path, "rb"))


@contextmanager
def readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DataError(N_("%(file)s is a damaged gzip file."), file=path.name) from None
    except OSError:
        raise DataError(N_("%(file)s cannot be read."), file=path.name) from None


def sniff(opened: Opener, file: str, wanted: Wanted = AS_FOUND) -> Dialect:
    with opened() as stream:
        head = stream.read(SAMPLE)
        while not re.search(rb"[\r\n].", head) and len(head) < LONGEST_HEADER and (more := stream.read(SAMPLE)):
            head += more
        few = MOST_BELOW if wanted.find_headings or wanted.skip_below else 0
        while head.count(b"\n") < few and len(head) < LONGEST_HEADER and (more := stream.read(SAMPLE)):
            head += more  # questions of a wide file are long, and some rows below them show what they are
        whole = not stream.read(1)
    sample = head.decode("utf-8-sig", errors="ignore")
    if not sample.strip():
        raise DataError(N_("The file %(file)s is empty."), file=file)
    found = dialect(
        sample,
        whole,
        separator=wanted.separator,
        header_row=wanted.header_row,
        find_header=wanted.find_header,
        skip_below=wanted.skip_below,
        find_headings=wanted.find_headings,
    )
    if not found.header and found.header_row > 1:
        if wanted.header_row:
            raise DataError(N_("%(file)s has nothing in row %(row)s or below it."), file=file, row=wanted.header_row)
        raise DataError(N_("The file %(file)s is empty."), file=file)
    if whole and not any(cell.strip() for line in rest(sample, found) for cell in line):
        raise DataError(N_("%(file)s has a header and no rows."), file=file)
    return found


def rest(sample: str, found: Dialect) -> list[list[str]]:
    """All that follows the header and the headings below it."""
    text = io.StringIO(sample, newline="")
    for _ in range(found.header_row - 1):
        text.readline()
    reader = csv.reader(text, delimiter=found.separator)
    try:
        return list(reader)[1 + found.skip_below :]
    except csv.Error:
        return [[sample]]


def without_headings(opened: Opener, found: Dialect, target: Path) -> Path:
    """The same text without what stands above the header (a title, or the line that tells Excel the separator) and
    without the headings below it, in whose place one row stands.
    """
    last = ""

    def lines() -> Iterator[str]:
        nonlocal last
        while last := text.readline(LONGEST + 1):
            if len(last) > LONGEST:  # the rest of such a line may be all that a packed file unpacks to
                raise DataError(TOO_LONG, row=found.last_heading)
            yield last

    with texts(opened) as text, target.open("w", encoding="utf-8", newline="") as out:
        for _ in range(found.header_row - 1):
            text.readline()
        if found.skip_below:
            reader = csv.reader(lines(), delimiter=found.separator)
            try:
                deque(islice(reader, 1 + found.skip_below), maxlen=0)
            except csv.Error:
                raise DataError(TOO_LONG, row=found.last_heading) from None
            end = last[len(last.rstrip("\r\n")) :] or "\n"  # that of the others: the database wants all to be alike
            out.write(found.separator.join(f"c{place}" for place in range(len(found.header))) + end)
        shutil.copyfileobj(text, out)
    return target


def without_foot(opened: Opener, foot: Foot, link: Path) -> Path:
    """The same text without what stands below the last answer; a file of somebody else is copied first."""
    target = link
    if link.is_symlink():
        target = link.with_name("rows.csv")
        with opened() as stream, target.open("wb") as out:
            shutil.copyfileobj(stream, out)
    os.truncate(target, target.stat().st_size - foot.n_bytes)
    return target


def table(path: Path, found: Dialect) -> str:
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(found.header)))
    return (
        f"read_csv({duck.text(str(path))}, auto_detect=false, header=true, strict_mode=true,"
        f" delim={duck.text(found.separator)}, quote='\"', escape='\"', nullstr='', columns={{{columns}}})"
    )


def repair(opened: Opener, link: Path, found: Dialect) -> None:
    """Rewrite a file that DuckDB's reader cannot follow (line ends of two kinds, say), or name its broken row."""
    clean = link.with_name("clean.csv")
    writing = gzip.open if link.suffix == ".gz" else open
    width, first = len(found.header), found.last_heading
    row = first
    with texts(opened) as text, writing(clean, "wt", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=found.separator, lineterminator="\n")
        try:
            for row, cells in enumerate(csv.reader(text, delimiter=found.separator, strict=True), first):
                if sum(map(len, cells)) > LONGEST:
                    raise DataError(TOO_LONG, row=row)
                if len(cells) == width:
                    writer.writerow(cells)
                elif any(cell.strip() for cell in cells):
                    raise DataError(
                        N_("Row %(row)s does not fit the header: cells %(cells)s, columns %(width)s."),
                        row=row,
                        cells=len(cells),
                        width=width,
                    )
                elif width == 1:
                    writer.writerow([""])
        except csv.Error as trouble:
            if "field limit" in str(trouble):
                raise DataError(TOO_LONG, row=row + 1) from None
            raise DataError(
                N_("Row %(row)s: a quotation mark is opened or closed in the wrong place."), row=row + 1
            ) from None
    link.unlink()
    clean.rename(link)
