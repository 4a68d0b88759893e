"""Blocks made ready for the EM step: standardised columns, patterns ordered so that neighbours share their factors."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonda.methods.drivers.blocks import Blocks, Floats, Integers, triangle_places


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """The m distinct patterns of some blocks and the blocks themselves, in standardised columns.

    A column is standardised by the mean and deviation of those who answered it. Within a pattern columns are ordered
    from the most to the least answered and patterns stand in dictionary order, so that a pattern reuses the
    factor of the columns that it shares with the one before (`shared` of them).
    """

    centre: Floats  # (p,) of the standardisation
    spread: Floats
    seen: Integers  # (m, p) answered columns, then filler
    size: Integers  # (m,) how many of them
    shared: Integers  # (m,)
    place: Integers  # (p, p) of a product in a row of moments
    bucket: Integers  # (g,) 0 … buckets − 1; the imagined people, where there are any, stand in one more
    pattern: Integers  # (g,) 0 … m − 1
    weight: Floats  # (g,)
    moments: Floats  # (g, p + q) sums, then products
    buckets: int
    apart: tuple[tuple[int, int], ...]  # pairs of columns that nobody answered both

    @property
    def columns(self) -> int:
        return len(self.centre)

    def drawn(self, times: Floats) -> tuple[Floats, Floats, Floats]:
        """Weight, sums and products of each pattern when every bucket counts `times` over."""
        from sonda.methods.drivers import kernels

        times = np.append(times, 1.0)  # imagined people are always there
        weight, moments = kernels.gather(times, self.bucket, self.pattern, self.weight, self.moments, len(self.size))
        p = self.columns
        return weight, np.ascontiguousarray(moments[:, :p]), np.ascontiguousarray(moments[:, p:])


def patterns_of(blocks: Blocks, imagined: int = 0) -> Patterns:
    """Standardise and order; every column must have answers that differ.

    `imagined` people who gave the mean everywhere on average and whose answers are unrelated may be added: the
    ridge prior of Schafer (1997, §5.2.3), needed where too few people answered some columns together.
    """
    answered = blocks.answered
    p = len(blocks.columns)
    place = triangle_places(p)
    behind = blocks.weight @ answered
    centre = blocks.sums.sum(axis=0) / behind
    first, second = np.triu_indices(p)
    moments = np.zeros((len(blocks.n) + (imagined > 0), p + len(first)))  # the largest array there is: filled in place
    sums, off = moments[: len(blocks.n), :p], moments[: len(blocks.n), p:]
    for at, about_both in enumerate(each_about(blocks, answered, centre)):
        off[:, at] = about_both
    spread = np.sqrt(off[:, np.diag(place)].sum(axis=0) / behind)
    for k in range(p):
        sums[:, k] = (blocks.sums[:, k] - blocks.weight * answered[:, k] * centre[k]) / spread[k]
    off /= spread[first] * spread[second]
    buckets, bucket = np.unique(blocks.bucket, return_inverse=True)
    bucket, weight = bucket.reshape(-1).astype(np.int64), blocks.weight
    together = (blocks.n[:, None] * answered).T @ answered
    if imagined:
        typical = blocks.weight.sum() / blocks.rows * imagined
        moments[-1, p + np.diag(place)] = typical
        weight = np.append(weight, typical)
        answered, bucket = np.vstack([answered, np.ones(p, bool)]), np.append(bucket, len(buckets))
        together = together + imagined

    order = np.argsort(-behind, kind="stable")
    distinct, pattern = np.unique(answered[:, order], axis=0, return_inverse=True)
    distinct, pattern = distinct[::-1], len(distinct) - 1 - pattern.reshape(-1)
    seen = np.zeros((len(distinct), p), np.int64)
    size = distinct.sum(axis=1).astype(np.int64)
    for row, given in zip(seen, distinct, strict=True):
        row[: given.sum()] = order[given]
    return Patterns(
        centre=centre,
        spread=spread,
        seen=seen,
        size=size,
        shared=_shared(seen, size),
        place=place,
        bucket=bucket,
        pattern=pattern.astype(np.int64),
        weight=weight,
        moments=moments,
        buckets=len(buckets),
        apart=tuple((int(i), int(j)) for i, j in zip(first, second, strict=True) if together[i, j] == 0),
    )


def about(blocks: Blocks, answered: NDArray[np.bool_], centre: Floats) -> Floats:
    """Products of the blocks with `centre` taken off each column; exact, because a pattern answers whole products."""
    return np.column_stack(list(each_about(blocks, answered, centre)))


def each_about(
    blocks: Blocks, answered: NDArray[np.bool_], centre: Floats, *, squares: bool = False
) -> Iterator[Floats]:
    """The columns of `about` one by one, of which only the squares may be asked for."""
    for at, (i, j) in enumerate(zip(*np.triu_indices(len(blocks.columns)), strict=True)):
        if squares and i != j:
            continue
        off = blocks.products[:, at] - centre[i] * blocks.sums[:, j] - centre[j] * blocks.sums[:, i]
        off += blocks.weight * (centre[i] * centre[j])
        yield np.where(answered[:, i] & answered[:, j], off, 0.0)


def _shared(seen: Integers, size: Integers) -> Integers:
    """Length of the common beginning of each pattern with the one before."""
    shared = np.zeros(len(seen), np.int64)
    if len(seen) > 1:
        reach = np.minimum(size[1:], size[:-1])
        same = (seen[1:] == seen[:-1]) & (np.arange(seen.shape[1]) < reach[:, None])
        shared[1:] = np.cumprod(same, axis=1).sum(axis=1)
    return shared
