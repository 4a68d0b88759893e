"""An order of things in which those that are alike stand beside each other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FINEST = 9  # decimals: sums added up in another order must not turn two branches round


def alike_beside(r: ArrayLike) -> list[int]:
    """The places of a correlation matrix in the order of a dendrogram, its leaves turned so that neighbours are alike.

    Average linkage (Sokal and Michener 1958) of the distances 1 − r, leaves ordered optimally (Bar-Joseph, Gifford and
    Jaakkola 2001). A pair without a correlation (NaN) counts as 0: as far as nothing is known, neither near nor far.
    Of the order and its mirror image the one is taken in which the first thing comes sooner.

    >>> alike_beside([[1, 0, 0.9, 0], [0, 1, 0, 0.8], [0.9, 0, 1, 0], [0, 0.8, 0, 1]])
    [0, 2, 3, 1]
    """
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    known = np.round(np.nan_to_num(np.asarray(r, float), nan=0.0), FINEST)
    if len(known) < 3:
        return list(range(len(known)))
    away = 1.0 - known
    np.fill_diagonal(away, 0.0)
    apart: NDArray[np.float64] = squareform((away + away.T) / 2, checks=False)
    return sooner([int(place) for place in leaves_list(optimal_leaf_ordering(linkage(apart, "average"), apart))])


def sooner(order: Sequence[int]) -> list[int]:
    """An order or its mirror image, whichever has 0 nearer to its beginning."""
    turned = list(reversed(order))
    return turned if turned.index(0) < list(order).index(0) else list(order)
