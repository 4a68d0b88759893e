"""One reader per kind of file: each hands the source a table expression for DuckDB and what was noticed on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sonda.methods.result import Note


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column of the file: its trimmed name, its name in SQL, and what its cells are."""

    name: str
    sql: str
    kind: str  # "text" | "whole" | "number" | "flag" (true or false) | "other" (dates: compared by their text)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a reader found.

    `table` is an SQL table expression whose columns are c0, c1, … (names of the file never come into SQL); `files` are
    the paths it reads; `row` is the SQL expression of a row's number as the reader's spreadsheet shows it.
    """

    table: str
    files: tuple[Path, ...]
    fields: tuple[Field, ...]
    row: str
    rows_at_most: int  # blank lines and line breaks within a cell may make them fewer
    notes: tuple[Note, ...] = ()
    decimal_comma: frozenset[str] = frozenset()
    separator: str = ""  # of a text file
    labels: dict[str, dict[str, str]] = field(default_factory=dict)  # SPSS: code → label, by column
    repair: Callable[[], None] | None = None  # rewrites a file that DuckDB's reader could not follow, or names its row
    true_row: Callable[[int], int] | None = None  # record number → row in a spreadsheet, where blank lines lie between
