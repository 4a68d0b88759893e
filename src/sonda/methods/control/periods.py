"""Rows become points: put in order of time and, on the charts of counts, added up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.control.checks import counts_are_possible
from sonda.methods.control.results import Time
from sonda.methods.control.times import Integers, groups
from sonda.methods.result import N_, Note

Floats = NDArray[np.float64]

LEFT_OUT = N_("Rows without a value, size or time, left out: %(n)s.")
WEIGHTLESS = N_("Rows of points that weigh nothing, left out: %(n)s.")
COUNTING = ("p", "u", "c")


@dataclass(frozen=True, kw_only=True)
class Periods:
    """Points in order of time, each of so many `rows`.

    ====== ======================= =============== ===============================
    chart  value                   size            weight
    ====== ======================= =============== ===============================
    p, u   Σw·count                Σw·size         Σw²·size/Σw·size: size/weight is the effective size
    c      Σcount                  1               mean weight of its rows
    others the value of its row    1               weight of its row
    ====== ======================= =============== ===============================
    """

    t: Sequence[Time]
    value: Floats
    size: Floats
    weight: Floats
    rows: Integers
    notes: tuple[Note, ...] = ()

    @property
    def n(self) -> int:
        return int(self.rows.sum())

    def take(self, places: Integers) -> "Periods":
        """Some of the points, or all in another order."""
        columns = {name: getattr(self, name)[places] for name in ("value", "size", "weight", "rows")}
        return replace(self, t=[self.t[place] for place in places], **columns)


def periods_of_rows(
    *, chart: str, values: Floats, sizes: Floats, weights: Floats, t: ArrayLike | None = None
) -> Periods:
    """Rows as points; those without a value, a size or a time are left out with a note.

    Raises ValueError, in a sentence with the time, for a count that is negative, not whole, or above its size.
    """
    times, place, notes = groups(np.arange(1, len(values) + 1) if t is None else np.asarray(t, object))
    if len(place) != len(values):
        raise ValueError("There must be one time for each value.")
    nothing = np.isnan(values) | np.isnan(sizes) | ((sizes == 0) & (values == 0))
    kept = (place >= 0) & ~nothing
    if not kept.all():
        notes += (Note(text=LEFT_OUT, values={"n": int((~kept).sum())}),)
    order = np.argsort(place[kept], kind="stable")
    place, values, sizes, weights = (column[kept][order] for column in (place, values, sizes, weights))
    labels = [times[i] for i in place]
    if chart not in COUNTING:
        ones = np.ones(len(place), np.int64)
        return Periods(t=labels, value=values, size=sizes, weight=weights, rows=ones, notes=notes)
    counts_are_possible(chart, values, sizes, labels)
    seen, row = np.unique(place, return_inverse=True)

    def total(column: Floats) -> Floats:
        return np.bincount(row, column, len(seen)).astype(float)

    rows = np.bincount(row, minlength=len(seen)).astype(np.int64)
    labels = [times[i] for i in seen]
    if chart == "c":
        return Periods(
            t=labels, value=total(values), size=np.ones(len(seen)), weight=total(weights) / rows, rows=rows, notes=notes
        )
    return periods_of_sums(
        t=labels,
        count=total(weights * values),
        size=total(weights * sizes),
        squared=total(weights**2 * sizes),
        rows=rows,
        notes=notes,
    )


def periods_of_sums(
    *,
    t: Sequence[Time],
    count: Floats,
    size: Floats,
    squared: Floats,
    rows: Integers,
    notes: tuple[Note, ...] = (),
) -> Periods:
    """Points of p and u charts from Σw·count, Σw·size and Σw²·size; those that weigh nothing are left out."""
    some = size > 0
    if not some.all():
        notes += (Note(text=WEIGHTLESS, values={"n": int(rows[~some].sum())}),)
    weight = np.where(some, squared / np.where(some, size, 1.0), 0.0)
    return Periods(t=t, value=count, size=size, weight=weight, rows=rows, notes=notes).take(np.flatnonzero(some))
