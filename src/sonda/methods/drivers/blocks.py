"""Sums of answers by bucket and by pattern: all that the driver methods need to know about the rows.

A *bucket* is what the bootstrap draws: one row, one cluster (a flight, a household), or a hash bucket of respondents
when there are too many rows to carry one by one. A *pattern* says which of the columns a row answered; within one
pattern every product of two answered columns has the same rows behind it, which is what the EM step asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.frames import events, numbers, weights

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ROWS_DRAWN_ONE_BY_ONE = 20_000
BUCKETS_ABOVE = 1_000
MOST_COLUMNS = 62  # bits of a pattern


@dataclass(frozen=True, kw_only=True)
class Blocks:
    """Rows added up by (bucket, pattern); one block is one line of the arrays.

    ================ ========= ==============================================================================
    columns          tuple     p names, the outcome first, then the drivers in the reader's order
    bucket           (g,)      whole numbers; any values, the distinct ones are the units of the bootstrap
    pattern          (g,)      bit k is set when `columns[k]` was answered: the outcome is bit 0 (value 1)
    n                (g,)      rows in the block: people, never weights
    weight           (g,)      Σw (equal to n without weights)
    sums             (g, p)    Σw·xᵢ, 0 where column i is not in the pattern
    products         (g, q)    Σw·xᵢ·xⱼ for i ≤ j, q = p(p+1)/2, in the order of `np.triu_indices(p)`:
                               (0,0), (0,1), …, (0,p−1), (1,1), (1,2), …; 0 where i or j is not in the pattern
    ================ ========= ==============================================================================

    What SQL must deliver, with one row of the answer per block (x0 is the outcome)::

        SELECT bucket, pattern, count(*) AS n, sum(w) AS weight,
               sum(w*x0), sum(w*x1), …, sum(w*x0*x0), sum(w*x0*x1), …, sum(w*x1*x1), …
        FROM (SELECT …, row_number() OVER () | cluster | hash(respondent) % 1000 AS bucket,
                     (x0 IS NOT NULL)::BIGINT * 1 + (x1 IS NOT NULL)::BIGINT * 2 + … AS pattern)
        GROUP BY bucket, pattern

    The sums of unanswered columns may come as NULL (NaN); `blocks_from_sums` makes them 0. Rows without the outcome
    may be left out or kept: the methods do not use them.
    """

    columns: tuple[str, ...]
    bucket: Integers
    pattern: Integers
    n: Integers
    weight: Floats
    sums: Floats
    products: Floats

    @property
    def outcome(self) -> str:
        return self.columns[0]

    @property
    def drivers(self) -> tuple[str, ...]:
        return self.columns[1:]

    @property
    def rows(self) -> int:
        """People behind all blocks."""
        return int(self.n.sum())

    @property
    def buckets(self) -> int:
        """How many units the bootstrap can draw from."""
        return len(np.unique(self.bucket))

    @property
    def answered(self) -> NDArray[np.bool_]:
        """(g, p): which columns each block answered."""
        bits = self.pattern[:, None] >> np.arange(len(self.columns), dtype=np.int64)
        return np.asarray(bits & 1, bool)

    @property
    def raters(self) -> Integers:
        """People who answered each column, in the order of `columns`."""
        return np.asarray(self.n @ self.answered, np.int64)

    def where(self, keep: NDArray[np.bool_]) -> "Blocks":
        """Only the blocks that are marked."""
        if keep.all():  # sums of a large file are not copied for nothing
            return self
        return Blocks(
            columns=self.columns,
            bucket=self.bucket[keep],
            pattern=self.pattern[keep],
            n=self.n[keep],
            weight=self.weight[keep],
            sums=self.sums[keep],
            products=self.products[keep],
        )

    def with_outcome_and_a_driver(self) -> "Blocks":
        """Rows that EM can learn from: the outcome and at least one driver were answered."""
        return self.where((self.pattern & 1 == 1) & (self.pattern > 1))

    def complete(self) -> "Blocks":
        """Rows that answered every column."""
        return self.where(self.pattern == (1 << len(self.columns)) - 1)

    def only(self, drivers: Sequence[str]) -> "Blocks":
        """The same rows with fewer drivers; bits and sums of the others disappear."""
        kept = [0] + [self.columns.index(name) for name in drivers]
        if kept == list(range(len(self.columns))):
            return self
        bits = self.answered[:, kept].astype(np.int64)
        first, second = np.triu_indices(len(kept))
        place = triangle_places(len(self.columns))
        return Blocks(
            columns=tuple(self.columns[k] for k in kept),
            bucket=self.bucket,
            pattern=bits @ (1 << np.arange(len(kept), dtype=np.int64)),
            n=self.n,
            weight=self.weight,
            sums=self.sums.take(kept, axis=1),
            products=self.products.take(place[np.array(kept)[first], np.array(kept)[second]], axis=1),
        )


@cache
def triangle_places(p: int) -> Integers:
    """(p, p) matrix: where the product of columns i and j stands in a row of `Blocks.products`.

    >>> triangle_places(3).tolist()
    [[0, 1, 2], [1, 3, 4], [2, 4, 5]]
    """
    places = np.zeros((p, p), np.int64)
    first, second = np.triu_indices(p)
    places[first, second] = places[second, first] = np.arange(len(first))
    places.flags.writeable = False  # shared by every caller
    return places


def blocks_from_sums(
    *,
    columns: Sequence[str],
    bucket: ArrayLike,
    pattern: ArrayLike,
    n: ArrayLike,
    weight: ArrayLike,
    sums: ArrayLike,
    products: ArrayLike,
) -> Blocks:
    """The engine's door: arrays as SQL gives them (NaN in the sums of unanswered columns is made 0).

    Raises ValueError when a column is named twice, when there are more than 62, or when the shapes do not fit.
    """
    p = check_columns(columns)
    blocks = Blocks(
        columns=tuple(columns),
        bucket=np.asarray(bucket, np.int64),
        pattern=np.asarray(pattern, np.int64),
        n=np.asarray(n, np.int64),
        weight=np.asarray(weight, float),
        sums=_filled(sums),
        products=_filled(products),
    )
    g = len(blocks.bucket)
    if blocks.sums.shape != (g, p) or blocks.products.shape != (g, p * (p + 1) // 2):
        raise ValueError("The sums and products do not have one column for each name and pair of names.")
    return blocks


def _filled(sums: ArrayLike) -> Floats:
    """With 0 for NaN; a copy only where there is any."""
    array = np.asarray(sums, float)
    return np.nan_to_num(array) if np.isnan(array.sum()) else array


def blocks_from_frame(
    frame: Any,
    *,
    outcome: str,
    drivers: Sequence[str],
    weight: str | None = None,
    cluster: str | Sequence[str] | None = None,
    buckets: int | None = None,
) -> Blocks:
    """Rows of a frame (pandas, polars, Arrow, dict of columns) added up; NaN is "did not answer".

    Each row is its own bucket, or each cluster; above 20,000 rows without a cluster, rows are dealt to 1,000 buckets
    in an order shuffled by a fixed seed (so that sorted files do no harm). `buckets` sets another number.

    >>> frame = {"y": [1.0, 2.0, 3.0], "a": [1.0, float("nan"), 5.0]}
    >>> blocks = blocks_from_frame(frame, outcome="y", drivers=["a"])
    >>> blocks.pattern.tolist(), blocks.products[2].tolist()
    ([3, 1, 3], [9.0, 15.0, 25.0])
    """
    columns = (outcome, *drivers)
    check_columns(columns)
    return blocks_of(
        columns=columns,
        x=np.column_stack([numbers(frame, name) for name in columns]),
        weight=weights(frame, weight),
        cluster=events(frame, cluster),
        buckets=buckets,
    )


def blocks_of(
    *, columns: tuple[str, ...], x: Floats, weight: Floats | None, cluster: Integers | None, buckets: int | None = None
) -> Blocks:
    """Rows of numbers (n, p), the outcome first, added up; see `blocks_from_frame`."""
    p = len(columns)
    given = ~np.isnan(x)
    x = np.where(given, x, 0.0)
    w = np.ones(len(x)) if weight is None else weight
    unit = _units(len(x), cluster, buckets)
    pattern = given.astype(np.int64) @ (1 << np.arange(p, dtype=np.int64))

    order = np.lexsort((pattern, unit))
    x, w, unit, pattern = x[order], w[order], unit[order], pattern[order]
    starts = _starts(unit, pattern)
    first, second = np.triu_indices(p)
    return Blocks(
        columns=columns,
        bucket=unit[starts],
        pattern=pattern[starts],
        n=np.diff(starts, append=len(x)),
        weight=_added(w, starts),
        sums=np.column_stack([_added(w * x[:, i], starts) for i in range(p)]),
        products=np.column_stack([_added(w * x[:, i] * x[:, j], starts) for i, j in zip(first, second, strict=True)]),
    )


def check_columns(columns: Sequence[str]) -> int:
    """How many columns; ValueError when they are too few or too many, or one is named twice."""
    if len(columns) < 2:
        raise ValueError("Drivers need an outcome and at least one driver.")
    if len(columns) > MOST_COLUMNS:
        raise ValueError(f"At most {MOST_COLUMNS - 1} drivers can be weighed at once; {len(columns) - 1} were given.")
    twice = sorted({name for name in columns if list(columns).count(name) > 1})
    if twice:
        raise ValueError(f"Column {twice[0]!r} is named twice among the outcome and the drivers.")
    return len(columns)


def _units(rows: int, cluster: Integers | None, buckets: int | None) -> Integers:
    if cluster is not None:
        return cluster
    if buckets is None and rows <= ROWS_DRAWN_ONE_BY_ONE:
        return np.arange(rows, dtype=np.int64)
    return np.random.default_rng(0).permutation(rows) % (buckets or BUCKETS_ABOVE)


def _starts(unit: Integers, pattern: Integers) -> Integers:
    new = np.ones(len(unit), bool)
    new[1:] = (unit[1:] != unit[:-1]) | (pattern[1:] != pattern[:-1])
    return np.flatnonzero(new)


def _added(values: Floats, starts: Integers) -> Floats:
    return np.add.reduceat(values, starts) if len(starts) else np.zeros(0)
