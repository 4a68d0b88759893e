"""Resampling: buckets are drawn with replacement and the covariance is made again, the EM step included."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice

import numpy as np

from sonda.methods.drivers.blocks import Blocks, Floats, triangle_places
from sonda.methods.drivers.climb import Singular, climb, inverse_information
from sonda.methods.drivers.covariance import Moments, in_units, standing_at
from sonda.methods.drivers.likelihood import Likelihood
from sonda.methods.drivers.patterns import about, patterns_of

Progress = Callable[[int, int], None]

IMAGINED = 5  # people who hold a covariance up where too few real ones answered columns together
TOLERANCE = 1e-5  # thousands of times finer than what a resample moves
AT_ONCE = 64  # resamples multiplied together


def draws(buckets: int, times: int, seed: int) -> Iterator[Floats]:
    """How often each bucket is drawn, one array for each of `times` resamples of `buckets` draws."""
    rng = np.random.default_rng(seed)
    for _ in range(times):
        yield np.bincount(rng.integers(0, buckets, buckets), minlength=buckets).astype(float)


def em_resamples(blocks: Blocks, point: Moments, times: int, seed: int, *, imagined: int = 0) -> Iterator[Floats]:
    """Covariance of each resample by maximum likelihood, started from that of all rows (`point`).

    Each climbs from the top of all rows with their information, inverted once, and learns the difference on its way:
    eight steps or so instead of dozens. A resample in which columns determine each other gets imagined people
    (see `patterns_of`), so that none is left out for being unlucky.
    """
    patterns = patterns_of(blocks, imagined)
    everyone = Likelihood(patterns, np.ones(patterns.buckets))
    top = standing_at(everyone, point)
    if top is None:
        raise Singular
    inverse = inverse_information(everyone, top)
    softer = cache(lambda: patterns_of(blocks, imagined or IMAGINED))  # rarely needed, and large
    for often in draws(patterns.buckets, times, seed):
        for soft in (False, True):
            ready = softer() if soft else patterns
            likelihood = Likelihood(ready, often)
            start = likelihood.at(top.mean, top.sigma)
            try:
                if start is not None:
                    found, _ = climb(likelihood, start, inverse, TOLERANCE)
                    yield in_units(ready, found).cov
                    break
            except Singular:
                continue


def complete_resamples(blocks: Blocks, times: int, seed: int) -> Iterator[Floats]:
    """Covariance of each resample of complete rows: one multiplication of draws by products for many resamples."""
    rows = blocks.complete()
    p = len(rows.columns)
    place = triangle_places(p)
    centre = rows.sums.sum(axis=0) / rows.weight.sum()
    moments = np.column_stack(
        [rows.weight, rows.sums - rows.weight[:, None] * centre, about(rows, rows.answered, centre)]
    )
    units, bucket = np.unique(rows.bucket, return_inverse=True)
    order = np.argsort(bucket, kind="stable")
    totals = np.add.reduceat(moments[order], np.searchsorted(bucket[order], np.arange(len(units))), axis=0)
    every = draws(len(units), times, seed)
    for _ in range(0, times, AT_ONCE):
        for row in np.array(list(islice(every, AT_ONCE))) @ totals:
            if row[0] > 0:
                mean = row[1 : p + 1] / row[0]
                yield (row[p + 1 :] / row[0])[place] - np.outer(mean, mean)


def counted(
    resamples: Iterator[Floats], judge: Callable[[Floats], Floats], times: int, progress: Progress | None
) -> Floats:
    """`judge` of every resample, one row each; rows that are not finite are left out."""
    rows = []
    for done, cov in enumerate(resamples, 1):
        row = judge(cov)
        if np.isfinite(row).all():
            rows.append(row)
        if progress is not None:
            progress(done, times)
    return np.array(rows)


def percentiles(replicates: Floats, level: float) -> tuple[Floats, Floats]:
    """Ends of the percentile interval of each column; ranks count as k/(B + 1) (Davison, Hinkley 1997, §5.2)."""
    cut = partial(np.quantile, replicates, axis=0, method="weibull")
    return cut((1 - level) / 2), cut((1 + level) / 2)
