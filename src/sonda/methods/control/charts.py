"""One value a period: its center line, its limits, the rules that fire."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from sonda.methods.control.checks import numeric, options_are_possible, sizes_of, weights_of
from sonda.methods.control.cusum import cusum
from sonda.methods.control.judgement import judged
from sonda.methods.control.periods import Periods, periods_of_rows
from sonda.methods.control.results import Chart, Control, Point, Time
from sonda.methods.control.rules import Rule, rule_book
from sonda.methods.control.series import SERIES, Series, widened
from sonda.methods.result import N_, Note

RuleSet = Literal["nelson", "western electric", "limits"]

NO_POINTS = N_("There is no value to chart.")


def control_from_points(
    *,
    chart: Chart,
    value: ArrayLike,
    t: ArrayLike | None = None,
    size: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    sigmas: float = 3,
    lambda_: float = 0.2,
    decision: float = 5,
    shift: float = 1,
    baseline: int | None = None,
    rules: RuleSet = "nelson",
    laney: bool = False,
) -> Control:
    """A control chart of one value a row; rows of one time are added up on p, u and c charts.

    ===== ====================== =========================== =================================================
    chart value                  center                      limits: center ± sigmas × …
    ===== ====================== =========================== =================================================
    p     count/size, 0–1        Σcount/Σsize = p            √(p(1 − p)/size), cut to 0–1
    u     count/size             Σcount/Σsize = u            √(u/size), cut at 0
    c     count                  mean count c                √c, cut at 0
    imr   the value              mean                        s = mean moving range/1.128
    ewma  λx + (1 − λ)·previous  mean, also the start        s·√(λ/(2 − λ)·(1 − (1 − λ)^2t))
    cusum upper sum, ≥ 0;        0; sums in s from the mean, ± `decision`, in s
          `value_down` ≤ 0       less `shift`/2 a step
    ===== ====================== =========================== =================================================

    `baseline`: center and sigma from the first so many points only (a stable stretch), else from all. `laney` widens
    p and u limits by the moving range of the standardised values, for large sizes whose shares vary more than chance
    (Laney 2002). `rules`: Nelson's eight, Western Electric's four, or `limits` only; standardised values where limits
    vary; ewma and cusum have only their limits. `signal` is the first rule that fires at a point.
    Verdict: in control or signals; cannot tell under 8 points or without any spread.

    `weight`: how much each row counts. p, u: value and center are Σw·count/Σw·size, and the size in the limits is the
    effective one, (Σw·size)²/Σw²·size (Kish). The others keep their values: weighted are the mean (c: each point by
    the mean weight of its rows) and the mean moving range (each range by √(w₁w₂) of its two points, so that a point
    without weight bears on nothing). Weights that are all equal change nothing.

    Source: Montgomery, *Introduction to Statistical Quality Control*. Raises ValueError, in a sentence with the
    period, for a count that is negative, not whole, or above its size, and for options outside their range.

    >>> result = control_from_points(chart="c", value=[4, 6, 5, 3, 7, 5, 4, 6, 20])
    >>> result.verdict, [(point.t, point.signal) for point in result.signalled]
    ('signals', [(9, 'beyond limits')])
    """
    values = numeric(value, "value")
    options_are_possible(chart, sigmas=sigmas, lambda_=lambda_, decision=decision, shift=shift, baseline=baseline)
    sizes, weights = sizes_of(chart, size, len(values)), weights_of(weight, len(values))
    return control_from_periods(
        chart=chart,
        periods=periods_of_rows(chart=chart, values=values, sizes=sizes, weights=weights, t=t),
        sigmas=sigmas,
        lambda_=lambda_,
        decision=decision,
        shift=shift,
        baseline=baseline,
        rules=rules,
        laney=laney,
    )


def control_from_periods(
    *,
    chart: Chart,
    periods: Periods,
    sigmas: float = 3,
    lambda_: float = 0.2,
    decision: float = 5,
    shift: float = 1,
    baseline: int | None = None,
    rules: RuleSet = "nelson",
    laney: bool = False,
) -> Control:
    """`control_from_points` on rows that were added up by time.

    Raises ValueError for options outside their range, and where the points of the baseline all weigh nothing.
    """
    options_are_possible(chart, sigmas=sigmas, lambda_=lambda_, decision=decision, shift=shift, baseline=baseline)
    empty = Control(chart=chart, n=periods.n, notes=periods.notes)
    if not periods.t:
        return replace(empty, notes=(*empty.notes, Note(text=NO_POINTS)))
    first = baseline or len(periods.t)
    if not periods.weight[:first].any():
        raise ValueError("The points that the center would come from all weigh nothing.")
    if chart == "cusum":
        return cusum(empty, periods, first, decision, shift)
    series = SERIES[chart](periods, first, sigmas, lambda_)
    if laney and chart in ("p", "u"):
        series = widened(series, first)
    own = rule_book("limits" if chart == "ewma" else rules, sigmas)
    return charted(empty, periods.t, series, own, first)


def charted(empty: Control, labels: Sequence[Time], series: Series, rules: tuple[Rule, ...], first: int) -> Control:
    """Points with their limits, the rules that fired and the verdict."""
    z = series.z
    able = bool((series.sigma > 0).all())
    fired = [(rule, rule.fires(z)) for rule in rules] if able else []
    low = np.clip(series.center - series.reach * series.sigma, series.floor, series.ceiling)
    high = np.clip(series.center + series.reach * series.sigma, series.floor, series.ceiling)
    points = []
    for i, label in enumerate(labels):
        here = [rule for rule, flags in fired if flags[i]]
        points.append(
            Point(
                t=label,
                value=float(series.value[i]),
                center=series.center,
                low=float(low[i]) if able else None,
                high=float(high[i]) if able else None,
                signal=here[0].name if here else None,
                signals=tuple(rule.name for rule in here),
                since=labels[i - here[0].span + 1] if here else None,
            )
        )
    one_sigma = bool(np.ptp(series.sigma) == 0)
    return judged(
        replace(
            empty,
            points=tuple(points),
            center=series.center,
            sigma=float(series.sigma[0]) if able and one_sigma else None,
        ),
        able,
        first,
    )
