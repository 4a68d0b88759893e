"""Run rules: patterns in standardised values that chance seldom makes.

Every rule takes z = (value − center)/sigma of each period and tells, for each point, whether the pattern is complete
there. Source: Nelson (1984); Western Electric, *Statistical Quality Control Handbook* (1956).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A named pattern over the last `span` points."""

    name: str
    span: int
    fires: Callable[[Floats], Flags]


def windows(values: Floats, span: int, judge: Callable[[Floats], Flags], lead: int = 0) -> Flags:
    """`judge` of each run of `span` values, set at its last point; `lead` points come before the first value."""
    flags = np.zeros(len(values) + lead, bool)
    if len(values) >= span:
        flags[span - 1 + lead :] = judge(np.asarray(sliding_window_view(values, span), float))
    return flags


def beyond(z: Floats, sigmas: float) -> Flags:
    return np.asarray(np.abs(z) > sigmas, bool)


def one_side(z: Floats, span: int) -> Flags:
    """`span` in a row on one side of the center; a value on the center breaks the run.

    >>> one_side(np.array([1.0, 2.0, 0.5, -1.0]), 3).tolist()
    [False, False, True, False]
    """
    return windows(np.sign(z), span, lambda side: np.asarray(np.abs(side.sum(axis=1)) == span, bool))


def trend(z: Floats, span: int) -> Flags:
    """`span` points that each lie above (or each below) the one before."""
    steps = np.sign(np.diff(z))
    return windows(steps, span - 1, lambda step: np.asarray(np.abs(step.sum(axis=1)) == span - 1, bool), lead=1)


def alternating(z: Floats, span: int) -> Flags:
    """`span` points that go up and down by turns."""
    steps = np.sign(np.diff(z))
    turns = steps[1:] * steps[:-1]
    return windows(turns, span - 2, lambda turn: np.asarray((turn < 0).all(axis=1), bool), lead=2)


def some_beyond(z: Floats, some: int, span: int, sigmas: float) -> Flags:
    """`some` of `span` beyond so many sigmas on the same side, the last one among them."""

    def above(values: Floats) -> Flags:
        far = (values > sigmas).astype(float)
        return windows(far, span, lambda run: np.asarray((run.sum(axis=1) >= some) & (run[:, -1] > 0), bool))

    return above(z) | above(-z)


def within(z: Floats, span: int) -> Flags:
    """`span` in a row within one sigma: too quiet to be true, usually a wrong sigma or mixed streams."""
    return windows((np.abs(z) < 1).astype(float), span, lambda run: np.asarray(run.all(axis=1), bool))


def outside(z: Floats, span: int) -> Flags:
    """`span` in a row with none within one sigma, on either side: two streams in one."""
    return windows((np.abs(z) > 1).astype(float), span, lambda run: np.asarray(run.all(axis=1), bool))


def beyond_limits(sigmas: float) -> Rule:
    return Rule(name="beyond limits", span=1, fires=lambda z: beyond(z, sigmas))


TWO_OF_THREE = Rule(name="two of three beyond 2 sigma", span=3, fires=lambda z: some_beyond(z, 2, 3, 2.0))
FOUR_OF_FIVE = Rule(name="four of five beyond 1 sigma", span=5, fires=lambda z: some_beyond(z, 4, 5, 1.0))

AFTER_LIMITS: Mapping[str, tuple[Rule, ...]] = {
    "nelson": (
        Rule(name="nine on one side", span=9, fires=lambda z: one_side(z, 9)),
        Rule(name="six rising or falling", span=6, fires=lambda z: trend(z, 6)),
        Rule(name="fourteen alternating", span=14, fires=lambda z: alternating(z, 14)),
        TWO_OF_THREE,
        FOUR_OF_FIVE,
        Rule(name="fifteen within 1 sigma", span=15, fires=lambda z: within(z, 15)),
        Rule(name="eight beyond 1 sigma", span=8, fires=lambda z: outside(z, 8)),
    ),
    "western electric": (
        TWO_OF_THREE,
        FOUR_OF_FIVE,
        Rule(name="eight on one side", span=8, fires=lambda z: one_side(z, 8)),
    ),
    "limits": (),
}


def rule_book(name: str, sigmas: float) -> tuple[Rule, ...]:
    """The rules of a named set in the order in which they are asked; `nelson`, `western electric` or `limits`."""
    if name not in AFTER_LIMITS:
        raise ValueError(f"There is no set of run rules named {name!r}; the sets are {', '.join(AFTER_LIMITS)}.")
    return (beyond_limits(sigmas), *AFTER_LIMITS[name])
