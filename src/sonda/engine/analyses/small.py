"""What is withheld where no listed figure may count somebody and fewer than `least` people.

Methods that list answers join rare ones before they judge (`methods.joined_steps`); the rest is taken out here, after
the method has judged: a score stays, the few behind a part of it are not listed.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import singledispatch

import numpy as np

from sonda.engine.analyses.analysis import NO_GROUP, Analysis
from sonda.methods.churn.frame import NO_CAUSE, NO_DURATION, NO_STATE
from sonda.methods.churn.logrank import Counts
from sonda.methods.churn.pace import TOO_FEW, Paces, paces_from_counts
from sonda.methods.churn.results import HALF_LEFT, MOST_STAY, Incidence, Survival
from sonda.methods.contrast import Contrasts
from sonda.methods.crosstab import IN_NO_GROUP
from sonda.methods.csat import CSAT
from sonda.methods.joined_steps import JOINED, LEFT_OUT, OTHERS
from sonda.methods.kano import Kano, KanoItem
from sonda.methods.nps import NPS
from sonda.methods.result import CANNOT_TELL, N_, Note, Result
from sonda.methods.small_cells import are_small, left_out
from sonda.methods.spread import Line, Spread

CLASSES = N_("Counts are not listed where one of them is of fewer than %(k)s people.")
TENTH = N_("No worst tenth is told where it is fewer than %(k)s people.")
STRETCHES = N_("The curve is told at times between which %(k)s people or more left, and ends while %(k)s are watched.")
ALL_GROUPS = N_("The groups are too small to be compared: fewer than %(k)s people left or stayed.")
COUNTS_PEOPLE = (NO_GROUP, NO_CAUSE, NO_DURATION, NO_STATE, IN_NO_GROUP, TOO_FEW)
TENTHS = 10


def withheld(analysis: Analysis, least: int) -> Analysis:
    """The analysis without what is of too few people; as it is for `least` 0."""
    if not least:
        return analysis
    results = tuple((group, _quiet(of(result, least), least)) for group, result in analysis.results)
    return replace(analysis, results=results, notes=_kept(analysis.notes, least))


@singledispatch
def of(result: Result, least: int) -> Result:
    """A result without counts of too few people."""
    return result


@of.register
def _(result: NPS, least: int) -> Result:
    counts = (result.promoters, result.passives, result.detractors)
    if not are_small([each or 0 for each in counts], least).any():
        return result
    return replace(
        result, promoters=None, passives=None, detractors=None, weighted=None, notes=_also(result, CLASSES, least)
    )


@of.register
def _(result: CSAT, least: int) -> Result:
    satisfied = result.satisfied or 0
    if not are_small([satisfied, result.n - satisfied], least).any():
        return result
    return replace(result, satisfied=None, notes=_also(result, CLASSES, least))


@of.register
def _(result: Kano, least: int) -> Result:
    items = tuple(_item(item, least) for item in result.items)
    if items == result.items:
        return result
    return replace(result, items=items, notes=_also(result, CLASSES, least))


def _item(item: KanoItem, least: int) -> KanoItem:
    counts = [each or 0 for each in (item.a, item.o, item.m, item.i, item.r, item.q)]
    if not are_small(counts, least).any():
        return item
    n = float(sum(counts[:4]))
    hidden = replace(item, a=None, o=None, m=None, i=None, r=None, q=None)
    return replace(hidden, better_effective=item.better_effective or n, worse_effective=item.worse_effective or n)


@of.register
def _(result: Spread, least: int) -> Result:
    lines = tuple(_line(line, least) for line in result.lines)
    return result if lines == result.lines else replace(result, lines=lines, notes=_also(result, TENTH, least))


def _line(line: Line, least: int) -> Line:
    few = line.worst is not None and line.n < TENTHS * least
    return replace(line, worst=None, worst_low=None, worst_high=None) if few else line


@of.register
def _(result: Contrasts, least: int) -> Result:
    drivers = [
        replace(each, n_low=None, n_high=None) if are_small([each.n_low or 0, each.n_high or 0], least).any() else each
        for each in result.drivers
    ]
    return replace(result, drivers=tuple(drivers))


def of_survival(result: Survival, least: int) -> Survival:
    """A curve that ends with its last moment: what lies after it is not told."""
    if not least or not result.moments:
        return result
    last = result.moments[-1]
    verdict = CANNOT_TELL
    if any(each.high is not None and each.high < 0.5 for each in result.moments):
        verdict = HALF_LEFT
    elif last.low is not None and last.low > 0.5 and result.events:
        verdict = MOST_STAY
    middle, low, high = (
        None if time is None or time > last.time else time
        for time in (result.median, result.median_low, result.median_high)
    )
    notes = _also(result, STRETCHES, least)
    return replace(result, verdict=verdict, median=middle, median_low=low, median_high=high, notes=notes)


def of_incidence(result: Incidence, least: int) -> Incidence:
    """Curves of causes; those that were joined do not lead."""
    if not least or not result.shares:
        return result
    joined = any(each.cause == OTHERS for each in result.shares)
    median = None if result.median is None or result.median > result.shares[-1].time else result.median
    notes = _also(result, STRETCHES, least)
    if joined:
        notes = (*notes, Note(text=JOINED, values={"k": least}))
    if joined and result.leading == OTHERS:
        result = replace(result, leading=None, verdict=CANNOT_TELL)
    return replace(result, median=median, notes=notes)


def paces(groups: Mapping[str, Counts], *, level: float, least: int) -> Paces:
    """Paces of groups; those of which too few left or stayed are one group, which is not listed.

    Errors: ValueError where these are all.
    """
    if not least or not groups:
        return paces_from_counts(groups=groups, level=level)
    names = list(groups)
    table = [[float(np.sum(groups[name][1])), float(np.sum(groups[name][2]))] for name in names]
    few = [name for name, out in zip(names, left_out(table, least), strict=True) if out]
    if len(few) == len(names):
        raise ValueError(ALL_GROUPS % {"k": least})
    if not few:
        return paces_from_counts(groups=groups, level=level)
    shown = {name: groups[name] for name in names if name not in few}
    rest = tuple(np.concatenate([np.asarray(groups[name][at], float) for name in few]) for at in range(3))
    found = paces_from_counts(groups={**shown, OTHERS: (rest[0], rest[1], rest[2])}, level=level)
    return replace(
        found,
        groups=tuple(each for each in found.groups if each.group != OTHERS),
        soonest=() if OTHERS in found.soonest else found.soonest,
        notes=(*found.notes, Note(text=LEFT_OUT, values={"k": least, "n": len(few)})),
    )


def _also(result: Result, text: str, least: int) -> tuple[Note, ...]:
    return (*result.notes, Note(text=text, values={"k": least}))


def _quiet(result: Result, least: int) -> Result:
    notes = _kept(result.notes, least)
    return result if notes == result.notes else replace(result, notes=notes)


def _kept(notes: tuple[Note, ...], least: int) -> tuple[Note, ...]:
    """Remarks, without those that count fewer people."""
    return tuple(
        note
        for note in notes
        if note.text not in COUNTS_PEOPLE
        or not any(isinstance(each, int) and are_small(each, least) for each in note.values.values())
    )
