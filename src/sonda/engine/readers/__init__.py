"""One reader per kind of file: each hands the source a table expression for DuckDB and what was noticed on the way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sonda.engine.readers.foot import Foot
from sonda.methods.result import Note

ENCODINGS = ("utf-8", "utf-16", "cp1250", "cp1251", "iso-8859-2")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column of the file: its trimmed name, its name in SQL, and what its cells are."""

    name: str
    sql: str
    # "text" | "whole" | "number" | "flag" (true or false) | "nested" (lists, structures: nobody can ask for them)
    # | "other" (dates: compared by their text)
    kind: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How somebody wants a file to be read; what they leave out is detected.

    `find_header` looks for the header below a title; without it the header is the first row. `find_headings` looks for
    further rows of headings below the names, where nobody said with `skip_below` how many there are, `find_foot` for
    totals below the answers, where nobody said it with `skip_end`.
    """

    encoding: str | None = None  # one of ENCODINGS
    separator: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    find_header: bool = False
    skip_below: int | None = None  # rows below the names that hold no answers
    find_headings: bool = False
    skip_end: int | None = None  # rows at the end that hold no answers
    find_foot: bool = False
    decimal: str | None = None  # "." or ","

    def commas(self, names: Iterable[str], found: Iterable[str]) -> frozenset[str]:
        """The columns with a decimal comma: all, none, or those that were found."""
        return frozenset({",": names, ".": ()}.get(self.decimal or "", found))


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
    encoding: str = ""  # of a text file
    header_row: int = 1
    skip_below: int = 0  # rows below the names that were left out
    foot: Foot = field(default_factory=Foot)  # rows at the end that were left out, or look like totals
    sheet: str = ""  # of a workbook
    sheets: tuple[str, ...] = ()  # those with cells
    labels: dict[str, dict[str, str]] = field(default_factory=dict)  # SPSS: code → label, by column
    titles: dict[str, str] = field(default_factory=dict)  # what a column is called, by its name: SPSS, second headings
    repair: Callable[[], None] | None = None  # rewrites a file that DuckDB's reader could not follow, or names its row
    true_row: Callable[[int], int] | None = None  # record number → row in a spreadsheet, where blank lines lie between
