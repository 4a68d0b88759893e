"""Checked responses set aside on disk, so that the whole file is known to be good before the first row is stored."""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any


class Spool:
    """A temporary table of responses; use it in a `with`. Memory stays the same for any number of rows."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="sonda-import-")
        self.connection = sqlite3.connect(Path(self.folder.name) / "spool.sqlite3", isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute("CREATE TABLE spool (row INTEGER, source_key TEXT, document TEXT)")

    def add(self, responses: Iterable[tuple[int, dict[str, Any]]]) -> None:
        self.connection.execute("BEGIN")
        self.connection.executemany(
            "INSERT INTO spool VALUES (?, ?, ?)",
            ((row, fields["source_key"], json.dumps(fields, default=date.isoformat)) for row, fields in responses),
        )
        self.connection.execute("COMMIT")

    def twice(self) -> Iterator[tuple[int, int]]:
        """(row, first row) of every response whose person stands in the file already."""
        self.connection.execute("CREATE INDEX by_key ON spool (source_key, row)")
        yield from self.connection.execute(
            "SELECT row, first FROM (SELECT row, min(row) OVER (PARTITION BY source_key) AS first FROM spool)"
            " WHERE row > first ORDER BY row"
        )

    def documents(self) -> Iterator[dict[str, Any]]:
        """The responses in the order of the file."""
        for (document,) in self.connection.execute("SELECT document FROM spool ORDER BY rowid"):
            fields = json.loads(document)
            if fields.get("answered_on"):
                fields["answered_on"] = date.fromisoformat(fields["answered_on"])
            yield fields

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.connection.close()
        self.folder.cleanup()
