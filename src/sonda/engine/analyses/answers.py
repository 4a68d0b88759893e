"""The answers to one question in a file, counted by their value and by group: what distribution and crosstab read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sonda.engine.analyses.choices import TOO_MANY_ANSWERS
from sonda.engine.errors import DataError
from sonda.engine.table import Scale, Table
from sonda.methods.result import N_
from sonda.methods.steps import Counts

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ANSWERS = 200  # in words
MOST_LINES = 2_000_000  # different answers, groups and events together

TOO_FINE = N_("Column %(column)s has more than %(most)s different answers; round them first.")


def counted(
    table: Table, question: str, *, numeric: bool, scale: tuple[float, float] | None, by: str | None = None
) -> "pa.Table":
    """Rows, Σw and Σw² by group, answer and event, in one statement.

    Errors: DataError for bad cells, columns or weights, and for answers that are too many to be told.
    """
    if numeric:
        low, high = scale or (None, None)
        ends = Scale() if low is None or high is None else Scale(low=low, high=high)
        table.number(question, scale=ends, alias="answer")
    else:
        table.text(question, alias="answer")
    if by is not None:
        table.text(by, answers=False, alias="line")
    keys = [*table.keys, *(["line"] if by is not None else []), "answer", *table.clusters]
    w = table.weight or "1.0"
    weights = f"sum({table.weight})" if table.weight else "NULL"
    found = table.collect(
        f"SELECT {', '.join(keys)}, count(*) AS rows, sum(bad::INT) AS bad, {weights} AS weights,"  # noqa: S608 — our own words
        f" sum({w}) AS w, sum({w} * {w}) AS ww FROM ({table.sql()}) GROUP BY ALL ORDER BY ALL"
    )
    if found.num_rows > MOST_LINES:
        raise DataError(TOO_FINE, column=question, most=MOST_LINES)
    if not numeric and len(found["answer"].unique()) > MOST_ANSWERS:
        raise DataError(TOO_MANY_ANSWERS, column=question, most=MOST_ANSWERS)
    return found


def counts_of(found: "pa.Table", clusters: Sequence[str]) -> Counts:
    """The counts of those who answered."""
    found = found.filter(found["answer"].is_valid())
    answers = found["answer"]
    words = str(answers.type) == "string"
    values = np.array(answers.to_pylist(), object) if words else answers.to_numpy().astype(float)
    n, w, ww = (found[name].to_numpy().astype(float) for name in ("rows", "w", "ww"))
    return Counts(values=values, n=n, w=w, ww=ww, event=_events(found, clusters))


def _events(found: "pa.Table", clusters: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]] | None":
    if not clusters:
        return None
    columns = [found[name].to_pylist() for name in clusters]
    seen: dict[tuple[str | None, ...], int] = {}
    return np.array([seen.setdefault(key, len(seen)) for key in zip(*columns, strict=True)], np.int64)
