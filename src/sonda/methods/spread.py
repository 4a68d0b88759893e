"""Average, spread and the worst tenth: not only how good a service is, but how even."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.intervals import check_level, t_interval, wilson
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.sums import Sums

Floats = NDArray[np.float64]

TENTH = 0.1
FEWEST = 100  # so that ten people stand in the worst tenth
ONE_LOWEST = "one is lowest"

TOO_FEW = N_("The worst tenth is told from %(least)s answers on; “%(line)s” has %(n)s.")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One touchpoint, unit or segment, on the scale asked: mean, standard deviation, mean of the lowest tenth."""

    line: str
    n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    sd: float | None = None
    worst: float | None = None
    worst_low: float | None = None
    worst_high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Spread(Result):
    """Lines in the order given; `n` counts answers; `lowest` is the line that surely has the lowest mean."""

    method: ClassVar[str] = "spread"
    version: ClassVar[str] = "1"

    lines: tuple[Line, ...] = ()
    lowest: str | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [public(each) for each in self.lines]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many gave each answer: `n` people, Σw and Σw² of their weights."""

    values: ArrayLike
    n: ArrayLike
    w: ArrayLike
    ww: ArrayLike


def spread_from_counts(*, lines: Mapping[str, Counts], level: float = 0.95) -> Spread:
    """Mean, standard deviation and the mean of the worst tenth of each line, from counts of its answers.

    mean = Σwv/Σw with the t interval of its linearised error; sd = √(Σw(v − mean)²/Σw · n/(n − 1)). The worst tenth is
    the tenth of Σw with the lowest answers; its mean (expected shortfall: Rockafellar and Uryasev 2000) is
    v_last − Σ (v_next − v)·min(F(v)/0.1, 1), F(v) being the share of answers up to v. It falls as any F rises, so its
    interval puts in the ends of Wilson's interval of every F(v), at Kish's effective number: a little wide, and right
    also where the whole tenth gave one answer. Below 100 answers the worst tenth is not told. Verdict: one is lowest,
    when its mean's interval lies below every other's; a strict test.
    Errors: ValueError for a level outside (0, 1) or columns of different length.

    >>> answers = Counts(values=[1, 3, 5], n=[10, 30, 60], w=[10, 30, 60], ww=[10, 30, 60])
    >>> line = spread_from_counts(lines={"queue": answers}).lines[0]
    >>> line.mean, round(line.sd, 3), line.worst
    (4.0, 1.348, 1.0)
    """
    check_level(level)
    found = [_line(name, counts, level) for name, counts in lines.items()]
    lowest = _lowest(found)
    thin = [each for each in found if 0 < each.n < FEWEST]
    return Spread(
        n=sum(each.n for each in found),
        verdict=ONE_LOWEST if lowest is not None else CANNOT_TELL,
        notes=tuple(Note(text=TOO_FEW, values={"line": each.line, "n": each.n, "least": FEWEST}) for each in thin),
        lines=tuple(found),
        lowest=lowest,
    )


def _line(name: str, counts: Counts, level: float) -> Line:
    v, n, w, ww = (np.asarray(column, float) for column in (counts.values, counts.n, counts.w, counts.ww))
    if not v.shape == n.shape == w.shape == ww.shape:
        raise ValueError("Values and their counts must be columns of one length.")
    order = np.argsort(v)
    v, n, w, ww = v[order], n[order], w[order], ww[order]
    total = _sums(v, n, w, ww)
    if total.mean is None:
        return Line(line=name, n=total.n)
    low, high = t_interval(total, level) or (None, None)
    sd = None if total.variance is None else sqrt(total.variance)
    worst, worst_low, worst_high = _worst(v, w, ww, level) if total.n >= FEWEST else (None, None, None)
    return Line(
        line=name,
        n=total.n,
        mean=total.mean,
        low=low,
        high=high,
        sd=sd,
        worst=worst,
        worst_low=worst_low,
        worst_high=worst_high,
    )


def _worst(v: Floats, w: Floats, ww: Floats, level: float) -> tuple[float, float | None, float | None]:
    """Mean of the lowest tenth with its interval: v_last − Σ (v_next − v)·min(F(v)/0.1, 1) and its ends over F."""
    if len(v) < 2:
        return float(v[0]), None, None
    share = (np.cumsum(w) / w.sum())[:-1]
    n = float(w.sum() ** 2 / ww.sum())
    ends = np.array([wilson(min(float(each), 1.0), n, level) for each in share])
    steps = np.diff(v)

    def mean_of_tenth(below: Floats) -> float:
        return float(v[-1] - steps @ np.minimum(below / TENTH, 1.0))

    return mean_of_tenth(share), mean_of_tenth(ends[:, 1]), mean_of_tenth(ends[:, 0])


def _sums(v: Floats, n: Floats, w: Floats, ww: Floats) -> Sums:
    people = round(float(n.sum()))
    return Sums(
        n=people,
        w=float(w.sum()),
        wy=float(w @ v),
        wyy=float(w @ (v * v)),
        clusters=people,
        aa=float(ww @ (v * v)),
        ab=float(ww @ v),
        bb=float(ww.sum()),
    )


def _lowest(lines: Sequence[Line]) -> str | None:
    """The line whose interval lies below every other's."""
    known = [each for each in lines if each.low is not None and each.high is not None]
    for each in known:
        others = [other.low or 0.0 for other in known if other is not each]
        if others and (each.high or 0.0) < min(others):
            return each.line
    return None
