"""Two Net Promoter Scores compared, and how many answers a score or a change needs."""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import ClassVar, Literal

from scipy.special import ndtri

from sonda.methods.intervals import check_count, z_p_value, z_quantile
from sonda.methods.nps import adjusted, variance_of_one
from sonda.methods.result import CANNOT_TELL, N_, Note, Result

HIGHER = "higher"
LOWER = "lower"

NO_ANSWERS = N_("One of the two groups has no answers, so they cannot be compared.")
NO_WIDTH = N_("In both groups all answers are of one kind, so this interval cannot be judged; adjusted Wald can.")

Counts = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class NPSDifference(Result):
    """Our score less theirs in points (−200…200); `center` is what the interval stands around."""

    method: ClassVar[str] = "nps difference"
    version: ClassVar[str] = "1"

    difference: float | None = None
    center: float | None = None
    low: float | None = None
    high: float | None = None
    se: float | None = None
    p_value: float | None = None


def nps_difference(
    *,
    ours: Counts,
    theirs: Counts,
    level: float = 0.95,
    interval: Literal["adjusted-wald", "wald"] = "adjusted-wald",
) -> NPSDifference:
    """Difference of the scores of two independent groups, each given as (promoters, passives, detractors).

    center ± z·√(v₁ + v₂); p from center/√(v₁ + v₂). Under adjusted-wald center and v are those of the counts with
    (¾, 1½, ¾) added (Rocks 2016, arXiv:1601.07235); under wald v = (p₊ + p₋ − d²)/n. For two waves of the same people
    take the mean of each person's change instead.
    Errors: ValueError for a negative count, a level outside (0, 1), an unknown interval.

    >>> result = nps_difference(ours=(230, 150, 120), theirs=(250, 160, 90))
    >>> round(result.difference, 2), round(result.center, 2), round(result.p_value, 3), result.verdict
    (-10.0, -9.94, 0.044, 'lower')
    """
    z = z_quantile(level)
    if interval not in {"adjusted-wald", "wald"}:
        raise ValueError(f"The interval of a difference is adjusted-wald or wald, not {interval!r}.")
    for promoters, passives, detractors in (ours, theirs):
        check_count(promoters=promoters, passives=passives, detractors=detractors)
    n, m = sum(ours), sum(theirs)
    if n == 0 or m == 0:
        return NPSDifference(n=n + m, notes=(Note(text=NO_ANSWERS),))
    (first, variance), (second, other) = _score(ours, interval), _score(theirs, interval)
    difference = 100 * ((ours[0] - ours[2]) / n - (theirs[0] - theirs[2]) / m)
    center, se = 100 * (first - second), 100 * sqrt(variance + other)
    if se == 0:
        return NPSDifference(n=n + m, difference=difference, center=center, se=0.0, notes=(Note(text=NO_WIDTH),))
    low, high = max(center - z * se, -200.0), min(center + z * se, 200.0)
    return NPSDifference(
        n=n + m,
        verdict=HIGHER if low > 0 else LOWER if high < 0 else CANNOT_TELL,
        difference=difference,
        center=center,
        low=low,
        high=high,
        se=se,
        p_value=z_p_value(center / se),
    )


def nps_sample_size(
    *,
    promoters: float,
    detractors: float,
    margin: float,
    level: float = 0.95,
    interval: Literal["adjusted-wald", "wald"] = "adjusted-wald",
) -> int:
    """Answers needed for an interval of ± margin points when the shares (0–1) will be about as given.

    n = z²·(p₊ + p₋ − d²)/margin², rounded up; the adjusted Wald interval needs 3 fewer, because it adds 3 of its own.
    At least 1. Errors: ValueError for shares that are not shares, or a margin that is not positive.

    >>> nps_sample_size(promoters=0.5, detractors=0.2, margin=5)
    935
    """
    _check_shares(promoters, detractors)
    if not margin > 0:
        raise ValueError("The margin of a score must be above 0 points.")
    n = (z_quantile(level) * 100 / margin) ** 2 * variance_of_one(promoters, detractors)
    return max(ceil(n - (3 if interval == "adjusted-wald" else 0)), 1)


def nps_sample_size_for_change(
    *,
    promoters: float,
    detractors: float,
    promoters_then: float,
    detractors_then: float,
    level: float = 0.95,
    power: float = 0.8,
) -> int:
    """Answers needed in each of two waves to notice a change between the given shares (0–1) with that power.

    n = (z₁ + z₂)²·(v₁ + v₂)/D², rounded up, D the difference of the scores.
    Errors: ValueError for shares that are not shares, equal scores, or a power outside (0, 1).

    >>> nps_sample_size_for_change(promoters=0.5, detractors=0.2, promoters_then=0.55, detractors_then=0.15)
    903
    """
    _check_shares(promoters, detractors)
    _check_shares(promoters_then, detractors_then)
    if not 0 < power < 1:
        raise ValueError(f"Power lies between 0 and 1, not at {power:g}.")
    change = (promoters_then - detractors_then) - (promoters - detractors)
    if abs(change) < 1e-12:  # 0.5 − 0.2 and 0.4 − 0.1 differ in the last bit
        raise ValueError("Two equal scores hold no change to notice.")
    both = variance_of_one(promoters, detractors) + variance_of_one(promoters_then, detractors_then)
    return ceil((z_quantile(level) + float(ndtri(power))) ** 2 * both / change**2)


def _score(counts: Counts, interval: str) -> tuple[float, float]:
    promoters, n, detractors = counts[0], sum(counts), counts[2]
    if interval == "adjusted-wald":
        return adjusted(promoters, n, detractors)
    return (promoters - detractors) / n, variance_of_one(promoters / n, detractors / n) / n


def _check_shares(promoters: float, detractors: float) -> None:
    if not (promoters >= 0 and detractors >= 0 and promoters + detractors <= 1):
        raise ValueError("Shares of promoters and detractors lie between 0 and 1 and are at most 1 together.")
