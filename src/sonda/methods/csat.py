"""CSAT: the share of people who chose one of the top answers of a satisfaction scale, and their mean."""

from dataclasses import dataclass
from functools import partial
from math import ceil, sqrt
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from scipy.special import ndtri

from sonda.methods.frames import events, ratings, weights
from sonda.methods.intervals import (
    Interval,
    check_count,
    check_level,
    clopper_pearson,
    effective_n,
    wilson,
    z_quantile,
)
from sonda.methods.result import CANNOT_TELL, N_, Note, Result
from sonda.methods.sums import Sums, sums

IntervalKind = Literal["wilson", "exact"]

MOST_SATISFIED = "most are satisfied"
MOST_NOT_SATISFIED = "most are not satisfied"

NO_ANSWERS = N_("Nobody answered, so there is no share.")
NO_WEIGHT = N_("Those who answered carry no weight, so there is no share.")
ONE_CLUSTER = N_("The answers come from one person or event, so the interval cannot be judged.")


@dataclass(frozen=True, kw_only=True)
class CSAT(Result):
    """Share of the satisfied (0–1) with its interval, and the mean on the scale asked.

    `n` and `satisfied` count people; with weights `share` and `mean` are weighted. The verdict compares the interval
    with one half.
    """

    method: ClassVar[str] = "csat"
    version: ClassVar[str] = "1"

    satisfied: int | None = 0  # None: too few people, or too few others, to be listed
    share: float | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None


def csat(
    frame: Any,
    *,
    score: str,
    scale: tuple[int, int] = (1, 5),
    top: int = 2,
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    interval: IntervalKind = "wilson",
    level: float = 0.95,
) -> CSAT:
    """CSAT of a column of ratings: the `top` highest steps of the scale count as satisfied; missing ones are left out.

    Errors: ValueError for a rating off the scale, a bad weight, or a `top` that is not a part of the scale.

    >>> result = csat({"overall": [5, 4, 4, 2, None]}, score="overall")
    >>> result.n, result.satisfied, result.share, result.mean
    (4, 3, 0.75, 3.75)
    """
    check_scale(scale, top)
    answers = ratings(frame, score, low=scale[0], high=scale[1])
    happy = np.where(np.isnan(answers), np.nan, answers > scale[1] - top)
    weighing, events_of_rows = weights(frame, weight), events(frame, cluster)
    return csat_from_sums(
        satisfied=sums(happy, weighing, events_of_rows),
        score=sums(answers, weighing, events_of_rows),
        weighted=weight is not None or cluster is not None,
        n_satisfied=int(np.nansum(happy)),
        level=level,
        interval=interval,
    )


def csat_from_sums(
    *,
    satisfied: Sums,
    score: Sums,
    weighted: bool,
    n_satisfied: int,
    level: float = 0.95,
    interval: IntervalKind = "wilson",
) -> CSAT:
    """CSAT from sums of "is satisfied" (0 or 1) and of the ratings; `weighted` says that weights or clusters are in.

    share = Σw·satisfied/Σw. Without weights: Wilson's interval (1927), or the exact one of Clopper and Pearson (1934).
    With weights or clusters: Wilson's at the effective number of answers n/deff (Korn and Graubard 1998 do so with
    the exact one), deff the linearised variance over p(1−p)/(n−1). Where everybody agrees deff is unknown and
    (Σw)²/ΣB² takes its place, B the weight of a person or of an event: the answers of one event then count as one.
    Errors: ValueError for counts that disagree, a level outside (0, 1), or an exact interval with weights.

    >>> from sonda.methods.sums import sums
    >>> happy, score = sums([1, 1, 1, 0]), sums([5, 4, 4, 2])
    >>> result = csat_from_sums(satisfied=happy, score=score, weighted=False, n_satisfied=3)
    >>> round(result.low, 3), round(result.high, 3), result.verdict
    (0.301, 0.954, 'cannot tell')
    """
    check_level(level)
    check_count(satisfied=n_satisfied)
    if satisfied.n != score.n or n_satisfied > score.n:
        raise ValueError(f"{satisfied.n} answers, {n_satisfied} of them satisfied, do not fit {score.n} ratings.")
    if interval not in get_args(IntervalKind) or (weighted and interval == "exact"):
        raise ValueError("The interval of CSAT is wilson, or exact where there are no weights and no clusters.")
    counted = partial(CSAT, n=score.n, satisfied=n_satisfied)
    share = satisfied.mean
    if share is None:
        return counted(notes=(Note(text=NO_WEIGHT if score.n else NO_ANSWERS),))
    ends = _ends(satisfied, min(max(share, 0.0), 1.0), n_satisfied, weighted, interval, level)
    if ends is None:
        return counted(share=share, mean=score.mean, notes=(Note(text=ONE_CLUSTER),))
    return counted(verdict=_verdict(*ends), share=share, low=ends[0], high=ends[1], mean=score.mean)


def csat_sample_size(*, share: float, other: float, level: float = 0.95, power: float = 0.8) -> "SampleSize":
    """Answers needed in each of two groups to notice that their shares (0–1) differ.

    n = (z₁·√(2p̄(1−p̄)) + z₂·√(p₁(1−p₁) + p₂(1−p₂)))² / (p₁ − p₂)², p̄ the middle of both (Fleiss 1981, §3.2; R's
    power.prop.test). `exact` is the formula's number, `n` the next whole one.
    Errors: ValueError for shares outside 0–1 or equal, a level or power outside (0, 1).

    >>> csat_sample_size(share=0.5, other=0.6).n
    388
    """
    if not (0 <= share <= 1 and 0 <= other <= 1) or share == other:
        raise ValueError("Two different shares between 0 and 1 are needed.")
    if not 0 < power < 1:
        raise ValueError(f"Power lies between 0 and 1, not at {power:g}.")
    middle = (share + other) / 2
    noise = z_quantile(level) * sqrt(2 * middle * (1 - middle))
    signal = float(ndtri(power)) * sqrt(share * (1 - share) + other * (1 - other))
    exact = ((noise + signal) / (share - other)) ** 2
    return SampleSize(n=ceil(exact), exact=exact)


@dataclass(frozen=True, kw_only=True)
class SampleSize:
    """How many answers each group needs: the formula's number and the whole number to ask for."""

    n: int
    exact: float


def check_scale(scale: tuple[int, int], top: int) -> None:
    """Errors: ValueError unless the scale rises and `top` is a part of it."""
    low, high = scale
    if low >= high:
        raise ValueError(f"A scale runs from its lowest to its highest answer, not from {low} to {high}.")
    if not 1 <= top <= high - low:
        raise ValueError(f"On a scale {low}-{high} between 1 and {high - low} top answers can be chosen, not {top}.")


def _ends(
    satisfied: Sums, share: float, n_satisfied: int, weighted: bool, interval: IntervalKind, level: float
) -> Interval | None:
    if interval == "exact":
        return clopper_pearson(n_satisfied, satisfied.n, level)
    if not weighted:
        return wilson(share, satisfied.n, level)
    if satisfied.clusters < 2:
        return None
    return wilson(share, effective_n(satisfied), level)


def _verdict(low: float, high: float) -> str:
    if low > 0.5:
        return MOST_SATISFIED
    return MOST_NOT_SATISFIED if high < 0.5 else CANNOT_TELL
