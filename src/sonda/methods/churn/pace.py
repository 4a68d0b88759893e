"""At what pace do groups leave? Each against the others by Cox's model on counts; who leaves soonest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import exp, sqrt
from typing import Any, ClassVar

import numpy as np
from scipy.special import chdtrc

from sonda.methods.churn.logrank import Counts, LogRank, logrank_from_counts
from sonda.methods.churn.results import GROUPS_DIFFER
from sonda.methods.churn.table import LEFT, Floats, backward, life_table
from sonda.methods.intervals import check_level, z_p_value, z_quantile
from sonda.methods.multiplicity import holm
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public

FEWEST = 5  # who left, in a group that is judged
SOONER, LATER = "leaves sooner", "leaves later"
STEPS, TOLERANCE = 50, 1e-11

TOO_FEW = N_("Group “%(group)s” is not judged: who left: %(events)s, and five are needed.")


@dataclass(frozen=True, kw_only=True)
class Pace:
    """One group against all others: `ratio` 2 means that it leaves at twice their pace; Holm-adjusted p over groups."""

    group: str
    n: int
    events: int
    expected: float
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p_adjusted: float | None = None
    proportional_p: float | None = None  # is the ratio the same at all times?
    verdict: str = CANNOT_TELL


@dataclass(frozen=True, kw_only=True)
class Paces(Result):
    """Groups, the one that leaves soonest first. `soonest`: the groups of which none can be told to leave later than
    another while all leave sooner than every other; one name when it is certain, none when nothing is."""

    method: ClassVar[str] = "pace"
    version: ClassVar[str] = "1"

    groups: tuple[Pace, ...] = ()
    soonest: tuple[str, ...] = ()
    chisq: float | None = None
    df: int | None = None
    p_value: float | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [public(each) for each in self.groups]

    def top(self) -> dict[str, Any]:
        return {"chisq": self.chisq, "df": self.df, "p_value": self.p_value}


def paces_from_counts(*, groups: Mapping[str, Counts], level: float = 0.95) -> Paces:
    """Pace of leaving of groups given as (times, events, censored); counts of people, without weights.

    - χ², df and p are the log-rank test of all groups (`logrank_from_counts`).
    - ratio: the hazard ratio of a group against everybody else, exp(β) of Cox's model (1972) with one indicator and
      Efron's (1977) ties, with its Wald interval. It needs only who left and who was there at each time.
    - proportional_p: is β the same at all times? Score test of Grambsch and Therneau (1994) against times in order.
    - verdict of a group: sooner or later than the others when the Holm-adjusted p of its ratio is under 1 − level.
    - soonest: of the groups that leave sooner, the fastest and those that it cannot be told from: every pair is
      compared (its own model of two groups), p adjusted over all pairs (Holm).
    Groups of whom fewer than five left are counted but not judged.
    Errors: ValueError for impossible counts or a level outside (0, 1).

    >>> early, late = ([1, 2, 3, 4], [3, 4, 3, 2], [0, 0, 0, 0]), ([2, 5, 8, 9], [2, 2, 3, 3], [0, 1, 1, 9])
    >>> result = paces_from_counts(groups={"early": early, "late": late})
    >>> result.soonest, result.groups[0].ratio > 1, result.verdict
    (('early',), True, 'groups differ')
    """
    check_level(level)
    test = logrank_from_counts(groups=groups, level=level)
    table = Together(groups)
    able = [at for at, pace in enumerate(test.groups) if pace.observed >= FEWEST]
    everyone = list(range(len(test.groups)))
    fits = {at: table.fit([at], [other for other in everyone if other != at]) for at in able}
    judged = _judged(test, fits, level)
    notes = tuple(
        Note(text=TOO_FEW, values={"group": pace.group, "events": pace.observed})
        for at, pace in enumerate(test.groups)
        if at not in able
    )
    return Paces(
        n=test.n,
        verdict=test.verdict,
        notes=(*test.notes, *notes),
        groups=tuple(sorted(judged, key=lambda each: -(each.ratio or 0.0))),
        soonest=_soonest(judged, able, table, level) if test.verdict == GROUPS_DIFFER else (),
        chisq=test.chisq,
        df=test.df,
        p_value=test.p_value,
    )


@dataclass(frozen=True, kw_only=True)
class Fit:
    """log hazard ratio with its standard error, and the p of one ratio at all times."""

    beta: float
    se: float
    proportional_p: float | None

    @property
    def p_value(self) -> float:
        return z_p_value(self.beta / self.se)


class Together:
    """Events and people at risk of each group at every time that any of them has."""

    def __init__(self, groups: Mapping[str, Counts]) -> None:
        tables = [life_table(times=t, events={LEFT: e}, censored=c) for t, e, c in groups.values()]
        self.times = np.unique(np.concatenate([np.empty(0), *(table.times for table in tables)]))
        self.left, last = (np.zeros((len(tables), len(self.times))) for _ in range(2))
        for i, table in enumerate(tables):
            place = np.searchsorted(self.times, table.times)
            self.left[i, place], last[i, place] = table.left, table.censored
        self.risk = np.array([backward(row) for row in self.left + last]).reshape(self.left.shape)

    def fit(self, ones: Sequence[int], others: Sequence[int]) -> Fit | None:
        """Cox's model of these groups against those; None where one side has nobody who left or was there."""
        d1, n1, d0, n0 = (rows.sum(axis=0) for rows in (
            self.left[list(ones)], self.risk[list(ones)], self.left[list(others)], self.risk[list(others)],
        ))  # fmt: skip
        if not (d1.sum() and d0.sum()):
            return None
        at = np.flatnonzero(d1 + d0)
        return _newton(d1[at], n1[at], d0[at], n0[at])


def _newton(d1: Floats, n1: Floats, d0: Floats, n0: Floats) -> Fit | None:
    """The root of the score, with Efron's ties: at a time with d events the j-th is drawn when j/d of them are gone."""
    d = np.rint(d1 + d0).astype(int)
    time = np.repeat(np.arange(len(d)), d)
    gone = (np.arange(d.sum()) - np.repeat(np.cumsum(d) - d, d)) / d[time]
    one, other = n1[time] - gone * d1[time], n0[time] - gone * d0[time]
    beta = 0.0
    for _ in range(STEPS):
        share = one * exp(beta) / (one * exp(beta) + other)
        score, information = float(d1.sum() - share.sum()), float((share * (1 - share)).sum())
        if information <= 0:
            return None
        step = float(np.clip(score / information, -1.0, 1.0))
        beta += step
        if abs(step) < TOLERANCE:
            break
        if abs(beta) > 20:  # one side leaves only after the other is gone: there is no finite ratio
            return None
    share = one * exp(beta) / (one * exp(beta) + other)
    spread = np.bincount(time, share * (1 - share), len(d)).astype(float)
    residual = d1 - np.bincount(time, share, len(d))
    return Fit(beta=beta, se=1 / sqrt(float(spread.sum())), proportional_p=_proportional(residual, spread))


def _proportional(residual: Floats, spread: Floats) -> float | None:
    """p of the score test that β does not move with the order of time; None for fewer than two times."""
    if len(spread) < 2 or spread.sum() <= 0:
        return None
    order = np.arange(len(spread), dtype=float)
    order -= spread @ order / spread.sum()
    variance = float(spread @ order**2)
    return None if variance <= 0 else float(chdtrc(1, float(residual @ order) ** 2 / variance))


def _judged(test: LogRank, fits: Mapping[int, Fit | None], level: float) -> list[Pace]:
    known = {at: fit for at, fit in fits.items() if fit is not None}
    adjusted = dict(zip(known, holm([fit.p_value for fit in known.values()]).tolist(), strict=True)) if known else {}
    z = z_quantile(level)
    found = []
    for at, pace in enumerate(test.groups):
        bare = Pace(group=pace.group, n=pace.n, events=pace.observed, expected=pace.expected)
        fit = known.get(at)
        if fit is None:
            found.append(bare)
            continue
        sure = adjusted[at] < 1 - level
        found.append(
            replace(
                bare,
                ratio=exp(fit.beta),
                low=exp(fit.beta - z * fit.se),
                high=exp(fit.beta + z * fit.se),
                p_adjusted=adjusted[at],
                proportional_p=fit.proportional_p,
                verdict=CANNOT_TELL if not sure else SOONER if fit.beta > 0 else LATER,
            )
        )
    return found


def _soonest(judged: Sequence[Pace], able: Sequence[int], table: Together, level: float) -> tuple[str, ...]:
    """The fastest of those that leave sooner than the others, with those that it cannot be told from."""
    sooner = [at for at in able if judged[at].verdict == SOONER]
    if not sooner:
        return ()
    pairs = list(combinations(able, 2))
    fits = [table.fit([one], [other]) for one, other in pairs]
    p = holm([1.0 if fit is None else fit.p_value for fit in fits]).tolist()
    apart = {frozenset(pair) for pair, each in zip(pairs, p, strict=True) if each < 1 - level}
    first = max(sooner, key=lambda at: judged[at].ratio or 0.0)
    tied = [at for at in able if at != first and frozenset((first, at)) not in apart]
    ordered = sorted([first, *tied], key=lambda at: -(judged[at].ratio or 0.0))
    return tuple(judged[at].group for at in ordered)
