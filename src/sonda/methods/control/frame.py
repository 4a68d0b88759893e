"""Control charts straight from a frame, or from arrays."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from sonda.methods.control.charts import RuleSet, control_from_points
from sonda.methods.control.nps import control_nps_from_sums
from sonda.methods.control.results import Chart, Control
from sonda.methods.control.times import groups
from sonda.methods.frames import events, numbers, ratings, weights
from sonda.methods.result import N_, Note
from sonda.methods.sums import sums

NO_CLUSTERS = N_(
    "The limits of chart %(chart)s come from its own model or from neighbouring points, so the clusters play no part."
)


def control(
    frame: Any = None,
    *,
    chart: Chart | Literal["nps"],
    value: Any,
    size: Any = None,
    time: str | None = None,
    t: ArrayLike | None = None,
    weight: Any = None,
    cluster: Any = None,
    sigmas: float = 3,
    lambda_: float = 0.2,
    decision: float = 5,
    shift: float = 1,
    baseline: int | None = None,
    rules: RuleSet = "nelson",
    laney: bool = False,
) -> Control:
    """`control_from_points` with columns of a frame: `value`, `size` and `time` are names.

    Without a frame, `value`, `size`, `t`, `weight` and `cluster` are the columns themselves. Chart `nps` takes one
    0–10 answer a row and adds them up by time (`control_nps_from_sums`). Clusters change its limits only: those of the
    other charts come from their own models or from neighbouring points, which a note says. Raises ValueError as they
    do, and for a size or no time with nps.

    >>> frame = {"late": [3, 5, 2, 4, 4, 3, 5, 2, 19], "orders": [100] * 9, "week": range(1, 10)}
    >>> [point.t for point in control(frame, chart="p", value="late", size="orders", time="week").signalled]
    [9]
    """
    if frame is None:
        frame = {"value": value, "size": size, "time": t, "weight": weight, "cluster": cluster}
        value, size, time, weight, cluster = (None if frame[name] is None else name for name in frame)
    if chart == "nps":
        if time is None:
            raise ValueError("An NPS chart needs the time of each answer.")
        if size is not None:
            raise ValueError("An NPS chart reads one answer a row and takes no size.")
        return by_period(frame, value, time, weight, cluster, sigmas, baseline, rules, laney)
    result = control_from_points(
        chart=chart,
        value=numbers(frame, value),
        t=None if time is None else np.asarray(frame[time], object),
        size=None if size is None else numbers(frame, size),
        weight=weights(frame, weight),
        sigmas=sigmas,
        lambda_=lambda_,
        decision=decision,
        shift=shift,
        baseline=baseline,
        rules=rules,
        laney=laney,
    )
    return without_clusters(result) if events(frame, cluster) is not None else result


def without_clusters(result: Control) -> Control:
    """The chart with the remark that it has no use for clusters."""
    return replace(result, notes=(*result.notes, Note(text=NO_CLUSTERS, values={"chart": result.chart})))


def by_period(
    frame: Any,
    value: str,
    time: str,
    weight: str | None,
    cluster: str | Sequence[str] | None,
    sigmas: float,
    baseline: int | None,
    rules: RuleSet,
    laney: bool,
) -> Control:
    answers = ratings(frame, value, low=0, high=10)
    sides = np.where(np.isnan(answers), np.nan, 1.0 * (answers >= 9) - 1.0 * (answers <= 6))
    times, place, _ = groups(np.asarray(frame[time], object))
    weighing, drawn = weights(frame, weight), events(frame, cluster)
    by_time = [np.flatnonzero(place == i) for i in range(len(times))]
    return control_nps_from_sums(
        t=np.array(times, object),
        sums=[
            sums(sides[here], None if weighing is None else weighing[here], None if drawn is None else drawn[here])
            for here in by_time
        ],
        sigmas=sigmas,
        baseline=baseline,
        rules=rules,
        laney=laney,
    )
