"""Net Promoter Score: the share of promoters (9–10) less the share of detractors (0–6), in points from −100 to 100."""

from dataclasses import dataclass
from functools import partial
from math import sqrt
from typing import Any, ClassVar, Literal, get_args

import numpy as np

from sonda.methods.frames import events, ratings, weights
from sonda.methods.intervals import Interval, all_alike, check_count, z_quantile
from sonda.methods.nps_score import score_interval
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.sums import Sums, sums

IntervalKind = Literal["adjusted-wald", "score", "wald"]

MORE_PROMOTERS = "more promoters"
MORE_DETRACTORS = "more detractors"

NO_ANSWERS = N_("Nobody answered, so there is no score.")
NO_WEIGHT = N_("Those who answered carry no weight, so there is no score.")
ALL_ALIKE = N_("All answers fall into one group, so this interval cannot be judged; adjusted Wald without weights can.")
ONE_CLUSTER = N_("The answers come from one person or event, so the interval cannot be judged.")


@dataclass(frozen=True, kw_only=True)
class NPS(Result):
    """A score with its interval; the verdict says on which side of zero the whole interval lies.

    Counts are counts of people. `nps`, `low`, `high` and `se` are points (−100…100; the interval's ends are cut there);
    `deff` is the variance over that of a simple random sample of the same n.
    """

    method: ClassVar[str] = "nps"
    version: ClassVar[str] = "1"

    promoters: int | None = 0  # None: of too few people to be listed
    passives: int | None = 0
    detractors: int | None = 0
    nps: float | None = None
    low: float | None = None
    high: float | None = None
    se: float | None = None
    deff: float | None = None
    weighted: tuple[float, float, float] | None = None  # shares, where there are weights

    @property
    def shares(self) -> tuple[float, float, float] | None:
        """Promoters, passives and detractors as shares of all: weighted where the score is; None without answers.

        >>> nps_from_counts(promoters=6, passives=2, detractors=2).shares
        (0.6, 0.2, 0.2)
        """
        if self.weighted or not self.n or self.promoters is None or self.passives is None or self.detractors is None:
            return self.weighted
        return self.promoters / self.n, self.passives / self.n, self.detractors / self.n

    def rows(self) -> list[dict[str, Any]]:
        return [public(self, leave_out=("verdict", "notes", "weighted"))]


def nps(
    frame: Any,
    *,
    score: str,
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    interval: IntervalKind = "adjusted-wald",
    level: float = 0.95,
) -> NPS:
    """Net Promoter Score of a column of answers 0–10; missing answers are left out.

    With `weight` or `cluster` the interval is estimate ± z·se with the linearised error, whatever `interval` says.
    Errors: ValueError for an answer off the scale, or a weight that is blank, negative or zero throughout.

    >>> nps({"recommend": [10, 9, 9, 7, 3]}, score="recommend").nps
    40.0
    """
    answers = ratings(frame, score, low=0, high=10)
    mark = np.where(np.isnan(answers), np.nan, (answers >= 9) * 1.0 - (answers <= 6))
    counts = {
        "promoters": int((mark == 1).sum()),
        "passives": int((mark == 0).sum()),
        "detractors": int((mark == -1).sum()),
    }
    if weight is None and cluster is None:
        return nps_from_counts(**counts, level=level, interval=interval)
    return nps_from_sums(**counts, sums=sums(mark, weights(frame, weight), events(frame, cluster)), level=level)


def nps_from_counts(
    *, promoters: int, passives: int, detractors: int, level: float = 0.95, interval: IntervalKind = "adjusted-wald"
) -> NPS:
    """Net Promoter Score (Reichheld 2003) from three counts of people.

    nps = 100·d with d = p₊ − p₋; se = 100·√((p₊ + p₋ − d²)/n). Intervals, all two-sided and cut at ±100:

    - adjusted-wald: ¾ detractors, 1½ passives and ¾ promoters are added and the Wald interval is taken around the
      adjusted score (Rocks 2016, arXiv:1601.07235), so that ten promoters in ten do not claim certainty;
    - score: the values that the score test does not reject (Tango 1998), see `nps_score`;
    - wald: d ± z·se; it has no width where all answers fall into one group and is then not given.

    Errors: ValueError for a negative count, a level outside (0, 1), an unknown interval.

    >>> result = nps_from_counts(promoters=30, passives=20, detractors=10)
    >>> round(result.nps, 2), round(result.low, 2), round(result.high, 2), result.verdict
    (33.33, 13.3, 50.19, 'more promoters')
    """
    check_count(promoters=promoters, passives=passives, detractors=detractors)
    z = z_quantile(level)
    if interval not in get_args(IntervalKind):
        raise ValueError(f"The interval of an NPS is one of {', '.join(get_args(IntervalKind))}, not {interval!r}.")
    n = promoters + passives + detractors
    if n == 0:
        return NPS(n=0, notes=(Note(text=NO_ANSWERS),))
    ends, notes = _ends(promoters, n, detractors, interval, z)
    low, high = ends if ends else (None, None)
    return NPS(
        n=n,
        verdict=_verdict(low, high),
        notes=notes,
        promoters=promoters,
        passives=passives,
        detractors=detractors,
        nps=100 * (promoters - detractors) / n,
        low=low,
        high=high,
        se=100 * sqrt(variance_of_one(promoters / n, detractors / n) / n),
        deff=1.0,
    )


def nps_from_sums(*, promoters: int, passives: int, detractors: int, sums: Sums, level: float = 0.95) -> NPS:
    """Net Promoter Score from weighted or clustered sums of −1, 0 and 1; the counts stay counts of people.

    nps = 100·Σwy/Σw; se is the linearised one with clusters as the units that were drawn (`Sums.se`), the interval
    nps ± z·se, cut at ±100. Source: Lumley, *Complex Surveys* (2010), §2. With one cluster, or answers of one kind
    only, there is no interval.
    Errors: ValueError when counts and sums disagree, or for a level outside (0, 1).

    >>> from sonda.methods.sums import sums
    >>> weighted = sums([1, 1, 0, -1], weight=[2.0, 1.0, 1.0, 1.0])
    >>> nps_from_sums(promoters=2, passives=1, detractors=1, sums=weighted).nps
    40.0
    """
    check_count(promoters=promoters, passives=passives, detractors=detractors)
    z, n = z_quantile(level), promoters + passives + detractors
    if n != sums.n:
        raise ValueError(f"{n} answers were counted but {sums.n} were added up.")
    counted = partial(NPS, n=n, promoters=promoters, passives=passives, detractors=detractors)
    mean, se = sums.mean, sums.se
    if mean is None:
        return counted(notes=(Note(text=NO_ANSWERS if n == 0 else NO_WEIGHT),))
    one_kind = sums.wyy / sums.w
    counted = partial(counted, weighted=((one_kind + mean) / 2, 1 - one_kind, (one_kind - mean) / 2))
    if se is None:
        return counted(notes=(Note(text=ONE_CLUSTER),), nps=100 * mean)
    if all_alike(sums):
        return counted(notes=(Note(text=ALL_ALIKE),), nps=100 * mean, se=0.0)
    low, high = _points((mean - z * se, mean + z * se))
    return counted(verdict=_verdict(low, high), nps=100 * mean, low=low, high=high, se=100 * se, deff=sums.deff)


def variance_of_one(promoters: float, detractors: float) -> float:
    """Variance of one answer counted −1, 0, 1: p₊ + p₋ − (p₊ − p₋)²."""
    return max(promoters + detractors - (promoters - detractors) ** 2, 0.0)


def adjusted(promoters: int, n: int, detractors: int) -> tuple[float, float]:
    """Adjusted score and its variance on −1…1: three imagined answers (¾, 1½, ¾) keep both honest at the ends."""
    up, down = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    return up - down, variance_of_one(up, down) / (n + 3)


def _ends(
    promoters: int, n: int, detractors: int, interval: IntervalKind, z: float
) -> tuple[Interval | None, tuple[Note, ...]]:
    if interval == "score":
        return _points(score_interval(up=promoters, n=n, down=detractors, z=z)), ()
    if interval == "adjusted-wald":
        middle, variance = adjusted(promoters, n, detractors)
    else:
        middle, variance = (promoters - detractors) / n, variance_of_one(promoters / n, detractors / n) / n
        if n in (promoters, detractors, n - promoters - detractors):
            return None, (Note(text=ALL_ALIKE),)
    half = z * sqrt(variance)
    return _points((middle - half, middle + half)), ()


def _points(ends: Interval) -> Interval:
    return 100 * max(ends[0], -1.0), 100 * min(ends[1], 1.0)


def _verdict(low: float | None, high: float | None) -> str:
    if low is not None and low > 0:
        return MORE_PROMOTERS
    return MORE_DETRACTORS if high is not None and high < 0 else CANNOT_TELL
