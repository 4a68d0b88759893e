"""Which groups truly differ: every pair compared, with the chance of any false finding kept at the promised level."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sonda.methods.change import Change, Estimate, change
from sonda.methods.intervals import z_p_value, z_quantile
from sonda.methods.multiplicity import holm


@dataclass(frozen=True, kw_only=True)
class Apart:
    """One group less another, with the interval of this pair alone and Holm's adjusted p-value over all pairs."""

    one: str
    other: str
    difference: Change
    p_adjusted: float
    differs: bool


def apart(groups: Sequence[tuple[str, Estimate]], *, level: float = 0.95) -> list[Apart]:
    """Every pair of groups, the surest difference first; `level` is that of the intervals handed in.

    A pair's p-value is that of the normal statistic d/half × z, half the distance from d to the end of its MOVER
    interval (Zou and Donner 2008) that faces zero: it is below 1 − level just where the interval leaves zero out. A
    pair differs where Holm's (1979) adjusted p is below 1 − level.

    >>> far, near = Estimate(value=9, low=8, high=10, n=50), Estimate(value=8.5, low=7.5, high=9.5, n=50)
    >>> found = apart([("A", far), ("B", near), ("C", Estimate(value=2, low=1, high=3, n=50))])
    >>> [(pair.one, pair.other, pair.differs) for pair in found]
    [('A', 'C', True), ('B', 'C', True), ('A', 'B', False)]
    """
    ordered = sorted(groups, key=lambda pair: -pair[1].value)
    pairs = [(one, other, change(mine, theirs)) for (one, mine), (other, theirs) in combinations(ordered, 2)]
    if not pairs:
        return []
    adjusted = holm([_p_value(moved, level) for _one, _other, moved in pairs])
    found = [
        Apart(one=one, other=other, difference=moved, p_adjusted=float(p), differs=bool(p < 1 - level))
        for (one, other, moved), p in zip(pairs, adjusted, strict=True)
    ]
    return sorted(found, key=lambda pair: pair.p_adjusted)


def _p_value(moved: Change, level: float) -> float:
    if not moved.change or moved.low is None:
        return 1.0
    half = abs(moved.change) - (moved.low if moved.change > 0 else -(moved.high or 0.0))
    return z_p_value(z_quantile(level) * abs(moved.change) / half) if half > 0 else 0.0
