"""The three stories of Home: where we stand, where it breaks, what to fix first.

Each takes results and hands back a chart whose finding is made from their verdicts: what is certain is said, what is
not is called so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from sonda.charts import ces, consistency, control, csat, gap, nps, priorities, servqual, shares, trend
from sonda.charts.chart import Chart
from sonda.charts.context import Context, sentences
from sonda.charts.trend import Period
from sonda.methods.change import FALL, RISE, Change
from sonda.methods.consistency import BELOW, Consistency
from sonda.methods.control import Control
from sonda.methods.csat import CSAT
from sonda.methods.drivers.result import Drivers
from sonda.methods.gap import BEHIND, OVERESTIMATES, REVERSED, Gap
from sonda.methods.nps import NPS
from sonda.methods.priorities import Priorities
from sonda.methods.servqual import FALLS_SHORT, Servqual

Series = Sequence[tuple[Period, Any]]
How = tuple[tuple[str, str], ...]
HOWS: dict[str, Callable[[Any, Context], How]] = {"nps": nps.how, "csat": csat.how, "ces": ces.how}
KEYS = ("consistency", "gap-competitor", "control", "servqual", "gap-self")  # of the charts of where it breaks


def where_we_stand(
    *,
    context: Context,
    csat_by_period: Sequence[tuple[Period, CSAT]] = (),
    nps_by_period: Sequence[tuple[Period, NPS]] = (),
    control: Control | None = None,
    now: CSAT | NPS | None = None,
) -> Chart:
    """Trend of CSAT (of NPS where nobody was asked for satisfaction), with the level and the change as its finding.

    `control` is a chart of the same series: a shift that it signals and that holds to the end is told instead of the
    comparison of periods. `now` replaces the latest period where a longer one should speak. `facts` of the chart:
    `nps` (a chart of the score's own trend), `score` (its text), `score_about`, `bar` (a chart of the shares).
    """
    series: Series = csat_by_period or nps_by_period
    if not series:
        raise ValueError("Where we stand needs at least one period.")
    flagged = signals(control, series)
    drawn = trend.chart(series, context=context, signals=flagged)
    last: Any = now or series[-1][1]
    moved = trend.latest_change(series)
    shift = lasting_shift(control)
    step = _shift_sentence(shift, control, context) if shift else change_sentence(series, moved, context)
    since = context.say(_("Signal: here a change begins that lasts and is larger than chance would make it."))
    level = csat.finding(last, context) if last.method == "csat" else nps.finding(last, context)
    return replace(
        drawn,
        key="stand",
        finding=sentences(level, step),
        how=how(drawn, series[-1][1], context),
        caption=sentences(drawn.caption, since if flagged else ""),
        facts={**({} if now else drawn.facts), **_score(nps_by_period, context)},
        surer=_surer(series, moved, context),
    )


def how(drawn: Chart, last: Any, context: Context) -> How:
    """How each period's score is counted, then how two periods are compared; both sources in one row."""
    *counted, source, method = HOWS[last.method](last, context)
    changed, compared, _method = drawn.how
    return (*counted, changed, (source[0], f"{source[1]}; {compared[1]}"), method)


def signals(result: Control | None, series: Series) -> list[Period]:
    """Periods of the series at which a lasting shift begins; other signals stay on the control chart's own page."""
    begun = lasting_shift(result)
    if begun is None:
        return []
    return [when for when, _r in series if when == begun or str(when) == str(begun)]


def lasting_shift(result: Control | None) -> date | str | None:
    """Since when values have stayed on one side of the centre after a signal; None where no shift lasts to the end."""
    found = control.shift(result) if result else None
    return None if found is None else control.moment(found[0])


def _shift_sentence(begun: date | str, result: Control | None, context: Context) -> str:
    found = control.shift(result) if result else None
    when = trend.since(begun, context)
    if found and found[1] > 0:
        return context.say(_("Ratings have been higher since %(when)s."), when=when)
    return context.say(_("Ratings have been lower since %(when)s."), when=when)


def change_sentence(series: Series, moved: Change, context: Context) -> str:
    """The latest period against a year before (or the period before), as far as the difference's interval allows."""
    if moved.change is None:
        return context.say(_("There is nothing yet to compare with."))
    then = trend.year_before(series) or series[-2]
    when = trend.since(then[0], context)
    if moved.verdict == RISE:
        return context.say(_("The result is higher than in %(then)s."), then=when)
    if moved.verdict == FALL:
        return context.say(_("The result is lower than in %(then)s."), then=when)
    return trend.sentence(moved, context)


def _score(series: Sequence[tuple[Period, NPS]], context: Context) -> dict[str, Any]:
    """The score block: number, interval, n, comparison; its own trend and the bar of shares."""
    if not series:
        return {}
    when, last = series[-1]
    moved = trend.latest_change(series)
    text = sentences(
        _beside_score(last, context),
        trend.compared(series, moved, trend.KINDS["nps"], context)
        or context.say(_("First period asked, so there is nothing to compare with yet.")),
    )
    names = (_("promoters"), _("passives"), _("detractors"))
    parts = list(zip(names, last.shares or (0.0, 0.0, 0.0), ("good", "even", "bad"), strict=True))
    bar = shares.chart(parts, n=last.n, context=context) if last.shares else None
    return {
        "score": context.points(last.nps),
        "score_name": context.say(_("Net Promoter Score, %(period)s"), period=trend.name(when, context)),
        "score_about": text,
        "bar": bar,
        "nps": trend.chart(series, context=replace(context, measure=_("Net Promoter Score"))),
    }


def _beside_score(last: NPS, context: Context) -> str:
    """Interval and n, for beside the number itself."""
    if last.low is None:
        return nps.deck(last, context)
    between = capfirst(context.between(last.low, last.high, sign=True))
    return context.say(_("%(between)s, from %(answers)s."), between=between, answers=context.answers(last.n))


def _surer(series: Series, moved: Change, context: Context) -> str | None:
    if moved.change is None:
        return context.say(_("A second period, so that there is something to compare with."))
    if moved.verdict in (RISE, FALL):
        return None
    return context.say(_("More answers in each period: the intervals of the two periods still reach into each other."))


def where_it_breaks(
    *,
    context: Context,
    units: Consistency | None = None,
    units_before: Consistency | None = None,
    rival: Gap | None = None,
    opinion: Gap | None = None,
    expected: Servqual | None = None,
    watched: Control | None = None,
    signed: bool = True,
    contexts: Mapping[str, Context] | None = None,
) -> Chart:
    """The gravest thing that is certain, drawn; `facts["also"]` holds the charts of the other certain things.

    In order: a unit truly below the rest, a lead of the competitor, a shift for the worse, experience below
    expectation, our own opinion above the customers'. When nothing is certain: units differ no more than chance.
    `signed` says that the units' means are NPS points. `contexts` holds, by the chart's key, the context of an answer
    that comes from another survey than the rest: its own names of items, its own scale.
    """
    at = {key: (contexts or {}).get(key, context) for key in KEYS}
    offers = list(_certain(at, units, units_before, rival, opinion, expected, watched, signed))
    if offers:
        lead, others = offers[0], offers[1:]
        return replace(lead, facts={"also": others})
    for chart in _uncertain(at, units, units_before, rival, opinion, expected, watched, signed):
        return chart
    raise ValueError("Where it breaks needs at least one result.")


def _certain(
    at: Mapping[str, Context],
    units: Consistency | None,
    before: Consistency | None,
    rival: Gap | None,
    opinion: Gap | None,
    expected: Servqual | None,
    watched: Control | None,
    signed: bool,
) -> Iterator[Chart]:
    if units and consistency.called(units, BELOW):
        yield consistency.chart(units, context=at["consistency"], before=before, signed=signed)
    if rival and any(i.verdict == BEHIND for i in rival.items):
        yield replace(gap.chart(rival, context=at["gap-competitor"]), key="gap-competitor")
    found = control.shift(watched) if watched else None
    if watched and found and found[1] < 0:
        yield control.chart(watched, context=at["control"], signed=watched.chart == "nps")
    if expected and any(r.verdict == FALLS_SHORT for r in expected.items if r.level == "item"):
        yield servqual.chart(expected, context=at["servqual"])
    if opinion and any(i.verdict in (OVERESTIMATES, REVERSED) for i in opinion.items):
        yield replace(gap.chart(opinion, context=at["gap-self"], kind="self"), key="gap-self")


def _uncertain(
    at: Mapping[str, Context],
    units: Consistency | None,
    before: Consistency | None,
    rival: Gap | None,
    opinion: Gap | None,
    expected: Servqual | None,
    watched: Control | None,
    signed: bool,
) -> Iterator[Chart]:
    if units:
        yield consistency.chart(units, context=at["consistency"], before=before, signed=signed)
    if rival:
        yield replace(gap.chart(rival, context=at["gap-competitor"]), key="gap-competitor")
    if expected:
        yield servqual.chart(expected, context=at["servqual"])
    if opinion:
        yield replace(gap.chart(opinion, context=at["gap-self"], kind="self"), key="gap-self")
    if watched:
        yield control.chart(watched, context=at["control"], signed=watched.chart == "nps")


def what_to_fix_first(
    *, context: Context, result: Priorities, drivers: Drivers | None = None, share: bool = False
) -> Chart:
    """The priority map; its finding names what surely matters and is rated badly, the most urgent first."""
    return replace(priorities.chart(result, context=context, drivers=drivers, share=share), key="fix")
