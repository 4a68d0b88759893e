"""Do several raters of the same things agree? The intraclass correlations of Shrout and Fleiss."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from sonda.methods.result import N_, Note, Result, public

NO_SPREAD = N_("All ratings are equal, so agreement cannot be judged.")


@dataclass(frozen=True, kw_only=True)
class Coefficient:
    """One of the six: `ICC1`, `ICC2`, `ICC3` for a single rating, with `k` for the mean of all raters."""

    kind: str
    icc: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Agreement(Result):
    """Six intraclass correlations; `n` counts the things rated."""

    method: ClassVar[str] = "agreement"
    version: ClassVar[str] = "1"

    raters: int = 0
    coefficients: tuple[Coefficient, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [public(coefficient) for coefficient in self.coefficients]


def agreement(ratings: ArrayLike, *, level: float = 0.95) -> Agreement:
    """Intraclass correlations of a complete table, one thing rated a row, one rater a column (Shrout and Fleiss 1979).

    With mean squares of rows (BMS), columns (JMS), residual (EMS) and within rows (WMS), k raters and n things:
    ICC1 = (BMS − WMS)/(BMS + (k−1)WMS); ICC2 = (BMS − EMS)/(BMS + (k−1)EMS + k(JMS − EMS)/n);
    ICC3 = (BMS − EMS)/(BMS + (k−1)EMS); the mean of k raters by Spearman and Brown. Scale: at most 1, may be negative.
    Intervals: exact F for ICC1 and ICC3; Satterthwaite's approximation for ICC2 (McGraw and Wong 1996).
    Raises ValueError for fewer than two rows or columns, or a missing rating.

    >>> table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> {row["kind"]: round(row["icc"], 3) for row in agreement(table).rows()}
    {'ICC1': 0.166, 'ICC2': 0.29, 'ICC3': 0.715, 'ICC1k': 0.443, 'ICC2k': 0.62, 'ICC3k': 0.909}
    """
    x = np.asarray(ratings, float)
    if x.ndim != 2 or min(x.shape) < 2 or not np.isfinite(x).all():
        raise ValueError("Agreement needs a complete table with at least two things rated by at least two raters.")
    n, k = x.shape
    if np.ptp(x) == 0:
        return Agreement(n=n, raters=k, notes=(Note(text=NO_SPREAD),))
    rows, columns = x.mean(axis=1), x.mean(axis=0)
    bms, jms = k * rows.var(ddof=1), n * columns.var(ddof=1)
    wms = float(((x - rows[:, None]) ** 2).sum() / (n * (k - 1)))
    ems = float(((x - rows[:, None] - columns + x.mean()) ** 2).sum() / ((n - 1) * (k - 1)))
    single = (
        one_way_interval(bms, wms, k, (n - 1, n * (k - 1)), level),
        two_way_interval(bms, jms, ems, (n, k), level),
        one_way_interval(bms, ems, k, (n - 1, (n - 1) * (k - 1)), level),
    )
    of_one = [Coefficient(kind=f"ICC{i}", icc=c[0], low=c[1], high=c[2]) for i, c in enumerate(single, 1)]
    of_all = [
        Coefficient(kind=f"ICC{i}k", icc=stepped(c[0], k), low=stepped(c[1], k), high=stepped(c[2], k))
        for i, c in enumerate(single, 1)
    ]
    return Agreement(n=n, raters=k, coefficients=(*of_one, *of_all))


Bounds = tuple[float | None, float | None, float | None]


def one_way_interval(bms: float, error: float, k: int, df: tuple[int, int], level: float) -> Bounds:
    if error <= 0:
        return 1.0, None, None
    f = bms / error
    bounds = (f / fdtri(*df, 0.5 + level / 2), f / fdtri(*df, 0.5 - level / 2))
    icc, low, high = ((value - 1) / (value + k - 1) for value in (f, *bounds))
    return float(icc), float(low), float(high)


def two_way_interval(bms: float, jms: float, ems: float, shape: tuple[int, int], level: float) -> Bounds:
    n, k = shape
    below = bms + (k - 1) * ems + k * (jms - ems) / n
    if below <= 0:
        return None, None, None
    icc = (bms - ems) / below
    if ems <= 0 or icc >= 1:
        return float(icc), None, None
    fj = jms / ems
    free = n * (1 + (k - 1) * icc) - k * icc
    df = (n - 1) * (k - 1) * (k * icc * fj + free) ** 2 / ((n - 1) * (k * icc * fj) ** 2 + free**2)
    wide, narrow = fdtri(n - 1, df, 0.5 + level / 2), fdtri(df, n - 1, 0.5 + level / 2)
    joint = k * jms + (k * n - k - n) * ems
    low = n * (bms - wide * ems) / (wide * joint + n * bms)
    high = n * (narrow * bms - ems) / (joint + n * narrow * bms)
    return float(icc), float(low), float(high)


def stepped(icc: float | None, k: int) -> float | None:
    """Reliability of the mean of k raters (Spearman and Brown); None where the formula has no meaning."""
    if icc is None or 1 + (k - 1) * icc <= 0:
        return None
    return k * icc / (1 + (k - 1) * icc)
