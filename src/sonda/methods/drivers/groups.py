"""Rows with the same answers, added up: all that regressions on few distinct answers need to know about the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sonda.methods.drivers.blocks import Floats, Integers
from sonda.methods.frames import events, numbers, weights


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Complete rows that share the answers to every driver, the weight and, where there is one, the bucket.

    ========= ======== ==================================================================================
    columns   tuple    d names of the drivers
    x         (g, d)   their answers
    weight    (g,)     the weight of each row in the group (1 without weights): not their sum
    n         (g,)     rows
    y, yy     (g,)     Σy and Σy² over the rows, without weights; for an outcome 0/1 both count the ones
    bucket    (g,)     the cluster the rows belong to; None: every row stands for itself
    ========= ======== ==================================================================================

    What SQL must deliver, from rows with the outcome and every driver::

        SELECT x1, x2, …, w AS weight, cluster AS bucket, count(*) AS n, sum(y) AS y, sum(y*y) AS yy
        GROUP BY x1, x2, …, w, cluster
    """

    columns: tuple[str, ...]
    x: Floats
    weight: Floats
    n: Integers
    y: Floats
    yy: Floats
    bucket: Integers | None = None
    outcome: str = "outcome"  # its name, for sentences

    @property
    def rows(self) -> int:
        return int(self.n.sum())


def groups_from_sums(
    *,
    columns: Sequence[str],
    x: ArrayLike,
    n: ArrayLike,
    y: ArrayLike,
    yy: ArrayLike,
    weight: ArrayLike | None = None,
    bucket: ArrayLike | None = None,
    outcome: str = "outcome",
) -> Groups:
    """The engine's door: arrays as SQL gives them."""
    count = np.asarray(n, np.int64)
    return Groups(
        columns=tuple(columns),
        x=np.asarray(x, float).reshape(len(count), len(columns)),
        weight=np.ones(len(count)) if weight is None else np.asarray(weight, float),
        n=count,
        y=np.asarray(y, float),
        yy=np.asarray(yy, float),
        bucket=None if bucket is None else np.unique(np.asarray(bucket), return_inverse=True)[1].astype(np.int64),
        outcome=outcome,
    )


def groups_from_frame(
    frame: Any,
    *,
    outcome: str,
    drivers: Sequence[str],
    weight: str | None = None,
    cluster: str | Sequence[str] | None = None,
) -> Groups:
    """Complete rows of a frame, added up by their answers.

    >>> frame = {"y": [1.0, 0.0, 1.0], "a": [2.0, 2.0, 5.0]}
    >>> groups = groups_from_frame(frame, outcome="y", drivers=["a"])
    >>> groups.x.tolist(), groups.n.tolist(), groups.y.tolist()
    ([[2.0], [5.0]], [2, 1], [1.0, 1.0])
    """
    x = np.column_stack([numbers(frame, name) for name in drivers])
    return groups_of(
        columns=tuple(drivers),
        y=numbers(frame, outcome),
        x=x,
        weight=weights(frame, weight),
        bucket=events(frame, cluster),
        outcome=outcome,
    )


def groups_of(
    *,
    columns: tuple[str, ...],
    y: Floats,
    x: Floats,
    weight: Floats | None,
    bucket: Integers | None,
    outcome: str = "outcome",
) -> Groups:
    """Rows of numbers added up by their answers; rows with anything missing are left out."""
    whole = ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    w = np.ones(len(y)) if weight is None else weight
    unit = np.zeros(len(y)) if bucket is None else bucket
    key = np.column_stack([x, w, unit])[whole]
    distinct, group = np.unique(key, axis=0, return_inverse=True)
    group, y = group.reshape(-1), y[whole]
    g = len(distinct)
    return Groups(
        columns=columns,
        x=np.asarray(distinct[:, :-2], float),
        weight=np.asarray(distinct[:, -2], float),
        n=np.bincount(group, minlength=g).astype(np.int64),
        y=np.asarray(np.bincount(group, y, minlength=g), float),
        yy=np.asarray(np.bincount(group, y * y, minlength=g), float),
        bucket=None if bucket is None else distinct[:, -1].astype(np.int64),
        outcome=outcome,
    )
