"""Means and totals after raking, with errors that know what raking has explained; finite populations."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np

from sonda.methods.columns import Floats
from sonda.methods.frames import Events, events, numbers, weights
from sonda.methods.intervals import check_level, t_quantile
from sonda.methods.raking import Cell, Margins, Raking, rake, raked_weights
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


@dataclass(frozen=True, kw_only=True)
class CellSums:
    """Sums over the people of one cell with base weights w (n, Σw, Σw²), and over those among them who have a value.

    `given` counts these; gw = Σw, gwy = Σwy, gww = Σw², gwwy = Σw²y and gwwyy = Σw²y² are theirs alone.
    """

    n: int
    w: float
    ww: float
    given: int = 0
    gw: float = 0.0
    gwy: float = 0.0
    gww: float = 0.0
    gwwy: float = 0.0
    gwwyy: float = 0.0


def raked_mean_from_cells(
    *, cells: Mapping[Cell, CellSums], raking: Raking | None = None, level: float = 0.95
) -> RakedMean:
    """The mean of `raked_mean` from sums by cell, so that nobody has to carry the rows; people may lack a value.

    Those without one still belong to the margins: the mean is that of a domain, z = (y − ȳ)/Σw for who has a value and
    0 for the others, and its error √(n/(n−1)·Σ(U − Ū)²) with U = w·(z − ẑ), ẑ fitted on the margins with the base
    weights. Without `raking` the mean and error of the base weights as they are. Source: Deville and Särndal (1992);
    Lumley, *Complex Surveys* (2010), §2 and §7.
    Errors: ValueError for a cell that was not raked.

    >>> from sonda.methods.raking import rake
    >>> frame = {"sex": ["f", "f", "f", "m", "m"]}
    >>> cells = {
    ...     ("f",): CellSums(n=3, w=3, ww=3, given=3, gw=3, gwy=14, gww=3, gwwy=14, gwwyy=66),
    ...     ("m",): CellSums(n=2, w=2, ww=2, given=2, gw=2, gwy=5, gww=2, gwwy=5, gwwyy=13),
    ... }
    >>> result = raked_mean_from_cells(cells=cells, raking=rake(frame, margins={"sex": {"f": 50, "m": 50}}))
    >>> round(result.mean, 3), round(result.se, 3)
    (3.583, 0.249)
    """
    check_level(level)
    unknown = next((cell for cell in cells if raking and cell not in raking.factors), None)
    if unknown:
        raise ValueError(f"{', '.join(unknown)} was not there when the weights were made.")
    sums = list(cells.values())
    n, given = sum(each.n for each in sums), sum(each.given for each in sums)
    factor = np.array([raking.factors[cell] if raking else 1.0 for cell in cells])
    size, total = (float(factor @ np.array([getattr(each, name) for each in sums])) for name in ("gw", "gwy"))
    if size <= 0:
        return RakedMean(n=given, notes=(Note(text=NOBODY),))
    mean = total / size
    notes, verdict = (raking.notes, raking.verdict) if raking else ((), RakedMean.verdict)
    if given < 2:
        return RakedMean(n=given, mean=mean, total=total, clusters=given, notes=(Note(text=TOO_FEW), *notes))
    w = np.array([each.w for each in sums])
    z = np.array([each.gwy - mean * each.gw for each in sums]) / size  # Σwz of each cell
    fitted = _fitted(list(cells), w, z) if raking else np.zeros_like(z)
    rest = float((factor * (z - fitted * w)).sum())
    squares = sum(
        f * f * ((each.gwwyy - 2 * mean * each.gwwy + mean * mean * each.gww) / size**2
                 - 2 * fit * (each.gwwy - mean * each.gww) / size + fit * fit * each.ww)
        for f, fit, each in zip(factor, fitted, sums, strict=True)
    )  # fmt: skip
    se = sqrt(max(n / (n - 1) * (float(squares) - rest * rest / n), 0.0))
    half = t_quantile(level, n - 1) * se
    return RakedMean(
        n=given,
        verdict=verdict,
        notes=notes,
        mean=mean,
        low=mean - half,
        high=mean + half,
        se=se,
        total=total,
        clusters=n,
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


def _fitted(cells: list[Cell], w: Floats, z: Floats) -> Floats:
    """The mean of z in each cell as the margins alone would have it, weighted by w; `z` holds Σwz."""
    names = [sorted({cell[place] for cell in cells}) for place in range(len(cells[0]))]
    design = np.array([[float(cell[at] == name) for at, each in enumerate(names) for name in each] for cell in cells])
    root = np.sqrt(w)
    goal = np.divide(z, root, out=np.zeros_like(z), where=root > 0)
    fitted: Floats = design @ np.linalg.lstsq(design * root[:, None], goal, rcond=None)[0]
    return fitted
