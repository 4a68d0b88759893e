"""Has a number changed? Two independent estimates with their own intervals, compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

from sonda.methods.result import CANNOT_TELL, Result

RISE, FALL = "rise", "fall"


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number with the ends of its interval, in any unit; `n` answers stand behind it."""

    value: float
    low: float
    high: float
    n: int = 0


@dataclass(frozen=True, kw_only=True)
class Change(Result):
    """Now less then, in the estimates' own unit; the verdict says on which side of zero the interval lies."""

    method: ClassVar[str] = "change"
    version: ClassVar[str] = "1"

    change: float | None = None
    low: float | None = None
    high: float | None = None


def change(now: Estimate | None, then: Estimate | None) -> Change:
    """Difference of two independent estimates from their intervals (MOVER: Newcombe 1998; Zou and Donner 2008).

    d = now − then; low = d − √((now − now.low)² + (then.high − then)²), high = d + √((now.high − now)² + (then −
    then.low)²). With Wilson's intervals this is Newcombe's interval of two shares, with symmetric ones the usual
    d ± z·√(se₁² + se₂²). The level is that of the intervals handed in. Without one of the two: cannot tell.

    >>> result = change(Estimate(value=5, low=4, high=6), Estimate(value=3, low=2, high=4))
    >>> result.change, round(result.low, 3), round(result.high, 3), result.verdict
    (2, 0.586, 3.414, 'rise')
    """
    if now is None or then is None:
        return Change(n=0)
    moved = now.value - then.value
    low = moved - sqrt((now.value - now.low) ** 2 + (then.high - then.value) ** 2)
    high = moved + sqrt((now.high - now.value) ** 2 + (then.value - then.low) ** 2)
    verdict = RISE if low > 0 else FALL if high < 0 else CANNOT_TELL
    return Change(n=now.n + then.n, verdict=verdict, change=moved, low=low, high=high)


def onset(values: Sequence[float]) -> int:
    """Where a lasting shift most likely began: the place after which the sum of deviations from the mean turns.

    The index i that maximises |Σ(values[:i] − mean)| (Page 1955; Taylor 2000): the most likely place of one shift in
    independent values of equal spread. It says where, not whether; whether is for a control chart. At least two values.

    >>> onset([5, 6, 5, 6, 5, 2, 3, 2])
    5
    """
    if len(values) < 2:
        raise ValueError("A shift needs at least two values.")
    mean = sum(values) / len(values)
    total, sums = 0.0, []
    for value in values[:-1]:
        total += value - mean
        sums.append(abs(total))
    return max(range(len(sums)), key=sums.__getitem__) + 1
