"""Consistency of units straight from a frame."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from sonda.methods.columns import Floats, labels
from sonda.methods.consistency.judgement import consistency_from_sums
from sonda.methods.consistency.results import Consistency
from sonda.methods.frames import events, numbers, ratings, weights
from sonda.methods.sums import sums

NPS = (-100.0, 100.0)


def consistency(
    frame: Any,
    *,
    score: str,
    unit: str,
    as_: Literal["nps", "mean"] = "nps",
    weight: str | None = None,
    cluster: str | Sequence[str] | None = None,
    level: float = 0.95,
    margin: float | None = None,
) -> Consistency:
    """`consistency_from_sums` on rows: one answer and its unit a row; rows without either are left out.

    `as_="nps"` (0–10 answers) counts each as −100, 0 or 100 points; `as_="mean"` takes it as it is. Raises ValueError
    that names column and row for an answer that is no number or, under nps, outside 0–10, and for a bad weight.

    >>> frame = {"score": [9, 10, 8, 3, 2, 7], "branch": ["East"] * 3 + ["West"] * 3}
    >>> [(unit.unit, unit.n, round(unit.raw, 1)) for unit in consistency(frame, score="score", unit="branch").units]
    [('East', 3, 66.7), ('West', 3, -66.7)]
    """
    names, named = labels(frame, unit)
    values = points(ratings(frame, score, low=0, high=10)) if as_ == "nps" else numbers(frame, score)
    rows = named & ~np.isnan(values)
    weighing, drawn = weights(frame, weight), events(frame, cluster)
    order = {name: rows & (names == name) for name in sorted(set(names[rows]))}
    return consistency_from_sums(
        units={
            name: sums(
                values[here],
                None if weighing is None else weighing[here],
                None if drawn is None else drawn[here],
            )
            for name, here in order.items()
        },
        level=level,
        margin=margin,
        scale=NPS if as_ == "nps" else None,
    )


def points(answers: Floats) -> Floats:
    """0–10 answers as NPS points: 9–10 → 100, 7–8 → 0, 0–6 → −100.

    >>> points(np.array([10.0, 8.0, 6.0]))
    array([ 100.,    0., -100.])
    """
    return np.where(np.isnan(answers), np.nan, 100.0 * (answers >= 9) - 100.0 * (answers <= 6))
