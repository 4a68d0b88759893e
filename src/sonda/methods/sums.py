"""Sums from which a mean and its error can be judged: the seam between whoever counts and whoever judges.

One row of answers adds its value y with its weight w to `Sums`; rows that share an event (a flight, a household) are
added up by cluster first. Any engine can make these sums in one pass; the methods never see the rows.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Sums over people (n, w, wy, wyy) and over clusters of totals A = Σwy, B = Σw (clusters, aa, ab, bb).

    Without a cluster column each person is a cluster of one, so that aa = Σw²y², ab = Σw²y, bb = Σw².
    """

    n: int
    w: float
    wy: float
    wyy: float
    clusters: int
    aa: float
    ab: float
    bb: float

    @property
    def mean(self) -> float | None:
        """Weighted mean; None when nothing carries weight."""
        return self.wy / self.w if self.w > 0 else None

    @property
    def variance(self) -> float | None:
        """Weighted variance of the values with n − 1 below: Σw(y − ȳ)²/Σw · n/(n − 1); None below two answers."""
        if self.n < 2 or self.w <= 0:
            return None
        mean = self.wy / self.w
        return max(self.wyy / self.w - mean * mean, 0.0) * self.n / (self.n - 1)

    @property
    def se(self) -> float | None:
        """Linearised (Taylor) standard error of the mean, with clusters as the units that were drawn.

        √(k/(k−1) · Σ(A − ȳB)²)/Σw over k clusters; without weights and clusters this is s/√n. Source: Binder (1983);
        Lumley, *Complex Surveys* (2010), §2. None below two clusters.
        """
        if self.clusters < 2 or self.w <= 0:
            return None
        mean = self.wy / self.w
        spread = max(self.aa - 2 * mean * self.ab + mean * mean * self.bb, 0.0)
        return sqrt(self.clusters / (self.clusters - 1) * spread) / self.w

    @property
    def deff(self) -> float | None:
        """Design effect: variance of the mean over that of a simple random sample of the same n."""
        variance, se = self.variance, self.se
        if variance is None or se is None or variance == 0:
            return None
        return se * se / (variance / self.n)


def sums(values: ArrayLike, weight: ArrayLike | None = None, cluster: ArrayLike | None = None) -> Sums:
    """Add up a column of numbers; NaN is "did not answer" and takes its weight and cluster with it.

    >>> total = sums([1.0, 2.0, 3.0, float("nan")])
    >>> total.n, total.mean, round(total.se, 4)
    (3, 2.0, 0.5774)
    """
    y = np.asarray(values, float)
    given = ~np.isnan(y)
    y = y[given]
    w = np.ones_like(y) if weight is None else np.asarray(weight, float)[given]
    if cluster is None:
        a, b = w * y, w
    else:
        _, where = np.unique(np.asarray(cluster)[given].astype(str), return_inverse=True)
        a, b = np.bincount(where, w * y), np.bincount(where, w)
    return Sums(
        n=len(y),
        w=float(w.sum()),
        wy=float((w * y).sum()),
        wyy=float((w * y * y).sum()),
        clusters=len(a),
        aa=float((a * a).sum()),
        ab=float((a * b).sum()),
        bb=float((b * b).sum()),
    )
