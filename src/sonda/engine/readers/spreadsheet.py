"""XLSX and ODS through calamine: the cells as text, with the number of the row they stand in."""

import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sonda.engine import duck
from sonda.engine.errors import DataError
from sonda.engine.readers import Field, Opened
from sonda.engine.readers.names import trimmed
from sonda.methods.result import N_, Note

BATCH = 20_000
MOST_BYTES = 1_000_000_000  # a million rows of forty columns
TOO_LARGE = N_("%(file)s unpacks to %(size)s GB, more than the %(most)s GB of a workbook: save it as .csv or .parquet.")


def open_workbook(path: Path, folder: Path, *, sheet: str | None = None) -> Opened:
    """Open one sheet of a workbook, the first one with cells if none is named; row 1 of the cells is the header.

    Errors: DataError for a damaged workbook, an unknown sheet, no cells, a header without rows, two columns of a name.
    """
    import python_calamine

    check_size(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except Exception as trouble:  # calamine's errors share no class but this
        raise DataError(N_("%(file)s is not a workbook that can be read."), file=path.name) from trouble
    name, notes = choose(book, sheet, path.name)
    page = book.get_sheet_by_name(name)
    rows = numbered(page)
    top, header = next(rows, (1, []))
    if not header:
        raise DataError(N_("%(file)s is empty."), file=path.name)
    while header and header[-1] in ("", None):
        header.pop()
    names = trimmed(map(written, header), top)
    target = folder / "sheet.parquet"
    count = write(rows, target, width=len(names))
    if not count:
        raise DataError(N_("%(file)s has a header and no rows."), file=path.name)
    return Opened(
        table=f"read_parquet({duck.text(str(target))})",
        files=(target,),
        fields=tuple(Field(name=name, sql=f"c{place}", kind="text") for place, name in enumerate(names)),
        row="sheet_row",
        rows_at_most=count,
        notes=notes,
        separator=";",  # a text "4,5" in a cell is a decimal comma, not a thousand
    )


def check_size(path: Path) -> None:
    """Errors: DataError for a workbook that would unpack to more than memory should hold (a bomb, or a whole table)."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        return  # calamine says what it is
    if size > MOST_BYTES:
        raise DataError(TOO_LARGE, file=path.name, size=f"{size / 1e9:.1f}", most=f"{MOST_BYTES / 1e9:g}")


def choose(book: Any, sheet: str | None, file: str) -> tuple[str, tuple[Note, ...]]:
    if sheet is not None:
        if sheet not in book.sheet_names:
            raise DataError(N_("%(file)s has no sheet %(sheet)s."), file=file, sheet=sheet)
        return sheet, ()
    filled = [name for name in book.sheet_names if book.get_sheet_by_name(name).height]
    if not filled:
        raise DataError(N_("%(file)s is empty."), file=file)
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
