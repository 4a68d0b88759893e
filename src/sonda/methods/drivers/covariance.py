"""Covariance of the outcome and its drivers: by maximum likelihood when people skip columns, or of complete rows."""

from dataclasses import dataclass

import numpy as np

from sonda.methods.drivers.blocks import Blocks, Floats, triangle_places
from sonda.methods.drivers.climb import climb, from_nothing, inverse_information
from sonda.methods.drivers.likelihood import Likelihood, Point
from sonda.methods.drivers.patterns import Patterns, about, patterns_of

TOLERANCE = 1e-10  # of the last step, in standard deviations


@dataclass(frozen=True, kw_only=True)
class Moments:
    """Mean (p,) and covariance (p, p), outcome first, in the units of the answers; steps it took to find them."""

    mean: Floats
    cov: Floats
    steps: int = 0


def em(blocks: Blocks, start: Moments | None = None, *, imagined: int = 0) -> Moments:
    """Maximum-likelihood mean and covariance of a saturated normal model from rows that answered some columns.

    Consistent when what is missing hangs only on what is seen (MAR), where pairwise covariances are not. EM steps
    first (Dempster, Laird, Rubin 1977), then quasi-Newton steps from the observed information (Jamshidian, Jennrich
    1997), each taken only if it raises the likelihood, otherwise an EM step. Deterministic; stops when a step moves
    nothing by more than 1e-10 standard deviations. `imagined` people with unrelated answers may be added (Schafer's
    ridge prior).

    Raises `Singular` when columns determine each other or too few people answered them together.

    >>> from sonda.methods.drivers.blocks import blocks_from_frame
    >>> frame = {"y": [1.0, 2.0, 3.0, 5.0], "a": [2.0, 1.0, 4.0, float("nan")]}
    >>> em(blocks_from_frame(frame, outcome="y", drivers=["a"])).mean.round(3).tolist()
    [2.75, 3.083]
    """
    patterns = patterns_of(blocks, imagined)
    likelihood = Likelihood(patterns, np.ones(patterns.buckets))
    here = None if start is None else standing_at(likelihood, start)
    here = here or from_nothing(likelihood)
    top, steps = climb(likelihood, here, inverse_information(likelihood, here), TOLERANCE)
    return in_units(patterns, top, steps)


def standing_at(likelihood: Likelihood, moments: Moments) -> Point | None:
    """The point of a likelihood that these moments are; None where they cannot be inverted."""
    ready = likelihood.patterns
    s = ready.spread
    return likelihood.at((moments.mean - ready.centre) / s, moments.cov / np.outer(s, s))


def in_units(patterns: Patterns, point: Point, steps: int = 0) -> Moments:
    """From standardised columns back to the units of the answers."""
    s = patterns.spread
    return Moments(mean=patterns.centre + s * point.mean, cov=point.sigma * np.outer(s, s), steps=steps)


def complete_moments(blocks: Blocks) -> Moments:
    """Mean and covariance (over Σw) of the rows that answered every column."""
    rows = blocks.complete()
    total = rows.weight.sum()
    mean = rows.sums.sum(axis=0) / total
    cov = about(rows, rows.answered, mean).sum(axis=0) / total
    return Moments(mean=mean, cov=cov[triangle_places(len(mean))])
