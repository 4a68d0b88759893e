"""A DuckDB connection that can read the files it was given, and nothing else in the world."""

import os
from collections.abc import Iterable
from pathlib import Path

import duckdb

from sonda.engine.errors import DataError
from sonda.methods.result import N_

MEMORY = "512MB"
MOST_THREADS = 4


def connect(*, allowed: Iterable[Path | str], folder: Path | str) -> duckdb.DuckDBPyConnection:
    """Open a connection in memory that reads `allowed` files and spills into `folder`, with its settings locked.

    Extensions are neither found, loaded nor installed, the network and every other file are out of reach, and no
    later statement can change that.
    """
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "enable_external_file_cache": "false",  # the machine's own cache holds the files already
            "memory_limit": MEMORY,
            "threads": str(threads),
            "temp_directory": str(folder),
        },
    )
    files = ", ".join(text(str(path)) for path in allowed)
    connection.execute(f"SET allowed_paths = [{files}]")
    connection.execute("SET enable_progress_bar = false")  # it would draw on stdout
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def text(value: str) -> str:
    """A text as an SQL literal: the only way by which a reader's words come into a statement.

    >>> text("O'Brien; DROP TABLE x")
    "'O''Brien; DROP TABLE x'"
    """
    if "\0" in value:
        raise DataError(N_("A text with a NUL character cannot be compared."))
    return "'" + value.replace("'", "''") + "'"


def name(column: str) -> str:
    """A column's name as an SQL identifier.

    >>> name('a"b')
    '"a""b"'
    """
    if "\0" in column:
        raise ValueError("A name with a NUL character cannot be a column.")
    return '"' + column.replace('"', '""') + '"'


def number(value: float) -> str:
    """A finite number as an SQL literal.

    >>> number(6), number(0.1)
    ('6.0::DOUBLE', '0.1::DOUBLE')
    """
    return f"{float(value)!r}::DOUBLE"
