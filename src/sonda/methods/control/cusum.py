"""The cumulative sum chart, the quickest to find a small shift that stays."""

from dataclasses import replace

from sonda.methods.control.judgement import individual_sigma, judged
from sonda.methods.control.periods import Periods
from sonda.methods.control.results import Control, Point


def cusum(empty: Control, periods: Periods, first: int, decision: float, shift: float) -> Control:
    """Two running sums of what exceeds half the shift that should be found (Page 1954)."""
    labels, values = periods.t, periods.value
    center, sigma = individual_sigma(values[:first], periods.weight[:first])
    up = down = 0.0
    began = {True: 0, False: 0}
    points = []
    for i, label in enumerate(labels):
        z = (float(values[i]) - center) / sigma if sigma > 0 else 0.0
        up, down = max(0.0, up + z - shift / 2), min(0.0, down + z + shift / 2)
        began = {True: began[True] if up > 0 else i + 1, False: began[False] if down < 0 else i + 1}
        beyond = up > decision or down < -decision
        points.append(
            Point(
                t=label,
                value=up if sigma > 0 else None,
                value_down=down if sigma > 0 else None,
                center=0.0,
                low=-float(decision),
                high=float(decision),
                signal="beyond limits" if beyond else None,
                signals=("beyond limits",) if beyond else (),
                since=labels[began[up > decision]] if beyond else None,
            )
        )
    return judged(replace(empty, points=tuple(points), center=0.0, sigma=sigma or None), sigma > 0, first)
