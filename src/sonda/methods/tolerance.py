"""The zone of tolerance: is what people perceive between what they would accept and what they desire?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sonda.methods.columns import Floats
from sonda.methods.frames import events, numbers, suffixes, weights
from sonda.methods.intervals import check_level, t_interval
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.sums import Sums, sums

BELOW = "below the zone"
INSIDE = "inside the zone"
ABOVE = "above the zone"
MIXED = "mixed"

NO_ANSWERS = N_('Nobody said of "%(item)s" what they accept, desire and perceive.')
NO_INTERVAL = N_('"%(item)s" has one answer or event, or all alike, so its place cannot be judged.')
CROSSED = N_('On average people accept no less of "%(item)s" than they desire; were the questions understood?')


@dataclass(frozen=True, kw_only=True)
class ToleranceSums:
    """Sums over those who gave all three: the two levels, and perception less each of them."""

    adequate: Sums
    desired: Sums
    adequacy: Sums
    superiority: Sums


@dataclass(frozen=True, kw_only=True)
class ToleranceItem:
    """An item's zone (adequate to desired), its measures of adequacy and superiority with t intervals, its place."""

    item: str
    adequate: float | None = None
    desired: float | None = None
    width: float | None = None
    adequacy: float | None = None
    adequacy_low: float | None = None
    adequacy_high: float | None = None
    superiority: float | None = None
    superiority_low: float | None = None
    superiority_high: float | None = None
    n: int = 0
    verdict: str = CANNOT_TELL


@dataclass(frozen=True, kw_only=True)
class ZoneOfTolerance(Result):
    """Items with their places; `n` is that of the item answered most, the verdict the common one or `mixed`."""

    method: ClassVar[str] = "zone of tolerance"
    version: ClassVar[str] = "1"

    items: tuple[ToleranceItem, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [public(each) for each in self.items]


def zone_of_tolerance(
    frame: Any,
    *,
    adequate: str,
    desired: str,
    perception: str,
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    level: float = 0.95,
) -> ZoneOfTolerance:
    """Zone of tolerance of columns that pair by suffix; a respondent counts where all three answers are given.

    Errors: ValueError where nothing pairs up, or numbers or weights are bad.

    >>> frame = {"A1": [3, 4, 3, 4], "D1": [6, 7, 7, 6], "P1": [5, 5, 5, 5]}
    >>> zone_of_tolerance(frame, adequate="A", desired="D", perception="P").verdict
    'inside the zone'
    """
    weighing, events_of_rows = weights(frame, weight), events(frame, cluster)

    def added(column: Floats) -> Sums:
        return sums(column, weighing, events_of_rows)

    counted = {}
    for item in suffixes(frame, adequate, desired, perception):
        least, most, seen = (numbers(frame, prefix + item) for prefix in (adequate, desired, perception))
        everything = ~np.isnan(least + most + seen)
        least, most = np.where(everything, least, np.nan), np.where(everything, most, np.nan)
        counted[item] = ToleranceSums(
            adequate=added(least), desired=added(most), adequacy=added(seen - least), superiority=added(seen - most)
        )
    return zone_of_tolerance_from_sums(items=counted, level=level)


def zone_of_tolerance_from_sums(*, items: Mapping[str, ToleranceSums], level: float = 0.95) -> ZoneOfTolerance:
    """Zone of tolerance (Zeithaml, Berry and Parasuraman 1993) from sums over those who gave all three answers.

    adequacy = mean of perception − adequate, superiority = mean of perception − desired, each ± t·se; width = desired −
    adequate. below: adequacy wholly under 0; above: superiority wholly over 0; inside: adequacy wholly over and
    superiority wholly under 0; else cannot tell.
    Errors: ValueError for no items, or a level outside (0, 1).
    """
    check_level(level)
    if not items:
        raise ValueError("The zone of tolerance needs at least one item.")
    judged = [_judge(item, each, level) for item, each in items.items()]
    verdicts = {each.verdict for each, _ in judged}
    return ZoneOfTolerance(
        n=max(each.n for each, _ in judged),
        verdict=verdicts.pop() if len(verdicts) == 1 else MIXED,
        notes=tuple(note for _, notes in judged for note in notes),
        items=tuple(each for each, _ in judged),
    )


def _judge(item: str, each: ToleranceSums, level: float) -> tuple[ToleranceItem, tuple[Note, ...]]:
    least, most = each.adequate.mean, each.desired.mean
    if least is None or most is None:
        return ToleranceItem(item=item, n=each.adequacy.n), (Note(text=NO_ANSWERS, values={"item": item}),)
    low, high = t_interval(each.adequacy, level), t_interval(each.superiority, level)
    notes = [Note(text=NO_INTERVAL, values={"item": item})] if low is None or high is None else []
    if most <= least:
        notes.append(Note(text=CROSSED, values={"item": item}))
    return ToleranceItem(
        item=item,
        adequate=least,
        desired=most,
        width=most - least,
        adequacy=each.adequacy.mean,
        adequacy_low=low[0] if low else None,
        adequacy_high=low[1] if low else None,
        superiority=each.superiority.mean,
        superiority_low=high[0] if high else None,
        superiority_high=high[1] if high else None,
        n=each.adequacy.n,
        verdict=CANNOT_TELL if most <= least else _place(low, high),
    ), tuple(notes)


def _place(adequacy: tuple[float, float] | None, superiority: tuple[float, float] | None) -> str:
    if adequacy is not None and adequacy[1] < 0:
        return BELOW
    if superiority is not None and superiority[0] > 0:
        return ABOVE
    if adequacy is not None and superiority is not None and adequacy[0] > 0 and superiority[1] < 0:
        return INSIDE
    return CANNOT_TELL
