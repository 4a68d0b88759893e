"""The sigma of single values and the verdict over a whole chart."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sonda.methods.control.results import IN_CONTROL, SIGNALS, Control
from sonda.methods.result import CANNOT_TELL, N_, Note

Floats = NDArray[np.float64]

FEWEST = 8
PROVISIONAL = 20
D2 = 1.128  # mean range of two normal values, in sigmas

TOO_FEW = N_("Too few points to trust the limits: %(n)s; at least %(fewest)s are needed.")
FEW = N_("The limits are provisional: they rest on the first %(n)s periods alone, and %(enough)s make them firm.")
NO_SPREAD = N_("The values do not vary as this chart expects, so it has no limits to judge by.")


def individual_sigma(values: Floats, weight: Floats) -> tuple[float, float]:
    """Center and sigma of single values: the mean moving range of neighbours over 1.128; 0 for a single value.

    A range counts as √(w₁w₂): as much as its points do where they count alike, nothing where one of them does not.

    >>> center, sigma = individual_sigma(np.array([1.0, 3.0, 2.0, 90.0]), np.array([1.0, 1.0, 1.0, 0.0]))
    >>> center, round(sigma * 1.128, 6)
    (2.0, 1.5)
    """
    ranges, both = np.abs(np.diff(values)), np.sqrt(weight[1:]) * np.sqrt(weight[:-1])
    return weighted_mean(values, weight), weighted_mean(ranges, both) / D2 if both.any() else 0.0


def weighted_mean(values: Floats, weight: Floats) -> float:
    return float((values * weight).sum() / weight.sum())


def judged(chart: Control, able: bool, first: int) -> Control:
    n = len(chart.points)
    if not able:
        return replace(chart, notes=(*chart.notes, Note(text=NO_SPREAD)))
    if n < FEWEST or first < FEWEST:
        note = Note(text=TOO_FEW, values={"n": min(n, first), "fewest": FEWEST})
        return replace(chart, verdict=CANNOT_TELL, notes=(*chart.notes, note))
    notes = (Note(text=FEW, values={"n": min(n, first), "enough": PROVISIONAL}),) if min(n, first) < PROVISIONAL else ()
    return replace(chart, verdict=SIGNALS if chart.signalled else IN_CONTROL, notes=(*chart.notes, *notes))
