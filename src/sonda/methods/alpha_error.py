"""How far chance moves alpha where people were weighted or answered together: its linearisation over cross products."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonda.methods.frames import Events
from sonda.methods.intervals import effective_n
from sonda.methods.sums import Sums

Floats = NDArray[np.float64]

ROUNDING = 1e-12  # of the terms that a sum of squares is made of: what is smaller, rounding has left behind


@dataclass(frozen=True, kw_only=True)
class ItemSums:
    """Cross products of r = (1, x₁ … x_k, Σxⱼ², (Σxⱼ)²) over the people who answered every item, and over clusters.

    `people` is Σw·rrᵀ; `totals` is ΣGGᵀ with G = Σw·r over a cluster. Without a cluster column each person is a cluster
    of one. Each x is taken from a point near its middle: alpha does not move with it, and the products, which go up to
    the fourth power, stay exact.
    """

    n: int
    people: Floats
    clusters: int
    totals: Floats

    @property
    def weight(self) -> float:
        return float(self.people[0, 0])

    @property
    def mean(self) -> Floats:
        """Weighted means of the items, from the points that they are taken from; zeros where nothing carries weight."""
        return self.people[0, 1:-2] / (self.weight or 1.0)

    @property
    def cov(self) -> Floats:
        """Weighted covariances of the items with Σw below."""
        return self.people[1:-2, 1:-2] / (self.weight or 1.0) - np.outer(self.mean, self.mean)

    @property
    def influence(self) -> Sums:
        """Sums of how far each person moves alpha = k/(k−1)·(1 − U/V), U = Σ varⱼ, V = var of the sum s.

        That is −k/(k−1)·(u − v·U/V)/V with u = Σ(xⱼ − mⱼ)² and v = (s − M)², a sum over r; its mean is 0, its `se` the
        linearised error of alpha, clusters drawn with replacement (Binder 1983; Lumley 2010).
        """
        z = self._influence()
        return Sums(
            n=self.n,
            w=self.weight,
            wy=0.0,
            wyy=_quadratic(self.people, z),
            clusters=self.clusters,
            aa=_quadratic(self.totals, z),
            ab=0.0,
            bb=float(self.totals[0, 0]),
        )

    def effective(self, level: float) -> float:
        """People of a simple random sample whose interval of alpha would be as wide: see `effective_n`.

        >>> x, event = np.array([[1.0, 2, 4, 5, 1, 4], [1, 3, 5, 4, 2, 5]]), np.array([0, 0, 1, 1, 2, 2])
        >>> [round(item_sums(x, weight=None, event=each).effective(0.95), 3) for each in (None, event)]
        [6.0, 2.28]
        """
        return effective_n(self.influence, level)

    def _influence(self) -> Floats:
        mean, cov, k = self.mean, self.cov, len(self.mean)
        spread = float(cov.sum())
        if spread <= 0:
            return np.zeros(k + 3)
        ratio, middle = float(np.trace(cov)) / spread, float(mean.sum())
        inner = -2 * mean + 2 * ratio * middle
        return -k / (k - 1) / spread * np.concatenate([[mean @ mean - ratio * middle**2], inner, [1.0, -ratio]])


def item_sums(x: Floats, weight: Floats | None, event: Events | None) -> ItemSums:
    """Cross products of the items x (k, n) of people who answered them all; call it with x taken from its means.

    >>> sums = item_sums(np.array([[1.0, 2.0], [1.0, 3.0]]), weight=np.array([1.0, 3.0]), event=None)
    >>> sums.mean.tolist(), sums.cov.tolist(), sums.totals[0].tolist()
    ([1.75, 2.5], [[0.1875, 0.375], [0.375, 0.75]], [10.0, 19.0, 28.0, 119.0, 229.0])
    """
    n = x.shape[1]
    w = np.ones(n) if weight is None else weight
    r = np.vstack([np.ones(n), x, (x * x).sum(axis=0), x.sum(axis=0) ** 2])
    people = (r * w) @ r.T
    if event is None:
        return ItemSums(n=n, people=people, clusters=n, totals=(r * w * w) @ r.T)
    of = np.unique(event, return_inverse=True)[1]
    totals = np.vstack([np.bincount(of, w * each).astype(float) for each in r])
    return ItemSums(n=n, people=people, clusters=totals.shape[1], totals=totals @ totals.T)


def _quadratic(matrix: Floats, z: Floats) -> float:
    """zᵀ·matrix·z, 0 where only rounding is left of it."""
    found = float(z @ matrix @ z)
    return found if found > ROUNDING * float(abs(z) @ abs(matrix) @ abs(z)) else 0.0
