"""Churn straight from a frame: one person a row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.churn.clusters import Clustered
from sonda.methods.churn.incidence import incidence_from_counts
from sonda.methods.churn.logrank import LogRank, logrank_from_counts
from sonda.methods.churn.results import Incidence, Survival
from sonda.methods.churn.survival import survival_from_counts
from sonda.methods.churn.table import Floats, Weighted
from sonda.methods.columns import as_text, labels, spelling_notes
from sonda.methods.frames import Events, events, numbers, weights
from sonda.methods.result import N_, Note

NOT_STATED = "not stated"

NO_DURATION = N_("Rows without a duration, left out: %(n)s.")
NO_STATE = N_('Rows with nothing in column "%(column)s", counted as not having left: %(n)s.')
NO_SUCH_EVENT = N_('No row of column "%(column)s" holds "%(value)s".')
NO_CAUSE = N_('People who left without a cause, counted as "not stated": %(n)s.')


def churn(
    frame: Any,
    *,
    duration: str,
    event: str,
    event_value: object,
    cause: str | None = None,
    times: ArrayLike | None = None,
    weight: str | None = None,
    cluster: str | Sequence[str] | None = None,
    level: float = 0.95,
) -> Survival | Incidence:
    """`survival_from_counts`, or with a `cause` column `incidence_from_counts`, on rows.

    A row has left when its `event` equals `event_value` (as text, numbers as numbers); every other row is censored at
    its duration. `cluster`: columns that name an event which rows share; it widens the intervals and changes no share.
    Raises ValueError that names column and row for a duration that is no number or negative and for a bad weight.

    >>> frame = {"months": [2, 5, 5, 9], "state": ["gone", "gone", "here", "here"]}
    >>> churn(frame, duration="months", event="state", event_value="gone", times=[5]).rows()[0]["survival"]
    0.5
    """
    months, happened, notes = people(frame, duration, event, event_value)
    weighing, drawn = weights(frame, weight), events(frame, cluster)
    kept = ~np.isnan(months)

    def counted(states: dict[str, NDArray[np.bool_]]) -> CountsByTime:
        here = {name: state[kept] for name, state in states.items()}
        w = None if weighing is None else weighing[kept]
        return by_time(months[kept], here, w, None if drawn is None else drawn[kept])

    if cause is None:
        counts = counted({"left": happened})
        curve = survival_from_counts(
            times=counts.times,
            events=counts.events["left"],
            censored=counts.censored,
            weighted=counts.weighted,
            clustered=counts.clustered,
            level=level,
            at=times,
        )
        return with_notes(curve, notes)
    reasons, stated = labels(frame, cause)
    reasons = np.where(stated, reasons, NOT_STATED)
    names = sorted(set(reasons[kept & happened]))
    unstated = int((kept & happened & ~stated).sum())
    if unstated:
        notes += (Note(text=NO_CAUSE, values={"n": unstated}),)
    counts = counted({name: happened & (reasons == name) for name in names})
    result = incidence_from_counts(
        times=counts.times,
        events=counts.events,
        censored=counts.censored,
        weighted=counts.weighted,
        clustered=counts.clustered,
        level=level,
        at=times,
    )
    return with_notes(result, notes + spelling_notes(names))


def logrank(frame: Any, *, duration: str, event: str, event_value: object, group: str, level: float = 0.95) -> LogRank:
    """`logrank_from_counts` on rows; rows without a duration or a group are left out.

    >>> frame = {"t": [1, 2, 3, 7, 8, 9], "left": [1] * 6, "plan": ["old"] * 3 + ["new"] * 3}
    >>> round(logrank(frame, duration="t", event="left", event_value=1, group="plan").p_value, 4)
    0.0246
    """
    months, happened, _ = people(frame, duration, event, event_value)
    names, named = labels(frame, group)
    kept = named & ~np.isnan(months)
    groups = {}
    for name in sorted(set(names[kept])):
        here = kept & (names == name)
        counts = by_time(months[here], {"left": happened[here]})
        groups[name] = (counts.times, counts.events["left"], counts.censored)
    return logrank_from_counts(groups=groups, level=level)


def people(
    frame: Any, duration: str, event: str, event_value: object
) -> tuple[Floats, NDArray[np.bool_], tuple[Note, ...]]:
    """Durations (NaN: not given), who left, and what a reader must know about the rows."""
    months = numbers(frame, duration)
    if (months < 0).any():
        row = int((months < 0).argmax()) + 1
        raise ValueError(f"Column {duration}, row {row}: a duration cannot be negative ({months[row - 1]:g}).")
    states, known = labels(frame, event)
    wanted = as_text(event_value)
    happened = np.asarray(states == wanted, bool)
    kept = ~np.isnan(months)
    notes: tuple[Note, ...] = ()
    if not kept.all():
        notes += (Note(text=NO_DURATION, values={"n": int((~kept).sum())}),)
    if not known[kept].all():
        notes += (Note(text=NO_STATE, values={"n": int((~known[kept]).sum()), "column": event}),)
    if not happened[kept].any():
        notes += (Note(text=NO_SUCH_EVENT, values={"column": event, "value": wanted}),)
    return months, happened, notes


@dataclass(frozen=True, kw_only=True)
class CountsByTime:
    """The columns that the count doors ask for."""

    times: Floats
    events: dict[str, Floats]
    censored: Floats
    weighted: Weighted | None
    clustered: Clustered | None


def by_time(
    months: Floats, states: dict[str, NDArray[np.bool_]], weighing: Floats | None = None, drawn: Events | None = None
) -> CountsByTime:
    """Rows added up by their duration; with clusters (`drawn`) beside that row by row."""
    times, place = np.unique(months, return_inverse=True)
    w = np.ones_like(months) if weighing is None else weighing
    cause = np.full(len(months), -1)
    for number, state in enumerate(states.values()):
        cause[state] = number
    stayed = cause < 0

    def total(values: ArrayLike) -> Floats:
        return np.bincount(place, values, len(times)).astype(float)

    squares = Weighted(
        people=total(np.ones(len(months))),
        people_left=total(~stayed * 1.0),
        events_squared={name: total(state * w**2) for name, state in states.items()},
        censored_squared=total(stayed * w**2),
    )
    return CountsByTime(
        times=times,
        events={name: total(state * w) for name, state in states.items()},
        censored=total(stayed * w),
        weighted=None if weighing is None else squares,
        clustered=None if drawn is None else Clustered(cluster=drawn, times=months, cause=cause, w=w),
    )


R = TypeVar("R", Survival, Incidence)


def with_notes(result: R, notes: tuple[Note, ...]) -> R:
    return replace(result, notes=notes + result.notes)
