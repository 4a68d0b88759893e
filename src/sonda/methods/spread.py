"""Average, spread and the worst tenth: not only how good a service is, but how even."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.intervals import check_level, judged_se, t_interval, wilson, z_quantile
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.sums import Sums

Floats = NDArray[np.float64]

TENTH = 0.1
FEWEST = 50  # so that five people stand in the worst tenth
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
    the tenth of Σw with the lowest answers: worst = q − E[(q − v)⁺]/0.1, q being the answer at which the tenth is full
    (Rockafellar and Uryasev 2000: expected shortfall); its error is that of the mean of (q − v)⁺, over 0.1, q's own
    error being of lower order. Where the whole tenth gave the lowest answer, the interval is that of this answer's
    share (Wilson). Below 50 answers the worst tenth is not told. Verdict: one is lowest, when its mean's interval lies
    below every other's; a strict test.
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
    worst, worst_low, worst_high = _worst(v, n, w, ww, level) if total.n >= FEWEST else (None, None, None)
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


def _worst(v: Floats, n: Floats, w: Floats, ww: Floats, level: float) -> tuple[float, float | None, float | None]:
    """Mean of the lowest tenth with its interval, which never leaves the answers that were given."""
    share = np.cumsum(w) / w.sum()
    q = float(v[int(np.searchsorted(share, TENTH - 1e-12))])
    short = _sums(np.maximum(q - v, 0.0), n, w, ww)
    worst = q - (short.mean or 0.0) / TENTH
    se = judged_se(short)
    if se is None:  # the whole tenth gave the lowest answer
        return worst, *_all_lowest(v, w, ww, level)
    reach = z_quantile(level) * se / TENTH
    return worst, max(worst - reach, float(v[0])), min(worst + reach, float(v[-1]))


def _all_lowest(v: Floats, w: Floats, ww: Floats, level: float) -> tuple[float | None, float | None]:
    """Interval where more than a tenth gave the lowest answer: its true share may still be less than a tenth.

    At the low end p of that share (Wilson, Kish's effective number) the tenth would be filled up with the next answer.
    """
    if len(v) < 2:
        return None, None
    p, _high = wilson(float(w[0] / w.sum()), float(w.sum() ** 2 / ww.sum()), level)
    missing = max(TENTH - p, 0.0) / TENTH
    return float(v[0]), float(v[0] + missing * (v[1] - v[0]))


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
