"""How many are still there after a time: Kaplan and Meier."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from sonda.methods.churn.clusters import ONE_CLUSTER, Clustered, variance_by_cluster
from sonda.methods.churn.results import HALF_LEFT, MOST_STAY, Moment, Survival
from sonda.methods.churn.table import LEFT, Floats, LifeTable, Weighted, backward, life_table, places, ratio
from sonda.methods.result import CANNOT_TELL, N_, Note

NOBODY = N_("There is nobody to follow.")
NO_EVENT = N_("Nobody has left yet, so the time of leaving is not known.")
NOT_REACHED = N_("Fewer than half have left, so the median is not reached.")
ALL_LEFT = N_("Where everyone has left there is no interval.")
TOO_LATE = N_("Nobody was watched as long as %(time)s, so nothing can be said about it.")


def survival_from_counts(
    *,
    times: ArrayLike,
    events: ArrayLike,
    censored: ArrayLike,
    level: float = 0.95,
    at: ArrayLike | None = None,
    weighted: Weighted | None = None,
    clustered: Clustered | None = None,
) -> Survival:
    """Survival curve from counts: at each of `times` so many left (`events`), so many were last seen (`censored`).

    S(t) = Π(1 − d/n) over times ≤ t, n being those whose time is not earlier. Interval: exp(log S ± z·√V), high cut
    at 1, V = Σ d/(n(n − d)) (Greenwood); None where S is 0. Shares 0–1, times in the unit given.
    `median`: where the curve meets one half (the middle of a stretch at exactly one half, as R's `survival`); its
    interval is where the interval's ends meet one half (Brookmeyer and Crowley 1982). `at`: moments to speak about,
    else every event time; None past the last time watched.
    Verdict at the last moment of the data: most stay (low above ½), half left (high below ½), else cannot tell.

    Weights: hand Σw as counts and `weighted`; V is then the sum of the squared influences of the people
    (infinitesimal jackknife, Σw² times the square of ∂log S/∂w), which is Greenwood's without weights. Clusters: hand
    `clustered`; the influences are added up by cluster before they are squared (`variance_by_cluster`). One cluster:
    no interval, cannot tell. Source: Kaplan and Meier (1958); Kalbfleisch and Prentice (2002). Raises ValueError for
    impossible counts or times.

    >>> curve = survival_from_counts(times=[1, 2, 3, 4], events=[1, 1, 0, 1], censored=[0, 0, 1, 0])
    >>> [(moment.time, moment.survival, moment.at_risk) for moment in curve.moments], curve.median
    ([(1.0, 0.75, 4), (2.0, 0.5, 3), (4.0, 0.0, 1)], 3.0)
    """
    table = life_table(times=times, events={LEFT: events}, censored=censored, weighted=weighted, clustered=clustered)
    notes: tuple[Note, ...] = ()
    if table.n == 0:
        return Survival(n=0, notes=(Note(text=NOBODY),))
    log_se = np.sqrt(log_variance(table))
    low, high = log_interval(table.survival, log_se, level)
    asked, place = places(table, at)
    moments = tuple(moment(table, float(time), int(i), log_se, low, high) for time, i in zip(asked, place, strict=True))
    late = [each.time for each in moments if each.survival is None]
    notes += tuple(Note(text=TOO_LATE, values={"time": f"{time:g}"}) for time in late)
    if any(each.survival == 0 for each in moments):
        notes += (Note(text=ALL_LEFT),)
    median = crossing(table, table.survival)
    if table.left.sum() == 0:
        notes += (Note(text=NO_EVENT),)
    elif median is None:
        notes += (Note(text=NOT_REACHED),)
    if not judgeable(table):
        notes += (Note(text=ONE_CLUSTER),)
    return Survival(
        n=table.n,
        verdict=verdict(table, low, high),
        notes=notes,
        events=int(table.people_left.sum()),
        moments=moments,
        median=median,
        median_low=crossing(table, low) if judgeable(table) else None,
        median_high=crossing(table, high) if judgeable(table) else None,
    )


def judgeable(table: LifeTable) -> bool:
    """Whether an interval can be had: not when everyone comes from one event."""
    return table.lines is None or table.lines.enough


def log_variance(table: LifeTable) -> Floats:
    """Variance of log S after each time; meaningless where S is 0, NaN where there is one cluster."""
    # The influence of a person on log S(t) is G(min(t, own time)), less 1/(n − d) once that person has left.
    gone = table.greenwood - ratio(np.ones_like(table.times), table.remaining)
    if table.lines is not None:
        place = table.lines.place
        influence = np.where(table.lines.cause < 0, table.greenwood[place], gone[place])
        own, ones = table.lines.w * influence, np.ones_like(table.times)
        return variance_by_cluster(table.lines, steps=[own], paths=[ones], later=table.greenwood)
    if table.squares is None or table.censored_squares is None:
        return table.greenwood
    left, last = table.squares.sum(axis=0), table.censored_squares
    later = np.append(backward(left + last)[1:], 0.0)
    return np.asarray(np.cumsum(left * gone**2 + last * table.greenwood**2) + table.greenwood**2 * later, float)


def log_interval(share: Floats, log_se: Floats, level: float) -> tuple[Floats, Floats]:
    """exp(log share ± z·se), at most 1; NaN where the share is 0."""
    if not 0 < level < 1:
        raise ValueError("The level of an interval lies between 0 and 1.")
    reach = np.minimum(ndtri(0.5 + level / 2) * log_se, 700.0)  # e^700 is the last that a float holds
    known = share > 0
    low, high = share * np.exp(-reach), np.minimum(share * np.exp(reach), 1.0)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def moment(table: LifeTable, time: float, place: int, log_se: Floats, low: Floats, high: Floats) -> Moment:
    risk = int(np.searchsorted(table.times, time, side="left"))
    at_risk = int(table.people_at_risk[risk]) if risk < len(table.times) else 0
    share = 1.0 if place < 0 else float(table.survival[place])
    if time > table.times[-1] and share > 0:
        return Moment(time=time, survival=None, low=None, high=None, at_risk=0)
    if share == 0 or not judgeable(table):
        return Moment(time=time, survival=share, low=None, high=None, at_risk=at_risk)
    if place < 0:
        return Moment(time=time, survival=1.0, low=1.0, high=1.0, at_risk=at_risk, se=0.0)
    se = share * float(log_se[place])
    return Moment(time=time, survival=share, low=float(low[place]), high=float(high[place]), at_risk=at_risk, se=se)


def crossing(table: LifeTable, curve: Floats) -> float | None:
    """Where a falling curve meets one half; the middle of a stretch that lies exactly on it.

    NaN ends a curve of limits only where the curve itself is 0: it has met one half there at the latest.
    """
    heights = np.where(np.isnan(curve), 0.0, curve)
    below = np.flatnonzero(heights < 0.5 - 1e-12)
    on = np.flatnonzero(np.abs(heights - 0.5) <= 1e-12)
    end: Any = table.times[below[0]] if below.size else None
    if on.size:
        end = table.times[-1] if end is None else end
        return float((table.times[on[0]] + end) / 2)
    return None if end is None else float(end)


def verdict(table: LifeTable, low: Floats, high: Floats) -> str:
    if not judgeable(table):
        return CANNOT_TELL
    if table.survival[-1] == 0 or (np.isfinite(high) & (high < 0.5)).any():
        return HALF_LEFT
    return MOST_STAY if table.left.sum() > 0 and low[-1] > 0.5 else CANNOT_TELL
