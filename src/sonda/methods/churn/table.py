"""Counts by time: who left, for what, who was only watched until then, and how many were still there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.churn.clusters import Clustered, Lines, lines_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEFT = "left"  # the one cause of a plain survival curve


@dataclass(frozen=True, kw_only=True)
class Weighted:
    """What weighted counts need beside Σw at each time: people (rows), how many of them left, and Σw² by state."""

    people: ArrayLike
    people_left: ArrayLike
    events_squared: Mapping[str, ArrayLike] | ArrayLike
    censored_squared: ArrayLike


@dataclass(frozen=True, kw_only=True)
class LifeTable:
    """Distinct times in order (T); events (K, T) by cause, censored (T,), all as Σw; squares likewise as Σw².

    `lines` are there when people share events.
    """

    times: Floats
    causes: tuple[str, ...]
    events: Floats
    censored: Floats
    people: Integers
    people_left: Integers
    squares: Floats | None = None
    censored_squares: Floats | None = None
    lines: Lines | None = None

    @cached_property
    def n(self) -> int:
        return int(self.people.sum())

    @cached_property
    def left(self) -> Floats:
        """Events of any cause."""
        return np.asarray(self.events.sum(axis=0), float)

    @cached_property
    def at_risk(self) -> Floats:
        """Σw of those whose time is this one or later."""
        return backward(self.left + self.censored)

    @cached_property
    def people_at_risk(self) -> Integers:
        return np.asarray(np.cumsum(self.people[::-1])[::-1], np.int64)

    @cached_property
    def remaining(self) -> Floats:
        """Σw at risk who did not leave at the time; an exact 0 where everyone left."""
        rest = self.at_risk - self.left
        return np.where(rest > 1e-12 * np.maximum(self.at_risk, 1.0), rest, 0.0)

    @cached_property
    def survival(self) -> Floats:
        """Product-limit estimate after each time."""
        return np.asarray(np.cumprod(ratio(self.remaining, self.at_risk, empty=1.0)), float)

    @cached_property
    def before(self) -> Floats:
        """Survival just before each time."""
        return np.concatenate([[1.0], self.survival[:-1]])

    @cached_property
    def greenwood(self) -> Floats:
        """Σ d/(n(n − d)) up to each time: the variance of log survival without weights."""
        return np.asarray(np.cumsum(ratio(self.left, self.at_risk * self.remaining)), float)

    def incidence(self, cause: int) -> Floats:
        """Aalen–Johansen: Σ S(t−)·d/n up to each time."""
        return np.asarray(np.cumsum(self.before * ratio(self.events[cause], self.at_risk)), float)


def backward(values: Floats) -> Floats:
    """Sums from each place to the end."""
    return np.asarray(np.cumsum(values[::-1])[::-1], float)


def ratio(above: Floats, below: Floats, empty: float = 0.0) -> Floats:
    """above/below, and `empty` where below is 0."""
    known = below > 0
    return np.where(known, above / np.where(known, below, 1.0), empty)


def life_table(
    *,
    times: ArrayLike,
    events: Mapping[str, ArrayLike],
    censored: ArrayLike,
    weighted: Weighted | None = None,
    clustered: Clustered | None = None,
) -> LifeTable:
    """Counts put in order of time, equal times added up.

    Raises ValueError for columns of different length, a time that is negative or not a number, a count that is
    negative or not a number, and no weight at all.
    """
    t, last = np.asarray(times, float), np.asarray(censored, float)
    counts = {cause: np.asarray(each, float) for cause, each in events.items()}
    if not np.isfinite(t).all() or (t < 0).any():
        raise ValueError("A time until leaving must be a number from 0.")
    for column in (last, *counts.values()):
        if column.shape != t.shape:
            raise ValueError("Times, events and censored must be columns of one length.")
        if not np.isfinite(column).all() or (column < 0).any():
            raise ValueError("Events and censored are counts from 0.")
    distinct, row = np.unique(t, return_inverse=True)

    def gathered(column: ArrayLike) -> Floats:
        return np.bincount(row, np.asarray(column, float), len(distinct)).astype(float)

    stacked = np.array([gathered(each) for each in counts.values()]).reshape(len(counts), len(distinct))
    lines = None if clustered is None else lines_of(clustered, distinct)
    if weighted is None:
        left = np.rint(stacked.sum(axis=0)).astype(np.int64)
        people = np.rint(stacked.sum(axis=0) + gathered(last)).astype(np.int64)
        return LifeTable(
            times=distinct,
            causes=tuple(counts),
            events=stacked,
            censored=gathered(last),
            people=people,
            people_left=left,
            lines=lines,
        )
    if len(t) and stacked.sum() + last.sum() == 0:
        raise ValueError("All weights are zero.")
    squared = weighted.events_squared
    by_cause = squared if isinstance(squared, Mapping) else {LEFT: squared}
    return LifeTable(
        times=distinct,
        causes=tuple(counts),
        events=stacked,
        censored=gathered(last),
        people=np.rint(gathered(weighted.people)).astype(np.int64),
        people_left=np.rint(gathered(weighted.people_left)).astype(np.int64),
        squares=np.array([gathered(by_cause[cause]) for cause in counts]).reshape(stacked.shape),
        censored_squares=gathered(weighted.censored_squared),
        lines=lines,
    )


def places(table: LifeTable, at: ArrayLike | None) -> tuple[Floats, Integers]:
    """Times to speak about and the last place of the table not after each (−1: before all); all event times by default.

    Raises ValueError for a time that is negative or not a number.
    """
    if at is None:
        return table.times[table.left > 0], np.flatnonzero(table.left > 0)
    asked = np.atleast_1d(np.asarray(at, float))
    if not np.isfinite(asked).all() or (asked < 0).any():
        raise ValueError("The times to speak about must be numbers from 0.")
    return asked, np.searchsorted(table.times, asked, side="right") - 1
