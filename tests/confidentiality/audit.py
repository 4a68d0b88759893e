"""What a clever reader can compute from figures, by linear programming.

The reader knows of every figure whom it counts, how many they are and what their answers add up to, and that each
answer is one of 0 … 10. Whoever's answer is left no room is found out.
"""

from itertools import combinations

import numpy as np
from scipy.optimize import linprog  # noqa: TID253 — in tests only

HIGHEST = 10


def found_out(figures, *, room=1.0):
    """People whose answer can be told to less than `room`; `figures`: (names of the people counted, sum of answers)."""
    people = sorted({name for names, _ in figures for name in names})
    place = {name: at for at, name in enumerate(people)}
    rows, sums = np.zeros((len(figures), len(people))), np.array([total for _, total in figures], float)
    for row, (names, _) in zip(rows, figures, strict=True):
        row[[place[name] for name in names]] = 1
    told = []
    for name, at in place.items():
        aim = np.zeros(len(people))
        aim[at] = 1
        low, high = (
            linprog(sign * aim, A_eq=rows, b_eq=sums, bounds=(0, HIGHEST), method="highs").fun for sign in (1, -1)
        )
        if -high - low < room:
            told.append(name)
    return told


def small_differences(figures, *, k):
    """Pairs of figures that differ, one way or the other, by at least one and fewer than k people."""
    groups = {frozenset(names) for names, _ in figures} | {frozenset()}
    return [
        (one, other)
        for one, other in combinations(groups, 2)
        if 0 < len(one - other) < k or 0 < len(other - one) < k
    ]  # fmt: skip
