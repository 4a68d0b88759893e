"""Checked responses set aside on disk, so that the whole file is known to be good before the first row is stored."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from sonda.apps.responses.packing import COLUMNS, Row

FETCHED = 1_000


class Spool:
    """A temporary table of responses; use it in a `with`. Memory stays the same for any number of rows."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="sonda-import-")
        self.connection = sqlite3.connect(Path(self.folder.name) / "spool.sqlite3", isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute(f"CREATE TABLE spool (row INTEGER, {', '.join(COLUMNS)})")
        self.places = ", ".join(["?"] * (1 + len(COLUMNS)))

    def add(self, responses: Iterable[tuple[int, Row]]) -> None:
        self.connection.execute("BEGIN")
        self.connection.executemany(
            f"INSERT INTO spool VALUES ({self.places})",  # noqa: S608 — question marks
            ((row, *response) for row, response in responses),
        )
        self.connection.execute("COMMIT")

    def twice(self) -> Iterator[tuple[int, int]]:
        """(row, first row) of every response whose person stands in the file already."""
        self.connection.execute("CREATE INDEX by_key ON spool (source_key, row)")
        yield from self.connection.execute(
            "SELECT row, first FROM (SELECT row, min(row) OVER (PARTITION BY source_key) AS first FROM spool)"
            " WHERE row > first ORDER BY row"
        )

    def rows(self) -> Iterator[Row]:
        """The responses in the order of the file."""
        found = self.connection.execute(f"SELECT {', '.join(COLUMNS)} FROM spool ORDER BY rowid")  # noqa: S608 — names
        while some := found.fetchmany(FETCHED):
            yield from map(Row._make, some)

    def numbered(self, some: int = FETCHED) -> Iterator[list[tuple[int, Row]]]:
        """The responses with their rows of the file, `some` at a time."""
        found = self.connection.execute(f"SELECT row, {', '.join(COLUMNS)} FROM spool ORDER BY rowid")  # noqa: S608
        while rows := found.fetchmany(some):
            yield [(row, Row._make(response)) for row, *response in rows]

    def keys(self, some: int = FETCHED) -> Iterator[list[str]]:
        """The keys of the responses, `some` at a time."""
        found = self.connection.execute("SELECT source_key FROM spool ORDER BY rowid")
        while keys := found.fetchmany(some):
            yield [key for (key,) in keys]

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.connection.close()
        self.folder.cleanup()
