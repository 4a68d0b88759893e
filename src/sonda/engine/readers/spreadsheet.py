"""XLSX and ODS through calamine: the cells as text, with the number of the row they stand in."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import Any

from sonda.engine import duck
from sonda.engine.errors import DataError
from sonda.engine.readers import Field, Opened, Wanted
from sonda.engine.readers.dialect import LOOKED_AT, titles
from sonda.engine.readers.foot import Held
from sonda.engine.readers.formulas import formulas
from sonda.engine.readers.headings import headings, named
from sonda.engine.readers.names import trimmed
from sonda.methods.result import N_, Note

BATCH = 20_000
MOST_BYTES = 1_000_000_000  # a million rows of forty columns
DENSEST = 1032  # times; what deflate can do at most
PIECE = 1 << 20
AS_FOUND = Wanted()
NOT_READ = N_(
    "%(file)s is not a workbook that can be read. It is damaged, or another kind of file; open it in Excel or "
    "LibreOffice, save it as a new .xlsx file, and bring that one."
)
TOO_LARGE = N_("%(file)s unpacks to %(size)s GB, more than the %(most)s GB of a workbook: save it as .csv or .parquet.")
MERGED = N_("“%(name)s” stands in merged cells over %(columns)s columns; each of them is called so.")
MOST_MERGED = 5  # that are told


def open_workbook(path: Path, folder: Path, *, wanted: Wanted = AS_FOUND) -> Opened:
    """Open one sheet of a workbook, the first one with cells if none is named; row 1 of the cells is the header
    unless `wanted` says otherwise.

    Errors: DataError for a damaged workbook, an unknown sheet, no cells, a header without rows.
    """
    import python_calamine

    check_size(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        filled = [name for name in book.sheet_names if book.get_sheet_by_name(name).height]
    except Exception as trouble:  # calamine's errors share no class but this
        raise DataError(NOT_READ, file=path.name) from trouble
    name, notes = choose(book, filled, wanted.sheet, path.name)
    page = book.get_sheet_by_name(name)
    rows = from_header(numbered(page), wanted)
    top, header = next(rows, (1, []))
    header, merged = spread(header, top, page)
    if not header and wanted.header_row:
        raise DataError(N_("%(file)s has nothing in row %(row)s or below it."), file=path.name, row=wanted.header_row)
    if not header:
        raise DataError(N_("The file %(file)s is empty."), file=path.name)
    below, rows = headings_below(top, header, rows, wanted)
    skipped = below[-1][0] - top if below else 0
    width = max(width_of(cells) for _, cells in [(top, header), *below])
    headed = named(trimmed([*map(written, header), *[None] * width][:width], top), texts(below))
    names = headed.names
    target = folder / "sheet.parquet"
    held = Held(rows, texts, said=wanted.skip_end, is_looked_for=wanted.find_foot)
    count = write(iter(held), target, width=len(names))
    if not count:
        raise DataError(N_("%(file)s has a header and no rows."), file=path.name)
    return Opened(
        table=f"read_parquet({duck.text(str(target))})",
        files=(target,),
        fields=tuple(Field(name=name, sql=f"c{place}", kind="text") for place, name in enumerate(names)),
        row="sheet_row",
        rows_at_most=count,
        notes=(*notes, *headed.notes, *merged, *formulas(path, name)),
        decimal_comma=wanted.commas(names, ()),
        header_row=top,
        skip_below=skipped,
        foot=held.foot,
        titles=headed.titles,
        sheet=name,
        sheets=tuple(filled),
        separator=";",  # a text "4,5" in a cell is a decimal comma, not a thousand
    )


def check_size(path: Path) -> None:
    """Errors: DataError for a workbook that would unpack to more than memory should hold (a bomb, or a whole table), or
    to more than it says.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > MOST_BYTES:
                raise DataError(TOO_LARGE, file=path.name, size=f"{size / 1e9:.1f}", most=f"{MOST_BYTES / 1e9:g}")
            if sum(part.compress_size for part in parts) * DENSEST > MOST_BYTES:
                for part in parts:
                    read_through(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        raise DataError(NOT_READ, file=path.name) from None
    except OSError:
        return  # calamine says what it is


def read_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Errors: BadZipFile when a part holds something else than it says, also when it holds more."""
    with archive.open(part) as content:
        while content.read(PIECE):
            pass


def choose(book: Any, filled: list[str], sheet: str | None, file: str) -> tuple[str, tuple[Note, ...]]:
    if sheet is not None:
        if sheet not in book.sheet_names:
            raise DataError(N_("%(file)s has no sheet %(sheet)s."), file=file, sheet=sheet)
        return sheet, ()
    if not filled:
        raise DataError(N_("The file %(file)s is empty."), file=file)
    if len(filled) == 1:
        return filled[0], ()
    return filled[0], (
        Note(
            text=N_("Of %(sheets)s sheets the first, %(sheet)s, was read."),
            values={"sheets": len(filled), "sheet": filled[0]},
        ),
    )


def numbered(page: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows that hold something, with their numbers in the sheet."""
    for number, row in enumerate(page.iter_rows(), 1):  # one by one: as a list they would be most of the memory
        if any(cell not in ("", None) for cell in row):
            yield number, row


def from_header(rows: Iterator[tuple[int, list[Any]]], wanted: Wanted) -> Iterator[tuple[int, list[Any]]]:
    """The header's row and those below it."""
    if wanted.header_row:
        least = wanted.header_row
        return dropwhile(lambda each: each[0] < least, rows)
    if not wanted.find_header:
        return rows
    first = list(islice(rows, LOOKED_AT))
    return chain(first[titles([row for _, row in first]) :], rows)


def spread(header: list[Any], top: int, page: Any) -> tuple[list[Any], tuple[Note, ...]]:
    """The header with the name of merged cells over each of their columns, and what is to be said of that."""
    names, said = list(header), []
    for (row, first), (last_row, last) in getattr(page, "merged_cell_ranges", None) or ():
        is_name = row <= top - 1 <= last_row and first < last and first < len(names) and names[first] not in ("", None)
        if is_name and any(cell not in ("", None) for cell in (*header[:first], *header[last + 1 :])):  # else a title
            blank = [place for place in range(first + 1, last + 1) if place >= len(names) or names[place] in ("", None)]
            names += [""] * (last + 1 - len(names))
            for place in blank:
                names[place] = names[first]
            said.append(Note(text=MERGED, values={"name": written(names[first]), "columns": len(blank) + 1}))
    return names, tuple(said[:MOST_MERGED])


def headings_below(
    top: int, header: list[Any], rows: Iterator[tuple[int, list[Any]]], wanted: Wanted
) -> tuple[list[tuple[int, list[Any]]], Iterator[tuple[int, list[Any]]]]:
    """The rows of headings below the header, and the rows of answers below these."""
    if wanted.skip_below is None and not wanted.find_headings:
        return [], rows
    first = list(islice(rows, LOOKED_AT))
    if wanted.skip_below is None:
        n = headings(texts([(top, header)])[0], texts(first))
    else:
        n = sum(number <= top + wanted.skip_below for number, _ in first)
    return first[:n], chain(first[n:], rows)


def width_of(row: list[Any]) -> int:
    """Cells up to the last that holds something."""
    return max((place for place, cell in enumerate(row, 1) if cell not in ("", None)), default=0)


def texts(rows: Iterable[tuple[int, list[Any]]]) -> list[list[str]]:
    return [[written(cell) or "" for cell in row] for _, row in rows]


def write(rows: Iterator[tuple[int, list[Any]]], target: Path, *, width: int) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = [f"c{place}" for place in range(width)]
    schema = pa.schema([(name, pa.string()) for name in names] + [("sheet_row", pa.int64())])
    count = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as out:
        while batch := list(islice(rows, BATCH)):
            for number, row in batch:
                if any(cell not in ("", None) for cell in row[width:]):
                    raise DataError(
                        N_("Row %(row)s does not fit the header: cells %(cells)s, columns %(width)s."),
                        row=number,
                        cells=len(row),
                        width=width,
                    )
            columns = [[written(row[place]) for _, row in batch] for place in range(width)]
            out.write_table(pa.table([*columns, [number for number, _ in batch]], schema=schema))
            count += len(batch)
    return count


def written(cell: Any) -> str | None:
    """A cell as a reader sees it: whole numbers without a decimal point, dates in ISO order.

    >>> written(6.0), written(0.95), written(True), written("")
    ('6', '0.95', 'true', None)
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)
