"""A file of answers, opened: its columns by name, what was noticed, and the door through which it is counted."""

import difflib
import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

import duckdb

from sonda.engine import duck
from sonda.engine.errors import DataError
from sonda.engine.readers import Field, Opened, Wanted
from sonda.engine.readers.kinds import kind_of
from sonda.methods.result import N_, Note

if TYPE_CHECKING:
    import pyarrow as pa

Answer = TypeVar("Answer")
SMALL = 20_000
NESTED = N_("Column %(column)s holds lists or structures, not single values, so it cannot be read.")
NOT_A_TABLE = N_("%(file)s cannot be read as a table.")
STREAM = 50_000  # rows in a piece


class Source:
    """Answers that can be counted; close it (or use it in a `with`) to remove its temporary files.

    `statements` counts the statements that ran over the data: an analysis runs one, and a second one only to name the
    row of a bad value.
    """

    def __init__(
        self, opened: Opened, folder: Path, name: str, origins: Sequence[Path] = (), lender: "Source | None" = None
    ) -> None:
        self.name = name
        self.origins = tuple(origins)  # the files as the reader named them
        self.notes: list[Note] = list(opened.notes)
        self.decimal_comma: set[str] = set(opened.decimal_comma)
        self.statements = 0
        self.opened = opened
        self._folder = folder
        self._lender = lender  # whose data these are; they stay open while anybody reads them
        self._fields = {field.name: field for field in opened.fields if field.name and field.kind != "nested"}
        self._connection: duckdb.DuckDBPyConnection = (
            lender._connection.cursor() if lender else duck.connect(allowed=opened.files, folder=folder)
        )
        for column in sorted(self.decimal_comma):
            self._note_decimal_comma(column)

    @classmethod
    def from_parquet(cls, files: Sequence[Path | str], *, name: str = "") -> "Source":
        """The rows of several Parquet files as one table.

        Errors: DataError for files that cannot be read or hold no rows.
        """
        from sonda.engine.readers.columnar import open_parquet

        paths = [Path(file) for file in files]
        return _opened(
            lambda folder: open_parquet(paths, folder), name or (paths[0].name if paths else "Parquet"), paths
        )

    def lend(self) -> "Source":
        """The same data for one more reader, who may derive columns and closes it; opening a file costs far more."""
        return Source(self.opened, self._folder, self.name, self.origins, lender=self)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, trimmed, in the file's order."""
        return list(self._fields)

    @property
    def nested(self) -> set[str]:
        """Columns of lists or structures, of which nobody can ask anything."""
        return {field.name for field in self.opened.fields if field.kind == "nested"}

    @property
    def labels(self) -> dict[str, dict[str, str]]:
        """Labels of codes that an SPSS file carries, by column."""
        return self.opened.labels

    @property
    def small(self) -> bool:
        """Whether the rows are known to be few enough to be carried one by one."""
        return self.opened.rows_at_most <= SMALL

    def field(self, name: str) -> Field:
        """The column of this name.

        Errors: DataError that names the nearest column there is.
        """
        found = self._fields.get(name.strip())
        if found is None and name.strip() in self.nested:
            raise DataError(NESTED, column=name.strip())
        if found is None:
            near = difflib.get_close_matches(name.strip(), self.columns, n=1)
            if near:
                raise DataError(N_("There is no column %(column)s; is it %(near)s?"), column=name.strip(), near=near[0])
            raise DataError(N_("There is no column %(column)s."), column=name.strip())
        return found

    def derive(self, name: str, expression: str, *, kind: str = "text") -> None:
        """Add a column made in SQL of those there are (`source.field(…).sql`), texts or `kind`; nothing is stored."""
        sql = f"d{len(self.opened.fields)}"
        self.opened = replace(
            self.opened,
            table=f"(SELECT *, {expression} AS {sql} FROM {self.opened.table})",  # noqa: S608 — by whoever counts
            fields=(*self.opened.fields, Field(name=name, sql=sql, kind=kind)),
        )
        self._fields[name] = self.opened.fields[-1]

    def read_decimal_comma(self, column: str) -> None:
        """From now on the numbers of this column have a decimal comma."""
        self.decimal_comma.add(column)
        self._note_decimal_comma(column)

    def relation(self, sql: str) -> duckdb.DuckDBPyRelation:
        """A statement that is not run yet."""
        return self._connection.sql(sql)

    def run(self, sql: str) -> "pa.Table":
        """Run one statement over the data.

        Errors: DataError naming the row where a text file is broken, or the file that is damaged inside.
        """
        return self._tried(partial(self._run, sql))

    def keep(self, name: str, sql: str) -> None:
        """Keep what a statement finds as a table of this name, as long as the source is open. Errors: as `run`."""
        self.statements += 1
        self._tried(lambda: self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}"))

    def hold(self) -> None:
        """Hold the rows column by column from now on: for who asks a wide text file many times. Errors: as `run`."""
        self.keep("held", f"SELECT * FROM {self.opened.table}")  # noqa: S608 — the reader's own
        self.opened = replace(self.opened, table="held")

    def _tried(self, ask: "Callable[[], Answer]") -> "Answer":
        try:
            return ask()
        except duckdb.OutOfMemoryException as trouble:
            raise MemoryError from trouble
        except duckdb.Error as trouble:
            if self.opened.repair is None or "CSV" not in str(trouble):
                raise self._damaged(trouble) from trouble
            self.opened.repair()
        try:
            return ask()
        except duckdb.Error as trouble:
            raise DataError(NOT_A_TABLE, file=self.name) from trouble

    def _damaged(self, trouble: duckdb.Error) -> Exception:
        """What reading a damaged file raises; trouble of any other kind is handed back as it is."""
        reading = isinstance(trouble, duckdb.InvalidInputException | duckdb.IOException | duckdb.SerializationException)
        return DataError(NOT_A_TABLE, file=self.name) if reading else trouble

    def stream(self, sql: str) -> "pa.RecordBatchReader":
        """The rows of a statement, piece by piece, in the file's order."""
        self.statements += 1
        return self._connection.sql(sql).to_arrow_reader(STREAM)

    def glimpse(self, sql: str) -> "pa.Table":
        """A look at the beginning of the file only (the statement has a LIMIT), as sniffing a separator is one."""
        before = self.statements
        try:
            return self.run(sql)
        finally:
            self.statements = before

    def _run(self, sql: str) -> "pa.Table":
        self.statements += 1
        try:
            return self._connection.sql(sql).to_arrow_table()
        except (RuntimeError, duckdb.InterruptException) as trouble:  # what DuckDB makes of Ctrl-C within a statement
            if "interrupted" in str(trouble).lower():
                raise KeyboardInterrupt from None
            raise

    def close(self) -> None:
        if self._lender is None:
            _close(self._connection, self._folder)
        else:
            self._connection.close()

    def until_forgotten(self) -> "Source":
        """Closed by itself when nobody holds it any more, neither its owner nor a reader it was lent to."""
        weakref.finalize(self, _close, self._connection, self._folder)
        return self

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _note_decimal_comma(self, column: str) -> None:
        text = N_("Numbers in column %(column)s were read with a decimal comma.")
        self.notes.append(Note(text=text, values={"column": column}))


def open_source(
    path: Path | str,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    find_header: bool = False,
    skip_below: int | None = None,
    find_headings: bool = False,
    skip_end: int | None = None,
    find_foot: bool = False,
    decimal: str | None = None,
) -> Source:
    """Open a `.csv` (`.csv.gz`), `.xlsx`, `.ods`, `.sav` or `.parquet` file.

    What is not said is detected (`readers.Wanted`); what a kind of file does not have, it overlooks.
    Errors: DataError for anything that is not a table of answers (see the readers).
    """
    path = Path(path)
    wanted = Wanted(
        encoding=encoding,
        separator=separator,
        sheet=sheet,
        header_row=header_row,
        find_header=find_header,
        skip_below=skip_below,
        find_headings=find_headings,
        skip_end=skip_end,
        find_foot=find_foot,
        decimal=decimal,
    )
    kind = kind_of(path)

    def read(folder: Path) -> Opened:
        match kind:
            case "csv" | "csv.gz":
                from sonda.engine.readers.text import open_csv

                return open_csv(path, folder, packed=kind == "csv.gz", wanted=wanted)
            case "xlsx" | "ods":
                from sonda.engine.readers.spreadsheet import open_workbook

                return open_workbook(path, folder, wanted=wanted)
            case "sav":
                from sonda.engine.readers.spss import open_sav

                return open_sav(path, folder)
            case _:
                from sonda.engine.readers.columnar import open_parquet

                return open_parquet([path], folder)

    return _opened(read, path.name, [path])


def _close(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


def _opened(read: Callable[[Path], Opened], name: str, origins: Sequence[Path]) -> Source:
    folder = Path(tempfile.mkdtemp(prefix="sonda-"))
    try:
        return Source(read(folder), folder, name, origins)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
