"""Churn in a file: people added up by duration and cause, in one pass."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw
import numpy as np

from sonda.engine.analyses.analysis import Analysis, Counted, Row, judged, unclustered
from sonda.engine.cells import Code
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Scale, Table
from sonda.methods.churn import Survival, Weighted, incidence_from_counts, survival_from_counts
from sonda.methods.churn.frame import NO_CAUSE, NO_DURATION, NO_STATE, NOT_STATED
from sonda.methods.columns import spelling_notes
from sonda.methods.result import N_, Note, Result

MOST_LINES = 1_000_000
LEFT = "left"

NO_TIME = N_("“%(time)s” is not a time to report: times are numbers from 0.")
NOBODY_LEFT = N_("No row has “%(value)s” in column %(column)s.")
TOO_FINE = N_("Column %(column)s has too many different durations; round them first.")


def churn(
    source: Source,
    selection: Selection,
    *,
    duration: str,
    event: str,
    event_value: str,
    cause: str | None = None,
    times: Sequence[str | float] | None = None,
    level: float = 0.95,
) -> Analysis:
    """Survival, or with `cause` the cumulative incidence of each; who has not `event_value` in `event` is censored.

    Errors: DataError for clusters, a value that nobody has, a duration below 0, times that are no numbers.
    """
    unclustered(selection, "churn")
    at = None if times is None else [moment(time) for time in times]
    table = Table(source, selection)
    table.number(duration, scale=Scale(low=0), alias="t")
    table.text(event, alias="state")
    table.flag(event, [event_value], alias="gone")
    if cause is not None:
        table.text(cause, alias="cause")
    found = table.collect(lines(table, cause is not None))
    if found.num_rows > MOST_LINES:
        raise DataError(TOO_FINE, column=duration)
    if not any(row and row > 0 for row in found["gone"].to_pylist()):
        raise DataError(NOBODY_LEFT, column=event, value=event_value)

    def judge(rows: Counted) -> Result:
        counted = [row for row in rows if row["t"] is not None]
        notes = remarks(rows, counted, event)
        options: dict[str, Any] = {"level": level, "at": at}
        if cause is None:
            curve = survival_from_counts(**counts(counted, [LEFT], weighted=bool(table.weight), one=True), **options)
            return replace(curve, notes=notes + curve.notes)
        names = sorted({row["cause"] for row in counted if row["gone"]})
        shares = incidence_from_counts(**counts(counted, names, weighted=bool(table.weight)), **options)
        return replace(shares, notes=(*notes, *spelling_notes(names), *shares.notes))

    return judged(table, found, judge, of=Survival, too_small=nobody)


def nobody(result: Result) -> bool:
    return result.n < 1


def lines(table: Table, causes: bool) -> nw.LazyFrame[Any]:
    """People, Σw and Σw² by duration, cause of leaving, and whether the state was known at all."""
    gone = nw.col("gone").fill_null(0.0)
    frame = table.frame().with_columns(gone.alias("gone"), nw.col("state").is_null().alias("unknown"))
    keys = [*table.keys, "t", "gone", "unknown"]
    if causes:
        given = nw.when(nw.col("gone") == 1).then(nw.col("cause").fill_null(NOT_STATED))
        frame = frame.with_columns(given.alias("cause"))
        keys.append("cause")
    sums = {"n": nw.len()}
    if table.weight:
        w = nw.col(table.weight)
        sums |= {"w_sum": w.sum(), "ww": (w * w).sum()}
    named = [expr.alias(name) for name, expr in (table.controls() | sums).items()]
    return frame.group_by(*keys).agg(*named)


def moment(time: str | float) -> float:
    number = Code(str(time)).number
    if number is None or number < 0:
        raise DataError(NO_TIME, time=time)
    return number


def remarks(rows: Sequence[Row], counted: Sequence[Row], event: str) -> tuple[Note, ...]:
    nowhere = sum(row["n"] for row in rows) - sum(row["n"] for row in counted)
    unknown = sum(row["n"] for row in counted if row["unknown"])
    unstated = sum(row["n"] for row in counted if row.get("cause") == NOT_STATED)
    notes = [Note(text=NO_DURATION, values={"n": nowhere})] if nowhere else []
    notes += [Note(text=NO_STATE, values={"n": unknown, "column": event})] if unknown else []
    notes += [Note(text=NO_CAUSE, values={"n": unstated})] if unstated else []
    return tuple(notes)


def counts(rows: Sequence[Row], causes: Sequence[str], *, weighted: bool, one: bool = False) -> dict[str, Any]:
    """The columns that the count doors ask for, one line of the answer each."""
    total, square = ("w_sum", "ww") if weighted else ("n", "n")

    def column(name: str, cause: str | None) -> np.ndarray[Any, Any]:
        return np.array([row[name] if why(row, one) == cause else 0 for row in rows], float)

    events = {cause: column(total, cause) for cause in causes}
    squares = {cause: column(square, cause) for cause in causes}
    weights = Weighted(
        people=np.array([row["n"] for row in rows], float),
        people_left=np.array([row["n"] if row["gone"] else 0 for row in rows], float),
        events_squared=squares[LEFT] if one else squares,
        censored_squared=column(square, None),
    )
    return {
        "times": np.array([row["t"] for row in rows], float),
        "events": events[LEFT] if one else events,
        "censored": column(total, None),
        "weighted": weights if weighted else None,
    }


def why(row: Row, one: bool) -> str | None:
    return None if not row["gone"] else LEFT if one else row["cause"]
