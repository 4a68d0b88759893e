"""The priority map: what matters much and is rated badly comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sonda.methods.frames import events, numbers, suffixes, weights
from sonda.methods.intervals import Interval, check_level, t_interval
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.sums import Sums, sums

CONCENTRATE = "concentrate"
KEEP = "keep"
LOW_PRIORITY = "low priority"
OVERKILL = "possible overkill"
UNDECIDED = "undecided"
NOTHING = "nothing to concentrate on"

NO_PLACE = N_('"%(item)s" has no importance or no performance, so it has no place on the map.')
NO_INTERVAL = N_('"%(item)s" has one answer, or all alike, so its side of the lines cannot be judged.')
POINT_IMPORTANCE = N_("Importances have no interval without resampling; only performance is judged against its line.")

Ends = Interval | None


@dataclass(frozen=True, kw_only=True)
class PriorityItem:
    """An item's place on the map; `leaning` is the quadrant of its two means, whatever their intervals say."""

    item: str
    importance: float | None = None
    performance: float | None = None
    quadrant: str = UNDECIDED
    leaning: str | None = None
    importance_low: float | None = None
    importance_high: float | None = None
    performance_low: float | None = None
    performance_high: float | None = None
    n: int = 0


@dataclass(frozen=True, kw_only=True)
class Priorities(Result):
    """Items on the map, and where its two lines stand; `n` is the number of people of the item answered most.

    The verdict: `concentrate` where an item surely belongs there, `nothing to concentrate on` where every item surely
    belongs elsewhere, else `cannot tell`.
    """

    method: ClassVar[str] = "priorities"
    version: ClassVar[str] = "1"

    items: tuple[PriorityItem, ...] = ()
    line_importance: float | None = None
    line_performance: float | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [
            {name: public(each)[name] for name in ("item", "importance", "performance", "quadrant")}
            for each in self.items
        ]


def priorities(
    frame: Any,
    *,
    importance: str | None = None,
    performance: str | None = None,
    outcome: str | None = None,
    drivers: Sequence[str] = (),
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    level: float = 0.95,
    **driver_options: Any,
) -> Priorities:
    """The priority map of stated importances (columns `importance` + item and `performance` + item), or of drivers.

    With `outcome` and `drivers` the importance is each driver's part of R² and the performance its mean rating;
    `driver_options` go to `sonda.methods.drivers`. Every item counts the people who answered it.
    Errors: ValueError unless exactly one of the two forms is asked for, or numbers or weights are bad.

    >>> frame = {"IMP1": [7, 6, 7], "SAT1": [2, 1, 2], "IMP2": [2, 1, 2], "SAT2": [6, 7, 6]}
    >>> [(each.item, each.quadrant) for each in priorities(frame, importance="IMP", performance="SAT").items]
    [('1', 'concentrate'), ('2', 'possible overkill')]
    """
    stated = (importance is not None) + (performance is not None)
    derived = (outcome is not None) + bool(drivers)
    if (stated, derived) not in {(2, 0), (0, 2)}:
        raise ValueError("Priorities need the prefixes of importance and performance, or an outcome and its drivers.")
    weighing, events_of_rows = weights(frame, weight), events(frame, cluster)

    def added(name: str) -> Sums:
        return sums(numbers(frame, name), weighing, events_of_rows)

    if importance is not None and performance is not None:
        items = suffixes(frame, importance, performance)
        counted = {item: (added(importance + item), added(performance + item)) for item in items}
        return priorities_from_sums(items=counted, level=level)
    from sonda.methods import drivers as package

    options = {"weight": weight, "cluster": cluster, "level": level} | driver_options
    weighed = package.drivers(frame, outcome=str(outcome), drivers=drivers, **options)
    return priorities_from_drivers(drivers=weighed, performance={name: added(name) for name in drivers}, level=level)


def priorities_from_sums(*, items: Mapping[str, tuple[Sums, Sums]], level: float = 0.95) -> Priorities:
    """The map of Martilla and James (1977) from the sums of each item's (importance, performance).

    The lines stand at the means of the items' means and are taken as given. concentrate: important, rated below the
    line; keep: important, above; low priority: neither; possible overkill: unimportant, above. An item whose t interval
    (of either mean) straddles its line is undecided.
    Errors: ValueError for no items, or a level outside (0, 1).

    >>> from sonda.methods.sums import sums
    >>> wait = (sums([7, 6, 7]), sums([2, 1, 2]))
    >>> price = (sums([2, 1, 2]), sums([6, 3, 7]))
    >>> [each.quadrant for each in priorities_from_sums(items={"wait": wait, "price": price}).items]
    ['concentrate', 'undecided']
    """
    check_level(level)
    places = [
        PriorityItem(
            item=item,
            importance=stated.mean,
            performance=rated.mean,
            n=max(stated.n, rated.n),
            **_named("importance", t_interval(stated, level)),
            **_named("performance", t_interval(rated, level)),
        )
        for item, (stated, rated) in items.items()
    ]
    return _map(places, point_importance=False)


def priorities_from_drivers(*, drivers: Result, performance: Mapping[str, Sums], level: float = 0.95) -> Priorities:
    """The map from drivers (a result of `sonda.methods.drivers`) and the sums of each driver's ratings.

    Importance is the driver's part of R², its interval the resampled one; without resampling importance is taken as it
    is and the map says so. A driver with too few raters has no place and is undecided.
    Errors: ValueError for a driver without ratings, no drivers, or a level outside (0, 1).
    """
    check_level(level)
    rows = drivers.rows()
    unrated = [row["driver"] for row in rows if row["driver"] not in performance]
    if unrated:
        raise ValueError(f"There are no ratings of {', '.join(unrated)}.")
    places = []
    for row in rows:
        rated = performance[row["driver"]]
        resampled = None if row["low"] is None or row["high"] is None else (row["low"], row["high"])
        places.append(
            PriorityItem(
                item=row["driver"],
                importance=row["importance"],
                performance=rated.mean,
                n=rated.n,
                **_named("importance", resampled),
                **_named("performance", t_interval(rated, level)),
            )
        )
    placed = [each for each in places if each.importance is not None]
    return _map(places, point_importance=bool(placed) and all(each.importance_low is None for each in placed))


def _map(places: list[PriorityItem], *, point_importance: bool) -> Priorities:
    if not places:
        raise ValueError("A priority map needs at least one item.")
    both = [(p.importance, p.performance) for p in places if p.importance is not None and p.performance is not None]
    lines = tuple(float(each) for each in np.mean(both, axis=0)) if both else None
    notes = [Note(text=POINT_IMPORTANCE)] if point_importance else []
    judged = []
    for place in places:
        found, text = _judge(place, lines, point_importance)
        judged.append(found)
        notes += [Note(text=text, values={"item": place.item})] if text else []
    quadrants = {each.quadrant for each in judged}
    return Priorities(
        n=max(each.n for each in places),
        verdict=CONCENTRATE if CONCENTRATE in quadrants else CANNOT_TELL if UNDECIDED in quadrants else NOTHING,
        notes=tuple(notes),
        items=tuple(judged),
        line_importance=lines[0] if lines else None,
        line_performance=lines[1] if lines else None,
    )


def _judge(
    place: PriorityItem, lines: tuple[float, ...] | None, point_importance: bool
) -> tuple[PriorityItem, str | None]:
    if lines is None or place.importance is None or place.performance is None:
        return place, NO_PLACE
    stated, rated = place.importance - lines[0], place.performance - lines[1]
    leaning = (KEEP if rated >= 0 else CONCENTRATE) if stated >= 0 else (OVERKILL if rated >= 0 else LOW_PRIORITY)
    importance: Ends = _ends(place.importance_low, place.importance_high)
    if point_importance:
        importance = (place.importance, place.importance)
    performance = _ends(place.performance_low, place.performance_high)
    if importance is None or performance is None:
        return _placed(place, leaning, UNDECIDED), NO_INTERVAL
    straddles = importance[0] <= lines[0] <= importance[1] or performance[0] <= lines[1] <= performance[1]
    return _placed(place, leaning, UNDECIDED if straddles else leaning), None


def _placed(place: PriorityItem, leaning: str, quadrant: str) -> PriorityItem:
    return PriorityItem(**vars(place) | {"leaning": leaning, "quadrant": quadrant})


def _named(what: str, ends: Ends) -> dict[str, Any]:
    return {} if ends is None else {f"{what}_low": ends[0], f"{what}_high": ends[1]}


def _ends(low: float | None, high: float | None) -> Ends:
    return None if low is None or high is None else (low, high)
