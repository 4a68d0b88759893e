"""Johnson's relative weights: importance in one step, for any number of drivers."""

import numpy as np
from numpy.typing import ArrayLike

from sonda.methods.drivers.blocks import Floats


def relative_weights(cov: ArrayLike) -> Floats:
    """Relative weights (Johnson 2000) from a covariance or correlation matrix whose first column is the outcome.

    ε = Λ²β*², where Λ = V√D·Vᵀ is the symmetric root of the drivers' correlations (their loadings on the closest
    uncorrelated variables) and β* = Λ⁻¹r the coefficients of those. In units of R², to which they add up.

    >>> relative_weights([[1, 0.5, 0.5], [0.5, 1, 0], [0.5, 0, 1]])
    array([0.25, 0.25])
    """
    loadings, beta = orthogonal(cov)
    return np.asarray(loadings**2 @ beta**2)


def orthogonal(cov: ArrayLike) -> tuple[Floats, Floats]:
    """Loadings Λ (p, p) of the drivers on their closest uncorrelated variables, and the outcome's coefficients β*."""
    matrix = np.asarray(cov, float)
    deviation = np.sqrt(np.diag(matrix))
    correlation = matrix / np.outer(deviation, deviation)
    value, vector = np.linalg.eigh(correlation[1:, 1:])
    root = np.sqrt(np.clip(value, 0, None))
    inverse = np.divide(1, root, out=np.zeros_like(root), where=root > 1e-7)
    return (vector * root) @ vector.T, (vector * inverse) @ vector.T @ correlation[1:, 0]
