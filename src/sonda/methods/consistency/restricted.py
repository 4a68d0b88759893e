"""Restricted maximum likelihood of a one-way random-effects model, over one number: the ratio of the two variances.

Model: answer = mu + bᵢ + e, bᵢ ~ N(0, θσ²), e ~ N(0, σ²). Given θ everything else has a formula, so the likelihood is
a curve over θ ≥ 0: it is scanned, its best piece is bisected, and the fit cannot fail to converge.
Source: Patterson and Thompson (1971); Searle, Casella and McCulloch, *Variance Components* (1992), §6.6.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import log, pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, fdtri

Floats = NDArray[np.float64]

LADDER = (0.0, *(10.0 ** (power / 8) for power in range(-80, 65)))
FAR = 24.0  # a drop of the deviance beyond which the likelihood weighs under 1e-5
STEPS = 65


@dataclass(frozen=True, kw_only=True)
class OneWay:
    """Units' counts m, means y and the sum of squares within; counts may be effective (not whole) ones."""

    m: Floats
    y: Floats
    within: float

    @cached_property
    def total(self) -> float:
        return float(self.m.sum())

    def weights(self, theta: float) -> Floats:
        """σ² times the precision of each unit's mean around mu."""
        return self.m / (1 + self.m * theta)

    def mu(self, theta: float) -> float:
        w = self.weights(theta)
        return float(w @ self.y / w.sum())

    def squares(self, theta: float) -> float:
        """Q(θ): generalised residual sum of squares; σ² = Q/(N − 1)."""
        return self.within + float(self.weights(theta) @ (self.y - self.mu(theta)) ** 2)

    def variance(self, theta: float) -> float:
        """σ² at this ratio: variance within units."""
        return self.squares(theta) / (self.total - 1)

    def deviance(self, theta: float) -> float:
        """−2 log restricted likelihood, as lme4's `REMLcrit`."""
        spread = self.total - 1
        fit = spread * (1 + log(2 * pi * self.squares(theta) / spread))
        return fit + float(np.log1p(self.m * theta).sum()) + log(float(self.weights(theta).sum()))

    def slope(self, theta: float) -> float:
        """Derivative of the deviance by θ."""
        w = self.weights(theta)
        steep = float(w**2 @ (self.y - self.mu(theta)) ** 2)
        return float(w.sum() - (w @ w) / w.sum()) - (self.total - 1) * steep / self.squares(theta)

    @cached_property
    def theta(self) -> float:
        """The ratio at which the likelihood is highest: 0 when the units look alike."""
        best = int(np.argmin([self.deviance(theta) for theta in LADDER]))
        left, right = LADDER[max(best - 1, 0)], LADDER[min(best + 1, len(LADDER) - 1)]
        if best == 0 and self.slope(0.0) >= 0:
            return 0.0
        return bisect(self.slope, left, right)

    def likely(self) -> list[tuple[float, float]]:
        """Ratios θ with their share of the restricted likelihood, for averaging over what the data cannot settle.

        The shares are flat over √icc (a prior on the spread, not on its square: Gelman 2006), bounded so that it is
        proper from two units on.
        """
        top = self.deviance(self.theta)
        middle = sqrt(self.theta / (1 + self.theta))
        last = 1 - 1e-9

        def drop(root_icc: float) -> float:
            return self.deviance(ratio(root_icc)) - top - FAR

        low = bisect(drop, middle, 0.0) if drop(0.0) > 0 else 0.0
        high = bisect(drop, middle, last) if drop(last) > 0 else last
        grid = [ratio(root_icc) for root_icc in np.linspace(low, high, STEPS).tolist()]
        share = np.exp([(top - self.deviance(theta)) / 2 for theta in grid])
        share[[0, -1]] /= 2  # the trapezoid's ends
        return list(zip(grid, (share / share.sum()).tolist(), strict=True))

    def f(self, theta: float) -> float:
        """Wald's pivot: exactly F(k − 1, N − k) at the true ratio; falls with θ. At θ = 0 it is the F of ANOVA."""
        between = float(self.weights(theta) @ (self.y - self.mu(theta)) ** 2)
        k = len(self.m)
        return between / (k - 1) / (self.within / (self.total - k))

    def p_value(self) -> float:
        return float(fdtrc(len(self.m) - 1, self.total - len(self.m), self.f(0.0)))

    def interval(self, level: float) -> tuple[float, float]:
        """Interval of θ by inverting Wald's pivot (1940): exact for normal answers, balanced or not."""
        df = (len(self.m) - 1, self.total - len(self.m))
        return self.where_f_is(fdtri(*df, 0.5 + level / 2)), self.where_f_is(fdtri(*df, 0.5 - level / 2))

    def where_f_is(self, quantile: float) -> float:
        if self.f(0.0) <= quantile:
            return 0.0
        above = 1e-10
        while self.f(above) > quantile:  # ends: f falls to 0 as θ grows
            above *= 10
        return bisect(lambda theta: quantile - self.f(theta), 0.0, above)


def ratio(root_icc: float) -> float:
    """θ = icc/(1 − icc)."""
    return root_icc**2 / (1 - root_icc**2)


def bisect(function: Callable[[float], float], below: float, above: float) -> float:
    """Where a function crosses from ≤ 0 (at `below`) to > 0 (at `above`), to the last bit."""
    for _ in range(200):
        middle = (below + above) / 2
        if middle in (below, above):
            break
        below, above = (below, middle) if function(middle) > 0 else (middle, above)
    return (below + above) / 2
