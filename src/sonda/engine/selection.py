"""Which rows and cells an analysis reads: missing codes, rows to keep, groups, weights, clusters."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sonda.engine import cells, duck
from sonda.engine.cells import Code
from sonda.engine.errors import DataError
from sonda.engine.readers import Field
from sonda.engine.source import Source
from sonda.methods.result import N_


@dataclass(frozen=True, kw_only=True)
class OneOf:
    """Rows in which the first of these columns that is filled holds one of these values, letter by letter.

    No code, number or pattern is read into a value. A column that the data do not have is never filled, and no values
    keep no row.
    """

    columns: tuple[str, ...]
    values: tuple[str, ...]

    def condition(self, source: Source) -> str:
        """The rows to keep, as SQL."""
        fields = [source.field(name) for name in self.columns if name in source.columns]
        if not fields or not self.values:
            return "FALSE"
        values = ", ".join(map(duck.text, self.values))
        if len(fields) == 1 and fields[0].kind == "text" and "" not in self.values:
            return f"{fields[0].sql} IN ({values})"  # so plain that it is answered while the file is read
        held = [f"nullif({field.sql}::VARCHAR, '')" for field in fields]
        return f"coalesce(coalesce({', '.join(held)}) IN ({values}), FALSE)"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What the reader asked for, in the words of the command line.

    - `missing`: rules such as "0,6,Blank" (all columns of answers) or "Q7*:0,6" (those that the pattern names);
    - `where`: conditions such as "BAREA=A" or "frequency!=never used";
    - `among`: rows to keep by the exact values of columns, each rule on top of the others;
    - `within`: column, first and last value of rows to keep, compared as text ("month", "2025-11", "2026-10");
    - `by`: one column, or several whose values together make a group;
    - `weight`, `cluster`: survey weights, and the column or columns that name a shared event.
    """

    missing: Sequence[str] = ()
    where: Sequence[str] = ()
    among: Sequence[OneOf] = ()
    within: Sequence[tuple[str, str, str]] = ()
    by: str | Sequence[str] | None = None
    weight: str | None = None
    cluster: Sequence[str] = ()

    @property
    def groups(self) -> list[str]:
        return [] if self.by is None else [self.by] if isinstance(self.by, str) else list(self.by)

    def codes(self, source: Source, column: str) -> list[Code]:
        """Codes that are missing in a column of answers."""
        return [code for rule in self.missing for code in missing_codes(source, rule, column)]

    def conditions(self, source: Source) -> list[str]:
        """The rows to keep, as SQL."""
        ranges = [between(source, *rule) for rule in self.within]
        exact = [rule.condition(source) for rule in self.among]
        return [condition(source, rule) for rule in self.where] + exact + ranges


def listed(text: str) -> list[str]:
    """Items between commas; an item that holds a comma stands in quotation marks.

    >>> listed('Q7ART, "Food, drinks"')
    ['Q7ART', 'Food, drinks']
    """
    rows = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)  # a list may come from lines of a file
    return [item.strip() for row in rows for item in row if item.strip()]


def missing_codes(source: Source, rule: str, column: str) -> list[Code]:
    """The codes of one rule for one column.

    Errors: DataError for a rule whose pattern names no column of the file.
    """
    if ":" not in rule:
        return [Code(item) for item in listed(rule)]
    # A colon may also stand in a column's name or in a code: the last place that names columns counts.
    for place in reversed([at for at, letter in enumerate(rule) if letter == ":"]):
        pattern = rule[:place].strip()
        named = [name for name in source.columns if name == pattern or fnmatchcase(name, pattern)]
        if named:
            return [Code(item) for item in listed(rule[place + 1 :])] if column in named else []
    raise DataError(
        N_("No column is named by %(pattern)s, the pattern of missing codes."), pattern=rule.rpartition(":")[0]
    )


def condition(source: Source, rule: str) -> str:
    """One condition as SQL.

    Errors: DataError for a rule without `=` and for a column that is not in the file.
    """
    field, equal, value = split(source, rule)
    comma = field.name in source.decimal_comma
    codes = [Code(value.replace(",", ".") if comma and "." not in value else value), Code(value)]
    number = cells.numeric(field, decimal_comma=comma)
    kept = cells.among(field, codes, number=number) if value.strip() else f"{cells.trimmed(field)} IS NULL"
    return kept if equal else f"NOT ({kept})"


def between(source: Source, column: str, first: str, last: str) -> str:
    """Rows whose value lies between two texts, both included, as SQL; blanks around a text belong to it."""
    field = source.field(column)
    written = field.sql if field.kind == "text" else cells.trimmed(field)
    return f"{written} BETWEEN {duck.text(first)} AND {duck.text(last)}"


def split(source: Source, rule: str) -> tuple[Field, bool, str]:
    places = [at for at, letter in enumerate(rule) if letter == "="]
    if not rule.partition("=")[0].removesuffix("!").strip():
        places = []
    if not places:
        raise DataError(N_("%(rule)s is not a condition like COLUMN=VALUE or COLUMN!=VALUE."), rule=rule)
    for place in places:  # an equals sign may stand in a column's name
        before, value = rule[:place], rule[place + 1 :]
        if before.strip() in source.columns:
            return source.field(before), True, value
        if before.endswith("!") and before[:-1].strip() in source.columns:
            return source.field(before[:-1]), False, value
    return source.field(rule[: places[0]].removesuffix("!")), True, ""  # raises: there is no such column
