"""Tables in which no cell counts fewer than k people, and none can be had by subtracting one cell from another.

A table has a line for each group and a column for each answer. Cells of 1 … k − 1 people are done away with in two
ways: answers are joined over the whole table, and lines that would still show few are left out, always so many of them
that together they hold, of each answer, nobody or k people at least. A cell of nobody is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """`place`: the joined answer of each answer; `left_out`: which lines are not shown."""

    place: tuple[int, ...]
    left_out: tuple[bool, ...]


def are_small(n: ArrayLike, k: int) -> NDArray[np.bool_]:
    """Which counts are of somebody, and of fewer than k.

    >>> are_small([0, 1, 4, 5], 5).tolist()
    [False, True, True, False]
    """
    counted = np.rint(np.asarray(n, float))
    return np.asarray((counted > 0) & (counted < k))


def in_order(n: ArrayLike, k: int) -> list[int]:
    """Neighbours joined until nobody or k people at least are together; the joined place of each.

    >>> in_order([0, 2, 3, 0, 9, 4], 5)
    [0, 1, 1, 2, 3, 3]
    """
    together: list[list[float]] = []  # how many, and of how many places
    for each in np.rint(np.asarray(n, float)).tolist():
        if together and 0 < together[-1][0] < k:
            together[-1] = [together[-1][0] + each, together[-1][1] + 1]
        else:
            together.append([each, 1])
    while len(together) > 1 and 0 < together[-1][0] < k:
        last = together.pop()
        together[-1] = [together[-1][0] + last[0], together[-1][1] + last[1]]
    return [place for place, (_n, size) in enumerate(together) for _ in range(int(size))]


def by_size(n: ArrayLike, k: int) -> list[bool]:
    """Which answers are joined into one: those of fewer than k, and the next smallest while these are too few.

    >>> by_size([9, 2, 1, 6, 0], 5), by_size([9, 5, 0], 5)
    ([False, True, True, True, False], [False, False, False])
    """
    counted = np.rint(np.asarray(n, float))
    joined = are_small(counted, k)
    for place in np.argsort(counted, kind="stable"):
        if not are_small(counted[joined].sum(), k):
            break
        joined[place] |= counted[place] > 0
    return [bool(each) for each in joined]


def left_out(table: ArrayLike, k: int) -> NDArray[np.bool_]:
    """Which lines of a table are not shown: those with a small cell, and more while all of them together have one.

    >>> left_out([[6, 3], [9, 9], [7, 5], [20, 20]], 5).tolist()
    [True, False, True, False]
    """
    n = np.asarray(table, float)
    hidden = np.asarray(are_small(n, k).any(axis=1))
    for line in np.argsort(n.sum(axis=1), kind="stable"):
        if not are_small(n[hidden].sum(axis=0), k).any():
            break
        hidden[line] |= n[line].sum() > 0
    return hidden


def shown(table: ArrayLike, k: int, *, ordered: bool) -> Shown:
    """Answers joined and lines left out so that most is shown: lines times answers that can be told apart.

    `ordered`: only neighbours are joined; else the rarest answers. Every shown cell counts nobody or k at least, and so
    do the lines left out, taken together. Of a single line left out a reader who knows its size and all totals can
    therefore say of no cell that it holds somebody and fewer than k: its upper bound, the smaller of two numbers that
    are k or more, is k or more, or else it is nobody's. (The bounds of Fréchet; Dobra and Fienberg 2000.)

    >>> shown([[3, 6, 9], [6, 3, 9]], 5, ordered=True)
    Shown(place=(0, 0, 1), left_out=(False, False))
    >>> shown([[8, 1], [9, 8], [7, 4], [6, 6]], 5, ordered=True)
    Shown(place=(0, 1), left_out=(True, False, True, False))
    """
    n = np.rint(np.asarray(table, float))
    place = _first(n.sum(axis=0), k, ordered=ordered)
    best, most = place, -1
    while True:
        found = _told(n, place, k)
        if found > most:
            best, most = place, found
        candidates = _coarser(n, place, ordered=ordered)
        if not candidates:
            break
        place = max(candidates, key=lambda each: (_told(n, each, k), -int(are_small(merged(n, each), k).sum())))
    return Shown(place=tuple(best), left_out=tuple(bool(each) for each in left_out(merged(n, best), k)))


def merged(n: Numbers, place: Sequence[int]) -> Numbers:
    """A table with its columns added up by their new place."""
    found = np.zeros((n.shape[0], max(place, default=-1) + 1))
    for old, new in enumerate(place):
        found[:, new] += n[:, old]
    return found


def _first(total: Numbers, k: int, *, ordered: bool) -> list[int]:
    return in_order(total, k) if ordered else _numbered(by_size(total, k))


def _numbered(joined: Sequence[bool]) -> list[int]:
    """Places with the joined ones as the last."""
    last = len(joined) - sum(joined)
    kept = iter(range(last))
    return [last if each else next(kept) for each in joined]


def _told(n: Numbers, place: Sequence[int], k: int) -> int:
    table = merged(n, place)
    lines = int((~left_out(table, k) & (table.sum(axis=1) > 0)).sum())
    return lines * (int((table.sum(axis=0) > 0).sum()) - 1)


def _coarser(n: Numbers, place: Sequence[int], *, ordered: bool) -> list[list[int]]:
    """The table with one answer fewer: each pair of neighbours joined, or the rarest joined to those that are."""
    last = max(place, default=0)
    if last == 0:
        return []
    if ordered:
        return [[old - (old > at) for old in place] for at in range(last)]
    sizes = [sum(n[:, old].sum() for old, new in enumerate(place) if new == at) for at in range(last + 1)]
    kept = [at for at in range(last + 1) if place.count(at) == 1 and sizes[at] > 0]
    joined = [place.count(new) > 1 for new in place]
    rarest = sorted(kept, key=lambda at: sizes[at])[: 1 if any(joined) else 2]
    if not rarest or (not any(joined) and len(rarest) < 2):
        return []
    return [_numbered([were or new in rarest for were, new in zip(joined, place, strict=True)])]


def moments(*, ends: ArrayLike, times: ArrayLike, states: Any, n: ArrayLike, k: int) -> list[float]:
    """Of the `ends` of stretches of time those at which a curve may be told.

    `states`: what became of people at `times`, −1 for who is still there; `n` of them. Between two told ends, before
    the first and after the last, k people left at least and nobody or k people came to each state; at a told end k
    people at least were still watched. After the last end nobody may have left.

    >>> moments(ends=[2, 4, 6], times=[1, 3, 5], states=[0, 0, 0], n=[5, 3, 7], k=5)
    [2.0]
    """
    t, of, people = np.asarray(times, float), np.asarray(states), np.asarray(n, float)
    kinds = sorted(set(of.tolist()))

    def within(low: float, high: float) -> Numbers:
        here = (t > low) & (t <= high)
        return np.array([people[here & (of == kind)].sum() for kind in kinds])

    def watched(time: float) -> float:
        return float(people[t >= time].sum()) if np.isfinite(time) else float(people.sum())

    told, low = [], -np.inf
    for end in np.asarray(ends, float).tolist():
        counts = within(low, end)
        left = counts.sum() - (counts[kinds.index(-1)] if -1 in kinds else 0)
        at_risk = watched(end)
        steps = [*counts, watched(low) - at_risk]
        if left >= k and at_risk >= k and not are_small(steps, k).any():
            told.append(end)
            low = end
    while told and are_small([*within(told[-1], np.inf), watched(told[-1])], k).any():
        told.pop()
    return told
