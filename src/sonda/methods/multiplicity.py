"""Many questions at once: keeping the chance of one false finding at the promised level."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Holm's (1979) adjusted p-values, in the order given: pᵢ·(k − rank + 1), made monotone and cut at 1.

    Rejecting where the adjusted p is below α keeps the chance of any false finding at α, however the tests depend.

    >>> holm([0.01, 0.04, 0.03])
    array([0.03, 0.06, 0.06])
    """
    values = np.asarray(p, float)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
