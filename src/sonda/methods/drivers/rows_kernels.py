# mypy: disable-error-code="untyped-decorator"
"""Sums of products over columns, compiled by numba; import this module inside functions only."""

import numpy as np
from numpy.typing import NDArray

from sonda.methods.compiled import compiled
from sonda.methods.drivers.kernels import SUMS_IN_ANY_ORDER

Floats = NDArray[np.float64]

ROWS_AT_ONCE = 512  # so many rows of a dozen columns stay in the processor's nearest memory


@compiled(fastmath=SUMS_IN_ANY_ORDER)
def sums_and_products(columns: Floats) -> tuple[Floats, Floats]:
    """Σx (p,) and Σxxᵀ (p, p) of columns (p, n).

    BLAS is slow on tables this narrow. Two columns meet three others at a time, so that a number that was read is used
    more than once.
    """
    p, n = columns.shape
    sums, products = np.zeros(p), np.zeros((p, p))
    for start in range(0, n, ROWS_AT_ONCE):
        stop = min(n, start + ROWS_AT_ONCE)
        length = stop - start
        for i in range(0, p - 1, 2):
            a, b = columns[i, start:stop], columns[i + 1, start:stop]
            a_sum = b_sum = aa = ab = bb = 0.0
            for r in range(length):
                a_sum += a[r]
                b_sum += b[r]
                aa += a[r] * a[r]
                ab += a[r] * b[r]
                bb += b[r] * b[r]
            sums[i] += a_sum
            sums[i + 1] += b_sum
            products[i, i] += aa
            products[i, i + 1] += ab
            products[i + 1, i + 1] += bb
            j = i + 2
            while j + 2 < p:
                x, y, z = columns[j, start:stop], columns[j + 1, start:stop], columns[j + 2, start:stop]
                ax = ay = az = bx = by = bz = 0.0
                for r in range(length):
                    ax += a[r] * x[r]
                    ay += a[r] * y[r]
                    az += a[r] * z[r]
                    bx += b[r] * x[r]
                    by += b[r] * y[r]
                    bz += b[r] * z[r]
                products[i, j] += ax
                products[i, j + 1] += ay
                products[i, j + 2] += az
                products[i + 1, j] += bx
                products[i + 1, j + 1] += by
                products[i + 1, j + 2] += bz
                j += 3
            while j < p:
                x = columns[j, start:stop]
                ax = bx = 0.0
                for r in range(length):
                    ax += a[r] * x[r]
                    bx += b[r] * x[r]
                products[i, j] += ax
                products[i + 1, j] += bx
                j += 1
        if p % 2:
            a = columns[p - 1, start:stop]
            a_sum = aa = 0.0
            for r in range(length):
                a_sum += a[r]
                aa += a[r] * a[r]
            sums[p - 1] += a_sum
            products[p - 1, p - 1] += aa
    for i in range(p):
        for j in range(i):
            products[i, j] = products[j, i]
    return sums, products
