"""Variance where people share events: their influences are added up by cluster before they are squared."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.result import N_

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ONE_CLUSTER = N_("The customers come from one event, so the interval cannot be judged.")


@dataclass(frozen=True, kw_only=True)
class Clustered:
    """The counts once more, now by cluster: Σw of a cluster at a time, a line for each cause and for those who stayed.

    `cause` is the place of the cause among those of `events`, −1 for who has not left.
    """

    cluster: ArrayLike
    times: ArrayLike
    cause: ArrayLike
    w: ArrayLike


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The same in order of cluster and time: clusters numbered from 0, times by their place in the table."""

    cluster: Integers
    place: Integers
    cause: Integers
    w: Floats

    @cached_property
    def totals(self) -> Floats:
        """Σw of each cluster."""
        return np.bincount(self.cluster, self.w).astype(float)

    @cached_property
    def first(self) -> Integers:
        """For each line, where its cluster begins."""
        return np.searchsorted(self.cluster, self.cluster).astype(np.int64)

    @cached_property
    def enough(self) -> bool:
        """Whether at least two clusters carry weight."""
        return int((self.totals > 0).sum()) > 1

    def running(self, steps: Floats) -> Floats:
        """Sums of `steps` within the cluster, up to and with each line."""
        total = np.cumsum(steps)
        return np.asarray(total - (total - steps)[self.first], float)

    def remaining(self) -> Floats:
        """Σw of the cluster that is still there after each line; an exact 0 after its last."""
        last = np.append(np.diff(self.cluster) > 0, True)[: len(self.w)]
        return np.where(last, 0.0, self.totals[self.cluster] - self.running(self.w))


def lines_of(clustered: Clustered, times: Floats) -> Lines:
    """Lines in order, their times found among the table's.

    Raises ValueError for columns of different length and for a time that the counts do not have.
    """
    t, w = np.asarray(clustered.times, float), np.asarray(clustered.w, float)
    name, cause = np.asarray(clustered.cluster), np.asarray(clustered.cause, np.int64)
    if not name.shape == cause.shape == t.shape == w.shape:
        raise ValueError("Lines of clusters must be columns of one length.")
    if not np.isin(t, times).all():
        raise ValueError("The clusters name a time that the counts do not have.")
    place, (_, cluster) = np.searchsorted(times, t), np.unique(name, return_inverse=True)
    order = np.lexsort((place, cluster))
    return Lines(cluster=cluster[order], place=place[order], cause=cause[order], w=w[order])


def variance_by_cluster(lines: Lines, *, steps: Sequence[Floats], paths: Sequence[Floats], later: Floats) -> Floats:
    """Σ over clusters of the square of what their people's influences add up to, after each time.

    A cluster's influences add up to Σₘ pathₘ(t)·Xₘ(t) + later(t)·R(t): Xₘ(t) sums its steps at times up to t, R(t) is
    its Σw at later times. X and R change only where the cluster has a line, so ΣXX, ΣXR and ΣRR are running sums over
    lines, and no table of clusters by times is ever made. NaN below two clusters.

    There is no factor C/(C − 1), as in R's `survfit(…, cluster, robust = TRUE)`: the influences of all add up to 0, so
    no mean is estimated, and clusters of one person give the variance that there is without clusters. Source: Lin and
    Wei (1989); Therneau and Grambsch, *Modeling Survival Data* (2000), §7.2.
    """
    if not lines.enough:
        return np.full_like(later, np.nan)
    total = np.zeros_like(later)
    after, change = [*map(lines.running, steps), lines.remaining()], [*steps, -lines.w]
    factors = [*paths, later]
    for i, j in combinations_with_replacement(range(len(factors)), 2):
        product = after[i] * after[j] - (after[i] - change[i]) * (after[j] - change[j])
        start = (
            float((lines.totals**2).sum()) if i == len(steps) else 0.0
        )  # before its first line R is the cluster's Σw
        sums = start + np.cumsum(np.bincount(lines.place, product, len(later)))
        total += (1 if i == j else 2) * factors[i] * factors[j] * sums
    return np.asarray(np.maximum(total, 0.0), float)
