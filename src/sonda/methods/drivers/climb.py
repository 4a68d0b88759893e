"""From a first guess to the top of a likelihood: sure EM steps, then quick quasi-Newton ones."""

import numpy as np

from sonda.methods.drivers.blocks import Floats
from sonda.methods.drivers.likelihood import Likelihood, Point

EM_FIRST = 6
MOST_STEPS = 1_000
HALVINGS = 6
SLACK = 1e-10  # a step may lower the likelihood by its rounding errors


class Singular(ValueError):
    """Some columns determine each other, or too few people answered them together: there is no covariance to find."""


def from_nothing(likelihood: Likelihood) -> Point:
    """A first guess: a few EM steps from uncorrelated columns."""
    p = likelihood.patterns.columns
    here = likelihood.at(np.zeros(p), np.eye(p))
    for _ in range(EM_FIRST):
        here = here and likelihood.em_step(here)
    if here is None:
        raise Singular
    return here


def inverse_information(likelihood: Likelihood, here: Point) -> Floats:
    """Inverse of the information, as far as it says anything: directions without curvature are left to EM."""
    known = likelihood.information(here)
    if known is None:
        raise Singular
    value, vector = np.linalg.eigh(known)
    told = value > 1e-8 * value[-1]
    return np.asarray((vector[:, told] / value[told]) @ vector[:, told].T)


def climb(likelihood: Likelihood, here: Point, inverse: Floats, tolerance: float) -> tuple[Point, int]:
    """The top and the number of steps: quasi-Newton (BFGS) from `inverse`, an EM step where that would go down.

    Stops when a step moves no mean by more than `tolerance` standard deviations and no correlation by more than it.
    """
    for step in range(1, MOST_STEPS + 1):
        ahead = _ahead(likelihood, here, inverse @ here.slopes)
        by_em = ahead is None
        if ahead is None:
            ahead = likelihood.em_step(here)
        if ahead is None:
            raise Singular
        way = _way(likelihood, here, ahead)
        if np.abs(way).max() < tolerance and not by_em:
            return ahead, step
        inverse = _learnt(inverse, way, here.slopes - ahead.slopes)
        here = ahead
    raise Singular


def _ahead(likelihood: Likelihood, here: Point, step: Floats) -> Point | None:
    for halved in range(HALVINGS):
        ahead = likelihood.along(here, step * 0.5**halved)
        if ahead is not None and ahead.height >= here.height - SLACK * abs(here.height):
            return ahead
    return None


def _way(likelihood: Likelihood, here: Point, ahead: Point) -> Floats:
    i, j = np.triu_indices(likelihood.patterns.columns)
    return np.concatenate([ahead.mean - here.mean, (ahead.sigma - here.sigma)[i, j]])


def _learnt(inverse: Floats, way: Floats, fall: Floats) -> Floats:
    """BFGS update of an inverse of the information: the slopes fell by `fall` along `way`."""
    bend = way @ fall
    if bend <= 0:
        return inverse
    seen = inverse @ fall
    cross = np.outer(seen, way)
    return np.asarray(inverse + (1 + fall @ seen / bend) / bend * np.outer(way, way) - (cross + cross.T) / bend)
