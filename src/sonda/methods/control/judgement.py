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
FEW = N_("The limits are provisional: they come from %(n)s points, and %(enough)s make them firm.")
NO_SPREAD = N_("The values do not vary as this chart expects, so it has no limits to judge by.")


def individual_sigma(values: Floats) -> tuple[float, float]:
    """Center and sigma of single values: the mean moving range of neighbours over 1.128; 0 for a single value."""
    ranges = np.abs(np.diff(values))
    return float(values.mean()), float(ranges.mean() / D2) if len(ranges) else 0.0


def judged(chart: Control, able: bool, first: int) -> Control:
    n = len(chart.points)
    if not able:
        return replace(chart, notes=(*chart.notes, Note(text=NO_SPREAD)))
    if n < FEWEST or first < FEWEST:
        note = Note(text=TOO_FEW, values={"n": min(n, first), "fewest": FEWEST})
        return replace(chart, verdict=CANNOT_TELL, notes=(*chart.notes, note))
    notes = (Note(text=FEW, values={"n": min(n, first), "enough": PROVISIONAL}),) if min(n, first) < PROVISIONAL else ()
    return replace(chart, verdict=SIGNALS if chart.signalled else IN_CONTROL, notes=(*chart.notes, *notes))
