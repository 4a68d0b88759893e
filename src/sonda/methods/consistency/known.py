"""Shrinking estimates that bring their own errors: branch scores from reports, polls, other people's tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtr, ndtri

from sonda.methods.consistency.restricted import bisect
from sonda.methods.consistency.results import ABOVE, BELOW, DIFFER
from sonda.methods.multiplicity import holm
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public

Floats = NDArray[np.float64]

ROW = ("unit", "raw", "shrunk", "low", "high")
TOO_FEW = N_("There are fewer than two units, so nothing can be compared.")


@dataclass(frozen=True, kw_only=True)
class ShrunkUnit:
    """One unit's estimate and its shrunken value, in the estimate's units."""

    unit: str
    raw: float
    variance: float
    shrunk: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: str = CANNOT_TELL


@dataclass(frozen=True, kw_only=True)
class Shrinkage(Result):
    """Random-effects mean, spread and shrunken units; `n` counts units."""

    method: ClassVar[str] = "shrinkage"
    version: ClassVar[str] = "1"

    units: tuple[ShrunkUnit, ...] = ()
    mu: float | None = None
    mu_se: float | None = None
    tau2: float | None = None
    i2: float | None = None
    q: float | None = None
    p_value: float | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [{name: row[name] for name in ROW} for row in map(public, self.units)]

    def top(self) -> dict[str, Any]:
        fields = public(self, leave_out=("n", "verdict", "notes", "units"))
        return dict(fields)


def shrink_known_variances(
    *, estimates: Mapping[str, float], variances: Mapping[str, float], level: float = 0.95
) -> Shrinkage:
    """Empirical-Bayes means of units whose estimates yᵢ have known variances vᵢ.

    yᵢ = mu + bᵢ + eᵢ, Var(b) = tau², Var(e) = vᵢ; tau² by REML. With Bᵢ = vᵢ/(vᵢ + tau²):
    shrunk = Bᵢ·mu + (1 − Bᵢ)·yᵢ, se² = (1 − Bᵢ)vᵢ + Bᵢ²·se(mu)². q is Cochran's Q with its p, i2 = 100·tau²/(tau² + s²)
    with the typical variance s² of Higgins and Thompson (2002), in per cent.

    A unit is above or below mu when its Holm-adjusted p is under 1 − level. Intervals take tau² as known: with fewer
    than some ten units prefer `consistency_from_sums`. Units: those of the estimates. Source: Morris (1983);
    Viechtbauer (2005, 2010: metafor's `rma` and `blup`). Raises ValueError when a variance is not above 0.

    >>> result = shrink_known_variances(estimates={"A": 10.0, "B": 30.0}, variances={"A": 25.0, "B": 25.0})
    >>> round(result.tau2, 6), [round(unit.shrunk, 3) for unit in result.units]
    (175.0, [11.25, 28.75])
    """
    if not 0 < level < 1:
        raise ValueError("The level of an interval lies between 0 and 1.")
    y, v = (np.array([column[name] for name in estimates], float) for column in (estimates, variances))
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise ValueError("Each unit needs a finite estimate and a variance above 0.")
    bare = tuple(ShrunkUnit(unit=name, raw=float(y[i]), variance=float(v[i])) for i, name in enumerate(estimates))
    if len(y) < 2:
        return Shrinkage(n=len(y), units=bare, notes=(Note(text=TOO_FEW),))
    return judged(tuple(estimates), y, v, level)


def judged(names: tuple[str, ...], y: Floats, v: Floats, level: float) -> Shrinkage:
    tau2 = restricted_tau2(y, v)
    precision = 1 / (v + tau2)
    mu, mu_se = float(precision @ y / precision.sum()), 1 / sqrt(float(precision.sum()))
    pull = v * precision
    shrunk, se = pull * mu + (1 - pull) * y, np.sqrt((1 - pull) * v + pull**2 * mu_se**2)
    effect_se = np.sqrt((1 - pull) * v + (1 - pull) ** 2 * mu_se**2)
    p = holm(np.where(effect_se > 0, 2 * ndtr(-np.abs(shrunk - mu) / np.maximum(effect_se, 1e-300)), 1.0))
    reach = ndtri(0.5 + level / 2) * se
    fixed = 1 / v
    q = float(fixed @ (y - fixed @ y / fixed.sum()) ** 2)
    typical = (len(y) - 1) * fixed.sum() / (fixed.sum() ** 2 - fixed @ fixed)
    p_value = float(chdtrc(len(y) - 1, q))
    return Shrinkage(
        n=len(y),
        verdict=DIFFER if p_value < 1 - level else CANNOT_TELL,
        mu=mu,
        mu_se=mu_se,
        tau2=tau2,
        i2=float(100 * tau2 / (tau2 + typical)),
        q=q,
        p_value=p_value,
        units=tuple(
            ShrunkUnit(
                unit=name,
                raw=float(y[i]),
                variance=float(v[i]),
                shrunk=float(shrunk[i]),
                se=float(se[i]),
                low=float(shrunk[i] - reach[i]),
                high=float(shrunk[i] + reach[i]),
                verdict=CANNOT_TELL if p[i] >= 1 - level else ABOVE if shrunk[i] > mu else BELOW,
            )
            for i, name in enumerate(names)
        ),
    )


def restricted_tau2(y: Floats, v: Floats) -> float:
    """tau² at the highest restricted likelihood: its curve is scanned, its best piece bisected."""

    def residual(tau2: float) -> tuple[Floats, Floats]:
        w = 1 / (v + tau2)
        return w, (y - w @ y / w.sum()) ** 2

    def deviance(tau2: float) -> float:
        w, squares = residual(tau2)
        return float(-np.log(w).sum() + np.log(w.sum()) + w @ squares)

    def slope(tau2: float) -> float:
        w, squares = residual(tau2)
        return float(w.sum() - (w @ w) / w.sum() - w**2 @ squares)

    scale = max(float(y.var()), float(v.min()))
    ladder = (0.0, *(scale * 10.0 ** (power / 10) for power in range(-100, 61)))
    best = int(np.argmin([deviance(tau2) for tau2 in ladder]))
    if best == 0 and slope(0.0) >= 0:
        return 0.0
    return bisect(slope, ladder[max(best - 1, 0)], ladder[min(best + 1, len(ladder) - 1)])
