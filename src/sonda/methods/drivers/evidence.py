"""From resamples to intervals, ranks and a verdict."""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from sonda.methods.drivers.blocks import Floats
from sonda.methods.drivers.bootstrap import percentiles
from sonda.methods.drivers.linear_algebra import coefficients, with_outcome
from sonda.methods.drivers.result import LEADS, SHARED
from sonda.methods.result import CANNOT_TELL

FEWEST_UNITS = 2  # below it, every resample is the same


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What B resamples say about k importances; arrays are (k,)."""

    low: Floats
    high: Floats
    best_rank: Floats
    worst_rank: Floats
    coefficient_low: Floats
    coefficient_high: Floats
    leaders: tuple[int, ...]
    verdict: str


def weigh(cov: Floats, importance: Floats, replicates: Floats, *, rows: float, units: int, level: float) -> Evidence:
    """Percentile intervals of importances and ranks, who may lead, and whether anything shows at all.

    `cov`: of the outcome and the k drivers; `rows` behind a typical driver, `units` that were drawn. `replicates`
    (B, 3k): importances, correlations with the outcome, coefficients, of each resample.
    """
    k = len(importance)
    importances, correlations, coefficients = replicates[:, :k], replicates[:, k : 2 * k], replicates[:, 2 * k :]
    low, high = percentiles(importances, level)
    ranks = 1 + (importances[:, None, :] > importances[:, :, None]).sum(axis=2)
    best, worst = percentiles(ranks.astype(float), level)
    coefficient_low, coefficient_high = percentiles(coefficients, level)
    leaders = _leaders(importance, importances, level)
    shows = max(_by_resamples(cov, correlations, units), _by_f_test(cov, rows)) < 1 - level
    verdict = CANNOT_TELL if not shows else LEADS if len(leaders) == 1 else SHARED
    return Evidence(
        low=low,
        high=high,
        best_rank=np.floor(best),
        worst_rank=np.ceil(worst),
        coefficient_low=coefficient_low,
        coefficient_high=coefficient_high,
        leaders=leaders if shows else (),
        verdict=verdict,
    )


def _leaders(importance: Floats, importances: Floats, level: float) -> tuple[int, ...]:
    """The strongest driver and those whose distance to it may be nothing, strongest first."""
    first = int(np.argmax(importance))
    ahead, _ = percentiles(importances[:, [first]] - importances, level)
    order = np.argsort(-importance, kind="stable")
    return tuple(int(j) for j in order if j == first or ahead[j] <= 0)


def _by_resamples(cov: Floats, correlations: Floats, units: int) -> float:
    """p-value of "no driver goes with the outcome": Hotelling's T² of the correlations, spread taken from resamples.

    An importance is never negative, so that its interval cannot say "nothing"; a correlation can, and all are 0
    exactly when R² is. Alone it claims too often when people are few, the F test when they are not independent, of
    unequal weight or skip answers: something shows only when both say so.
    """
    k, draws = len(cov) - 1, min(len(correlations), units)
    if draws <= k + 2:
        return 1.0
    correlation = with_outcome(cov)
    spread = np.atleast_2d(np.cov(correlations, rowvar=False))
    t2 = float(correlation @ np.linalg.pinv(spread, hermitian=True) @ correlation)
    return float(fdtrc(k, draws - k, t2 * (draws - k) / (k * (draws - 1))))


def _by_f_test(cov: Floats, rows: float) -> float:
    k = len(cov) - 1
    left = rows - k - 1
    r2 = float(cov[0, 1:] @ coefficients(cov) / cov[0, 0])
    if left <= 0 or r2 >= 1:
        return 0.0 if left > 0 else 1.0
    return float(fdtrc(k, left, r2 / k / ((1 - r2) / left)))
