"""Likelihood of a saturated normal model whose rows answered some columns, and its slopes."""

from dataclasses import dataclass

import numpy as np

from sonda.methods.drivers.blocks import Floats
from sonda.methods.drivers.patterns import Patterns


@dataclass(frozen=True, kw_only=True)
class Point:
    """A mean and covariance (standardised units), with the likelihood's height and slopes there."""

    mean: Floats
    sigma: Floats
    height: float
    slope: Floats  # along the mean
    curve: Floats  # (p, p): ΣK(D − wΣ)K over patterns; half of it is the slope along an entry of the diagonal

    @property
    def slopes(self) -> Floats:
        """Along the mean and the covariance's upper triangle; an entry off the diagonal stands in the matrix twice."""
        i, j = np.triu_indices(len(self.mean))
        return np.concatenate([self.slope, np.where(i == j, 0.5, 1.0) * self.curve[i, j]])


class Likelihood:
    """The likelihood of some patterns, each bucket counted `times` over."""

    def __init__(self, patterns: Patterns, times: Floats) -> None:
        self.patterns = patterns
        self.weight, self.sums, self.products = patterns.drawn(times)
        self.total = float(self.weight.sum())

    def at(self, mean: Floats, sigma: Floats) -> Point | None:
        """Height and slopes; None where the covariance cannot be inverted."""
        from sonda.methods.drivers import kernels

        if self.patterns.apart:
            sigma = unrelated(sigma, self.patterns.apart)
        fine, height, slope, curve = kernels.score(*self._sums(), mean, sigma)
        return Point(mean=mean, sigma=sigma, height=height, slope=slope, curve=curve) if fine else None

    def information(self, point: Point) -> Floats | None:
        """Minus the second derivatives along mean and triangle; entries that no row speaks of stand alone."""
        from sonda.methods.drivers import kernels

        fine, known = kernels.information(*self._sums(), point.mean, point.sigma)
        if not fine:
            return None
        silent = np.diag(known) == 0
        known[silent, silent] = 1.0
        return np.asarray(known)

    def em_step(self, point: Point) -> Point | None:
        """Expectation and maximisation at once, written with the slopes: it never goes down."""
        moved = point.sigma @ point.slope / self.total
        sigma = point.sigma + point.sigma @ point.curve @ point.sigma / self.total - np.outer(moved, moved)
        return self.at(point.mean + moved, sigma)

    def along(self, point: Point, step: Floats) -> Point | None:
        """The point one step further; a step has the shape of `Point.slopes`."""
        p = self.patterns.columns
        return self.at(point.mean + step[:p], point.sigma + step[p:][self.patterns.place])

    def _sums(self) -> tuple[object, ...]:
        ready = self.patterns
        return ready.seen, ready.size, ready.shared, self.weight, self.sums, self.products, ready.place


def unrelated(sigma: Floats, apart: tuple[tuple[int, int], ...], rounds: int = 200) -> Floats:
    """Covariances that no row speaks of, set so that such two columns are related through the others only.

    It is the covariance of greatest entropy that agrees with everything seen (Dempster 1972); without it the answer
    would hang on where the search began.
    """
    sigma = sigma.copy()
    for _ in range(rounds):
        before = sigma.copy()
        for i, j in apart:
            others = [k for k in range(len(sigma)) if k not in (i, j)]
            through = sigma[i, others] @ np.linalg.lstsq(sigma[np.ix_(others, others)], sigma[others, j])[0]
            sigma[i, j] = sigma[j, i] = through
        if np.abs(sigma - before).max() < 1e-12:
            break
    return sigma
