"""Do groups leave at the same pace? The log-rank test."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from sonda.methods.churn.results import GROUPS_DIFFER
from sonda.methods.churn.table import LEFT, Floats, backward, life_table
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public

ONE_GROUP = N_("There are fewer than two groups in which somebody could leave, so nothing can be compared.")

Counts = tuple[ArrayLike, ArrayLike, ArrayLike]


@dataclass(frozen=True, kw_only=True)
class GroupPace:
    """Events of a group and how many there would be if all groups left at one pace."""

    group: str
    n: int
    observed: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class LogRank(Result):
    """Test of equal pace."""

    method: ClassVar[str] = "logrank"
    version: ClassVar[str] = "1"

    groups: tuple[GroupPace, ...] = ()
    chisq: float | None = None
    df: int | None = None
    p_value: float | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [public(group) for group in self.groups]

    def top(self) -> dict[str, Any]:
        return {"chisq": self.chisq, "df": self.df, "p_value": self.p_value}


def logrank_from_counts(*, groups: Mapping[str, Counts], level: float = 0.95) -> LogRank:
    """Log-rank test of groups given as (times, events, censored); counts of people, without weights.

    At each event time the events of a group are compared with its share of those at risk; the differences O − E are
    judged by their hypergeometric covariance: χ² on groups − 1 degrees of freedom. Source: Mantel (1966); Peto and
    Peto (1972). Verdict: groups differ when p < 1 − level, else cannot tell. Raises ValueError as
    `survival_from_counts` does.

    >>> early, late = ([1, 2, 3], [1, 1, 1], [0, 0, 0]), ([7, 8, 9], [1, 1, 1], [0, 0, 0])
    >>> result = logrank_from_counts(groups={"early": early, "late": late})
    >>> round(result.chisq, 4), result.df, result.verdict
    (5.0517, 1, 'groups differ')
    """
    tables = {name: life_table(times=t, events={LEFT: e}, censored=c) for name, (t, e, c) in groups.items()}
    times = np.unique(np.concatenate([np.empty(0), *(table.times for table in tables.values())]))
    left, risk = (np.zeros((len(tables), len(times))) for _ in range(2))
    for i, table in enumerate(tables.values()):
        place = np.searchsorted(times, table.times)
        left[i, place] = table.left
        risk[i, place] = table.left + table.censored
    risk = np.array([backward(row) for row in risk]).reshape(left.shape)
    d, n = left.sum(axis=0), risk.sum(axis=0)
    expected = (risk * (d / np.maximum(n, 1))).sum(axis=1)
    paces = tuple(
        GroupPace(group=name, n=table.n, observed=int(left[i].sum()), expected=float(expected[i]))
        for i, (name, table) in enumerate(tables.items())
    )
    people = sum(table.n for table in tables.values())
    able = expected > 0
    if able.sum() < 2:
        return LogRank(n=people, groups=paces, notes=(Note(text=ONE_GROUP),))
    chisq, df = statistic((left.sum(axis=1) - expected)[able], covariance(risk[able], d, n))
    p = float(chdtrc(df, chisq)) if df else None
    return LogRank(
        n=people,
        groups=paces,
        chisq=chisq if df else None,
        df=df,
        p_value=p,
        verdict=GROUPS_DIFFER if p is not None and p < 1 - level else CANNOT_TELL,
        notes=() if df else (Note(text=ONE_GROUP),),
    )


def covariance(risk: Floats, d: Floats, n: Floats) -> Floats:
    """Hypergeometric covariance of the groups' events, summed over times."""
    share = risk / np.maximum(n, 1)
    spread = d * (n - d) / np.maximum(n - 1, 1)
    return np.asarray(np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T, float)


def statistic(difference: Floats, v: Floats) -> tuple[float, int]:
    """χ² and its degrees of freedom: the differences add up to 0, so the covariance has one rank less than groups."""
    df = int(np.linalg.matrix_rank(v))
    return float(difference @ np.linalg.pinv(v, hermitian=True) @ difference), df
