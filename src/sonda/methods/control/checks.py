"""What a control chart asks of its numbers, said in sentences."""

from typing import get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.control.results import Chart, Time

Floats = NDArray[np.float64]
CHARTS: tuple[str, ...] = get_args(Chart)


def numeric(values: ArrayLike, name: str) -> Floats:
    numbers = np.asarray(values, float)
    if np.isinf(numbers).any():
        raise ValueError(f"A {name} on a control chart cannot be infinite.")
    return numbers


def sizes_of(chart: str, size: ArrayLike | None, n: int) -> Floats:
    if chart not in ("p", "u"):
        if size is not None:
            raise ValueError(f"Chart {chart} takes no size.")
        return np.ones(n)
    if size is None:
        raise ValueError(f"Chart {chart} needs the size behind each count.")
    sizes = numeric(size, "size")
    if len(sizes) != n:
        raise ValueError("There must be one size for each value.")
    if (sizes < 0).any():
        raise ValueError("A size on a control chart cannot be negative.")
    return sizes


def weights_of(weight: ArrayLike | None, n: int) -> Floats:
    if weight is None:
        return np.ones(n)
    weights = numeric(weight, "weight")
    if len(weights) != n:
        raise ValueError("There must be one weight for each value.")
    if not (weights >= 0).all():
        raise ValueError("A weight on a control chart must be a number from 0.")
    return weights


def counts_are_possible(chart: str, values: Floats, sizes: Floats, labels: list[Time]) -> None:
    for value, size, label in zip(values.tolist(), sizes.tolist(), labels, strict=True):
        if value < 0 or not value.is_integer():
            raise ValueError(f"At {label} the count is {value:g}; chart {chart} needs whole counts from 0.")
        if size == 0 and value > 0:
            raise ValueError(f"At {label} the count is {value:g}, but nothing was there to be counted (size 0).")
        if chart == "p" and value > size:
            raise ValueError(f"At {label} the count is {value:g} of {size:g}; a share cannot exceed 1.")


def options_are_possible(
    chart: str, *, sigmas: float, lambda_: float, decision: float, shift: float, baseline: int | None
) -> None:
    if chart not in CHARTS:
        raise ValueError(f"There is no chart named {chart!r}; the charts are {', '.join((*CHARTS, 'nps'))}.")
    if not (sigmas > 0 and decision > 0 and shift > 0):
        raise ValueError("Sigmas, decision and shift of a control chart must be above 0.")
    if not 0 < lambda_ <= 1:
        raise ValueError("Lambda of an EWMA chart must be above 0 and at most 1.")
    if baseline is not None and baseline < 2:
        raise ValueError("A baseline needs at least 2 points.")
