"""What people left for: the share that has gone by a time for each of several causes that rule each other out."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from sonda.methods.churn.clusters import ONE_CLUSTER, Clustered, Lines, variance_by_cluster
from sonda.methods.churn.results import ONE_LEADS, Incidence, Share
from sonda.methods.churn.survival import NO_EVENT, NOBODY, NOT_REACHED, TOO_LATE, crossing, judgeable, log_interval
from sonda.methods.churn.table import Floats, LifeTable, Weighted, backward, life_table, places, ratio
from sonda.methods.result import CANNOT_TELL, N_, Note

NONE_YET = N_("Where nobody has left for a cause yet, its share is 0 and has no interval.")


def incidence_from_counts(
    *,
    times: ArrayLike,
    events: Mapping[str, ArrayLike],
    censored: ArrayLike,
    level: float = 0.95,
    at: ArrayLike | None = None,
    weighted: Weighted | None = None,
    clustered: Clustered | None = None,
) -> Incidence:
    """Cumulative incidence of each cause (a reason, a destination) from counts at each of `times`.

    F(t) = Σ S(t−)·d_cause/n over times ≤ t (Aalen and Johansen 1978): the shares of all causes and the survival add
    up to 1, which 1 − Kaplan–Meier of one cause does not. Its variance is that of R's `cmprsk` (Gray 1988), with
    tied times as hypergeometric draws:
    V(t) = Σ ((F(t) − F)/S)²·h(d_other) + (1 − (F(t) − F)/S)²·h(d_cause), h(d) = S(t−)²·d(n − d)/(n²(n − 1)).
    Interval: exp(log F ± z·√V/F), high cut at 1, as R's `survfit` does for several states; None where F is 0.
    Shares 0–1. `at` as in `survival_from_counts`; `median` is that of leaving for any cause.

    Verdict: one cause leads when its interval at the last event lies wholly above every other's (a careful test: the
    intervals may overlap a little for a difference that is real), else cannot tell.
    Weights: Σw as counts and `weighted`; V is the sum of the people's squared influences. Clusters: `clustered`; the
    influences are added up by cluster before they are squared (`variance_by_cluster`), and with one cluster there is
    no interval. Raises ValueError for impossible counts or times.

    >>> counts = {"price": [1, 0, 1], "moved": [0, 1, 0]}
    >>> result = incidence_from_counts(times=[1, 2, 3], events=counts, censored=[0, 0, 1])
    >>> [(share.cause, share.incidence) for share in result.shares if share.time == 3.0]
    [('price', 0.5), ('moved', 0.25)]
    """
    table = life_table(times=times, events=events, censored=censored, weighted=weighted, clustered=clustered)
    if table.n == 0:
        return Incidence(n=0, notes=(Note(text=NOBODY),))
    asked, place = places(table, at)
    shares: list[Share] = []
    ends: dict[str, tuple[float, float]] = {}
    for k, cause in enumerate(table.causes):
        curve = table.incidence(k)
        se = np.sqrt(np.maximum(variance(table, k), 0.0))
        low, high = log_interval(curve, ratio(se, curve), level)
        ends[cause] = (low[-1], high[-1])
        for time, i in zip(asked.tolist(), place.tolist(), strict=True):
            shares.append(share(table, cause, time, i, curve, se, low, high))
    leading = leader(ends)
    notes = tuple(
        Note(text=TOO_LATE, values={"time": f"{time:g}"})
        for time in dict.fromkeys(each.time for each in shares if each.incidence is None)
    )
    if any(each.incidence == 0 for each in shares):
        notes += (Note(text=NONE_YET),)
    median = crossing(table, table.survival)
    if table.left.sum() == 0:
        notes += (Note(text=NO_EVENT),)
    elif median is None:
        notes += (Note(text=NOT_REACHED),)
    if not judgeable(table):
        notes += (Note(text=ONE_CLUSTER),)
    return Incidence(
        n=table.n,
        verdict=ONE_LEADS if leading is not None else CANNOT_TELL,
        notes=notes,
        events=int(table.people_left.sum()),
        shares=tuple(shares),
        leading=leading,
        median=median,
    )


def share(
    table: LifeTable, cause: str, time: float, place: int, curve: Floats, se: Floats, low: Floats, high: Floats
) -> Share:
    if place >= 0 and time > table.times[-1] and table.survival[-1] > 0:
        return Share(cause=cause, time=time, incidence=None, low=None, high=None)
    if place < 0 or curve[place] == 0:
        return Share(cause=cause, time=time, incidence=0.0, low=None, high=None)
    if not judgeable(table):
        return Share(cause=cause, time=time, incidence=float(curve[place]), low=None, high=None)
    return Share(
        cause=cause,
        time=time,
        incidence=float(curve[place]),
        low=float(low[place]),
        high=float(high[place]),
        se=float(se[place]),
    )


def leader(ends: Mapping[str, tuple[float, float]]) -> str | None:
    """The cause whose low end lies above the high end of every other; a cause of nobody (NaN) is no rival."""
    for cause, (low, _) in ends.items():
        rivals = [high for other, (_, high) in ends.items() if other != cause and np.isfinite(high)]
        if rivals and low > max(rivals):
            return cause
    return None


def variance(table: LifeTable, cause: int) -> Floats:
    """Variance of the cause's curve after each time, in running sums (Ft² · a − 2Ft · b + c)."""
    if table.lines is not None or table.squares is not None:
        return jackknife(table, cause)
    f, s, n = table.incidence(cause), table.survival, table.at_risk
    own, other = table.events[cause], table.left - table.events[cause]
    inverse = ratio(np.ones_like(s), s)
    of_other, of_own = (table.before**2 * ratio(d * (n - d), n**2 * np.maximum(n - 1, 0)) for d in (other, own))
    # A single person at risk who leaves: h is 0 by the formula, and S(t−)²·d/n² in cmprsk, which we follow.
    of_own = np.where((n == 1) & (own == 1), table.before**2, of_own)
    of_other = np.where(s > 0, of_other, 0.0)
    a = np.cumsum((of_other + of_own) * inverse**2)
    b = np.cumsum(of_other * f * inverse**2 + of_own * (1 + f * inverse) * inverse)
    c = np.cumsum(of_other * (f * inverse) ** 2 + of_own * (1 + f * inverse) ** 2)
    return np.asarray(f**2 * a - 2 * f * b + c, float)


def jackknife(table: LifeTable, cause: int) -> Floats:
    """Σw²·(∂F(t)/∂w)² over people, or with clusters Σ(Σw·∂F(t)/∂w)² over these.

    For one whose time is u, F(t) changes by P(min(u, t)), and once u ≤ t by (F(t) − F(u))·c + q besides: c is the
    change of log S at u, q = S(u−)/n for one who left for this cause; P = Σ S(t−)·(d/n)·G(t−) − S(t−)·d/n².
    """
    f, n, g = table.incidence(cause), table.at_risk, table.greenwood
    step = table.before * ratio(table.events[cause], n)
    path = np.cumsum(step * np.concatenate([[0.0], g[:-1]]) - step * ratio(np.ones_like(n), n))
    gone = g - ratio(np.ones_like(n), table.remaining)
    gone, stayed = (np.where(table.remaining > 0, change, 0.0) for change in (gone, g))
    jump = table.before * ratio(np.ones_like(n), n)
    if table.lines is not None:
        return by_cluster(table.lines, cause, f, path, gone=gone, stayed=stayed, jump=jump)
    assert table.squares is not None and table.censored_squares is not None  # noqa: PT018 — the caller's branch
    others = table.squares.sum(axis=0) - table.squares[cause]
    people = (
        (table.squares[cause], gone, jump),
        (others, gone, np.zeros_like(n)),
        (table.censored_squares, stayed, np.zeros_like(n)),
    )
    total = np.zeros_like(f)
    for squares, change, jumped in people:
        start = path + jumped - f * change
        total += (
            f**2 * np.cumsum(squares * change**2)
            + 2 * f * np.cumsum(squares * start * change)
            + np.cumsum(squares * start**2)
        )
    later = np.append(backward(table.squares.sum(axis=0) + table.censored_squares)[1:], 0.0)
    return np.asarray(total + path**2 * later, float)


def by_cluster(
    lines: Lines, cause: int, f: Floats, path: Floats, *, gone: Floats, stayed: Floats, jump: Floats
) -> Floats:
    """The influences of `jackknife`, F(t)·c + (P(u) + q − F(u)·c) from u on and P(t) before, by cluster."""
    change = np.where(lines.cause < 0, stayed[lines.place], gone[lines.place])
    start = path[lines.place] + np.where(lines.cause == cause, jump[lines.place], 0.0) - f[lines.place] * change
    steps, paths = [lines.w * start, lines.w * change], [np.ones_like(f), f]
    return variance_by_cluster(lines, steps=steps, paths=paths, later=path)
