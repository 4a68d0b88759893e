"""The covariance of complete rows in memory, in one pass over their columns."""

import numpy as np
from numpy.typing import ArrayLike

from sonda.methods.drivers.blocks import Floats

FAR_FROM_ZERO = 1e6  # mean² over variance from which rounding would show; then the rows are centred first


def covariance(rows: ArrayLike) -> Floats:
    """Covariance matrix (n − 1 below) of an n × p table without gaps; equals `np.cov(rows, rowvar=False)`.

    Σxxᵀ − n·x̄x̄ᵀ needs no centred copy of the rows, which is most of `np.cov`'s time; columns that lie in one piece, as
    those of a frame do, are read where they are. Where a column's mean is so far from zero that this would lose digits,
    the rows are centred after all.
    Raises ValueError for fewer than two rows or a value that is not finite.

    >>> covariance([[1.0, 2.0], [3.0, 2.0], [5.0, 5.0]])
    array([[4., 3.], [3., 3.]])
    """
    from sonda.methods.drivers.rows_kernels import sums_and_products

    columns = np.ascontiguousarray(np.asarray(rows, float).T)
    n = columns.shape[1]
    if n < 2:
        raise ValueError("A covariance needs at least two rows.")
    sums, products = sums_and_products(columns)
    mean = sums / n
    cov = (products - n * np.outer(mean, mean)) / (n - 1)
    if not np.isfinite(cov).all():
        raise ValueError("A covariance needs rows without gaps.")
    if (mean * mean > FAR_FROM_ZERO * np.diag(cov)).any():
        centred = columns - mean[:, None]
        cov = centred @ centred.T / (n - 1)
    return np.asarray(cov)
