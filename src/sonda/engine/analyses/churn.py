"""Churn in a file: people added up by duration and cause, in one pass."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw

from sonda.engine.analyses import small
from sonda.engine.analyses.analysis import Analysis, Counted, judged
from sonda.engine.analyses.lifetimes import Lifetimes
from sonda.engine.cells import Code
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Scale, Table
from sonda.methods.churn import Survival, incidence_from_counts, survival_from_counts
from sonda.methods.churn.frame import NOT_STATED
from sonda.methods.churn.table import LEFT
from sonda.methods.columns import spelling_notes
from sonda.methods.result import N_, Result

MOST_LINES = 1_000_000

NO_TIME = N_("“%(time)s” is not a time to report: times are numbers from 0.")
NOBODY_LEFT = N_("No row has “%(value)s” in column %(column)s.")
TOO_FINE = N_("Column %(column)s has too many different durations; round them first.")
TOO_MANY_TOGETHER = N_(
    "Durations and clusters make more than %(most)s combinations; round the durations in column %(column)s first."
)


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
    least: int = 0,
) -> Analysis:
    """Survival, or with `cause` the cumulative incidence of each; who has not `event_value` in `event` is censored.

    Errors: DataError for a value that nobody has, a duration below 0, times that are no numbers, and durations (with
    clusters: their combinations with these) that are too many to be held.
    """
    at = None if times is None else [moment(time) for time in times]
    table = Table(source, selection)
    table.number(duration, scale=Scale(low=0), alias="t")
    table.text(event, alias="state")
    table.flag(event, [event_value], alias="gone")
    if cause is not None:
        table.text(cause, alias="cause")
    found = table.collect(lines(table, cause is not None))
    if found.num_rows > MOST_LINES:
        raise DataError(TOO_MANY_TOGETHER if table.clusters else TOO_FINE, column=duration, most=MOST_LINES)
    if not found["gone"].to_numpy().any():
        raise DataError(NOBODY_LEFT, column=event, value=event_value)

    def judge(rows: Counted) -> Result:
        people = Lifetimes(rows.table, weight=table.weight, clusters=table.clusters)
        notes = people.remarks(event)
        told = people.told(least) if least else at
        options: dict[str, Any] = {"level": level, "at": told}
        if cause is None:
            counts = people.counts([LEFT])
            curve = survival_from_counts(**counts | {"events": counts["events"][LEFT]}, **options)
            return small.of_survival(replace(curve, notes=notes + curve.notes), least)
        names = people.causes()
        shares = small.of_incidence(incidence_from_counts(**people.counts(names), **options), least)
        return replace(shares, notes=(*notes, *spelling_notes(names), *shares.notes))

    return judged(table, found, judge, of=Survival, too_small=nobody)


def nobody(result: Result) -> bool:
    return result.n < 1


def lines(table: Table, causes: bool) -> nw.LazyFrame[Any]:
    """People, Σw and Σw² by duration, cause of leaving, cluster, and whether the state was known at all."""
    gone = nw.col("gone").fill_null(0.0)
    named = [nw.col(name).fill_null("").alias(name) for name in table.clusters]  # a blank is a name too
    frame = table.frame().with_columns(gone.alias("gone"), nw.col("state").is_null().alias("unknown"), *named)
    keys = [*table.keys, "t", "gone", "unknown", *table.clusters]
    if causes:
        given = nw.when(nw.col("gone") == 1).then(nw.col("cause").fill_null(NOT_STATED))
        frame = frame.with_columns(given.alias("cause"))
        keys.append("cause")
    sums = {"n": nw.len()}
    if table.weight:
        w = nw.col(table.weight)
        sums |= {"w_sum": w.sum(), "ww": (w * w).sum()}
    counted = [expr.alias(name) for name, expr in (table.controls() | sums).items()]
    return frame.group_by(*keys).agg(*counted)


def moment(time: str | float) -> float:
    number = Code(str(time)).number
    if number is None or number < 0:
        raise DataError(NO_TIME, time=time)
    return number
