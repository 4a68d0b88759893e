"""Cronbach's alpha: do the items of a scale measure one thing together?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtri

from sonda.methods.alpha_error import item_sums
from sonda.methods.frames import events, numbers, weights
from sonda.methods.intervals import Interval, check_level
from sonda.methods.result import CANNOT_TELL, N_, Note, Result

Floats = NDArray[np.float64]

RELIABLE = "reliable"
NOT_RELIABLE = "not reliable"
THRESHOLD = 0.7

TOO_FEW = N_("Fewer than two people answered every item, so alpha cannot be computed.")
NO_WEIGHT = N_("Those who answered every item carry no weight, so alpha cannot be computed.")
NO_SPREAD = N_("People do not differ in the sum of their answers, so alpha cannot be computed.")
CONSTANT = N_('Everybody answered "%(item)s" alike, so the standardized alpha cannot be computed.')
NO_INTERVAL = N_("The items move as one, so the interval of alpha cannot be judged.")
FEW_EVENTS = N_("The answers come from too few people or events, so the interval of alpha cannot be judged.")
REVERSED = N_('"%(item)s" runs against the other items; was its scale asked the other way round?')


@dataclass(frozen=True, kw_only=True)
class AlphaItem:
    """What alpha would be without this item, and the item's correlation with the sum of the others."""

    item: str
    alpha_if_dropped: float | None = None
    rest_correlation: float | None = None


@dataclass(frozen=True, kw_only=True)
class Alpha(Result):
    """Raw and standardized alpha (at most 1; negative where items contradict), Feldt's interval of the raw one.

    `n` counts people who answered every item. The verdict compares the interval with 0.7 (Nunnally 1978).
    """

    method: ClassVar[str] = "alpha"
    version: ClassVar[str] = "1"

    alpha: float | None = None
    alpha_standardized: float | None = None
    low: float | None = None
    high: float | None = None
    items: tuple[AlphaItem, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        row = super().rows()[0]
        items = [{"item": each.item, "alpha_if_dropped": each.alpha_if_dropped} for each in self.items]
        order = ("alpha", "alpha_standardized", "low", "high", "n")
        return [{name: row[name] for name in order} | {"items": items}]


def alpha(
    frame: Any,
    *,
    items: Sequence[str],
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    level: float = 0.95,
) -> Alpha:
    """Cronbach's alpha of columns, over the rows with every item answered.

    With weights or clusters the covariances are weighted and the interval stands on the effective number of people.
    Errors: ValueError for fewer than two items, an item named twice, or bad numbers or weights.

    >>> result = alpha({"a": [1, 2, 3, 4], "b": [1, 2, 3, 5], "c": [2, 2, 3, 4]}, items=["a", "b", "c"])
    >>> round(result.alpha, 3), result.n
    (0.962, 4)
    """
    table = np.vstack([numbers(frame, item) for item in items]) if items else np.empty((0, 0))
    weighing, event = weights(frame, weight), events(frame, cluster)
    complete = ~np.isnan(table).any(axis=0)
    table = table[:, complete]
    w = np.ones(table.shape[1]) if weighing is None else weighing[complete]
    judged = partial(alpha_from_moments, items=items, n=table.shape[1], level=level)
    total = w.sum()
    if total == 0:
        return judged(mean=np.zeros(len(items)), cov=np.zeros((len(items), len(items))), n_effective=0.0)
    mean = table @ w / total
    apart = table - mean[:, None]
    effective = None
    if weighing is not None or event is not None:
        effective = item_sums(apart, w, None if event is None else event[complete]).effective(level)
    return judged(mean=mean, cov=(apart * w) @ apart.T / total, n_effective=effective)


def alpha_from_moments(
    *,
    items: Sequence[str],
    n: int,
    mean: ArrayLike,
    cov: ArrayLike,
    level: float = 0.95,
    n_effective: float | None = None,
) -> Alpha:
    """Cronbach's alpha from the means and covariances of k items over n people who answered every item.

    alpha = k/(k−1)·(1 − Σ varᵢ/var of the sum) (Cronbach 1951); standardized: k·r̄/(1 + (k−1)·r̄), r̄ the mean
    correlation; interval 1 − (1 − alpha)·F with the quantiles of F(n−1, (n−1)(k−1)) (Feldt, Woodruff and Salih 1987).
    The covariances' divisor (n or n − 1) does not matter. `n_effective` replaces n in the interval where people were
    weighted or answered together (`ItemSums.effective`); 0 says that they carry no weight.
    Errors: ValueError for fewer than two items, an item named twice, moments that do not fit, a level outside (0, 1).

    >>> result = alpha_from_moments(items="ab", n=30, mean=[3, 3], cov=[[1.0, 0.6], [0.6, 1.0]])
    >>> round(result.alpha, 3), round(result.low, 3), round(result.high, 3), result.verdict
    (0.75, 0.475, 0.881, 'cannot tell')
    """
    check_level(level)
    k, middle, matrix = len(items), np.asarray(mean, float), np.asarray(cov, float)
    if k < 2 or len(set(items)) < k:
        raise ValueError("Alpha needs at least two different items.")
    if matrix.shape != (k, k) or middle.shape != (k,) or n < 0:
        raise ValueError(f"The moments do not fit {k} items and {n} people.")
    judging = n if n_effective is None else n_effective
    bare = tuple(AlphaItem(item=item) for item in items)
    if n < 2 or judging <= 0:
        return Alpha(n=n, items=bare, notes=(Note(text=TOO_FEW if n < 2 else NO_WEIGHT),))
    still = _still(middle, matrix)
    if still.all() or _sum_is_still(middle, matrix):
        return Alpha(n=n, items=bare, notes=(Note(text=NO_SPREAD),))
    value = _alpha(matrix)
    details = tuple(_item(item, place, middle, matrix, bool(still[place])) for place, item in enumerate(items))
    notes = [Note(text=CONSTANT, values={"item": item}) for item, alike in zip(items, still, strict=True) if alike]
    notes += [
        Note(text=REVERSED, values={"item": each.item}) for each in details if (each.rest_correlation or 0) < -1e-9
    ]
    alike = value >= 1 - 1e-12
    low, high = (None, None) if alike or judging < 2 - 1e-9 else feldt(value, n=judging, k=k, level=level)
    if low is None:
        notes.append(Note(text=NO_INTERVAL if alike else FEW_EVENTS))
    return Alpha(
        n=n,
        verdict=_verdict(low, high),
        notes=tuple(notes),
        alpha=value,
        alpha_standardized=None if still.any() else _standardized(matrix),
        low=low,
        high=high,
        items=details,
    )


def feldt(alpha: float, *, n: float, k: int, level: float = 0.95) -> Interval:
    """Interval of alpha: 1 − (1 − alpha)·F₁₋ₐ/₂ and 1 − (1 − alpha)·Fₐ/₂ with n − 1 and (n − 1)(k − 1) degrees.

    >>> [round(end, 3) for end in feldt(0.84314, n=30, k=7)]
    [0.739, 0.916]
    """
    tail = (1 - level) / 2
    wide, narrow = (float(fdtri(n - 1, (n - 1) * (k - 1), p)) for p in (1 - tail, tail))
    return 1 - (1 - alpha) * wide, 1 - (1 - alpha) * narrow


def _alpha(cov: Floats) -> float:
    k = len(cov)
    return float(k / (k - 1) * (1 - np.trace(cov) / cov.sum()))


def _standardized(cov: Floats) -> float | None:
    k, sd = len(cov), np.sqrt(np.diag(cov))
    mean_r = float(((cov / np.outer(sd, sd)).sum() - k) / (k * (k - 1)))
    below = 1 + (k - 1) * mean_r
    return min(k * mean_r / below, 1.0) if below > 1e-12 else None


def _item(item: str, place: int, mean: Floats, cov: Floats, still: bool) -> AlphaItem:
    rest = np.delete(np.delete(cov, place, 0), place, 1)
    together = rest.sum()
    if _sum_is_still(np.delete(mean, place), rest):
        return AlphaItem(item=item)
    with_rest = None if still else float((cov[place].sum() - cov[place, place]) / np.sqrt(cov[place, place] * together))
    dropped = _alpha(rest) if len(rest) > 1 else None
    return AlphaItem(item=item, alpha_if_dropped=dropped, rest_correlation=with_rest)


def _sum_is_still(mean: Floats, cov: Floats) -> bool:
    """Whether nobody differs in the sum of the items, whatever rounding left behind."""
    return bool(cov.sum() <= 1e-12 * (mean.sum() ** 2 + np.trace(cov)))


def _still(mean: Floats, cov: Floats) -> NDArray[np.bool_]:
    """Which items nobody differs in, whatever rounding left behind."""
    return np.asarray(np.diag(cov) <= 1e-12 * (mean**2 + np.diag(cov)), bool)


def _verdict(low: float | None, high: float | None) -> str:
    if low is not None and low >= THRESHOLD:
        return RELIABLE
    return NOT_RELIABLE if high is not None and high < THRESHOLD else CANNOT_TELL
