"""An exact test for two groups on a rating scale, for when one of them is too small for Welch."""

from collections import Counter
from math import comb

from numpy.typing import ArrayLike

from sonda.methods.frames import numbers


def permutation_p(ours: ArrayLike, theirs: ArrayLike) -> float | None:
    """Exact two-sided p-value that two groups differ in their mean, under all ways of dealing the answers out.

    The share of all C(n + m, n) ways in which the sum of "ours" is at least as far from its expectation as observed
    (Pitman 1937). On a rating scale the ways are counted answer by answer of the scale, so that five managers beside
    five thousand customers need no enumeration. Missing answers (NaN) are left out; None where a group is empty.

    >>> permutation_p([5, 5, 5, 5], [1, 2, 1, 2])
    0.02857142857142857
    """
    first, second = (values[values == values] for values in (numbers({"": side}, "") for side in (ours, theirs)))
    n, m = len(first), len(second)
    if n == 0 or m == 0:
        return None
    if n > m:
        return permutation_p(second, first)
    ways: dict[tuple[int, float], int] = {(0, 0.0): 1}
    for value, count in Counter([*first.tolist(), *second.tolist()]).items():
        further: Counter[tuple[int, float]] = Counter()
        for (taken, total), found in ways.items():
            for more in range(min(count, n - taken) + 1):
                further[taken + more, total + more * value] += found * comb(count, more)
        ways = further
    expected = n * (first.sum() + second.sum()) / (n + m)
    observed = abs(first.sum() - expected) - 1e-9  # the observed sum itself counts, whatever its last bit
    extreme = sum(found for (taken, total), found in ways.items() if taken == n and abs(total - expected) >= observed)
    return extreme / comb(n + m, n)
