"""The score interval of a difference of two shares of the same people (Tango 1998), as NPS needs it."""

from math import sqrt

from sonda.methods.intervals import Interval


def restricted_detractors(*, up: int, n: int, down: int, delta: float) -> float:
    """Most likely share of detractors q when the score is held at delta (so that p₊ = q + delta).

    The likelihood up·ln(q + δ) + down·ln q + passives·ln(1 − 2q − δ) is at its top where
    2n·q² + (δ·(2n − up + down) − up − down)·q − down·δ·(1 − δ) = 0; the larger root is the one inside.

    >>> round(restricted_detractors(up=30, n=60, down=10, delta=1 / 3), 6)
    0.166667
    """
    slope = delta * (2 * n - up + down) - up - down
    inside = max(slope * slope + 8 * n * down * delta * (1 - delta), 0.0)
    root = (sqrt(inside) - slope) / (4 * n)
    return min(max(root, -delta, 0.0), (1 - delta) / 2)


def score_interval(*, up: int, n: int, down: int, z: float) -> Interval:
    """All scores δ (−1…1) with |d − δ| ≤ z·√((2q + δ − δ²)/n), where q is the most likely share under δ.

    Formula: Tango (1998), Statistics in Medicine 17, 891–908, with p₊ + p₋ = 2q + δ; found by bisection to 1e-14.
    The interval stays inside −1…1 by itself and has width also when all answers fall into one group.

    >>> [round(end, 4) for end in score_interval(up=15, n=20, down=0, z=1.959964)]
    [0.468, 0.8881]
    """
    estimate = (up - down) / n

    def rejects(delta: float) -> bool:
        q = restricted_detractors(up=up, n=n, down=down, delta=delta)
        return abs(estimate - delta) > z * sqrt(max(2 * q + delta - delta * delta, 0.0) / n)

    def border(inside: float, outside: float) -> float:
        if not rejects(outside):
            return outside
        while abs(outside - inside) > 1e-14:
            middle = (inside + outside) / 2
            if middle in (inside, outside):
                break
            inside, outside = (inside, middle) if rejects(middle) else (middle, outside)
        return (inside + outside) / 2

    return border(estimate, -1.0), border(estimate, 1.0)
