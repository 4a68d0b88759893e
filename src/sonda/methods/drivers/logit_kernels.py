# mypy: disable-error-code="untyped-decorator"
"""The inner loop of logistic dominance, compiled on first use. Import it inside functions only."""

import numpy as np
from numpy.typing import NDArray

from sonda.methods.compiled import compiled

Floats = NDArray[np.float64]

MOST_STEPS = 60
SEPARATED = 30.0  # log-odds beyond which a fit is running away
LONG = 0.5  # of log-odds: a step that promises nothing and is this long is a fit running away


@compiled()
def _stride(x: Floats, trials: Floats, member: NDArray[np.int64], k: int, step: Floats) -> float:
    """The greatest change of log-odds in a step: 1, again and again, where rows are foretold without exception."""
    most = 0.0
    for i in range(len(trials)):
        if trials[i] > 0.0:
            change = step[0]
            for a in range(k):
                change += step[a + 1] * x[i, member[a]]
            most = max(most, abs(change))
    return most


@compiled()
def _fit(
    x: Floats, trials: Floats, wins: Floats, member: NDArray[np.int64], k: int, beta: Floats, near: float
) -> float:
    """Log-likelihood at the best coefficients of the first k members and a constant; `beta` is start and end.

    Newton steps, halved while they go down, until the next is short and promises less than `near` of the height; what
    is then left is the square of that. NaN when no best coefficients exist (separated data).
    """
    g = len(trials)
    size = k + 1
    slope = np.empty(size)
    bend = np.empty((size, size))
    row = np.empty(size)
    row[0] = 1.0
    step = np.zeros(size)
    here = beta[:size].copy()
    height = -np.inf
    for _ in range(MOST_STEPS):
        halvings = 0
        while True:
            for a in range(size):
                slope[a] = 0.0
                for b in range(a + 1):
                    bend[a, b] = 0.0
            ahead = 0.0
            furthest = 0.0
            for i in range(g):
                if trials[i] <= 0.0:
                    continue
                eta = here[0] + step[0]
                for a in range(1, size):
                    row[a] = x[i, member[a - 1]]
                    eta += (here[a] + step[a]) * row[a]
                furthest = max(furthest, abs(eta))
                small = np.exp(-abs(eta))
                ahead += wins[i] * eta - trials[i] * (max(eta, 0.0) + np.log1p(small))
                chance = 1.0 / (1.0 + small) if eta >= 0 else small / (1.0 + small)
                rest = wins[i] - trials[i] * chance
                spread = trials[i] * small / ((1.0 + small) * (1.0 + small))
                for a in range(size):
                    slope[a] += rest * row[a]
                    scaled = spread * row[a]
                    for b in range(a + 1):
                        bend[a, b] += scaled * row[b]
            if furthest > SEPARATED:
                return np.nan
            if ahead >= height - 1e-10 * abs(height) or halvings == 20:
                break
            halvings += 1
            step *= 0.5
        here += step
        height = ahead
        for a in range(size):  # Cholesky of the information, in place
            for b in range(a + 1):
                total = bend[a, b]
                for c in range(b):
                    total -= bend[a, c] * bend[b, c]
                if a == b:
                    if total <= 1e-12 * (1.0 + bend[a, a]):
                        return np.nan
                    bend[a, a] = np.sqrt(total)
                else:
                    bend[a, b] = total / bend[b, b]
        for a in range(size):
            total = slope[a]
            for b in range(a):
                total -= bend[a, b] * step[b]
            step[a] = total / bend[a, a]
        for a in range(size - 1, -1, -1):
            total = step[a]
            for b in range(a + 1, size):
                total -= bend[b, a] * step[b]
            step[a] = total / bend[a, a]
        promised = 0.0
        for a in range(size):
            promised += slope[a] * step[a]
        if promised < near * (1.0 + abs(height)) and _stride(x, trials, member, k, step) < LONG:
            beta[:size] = here + step
            return height + 0.5 * promised
    return np.nan


@compiled()
def every_fit(x: Floats, trials: Floats, wins: Floats, start: Floats, near: float) -> tuple[Floats, Floats]:
    """Log-likelihood of all 2^p sets of drivers (bit j of the place is driver j), and their coefficients.

    `start` (2^p, p + 1): where each fit begins: its constant, then its members in order.
    """
    p = x.shape[1]
    heights = np.empty(1 << p)
    betas = start.copy()
    for mask in range(1 << p):
        member = np.empty(p, np.int64)
        k = 0
        for j in range(p):
            if mask >> j & 1:
                member[k] = j
                k += 1
        heights[mask] = _fit(x, trials, wins, member, k, betas[mask], near)
    return heights, betas


@compiled()
def one_fit(x: Floats, trials: Floats, wins: Floats, start: Floats, near: float) -> tuple[float, Floats]:
    """Log-likelihood and coefficients (constant first) with every driver in."""
    p = x.shape[1]
    beta = start.copy()
    height = _fit(x, trials, wins, np.arange(p), p, beta, near)
    return height, beta
