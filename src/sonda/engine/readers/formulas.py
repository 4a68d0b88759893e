"""Formulas without a result, and errors, in the sheet of an XLSX file: cells that a reader would take for blank."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from sonda.methods.result import N_, Note

PIECE = 1 << 20
MOST_LISTED = 1 << 20  # bytes of the list of sheets that are looked at
SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
PLACE = re.compile(rb'^[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"')
RESULT = re.compile(rb"<v>([^<]+)</v>|<t[ >]")
NO_RESULT = N_(
    "Cells with a formula whose result the file does not carry: %(n)s, the first is %(cell)s. They are read as blank. "
    "Open the file in Excel, save it, and bring it again."
)
ERRORS = N_("Cells in which Excel shows an error (%(error)s): %(n)s, the first is %(cell)s. They are read as blank.")


@dataclass
class Found:
    n: int = 0
    cell: str = ""
    error: str = ""

    def add(self, cell: str, error: str = "") -> None:
        self.n += 1
        self.cell, self.error = self.cell or cell, self.error or error


def formulas(path: Path, sheet: str) -> tuple[Note, ...]:
    """What is to be said of a sheet's formulas; nothing of a file that is no XLSX. Reads it as a stream."""
    empty, errors = Found(), Found()
    no_xlsx = suppress(zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError, RuntimeError)
    with no_xlsx, zipfile.ZipFile(path) as archive:
        part = part_of(archive, sheet)
        for cell in cells(archive, part) if part else ():
            look(cell, empty, errors)
    said = []
    if empty.n:
        said.append(Note(text=NO_RESULT, values={"n": empty.n, "cell": empty.cell}))
    if errors.n:
        said.append(Note(text=ERRORS, values={"n": errors.n, "cell": errors.cell, "error": errors.error}))
    return tuple(said)


def look(cell: bytes, empty: Found, errors: Found) -> None:
    """One cell as it is written, from its attributes on."""
    head = cell.partition(b">")[0]
    is_error, has_formula = b't="e"' in head, b"<f" in cell
    if not (is_error or has_formula):
        return
    place, result = PLACE.match(cell), RESULT.search(cell)
    where = place[1].decode() if place else "?"
    if is_error and result:
        errors.add(where, (result[1] or b"").decode(errors="replace")[:20])
    elif has_formula and not result:
        empty.add(where)


def cells(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Pieces of a sheet that begin behind `<c `; those alone that may hold a formula or an error."""
    rest = b""
    with archive.open(part) as content:
        while piece := content.read(PIECE):
            *whole, rest = (rest + piece).split(b"<c ")
            if b"<f" in piece or b't="e"' in piece:
                yield from whole
            rest = rest[:PIECE]  # no cell is longer
        yield rest


def part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the file within an XLSX that holds a sheet."""
    with archive.open("xl/workbook.xml") as content:
        listed = [tag for tag in SHEET.findall(content.read(MOST_LISTED)) if attribute(tag, b"name") == sheet]
    with archive.open("xl/_rels/workbook.xml.rels") as content:
        targets = {
            attribute(tag, b"Id"): attribute(tag, b"Target") for tag in RELATION.findall(content.read(MOST_LISTED))
        }
    target = targets.get(attribute(listed[0], rb"\w+:id")) if listed else None
    if not target:
        return None
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb"""=(?:"([^"]*)"|'([^']*)')""", tag)
    return unescape((found[1] or found[2] or b"").decode(errors="replace")) if found else ""
