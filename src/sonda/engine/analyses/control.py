"""Control charts of a file: points row by row, or counts, sizes and NPS added up by time, in one pass."""

from typing import Any

import narwhals as nw
import numpy as np

from sonda.engine.analyses.analysis import Analysis, Counted, judged
from sonda.engine.analyses.nps import SCALE, marked
from sonda.engine.cells import Code
from sonda.engine.counting import sums_of
from sonda.engine.errors import DataError
from sonda.engine.moments import by_time, rows_themselves
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import ANY, Scale, Table
from sonda.methods.control import Control, control_from_periods, control_from_points, control_nps_from_sums
from sonda.methods.control.checks import counts_are_possible
from sonda.methods.control.frame import without_clusters
from sonda.methods.control.periods import LEFT_OUT, Periods, periods_of_sums
from sonda.methods.control.results import Time
from sonda.methods.control.times import groups
from sonda.methods.result import N_, Note

CHARTS = ("p", "u", "c", "imr", "ewma", "cusum", "nps")
COUNT = Scale(low=0, whole=True)
SIZE = Scale(low=0)
MOST_POINTS = 100_000

NO_CHART = N_("There is no chart %(chart)s; the charts are %(charts)s.")
NEEDS_SIZE = N_("Chart %(chart)s needs --size, the number behind each count.")
TAKES_NO_SIZE = N_("Chart %(chart)s takes no size.")
NEEDS_TIME = N_("An NPS chart needs --time, the time of each answer.")
TOO_MANY_POINTS = N_("A chart of more than %(most)s points cannot be judged: group them by a coarser time.")


def control(
    source: Source,
    selection: Selection,
    *,
    chart: str,
    value: str,
    size: str | None = None,
    time: str | None = None,
    sigmas: float = 3,
    lambda_: float = 0.2,
    decision: float = 5,
    shift: float = 1,
    baseline: int | None = None,
) -> Analysis:
    """A control chart; without `time` the order of the rows is the order of time.

    p, u: `value` counts out of `size`; c: counts; imr, ewma, cusum: values; nps: answers 0–10, added up by time.
    `baseline`: center and limits from the first so many points, so that a later shift does not hide in its own limits.
    Clusters bear on the limits of nps alone; the other charts say so.
    Errors: DataError for a chart that does not exist or lacks its size or time, and for bad cells.
    """
    check(chart, size, time)
    if chart == "nps":
        return nps_chart(source, selection, value, str(time), sigmas, baseline)
    table = Table(source, selection)
    counting = chart in ("p", "u", "c")
    table.number(value, scale=COUNT if counting else ANY, alias="v")
    if size is not None:
        table.number(size, scale=SIZE, alias="size")
    if time is not None:
        table.text(time, answers=False, alias="t")
    # Rows of one time are one point on the charts of counts.
    together = counting and time is not None and not source.small
    found = table.collect(by_time(table, size=size is not None) if together else rows_themselves(table))
    if found.num_rows > MOST_POINTS:
        raise DataError(TOO_MANY_POINTS, most=MOST_POINTS)

    options: dict[str, Any] = {
        "chart": chart,
        "sigmas": sigmas,
        "lambda_": lambda_,
        "decision": decision,
        "shift": shift,
        "baseline": baseline,
    }

    columns = [name for name in ("size", "w") if name in found.column_names]

    def judge(rows: Counted) -> Control:
        if together:
            result = control_from_periods(periods=periods_of(rows, chart), **options)
        else:
            given = {name: rows.table[name].to_numpy().astype(float) for name in columns}
            result = control_from_points(
                value=rows.table["v"].to_numpy().astype(float),
                t=None if time is None else np.array(times(rows.table["t"].to_pylist()), object),
                size=given.get("size"),
                weight=given.get("w"),
                **options,
            )
        return without_clusters(result) if table.clusters else result

    return judged(table, found, judge, of=Control)


def periods_of(found: Counted, chart: str) -> Periods:
    """Times that the engine added up, as the points that their rows would have made."""
    labels, place, notes = groups(np.array(times(found.table["t"].to_pylist()), object))
    kept = np.flatnonzero((place >= 0) & (found.table["n"].to_numpy() > 0))
    kept = kept[np.argsort(place[kept])]
    column = {name: found.table[name].to_numpy()[kept] for name in found.table.column_names if name != "t"}
    rows, every = column["n"].astype(np.int64), int(found.table["rows"].to_numpy().sum())
    if rows.sum() < every:
        notes += (Note(text=LEFT_OUT, values={"n": every - int(rows.sum())}),)
    t, ones = [labels[at] for at in place[kept]], np.ones(len(kept))
    counts_are_possible(chart, column["v"], column.get("size", ones), t)
    if chart == "c":
        weight = column.get("w_mean", ones)
        return Periods(t=t, value=column["v"], size=ones, weight=weight, rows=rows, notes=notes)
    return periods_of_sums(
        t=t,
        count=column.get("wv", column["v"]),
        size=column.get("ws", column["size"]),
        squared=column.get("wws", column["size"]),
        rows=rows,
        notes=notes,
    )


def nps_chart(
    source: Source, selection: Selection, value: str, time: str, sigmas: float, baseline: int | None
) -> Analysis:
    table = Table(source, selection)
    answer = table.number(value, scale=SCALE)
    table.text(time, answers=False, alias="t")
    frame = marked(table.frame("row_number() OVER () AS row_"), nw.col(answer))
    found = table.sums(frame, ["mark"], keys=["t"], least={"first": nw.col("row_")})
    if found.num_rows > MOST_POINTS:
        raise DataError(TOO_MANY_POINTS, most=MOST_POINTS)

    def judge(rows: Counted) -> Control:
        dated = sorted((row for row in rows if row["t"] is not None), key=lambda row: int(row["first"]))
        t = np.array(times([row["t"] for row in dated]), object)
        counted = [sums_of(row, "mark") for row in dated]
        return control_nps_from_sums(t=t, sums=counted, sigmas=sigmas, baseline=baseline)

    return judged(table, found, judge, of=Control)


def check(chart: str, size: str | None, time: str | None) -> None:
    if chart not in CHARTS:
        raise DataError(NO_CHART, chart=chart, charts=", ".join(CHARTS))
    if chart in ("p", "u") and size is None:
        raise DataError(NEEDS_SIZE, chart=chart)
    if chart not in ("p", "u") and size is not None:
        raise DataError(TAKES_NO_SIZE, chart=chart)
    if chart == "nps" and time is None:
        raise DataError(NEEDS_TIME)


def times(written: list[str | None]) -> list[Time | None]:
    """Times as numbers where all are numbers, else as they are written.

    >>> times(["1", "2.5", None]), times(["2017", "2017 Q1"])
    ([1, 2.5, None], ['2017', '2017 Q1'])
    """
    numbers = [None if text is None else Code(text).number for text in written]
    if any(number is None and text is not None for number, text in zip(numbers, written, strict=True)):
        return list(written)
    return [None if number is None else int(number) if number.is_integer() else number for number in numbers]
