"""How many people an item of Kano's has in each category, what they weigh, and how their events hang together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.frames import Events
from sonda.methods.intervals import effective_n
from sonda.methods.sums import Sums

Floats = NDArray[np.float64]

ATTRACTIVE, ONE_DIMENSIONAL, MUST_BE, INDIFFERENT, REVERSE, QUESTIONABLE = "A", "O", "M", "I", "R", "Q"

# Which of two equally frequent categories an attribute gets: the one that costs more to miss (Berger et al. 1993).
# The counts below stand in this order.
PREFERENCE = "MOAIRQ"
COUNTED = np.array([category in "AOMI" for category in PREFERENCE])  # those that better and worse are shares of

# Rows: the answer when the attribute is there; columns: when it is not; both like, expect, neutral, tolerate, dislike.
EVALUATION = (
    ("Q", "A", "A", "A", "O"),
    ("R", "I", "I", "I", "M"),
    ("R", "I", "I", "I", "M"),
    ("R", "I", "I", "I", "M"),
    ("R", "R", "R", "R", "Q"),
)
PLACES = np.array([[PREFERENCE.index(category) for category in row] for row in EVALUATION])


@dataclass(frozen=True, kw_only=True)
class CategoryCounts:
    """One item by category, in the order of `PREFERENCE`: people, their weight, and ΣBBᵀ over clusters.

    B is a cluster's weight by category; without a cluster column each person is a cluster of one. `clusters` counts
    those who answered, `clusters_counted` those among them with an A, O, M or I. No `products`: everybody weighs one
    and shares no event.
    """

    people: NDArray[np.int64]
    weight: Floats
    products: Floats | None = None
    clusters: int = 0
    clusters_counted: int = 0

    @property
    def n(self) -> int:
        return int(self.people.sum())

    def effective(self, value: ArrayLike, *, among: ArrayLike = True, level: float | None = None) -> float:
        """Effective number of answers behind the mean of a `value` of each category, among some of the categories.

        With a `level` few clusters make it smaller: see `effective_n`.

        >>> counts = category_counts([0, 0, 2, 2], weight=None, event=np.array([0, 0, 1, 1]))
        >>> round(counts.effective([1, 0, -1, 0, 0, 0]), 3), counts.effective([1, 1, 1, 0, 0, 0], among=COUNTED)
        (1.333, 2.0)
        """
        kept = np.broadcast_to(among, len(PREFERENCE)).astype(float)
        n = int(self.people @ kept)
        if self.products is None:
            return float(n)
        y = np.asarray(value, float) * kept
        return effective_n(
            Sums(
                n=n,
                w=float(self.weight @ kept),
                wy=float(self.weight @ y),
                wyy=float(self.weight @ (y * y)),
                clusters=self.clusters if kept.all() else self.clusters_counted,
                aa=float(y @ self.products @ y),
                ab=float(y @ self.products @ kept),
                bb=float(kept @ self.products @ kept),
            ),
            level,
        )


def category_counts(places: ArrayLike, *, weight: Floats | None, event: Events | None) -> CategoryCounts:
    """Counts of people by the place of their category in `PREFERENCE`, with their weights and events.

    >>> counts = category_counts([0, 0, 2], weight=np.array([1.0, 2.0, 0.5]), event=None)
    >>> counts.people.tolist(), counts.weight.tolist(), np.diag(counts.products).tolist()
    ([2, 0, 1, 0, 0, 0], [3.0, 0.0, 0.5, 0.0, 0.0, 0.0], [5.0, 0.0, 0.25, 0.0, 0.0, 0.0])
    """
    at, k = np.asarray(places, int), len(PREFERENCE)
    people = np.bincount(at, minlength=k)
    if weight is None and event is None:
        return CategoryCounts(people=people, weight=people.astype(float))
    w = np.ones(len(at)) if weight is None else weight
    of = np.arange(len(at)) if event is None else np.unique(event, return_inverse=True)[1]
    clusters = int(of.max(initial=-1)) + 1
    totals = np.bincount(of * k + at, w, minlength=clusters * k).reshape(clusters, k).astype(float)
    return CategoryCounts(
        people=people,
        weight=totals.sum(axis=0),
        products=totals.T @ totals,
        clusters=clusters,
        clusters_counted=len(np.unique(of[COUNTED[at]])),
    )
