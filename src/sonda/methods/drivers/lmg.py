"""LMG importance: a fair share of R² for each driver, averaged over all orders in which drivers may enter."""

import numpy as np
from numpy.typing import ArrayLike

from sonda.methods.drivers.blocks import Floats

MOST_EXACT = 20  # drivers; one more doubles the work


def lmg(cov: ArrayLike) -> Floats:
    """LMG (Lindeman, Merenda, Gold 1980) from a covariance or correlation matrix whose first column is the outcome.

    LMGⱼ = Σ_S |S|!(p−1−|S|)!/p! · (R²(S ∪ j) − R²(S)) over the sets S of other drivers: the Shapley value of R² and
    the general dominance of Budescu (1993). In units of R²: the shares add up to R² of the full model. Exact for up
    to 20 drivers, all 2^p regressions (20 ms for 20); a driver that the others determine adds nothing to them.

    Raises ValueError above 20 drivers.

    >>> lmg([[1, 0.5, 0.5], [0.5, 1, 0], [0.5, 0, 1]])
    array([0.25, 0.25])
    """
    from sonda.methods.drivers import kernels

    matrix = np.ascontiguousarray(cov, float)
    if len(matrix) - 1 > MOST_EXACT:
        raise ValueError(f"Exact LMG weighs at most {MOST_EXACT} drivers; {len(matrix) - 1} were given.")
    return np.asarray(kernels.lmg(matrix))


def shapley(worth: Floats) -> Floats:
    """Shapley value from the worth of every set of p players: `worth[mask]`, bit j of the mask is player j.

    >>> shapley(np.array([0.0, 1.0, 2.0, 4.0]))
    array([1.5, 2.5])
    """
    p = len(worth).bit_length() - 1
    masks = np.arange(len(worth))
    sizes = np.zeros(len(worth), np.int64)
    for j in range(p):
        sizes += masks >> j & 1
    weight = np.ones(p)  # |S|!(p−1−|S|)!/p! by the size of S
    weight[0] = 1 / p
    for size in range(1, p):
        weight[size] = weight[size - 1] * size / (p - size)
    share = np.empty(p)
    for j in range(p):
        without = masks[masks >> j & 1 == 0]
        share[j] = weight[sizes[without]] @ (worth[without | 1 << j] - worth[without])
    return share
