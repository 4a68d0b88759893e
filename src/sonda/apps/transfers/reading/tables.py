"""A file as a table of cells, read by the engine: the same encodings, separators and refusals as the command line's."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings

from sonda.engine.errors import DataError
from sonda.engine.readers import Opened
from sonda.engine.source import Source, open_source
from sonda.methods.result import N_, Note

Batch = tuple[list[int], list[list[Any]]]
BATCH = 5_000
TOO_LONG = N_("%(file)s has more than %(most)s rows, the most that one file may have: split it.")
BESIDE = 2  # lines that are no rows: the header, and what follows the last line break


class Table:
    """An open file; use it in a `with`. Errors: `sonda.engine.errors.DataError` for what is no table of answers."""

    def __init__(self, path: Path, read: Mapping[str, Any] | None = None) -> None:
        """`read` says how, where that is not to be detected: what a mapping has in `file`."""
        self.source: Source = open_source(path, **(read or {}))
        self.total = 0
        try:
            check_rows(self.source.opened, path)
        except DataError:
            self.source.close()
            raise

    @property
    def columns(self) -> list[str]:
        return self.source.columns

    @property
    def notes(self) -> list[Note]:
        return self.source.notes

    @property
    def separator(self) -> str:
        return self.source.opened.separator

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        """Row numbers and the cells of these columns, some thousand rows at a time; then `total` is known."""
        opened = self.source.opened
        fields = [self.source.field(name).sql for name in names]
        # A pass of its own over these columns: a broken row is mended or named before anything is handed on.
        count = self.source.run(f"SELECT count(*) AS n, {', '.join(f'count({f})' for f in fields)} FROM {opened.table}")  # noqa: S608
        self.total = count.column(0)[0].as_py()
        cells = ", ".join(f"{field} AS x{place}" for place, field in enumerate(fields))
        rows = self.source.relation(f"SELECT {opened.row} AS row, {cells} FROM {opened.table}")  # noqa: S608
        for batch in rows.to_arrow_reader(BATCH):
            row, *columns = (column.to_pylist() for column in batch.columns)
            yield row, columns

    def row_shown(self, row: int) -> int:
        """The row as a spreadsheet numbers it, blank lines counted."""
        true_row = self.source.opened.true_row
        return true_row(row) if true_row else row

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.source.close()


def check_rows(opened: Opened, path: Path) -> None:
    """Errors: DataError for a file of more rows than one may have; told before anything is counted in it."""
    most = settings.IMPORT_MAX_ROWS
    if opened.rows_at_most > most + BESIDE:
        raise DataError(TOO_LONG, file=path.name, most=most)
