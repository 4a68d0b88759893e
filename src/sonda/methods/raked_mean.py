"""Means and totals after raking, with errors that know what raking has explained; finite populations."""

from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np

from sonda.methods.columns import Floats
from sonda.methods.frames import Events, events, numbers, weights
from sonda.methods.intervals import check_level, t_quantile
from sonda.methods.raking import Margins, rake, raked_weights
from sonda.methods.result import N_, Note, Result
from sonda.methods.sums import Sums

NOBODY = N_("Nobody answered, so there is no mean.")
TOO_FEW = N_("One answer, or one event, cannot tell an error.")


@dataclass(frozen=True, kw_only=True)
class RakedMean(Result):
    """Weighted mean and total with their linearised errors, and the t interval of the mean; `clusters` were drawn."""

    method: ClassVar[str] = "raked mean"
    version: ClassVar[str] = "1"

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    se: float | None = None
    total: float | None = None
    se_total: float | None = None
    clusters: int = 0


def raked_mean(
    frame: Any,
    *,
    value: str,
    margins: Margins,
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> RakedMean:
    """Mean and total of a column after raking to margins; every row must have a value.

    The error is that of the residuals e of the linearised value (y for the total, (y − ȳ)/Σw for the mean) on the
    margins, regressed with the base weights: √((1 − k/K)·k/(k−1)·Σ(U − Ū)²), U = Σwe over each of the k clusters
    drawn from K = `population` (people, without clusters; left out: no correction). Source: Deville and Särndal
    (1992); Lumley, *Complex Surveys* (2010), §7. One variable of joint categories gives post-stratification.
    Errors: ValueError for a row without a value, a population smaller than the sample, and whatever `rake` refuses.

    >>> frame = {"sex": ["f", "f", "f", "m", "m"], "score": [4, 5, 5, 2, 3]}
    >>> result = raked_mean(frame, value="score", margins={"sex": {"f": 50, "m": 50}})
    >>> round(result.mean, 3), round(result.se, 3)
    (3.583, 0.249)
    """
    check_level(level)
    y = numbers(frame, value)
    if np.isnan(y).any():
        raise ValueError(f"Column {value}, row {int(np.isnan(y).argmax()) + 1}: no value, so the margins do not hold.")
    if len(y) == 0:
        return RakedMean(n=0, notes=(Note(text=NOBODY),))
    raked = rake(frame, margins=margins, weight=weight)
    w, base = raked_weights(frame, raked, weight=weight), weights(frame, weight)
    design = _dummies(frame, raked.variables)
    root = np.sqrt(np.ones_like(y) if base is None else base)
    event = events(frame, cluster)
    where = np.arange(len(y), dtype=np.int64) if event is None else event
    k, size = int(where.max()) + 1, float(w.sum())
    mean, total = float((w * y).sum() / size), float((w * y).sum())
    if k < 2:
        return RakedMean(n=len(y), mean=mean, total=total, clusters=k, notes=(Note(text=TOO_FEW), *raked.notes))
    shrink = correction(k, population)
    se, se_total = (_se(each, design, root, w, where) * shrink for each in ((y - mean) / size, y))
    half = t_quantile(level, k - 1) * se
    return RakedMean(
        n=len(y),
        verdict=raked.verdict,
        notes=raked.notes,
        mean=mean,
        low=mean - half,
        high=mean + half,
        se=se,
        total=total,
        se_total=se_total,
        clusters=k,
    )


def correction(drawn: int, population: int | None) -> float:
    """What drawing without replacement leaves of an error: √(1 − k/K) for k of K clusters (or people).

    Errors: ValueError for more drawn than there are.

    >>> correction(75, 100)
    0.5
    """
    if population is None:
        return 1.0
    if drawn > population:
        raise ValueError(f"{drawn} were drawn, which is more than the population of {population}.")
    return sqrt(1 - drawn / population)


def finite_se(total: Sums, *, population: int) -> float | None:
    """Standard error of a mean drawn without replacement: se·√(1 − k/K) (Cochran 1977, §2.6).

    >>> from sonda.methods.sums import sums
    >>> round(finite_se(sums([1.0, 2.0, 3.0]), population=4), 4)
    0.2887
    """
    return None if total.se is None else total.se * correction(total.clusters, population)


def _dummies(frame: Any, variables: tuple[str, ...]) -> Floats:
    columns = [codes for variable in variables if (codes := events(frame, variable)) is not None]
    return np.hstack([np.eye(int(codes.max()) + 1)[codes] for codes in columns])


def _se(value: Floats, design: Floats, root: Floats, w: Floats, where: Events) -> float:
    fitted = design @ np.linalg.lstsq(design * root[:, None], value * root, rcond=None)[0]
    totals = np.bincount(where, w * (value - fitted))
    k = len(totals)
    return sqrt(k / (k - 1) * float(((totals - totals.mean()) ** 2).sum()))
