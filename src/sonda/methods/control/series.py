"""What each chart draws, and what it expects of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sonda.methods.control.judgement import individual_sigma, weighted_mean
from sonda.methods.control.periods import Periods

Floats = NDArray[np.float64]


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


def shares(periods: Periods, first: int, sigmas: float, _: float) -> Series:
    p = float(periods.value[:first].sum() / periods.size[:first].sum())
    sigma = np.sqrt(p * (1 - p) / (periods.size / periods.weight))
    return Series(value=periods.value / periods.size, center=p, sigma=sigma, reach=sigmas, floor=0.0, ceiling=1.0)


def rates(periods: Periods, first: int, sigmas: float, _: float) -> Series:
    u = float(periods.value[:first].sum() / periods.size[:first].sum())
    sigma = np.sqrt(u / (periods.size / periods.weight))
    return Series(value=periods.value / periods.size, center=u, sigma=sigma, reach=sigmas, floor=0.0)


def counts(periods: Periods, first: int, sigmas: float, _: float) -> Series:
    c = weighted_mean(periods.value[:first], periods.weight[:first])
    sigma = np.full(len(periods.value), np.sqrt(c))
    return Series(value=periods.value, center=c, sigma=sigma, reach=sigmas, floor=0.0)


def individuals(periods: Periods, first: int, sigmas: float, _: float) -> Series:
    center, sigma = individual_sigma(periods.value[:first], periods.weight[:first])
    return Series(value=periods.value, center=center, sigma=np.full(len(periods.value), sigma), reach=sigmas)


def ewma(periods: Periods, first: int, sigmas: float, lambda_: float) -> Series:
    values = periods.value
    center, sigma = individual_sigma(values[:first], periods.weight[:first])
    smooth, level = np.empty_like(values), center
    for i, value in enumerate(values.tolist()):
        level = lambda_ * value + (1 - lambda_) * level
        smooth[i] = level
    steps = np.arange(1, len(values) + 1)
    share = lambda_ / (2 - lambda_) * (1 - (1 - lambda_) ** (2 * steps))
    return Series(value=smooth, center=center, sigma=sigma * np.sqrt(share), reach=sigmas)


SERIES: Mapping[str, Callable[[Periods, int, float, float], Series]] = {
    "p": shares,
    "u": rates,
    "c": counts,
    "imr": individuals,
    "ewma": ewma,
}


def widened(series: Series, first: int) -> Series:
    """Laney's p′ and u′: sigma times the sigma of the standardised values, which count alike."""
    z = series.z[:first]
    return replace(series, sigma=series.sigma * individual_sigma(z, np.ones_like(z))[1])
