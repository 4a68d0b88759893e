"""The columns that one analysis reads, cleaned in SQL: numbers as numbers, missing codes gone, bad cells marked.

A `Table` is asked for columns, gives a lazy Narwhals frame of them, and runs whatever is counted on that frame as one
statement. Cells that cannot be what they should be are counted in the same statement; only when there are any does a
second statement look for the first of them, to name its row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, NoReturn

import narwhals as nw

from sonda.engine import cells, duck
from sonda.engine.cells import LARGEST, Code
from sonda.engine.counting import sums_frame
from sonda.engine.errors import DataError
from sonda.engine.readers import Field
from sonda.engine.readers.dialect import decimal_comma
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.methods.result import N_
from sonda.methods.written import SPACES, written_number

if TYPE_CHECKING:
    import pyarrow as pa


class ReadDecimalComma(Exception):
    """A column turned out to write its numbers with a decimal comma: the analysis begins again with this knowledge."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    low: float = -LARGEST
    high: float = LARGEST
    whole: bool = False
    needed: bool = False  # a blank is bad too
    words: Mapping[str, float] | None = None


ANY = Scale()
WEIGHT = Scale(low=0, needed=True)
CATEGORY = Scale(needed=True)

NO_NUMBER = N_("Column %(column)s, row %(row)s: “%(value)s” is not a number.")
NO_WORD = N_("Column %(column)s, row %(row)s: “%(value)s” is not one of the answers that can be given.")
NOT_WHOLE = N_("Column %(column)s, row %(row)s: %(value)s is not a whole number.")
TOO_LARGE = N_("Column %(column)s, row %(row)s: %(value)s is too large to be counted.")
TOO_LOW = N_("Column %(column)s, row %(row)s: %(value)s is below %(low)s.")
OFF_THE_SCALE = N_("Column %(column)s, row %(row)s: %(value)s is not on the scale %(low)s–%(high)s.")
WEIGHT_BLANK = N_("Column %(column)s, row %(row)s: the weight is blank.")
WEIGHT_NO_NUMBER = N_("Column %(column)s, row %(row)s: the weight “%(value)s” is not a number.")
WEIGHT_NEGATIVE = N_("Column %(column)s, row %(row)s: the weight %(value)s is negative.")
NO_CATEGORY = N_("Column %(column)s, row %(row)s: there is no category, so no weight.")
NO_TARGET = N_("Column %(column)s, row %(row)s: the margins give no target for “%(value)s”.")
NO_ROWS = N_("The file has no rows.")
NO_ROWS_KEPT = N_("No rows are left after --where.")
NOBODY = N_("Nobody answered in this cut.")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One column of the frame, in two steps of SQL: `inner` over the file's columns, `value` and `bad` over its result.

    The result of `inner` is called as the alias with an underscore behind; `bad` is only there for numbers.
    """

    alias: str
    field: Field
    inner: str
    value: str
    bad: str | None = None
    scale: Scale | None = None


class Table:
    """The columns that one analysis reads from a source under a selection."""

    def __init__(self, source: Source, selection: Selection) -> None:
        self.source = source
        self.selection = selection
        self._readings: list[Reading] = []
        self._conditions = selection.conditions(source)
        self.keys = [self._key(name, f"by{at}") for at, name in enumerate(selection.groups)]
        self.clusters = [self.text(name, answers=False, alias=f"k{at}") for at, name in enumerate(selection.cluster)]
        self.weight = self._number(selection.weight, WEIGHT, [], "w") if selection.weight else None

    def number(self, column: str, *, scale: Scale = ANY, alias: str | None = None) -> str:
        """Read a column of answers as numbers, a cell off the scale being bad; returns its name in the frame."""
        return self._number(column, scale, self.selection.codes(self.source, column.strip()), alias)

    def text(self, column: str, *, answers: bool = True, alias: str | None = None) -> str:
        """Read a column as trimmed texts; missing codes count only in columns of answers."""
        field = self.source.field(column)
        codes = self.selection.codes(self.source, field.name) if answers else []
        inner = cells.trimmed(field)
        if codes:
            inner = f"CASE WHEN NOT {cells.among(field, codes)} THEN {inner} END"
        return self._plain(field, inner, alias)

    def flag(
        self, column: str, values: Sequence[str], *, answers: bool = True, blank: bool = False, alias: str | None = None
    ) -> str:
        """Read a column as 1 where it is one of `values`, else 0; an empty cell is NULL, or 0 when `blank`."""
        field = self.source.field(column)
        hit = cells.among(field, [Code(value) for value in values])
        gone = cells.among(field, self.selection.codes(self.source, field.name) if answers else [])
        if not blank:
            gone = f"({gone} OR {cells.trimmed(field)} IS NULL)"
        return self._plain(field, f"CASE WHEN NOT {gone} THEN {hit}::INT::DOUBLE END", alias)

    def category(self, column: str, names: Sequence[str], *, alias: str) -> str:
        """Read a column as one of `names`, spelled as they are there; any other cell, and an empty one, is bad."""
        field = self.source.field(column)
        cases = " ".join(f"WHEN {cells.among(field, [Code(name)])} THEN {duck.text(name)}" for name in names)
        gone = cells.among(field, self.selection.codes(self.source, field.name))
        inner = f"CASE WHEN {gone} THEN NULL {cases} END"
        reading = Reading(
            alias=alias, field=field, inner=inner, value=f"{alias}_", bad=f"{alias}_ IS NULL", scale=CATEGORY
        )
        self._readings.append(reading)
        return alias

    def frame(self, *extra: str) -> nw.LazyFrame[Any]:
        """The columns asked for, with `bad` (is any cell of the row bad) and `extra` columns in SQL beside them."""
        return nw.from_native(self.source.relation(self.sql(*extra)))

    def sql(self, *extra: str, keep: Sequence[Field] = ()) -> str:
        """The same as a statement, for counting written in SQL; `extra` and `keep` are further columns of it."""
        chosen = [f"{each.value} AS {each.alias}" for each in self._readings]
        bad = " OR ".join(f"({each.bad})" for each in self._readings if each.bad) or "FALSE"
        columns = ", ".join([*chosen, *extra, *(field.sql for field in keep), f"({bad}) AS bad"])
        inner = self._inner(*(field.sql for field in keep))
        return f"SELECT {columns} FROM ({inner})"  # noqa: S608 — made of our own words and duck.text

    def controls(self) -> dict[str, nw.Expr]:
        """What every count carries along: rows, bad cells, and the sum of weights."""
        counts = {"rows": nw.len(), "bad": nw.col("bad").cast(nw.Int64).sum()}
        return counts | ({"weights": nw.col(self.weight).sum()} if self.weight else {})

    def sums(
        self,
        frame: nw.LazyFrame[Any],
        values: Sequence[str],
        *,
        keys: Sequence[str] = (),
        extra: Mapping[str, nw.Expr] | None = None,
        least: Mapping[str, nw.Expr] | None = None,
    ) -> "pa.Table":
        """Sums of `values` by the selection's groups and `keys`, with its weights and clusters, in one statement."""
        return self.collect(
            sums_frame(
                frame,
                values,
                keys=[*self.keys, *keys],
                weight=self.weight,
                clusters=self.clusters,
                extra=self.controls() | dict(extra or {}),
                least=least,
            )
        )

    def collect(self, counted: nw.LazyFrame[Any] | str) -> "pa.Table":
        """Run what was counted as one statement, and see that nothing in it was bad.

        Errors: DataError for a bad cell (with its row), for no rows at all, and for weights that are all zero.
        """
        sql = counted if isinstance(counted, str) else str(counted.to_native().sql_query())
        found = self.source.run(sql)
        if any(found["bad"].to_pylist()):
            self._name_the_bad_cell()
        if not sum(found["rows"].to_pylist()):
            cut = self.selection.among or self.selection.within
            raise DataError(NO_ROWS_KEPT if self.selection.where else NOBODY if cut else NO_ROWS)
        if self.weight and not sum(each or 0 for each in found["weights"].to_pylist()):
            raise DataError(N_("Column %(column)s: all weights are zero."), column=self.selection.weight)
        return found

    def _key(self, column: str, alias: str) -> str:
        """A column of groups: its texts, or its whole numbers as they are, which are quicker to group by."""
        field = self.source.field(column)
        if field.kind == "whole":
            return self._plain(field, field.sql, alias)
        return self.text(column, answers=False, alias=alias)

    def _plain(self, field: Field, inner: str, alias: str | None) -> str:
        alias = alias or f"x{len(self._readings)}"
        self._readings.append(Reading(alias=alias, field=field, inner=inner, value=f"{alias}_"))
        return alias

    def _number(self, column: str, scale: Scale, codes: list[Code], alias: str | None) -> str:
        field = self.source.field(column)
        alias = alias or f"x{len(self._readings)}"
        name = f"{alias}_"
        number = cells.numeric(field, decimal_comma=field.name in self.source.decimal_comma)
        if scale.words:
            number = cells.by_words(field, scale.words, number)
        fits = f"{name} BETWEEN {duck.number(scale.low)} AND {duck.number(scale.high)}"
        if scale.whole and field.kind != "whole":
            fits += f" AND {name} = trunc({name})"
        answered = f" AND NOT {cells.among(field, codes, number=name)}" if codes else ""
        if scale.needed:
            empty = "FALSE"
        else:  # a typed cell without a number is an empty one
            empty = "TRUE" if field.kind in ("whole", "number") else f"{cells.trimmed(field)} IS NULL"
        bad = f"CASE WHEN {name} IS NULL THEN NOT ({empty}) ELSE NOT ({fits}) END{answered}"
        value = f"CASE WHEN {fits}{answered} THEN {name} END"
        self._readings.append(Reading(alias=alias, field=field, inner=number, value=value, bad=bad, scale=scale))
        return alias

    def _inner(self, *extra: str) -> str:
        columns = list(dict.fromkeys([*extra, *(each.field.sql for each in self._readings)]))
        columns += [f"{each.inner} AS {each.alias}_" for each in self._readings]
        kept = " AND ".join(self._conditions) or "TRUE"
        table = self.source.opened.table
        if "row_" in extra:
            table = f"(SELECT *, {self.source.opened.row} AS row_ FROM {table})"  # noqa: S608
        return f"SELECT {', '.join(columns)} FROM {table} WHERE {kept}"  # noqa: S608

    def _name_the_bad_cell(self) -> NoReturn:
        checked = [each for each in self._readings if each.bad]
        cases = " ".join(f"WHEN {each.bad} THEN {at}" for at, each in enumerate(checked))
        values = " ".join(f"WHEN {at} THEN {each.field.sql}::VARCHAR" for at, each in enumerate(checked))
        found = self.source.run(  # the columns by place, the rest by duck.text
            f"SELECT row_, which, CASE which {values} END AS cell"  # noqa: S608
            f" FROM (SELECT *, CASE {cases} END AS which FROM ({self._inner('row_')}))"
            " WHERE which IS NOT NULL ORDER BY row_ LIMIT 1"
        ).to_pylist()[0]
        row = int(found["row_"])
        if self.source.opened.true_row:
            row = self.source.opened.true_row(row)
        raise_bad(self.source, checked[found["which"]], row, found["cell"])


def raise_bad(source: Source, reading: Reading, row: int, cell: str | None) -> NoReturn:
    """Say what is wrong with a cell.

    Errors: DataError always, but ReadDecimalComma when the cell is a number after all.
    """
    column, written, scale = reading.field.name, (cell or "").strip(SPACES), reading.scale or ANY
    known = column in source.decimal_comma
    place: dict[str, Any] = {"column": column, "row": row, "value": shortened(written)}
    if scale is CATEGORY:
        raise DataError(NO_TARGET if written else NO_CATEGORY, **place)
    if reading.field.kind == "text" and not known and decimal_comma(written, source.opened.separator):
        raise ReadDecimalComma(column)
    number = as_number(written, comma=known)
    if scale is WEIGHT:
        if number is None:
            raise DataError(WEIGHT_BLANK if not written or written.lower() == "nan" else WEIGHT_NO_NUMBER, **place)
        raise DataError(WEIGHT_NEGATIVE if number < 0 else TOO_LARGE, **place)
    if number is None:
        raise DataError(NO_WORD if scale.words else NO_NUMBER, **place)
    if abs(number) > LARGEST:
        raise DataError(TOO_LARGE, **place)
    if scale.low <= number <= scale.high:
        raise DataError(NOT_WHOLE, **place)
    if scale.high == LARGEST:
        raise DataError(TOO_LOW, **place, low=f"{scale.low:g}")
    raise DataError(OFF_THE_SCALE, **place, low=f"{scale.low:g}", high=f"{scale.high:g}")


def as_number(written: str, *, comma: bool) -> float | None:
    if written.strip("+-").lower() in ("inf", "infinity"):
        return inf
    if comma:
        return None if "." in written else written_number(written.replace(",", "."))
    return written_number(written)


def shortened(written: str, most: int = 40) -> str:
    return written if len(written) <= most else written[: most - 1] + "…"
