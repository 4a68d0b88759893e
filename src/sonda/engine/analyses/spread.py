"""Average, spread and worst tenth in a file: its answers counted by their value, in one pass."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sonda.engine.analyses.analysis import MOST_GROUPS, TOO_MANY, Analysis, Counted, items_of, judged
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.result import N_
from sonda.methods.spread import Counts, Spread, spread_from_counts

if TYPE_CHECKING:
    import pyarrow as pa

TOO_FINE = N_("Column %(column)s has more than %(most)s different answers; round them first.")
MOST_VALUES = 200_000


def spread(
    source: Source,
    selection: Selection,
    *,
    items: Sequence[str],
    line: str | None = None,
    level: float = 0.95,
) -> Analysis:
    """Spread of several columns, a line each; with `line`, of one column by the values of another.

    Errors: DataError for bad cells, columns or weights, and for groups or answers that are too many to be held.
    """
    names = items_of(source, items)
    table = Table(source, selection)
    answers = {name: table.number(name, alias=f"a{at}") for at, name in enumerate(names)}
    if line is not None:
        table.text(line, answers=False, alias="line")
    found = table.collect(statement(table, list(answers.values()), by_line=line is not None))
    if found.num_rows > MOST_VALUES:
        raise DataError(TOO_FINE, column=", ".join(names), most=MOST_VALUES)

    def judge(rows: Counted) -> Spread:
        lines = by_value(rows.table)
        if len(lines) > MOST_GROUPS:
            raise DataError(TOO_MANY, column=line, most=MOST_GROUPS)
        if line is None:
            lines = {name: lines[alias] for name, alias in answers.items() if alias in lines}
        return spread_from_counts(lines=lines, level=level)

    return judged(table, found, judge, of=Spread)


def statement(table: Table, answers: Sequence[str], *, by_line: bool) -> str:
    """Rows, Σw and Σw² by line and answer; the first row of a line without an answer carries what was not given."""
    w = table.weight or "1.0"
    keys = "".join(f"{key}, " for key in table.keys)
    weights = f"sum({table.weight})" if table.weight else "NULL"
    parts = [
        f"SELECT {keys}{'line' if by_line else repr(answer)} AS line, {answer} AS value, count(*) AS rows,"  # noqa: S608 — our own words
        f" sum(bad::INT) AS bad, {weights} AS weights, sum({w}) AS w, sum({w} * {w}) AS ww FROM answers"
        f" GROUP BY ALL"
        for answer in answers
    ]
    return f"WITH answers AS MATERIALIZED ({table.sql()}) {' UNION ALL '.join(parts)}"


def by_value(found: "pa.Table") -> dict[str, Counts]:
    """Lines in the order of their names, each with its answers; rows without a line or an answer are left out."""
    found = found.filter(found["line"].is_valid()).filter(found.filter(found["line"].is_valid())["value"].is_valid())
    names = np.array(found["line"].to_pylist(), object)
    columns = {name: found[name].to_numpy().astype(float) for name in ("value", "rows", "w", "ww")}
    return {
        name: Counts(
            values=columns["value"][here], n=columns["rows"][here], w=columns["w"][here], ww=columns["ww"][here]
        )
        for name in sorted(set(names))
        if (here := names == name).any()
    }
