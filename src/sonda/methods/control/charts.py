"""One value a period: its center line, its limits, the rules that fire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.control.checks import counts_are_possible, numeric, options_are_possible, sizes_of
from sonda.methods.control.cusum import cusum
from sonda.methods.control.judgement import individual_sigma, judged
from sonda.methods.control.results import Chart, Control, Point, Time
from sonda.methods.control.rules import Rule, rule_book
from sonda.methods.control.times import Integers, groups
from sonda.methods.result import N_, Note

Floats = NDArray[np.float64]
RuleSet = Literal["nelson", "western electric", "limits"]

NO_POINTS = N_("There is no value to chart.")
LEFT_OUT = N_("Rows without a value, size or time, left out: %(n)s.")


@dataclass(frozen=True, kw_only=True)
class Series:
    """Values of one chart with what is expected of them: standardised, they meet the rules."""

    value: Floats
    center: float
    sigma: Floats  # of each value
    reach: float  # limits in sigmas
    floor: float = -np.inf
    ceiling: float = np.inf

    @property
    def z(self) -> Floats:
        known = self.sigma > 0
        return np.where(known, (self.value - self.center) / np.where(known, self.sigma, 1.0), 0.0)


def control_from_points(
    *,
    chart: Chart,
    value: ArrayLike,
    t: ArrayLike | None = None,
    size: ArrayLike | None = None,
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

    Source: Montgomery, *Introduction to Statistical Quality Control*. Raises ValueError, in a sentence with the
    period, for a count that is negative, not whole, or above its size, and for options outside their range.

    >>> result = control_from_points(chart="c", value=[4, 6, 5, 3, 7, 5, 4, 6, 20])
    >>> result.verdict, [(point.t, point.signal) for point in result.signalled]
    ('signals', [(9, 'beyond limits')])
    """
    values = numeric(value, "value")
    options_are_possible(chart, sigmas=sigmas, lambda_=lambda_, decision=decision, shift=shift, baseline=baseline)
    sizes = sizes_of(chart, size, len(values))
    times, place, notes = groups(np.arange(1, len(values) + 1) if t is None else np.asarray(t, object))
    if len(place) != len(values):
        raise ValueError("There must be one time for each value.")
    nothing = np.isnan(values) | np.isnan(sizes) | ((sizes == 0) & (values == 0))
    kept = (place >= 0) & ~nothing
    if not kept.all():
        notes += (Note(text=LEFT_OUT, values={"n": int((~kept).sum())}),)
    order = np.argsort(place[kept], kind="stable")
    place, values, sizes = (column[kept][order] for column in (place, values, sizes))
    if chart in ("p", "u", "c"):
        counts_are_possible(chart, values, sizes, [times[i] for i in place])
        values, sizes, place = added_up(values, sizes, place)
    labels = [times[i] for i in place]
    empty = Control(chart=chart, n=int(kept.sum()), notes=notes)
    if not labels:
        return replace(empty, notes=(*notes, Note(text=NO_POINTS)))
    first = baseline or len(labels)
    if chart == "cusum":
        return cusum(empty, labels, values, first, decision, shift)
    series = SERIES[chart](values, sizes, first, sigmas, lambda_)
    if laney and chart in ("p", "u"):
        series = widened(series, first)
    own = rule_book("limits" if chart == "ewma" else rules, sigmas)
    return charted(empty, labels, series, own, first)


def added_up(values: Floats, sizes: Floats, place: Integers) -> tuple[Floats, Floats, Integers]:
    """Counts and sizes of rows that share a time, as one row."""
    seen, row = np.unique(place, return_inverse=True)
    return np.bincount(row, values).astype(float), np.bincount(row, sizes).astype(float), np.asarray(seen, np.int64)


def charted(empty: Control, labels: list[Time], series: Series, rules: tuple[Rule, ...], first: int) -> Control:
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


def shares(values: Floats, sizes: Floats, first: int, sigmas: float, _: float) -> Series:
    p = float(values[:first].sum() / sizes[:first].sum())
    sigma = np.sqrt(p * (1 - p) / sizes)
    return Series(value=values / sizes, center=p, sigma=sigma, reach=sigmas, floor=0.0, ceiling=1.0)


def rates(values: Floats, sizes: Floats, first: int, sigmas: float, _: float) -> Series:
    u = float(values[:first].sum() / sizes[:first].sum())
    return Series(value=values / sizes, center=u, sigma=np.sqrt(u / sizes), reach=sigmas, floor=0.0)


def counts(values: Floats, _sizes: Floats, first: int, sigmas: float, _: float) -> Series:
    c = float(values[:first].mean())
    return Series(value=values, center=c, sigma=np.full(len(values), np.sqrt(c)), reach=sigmas, floor=0.0)


def individuals(values: Floats, _sizes: Floats, first: int, sigmas: float, _: float) -> Series:
    center, sigma = individual_sigma(values[:first])
    return Series(value=values, center=center, sigma=np.full(len(values), sigma), reach=sigmas)


def ewma(values: Floats, _sizes: Floats, first: int, sigmas: float, lambda_: float) -> Series:
    center, sigma = individual_sigma(values[:first])
    smooth, level = np.empty_like(values), center
    for i, value in enumerate(values.tolist()):
        level = lambda_ * value + (1 - lambda_) * level
        smooth[i] = level
    steps = np.arange(1, len(values) + 1)
    share = lambda_ / (2 - lambda_) * (1 - (1 - lambda_) ** (2 * steps))
    return Series(value=smooth, center=center, sigma=sigma * np.sqrt(share), reach=sigmas)


SERIES: Mapping[str, Callable[[Floats, Floats, int, float, float], Series]] = {
    "p": shares,
    "u": rates,
    "c": counts,
    "imr": individuals,
    "ewma": ewma,
}


def widened(series: Series, first: int) -> Series:
    """Laney's p′ and u′: sigma times the sigma of the standardised values."""
    return replace(series, sigma=series.sigma * individual_sigma(series.z[:first])[1])
