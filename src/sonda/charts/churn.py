"""Churn: how long customers stay, and for what reason (or to whom) they leave."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import steps
from sonda.charts.theme import SEGMENTS
from sonda.methods.churn.results import HALF_LEFT, MOST_STAY, ONE_LEADS, Incidence, Survival

TIMES, FEWEST, ROWS = 12, 4, 72  # of a table: times for each line, and rows in all
Row = tuple[Cell, ...]


def chart(results: Any, *, context: Context, unit: str = "") -> Chart:
    """The claim about staying (survival) or about reasons of leaving (incidence); `unit` names the unit of time."""
    pairs = groups(results)
    if isinstance(pairs[0][1], Incidence):
        return _incidence(pairs[0][1], context, unit or _("months"))
    return _survival(pairs, context, unit or _("months"))


def time(value: float | None, context: Context) -> str:
    return context.number(value, 0 if value is None or float(value).is_integer() else 1)


def span(value: float | None, context: Context, unit: str) -> str:
    """A time with its unit, in the nominative: “59 months”; a unit that Sonda cannot count stands before its number."""
    if value is None or unit != _("months"):
        return f"{unit}: {time(value, context)}"
    return context.say(ngettext("%(n)s month", "%(n)s months", ceil(value)), n=time(value, context))


def _survival(pairs: Sequence[tuple[str | None, Survival]], context: Context, unit: str) -> Chart:
    first = pairs[0][1]
    curves = [_curve(group, r, context, unit) for group, r in pairs]
    description = sentences(
        context.say(_("A falling line of steps: the share of customers who are still there.")),
        *(c.about + "." for c in curves[:6]),
    )
    spec, narrow = steps.draw(
        curves,
        look=steps.Look(
            time_text=lambda v: time(v, context),
            share_text=lambda v, last: context.percent(v, 0),
            title=unit,
            start=1.0,
            full=True,
            median=first.median if len(pairs) == 1 else None,
            median_text=context.say(_("half have left after %(time)s"), time=span(first.median, context, unit)),
            median_short=context.say(_("half: %(time)s"), time=span(first.median, context, unit)),
        ),
        description=description,
    )
    return Chart(
        key="churn",
        finding=survival_finding(first, context, unit) if len(pairs) == 1 else _groups_finding(pairs, context),
        deck=_survival_deck(first, context, unit) if len(pairs) == 1 else "",
        verdict=first.verdict if len(pairs) == 1 else "",
        n=sum(r.n for _g, r in pairs),
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(_("Line: share still there. Band: its %(level)s interval."), level=context.level_text),
            _capped(curves, context),
        ),
        description=description,
        columns=columns(
            *((("group", context.unit or _("Group")),) if len(pairs) > 1 else ()),
            ("time", context.say(_("Time, %(unit)s"), unit=unit)),
            ("survival", _("Still there")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("at_risk", _("Watched"), 1),
        ),
        **_table(
            [
                [
                    (
                        *((Cell(value=context.name(group)),) if len(pairs) > 1 else ()),
                        Cell(value=time(m.time, context)),
                        Cell(value=m.survival, kind="percent"),
                        Cell(value=(m.low, m.high), kind="interval", share=True),
                        Cell(value=m.at_risk, kind="count"),
                    )
                    for m in r.moments
                ]
                for group, r in pairs
            ],
            context,
        ),
        how=(
            (
                _("Curve"),
                context.say(_("Kaplan–Meier: customers who are still there count for as long as they were watched.")),
            ),
            (_("Interval"), context.say(_("Greenwood’s variance with the log transform."))),
            (_("Source"), "Kaplan, Meier (1958); Greenwood (1926)"),
            context.signed(first),
        ),
        surer=context.say(_("A longer time of watching: the curve has not yet crossed one half."))
        if len(pairs) == 1 and first.verdict not in (HALF_LEFT, MOST_STAY)
        else None,
        notes=context.notes(*(r for _g, r in pairs)),
        language=context.language,
    )


def survival_finding(result: Survival, context: Context, unit: str) -> str:
    """Against one half at the end of the curve, from the verdict."""
    last = result.moments[-1] if result.moments else None
    if last is None:
        return context.say(_("Nobody has been watched yet, so nothing can be said about leaving."))
    when = span(last.time, context, unit)
    if result.verdict == MOST_STAY:
        return context.say(_("Most customers are still there at the end of the time watched (%(time)s)."), time=when)
    if result.verdict == HALF_LEFT:
        return context.say(
            _("More than half of customers have left by the end of the time watched (%(time)s)."), time=when
        )
    return context.say(_("It cannot be told yet whether most customers stay."))


def _survival_deck(result: Survival, context: Context, unit: str) -> str:
    last = result.moments[-1] if result.moments else None
    if last is None or last.survival is None:
        return ""
    share = context.say(
        _("Still there after %(time)s: %(share)s, %(between)s."),
        time=span(last.time, context, unit),
        share=context.percent(last.survival),
        between=context.between(last.low, last.high, share=True),
    )
    if result.median is None:
        return sentences(share, context.say(_("Half have not left yet.")))
    return sentences(share, half(result, context, unit))


def half(result: Survival, context: Context, unit: str) -> str:
    """When half had left, with its interval; without one it is only what was measured."""
    times = [result.median, result.median_low, result.median_high]
    middle, low, high = ("" if each is None else span(each, context, unit) for each in times)
    if low and high:
        if unit == _("months"):  # counted once: “between 41 and 45 months”
            low = time(result.median_low, context)
        return context.say(
            _("Half have left after %(time)s, between %(low)s and %(high)s."), time=middle, low=low, high=high
        )
    return context.say(_("As measured, half have left after %(time)s; when exactly cannot be told yet."), time=middle)


def _groups_finding(pairs: Sequence[tuple[str | None, Survival]], context: Context) -> str:
    stay = [g or "" for g, r in pairs if r.verdict == MOST_STAY]
    left = [g or "" for g, r in pairs if r.verdict == HALF_LEFT]
    if stay and left:
        return context.say(
            _("Most stay: %(stay)s. Half have left: %(left)s."),
            stay=context.listed(stay, 2),
            left=context.listed(left, 2),
        )
    if left:
        return context.say(_("More than half have left: %(names)s."), names=context.listed(left))
    if len(stay) == len(pairs):
        return context.say(_("In every group most customers are still there at the end of the time watched."))
    if stay:
        return context.say(_("Most stay: %(names)s. The other groups cannot be told."), names=context.listed(stay))
    return context.say(_("It cannot be told yet whether most customers stay."))


def _curve(group: str | None, r: Survival, context: Context, unit: str) -> steps.Curve:
    last = r.moments[-1] if r.moments else None
    name = context.name(group) if group is not None else _("still there")
    text = context.percent(last.survival) if last else ""
    end = context.say(_("%(share)s after %(time)s"), share=text, time=span(last.time, context, unit)) if last else ""
    between = context.between(last.low, last.high, share=True) if last else ""
    return steps.Curve(
        name=name,
        times=[m.time for m in r.moments],
        values=[m.survival for m in r.moments],
        lows=[m.low for m in r.moments],
        highs=[m.high for m in r.moments],
        end_text=end,
        about=f"{name}: {end}, {between}",
        short_text=text,
    )


def _incidence(result: Incidence, context: Context, unit: str) -> Chart:
    causes = list(dict.fromkeys(s.cause for s in result.shares))
    drawn = sorted(
        ((c, _cause(c, result, context, unit)) for c in causes), key=lambda pair: -(pair[1].values[-1] or 0.0)
    )
    curves = [curve for _key, curve in drawn]
    reached = {s.cause: s.incidence or 0.0 for s in result.shares}  # at the end: shares come in the order of time
    description = sentences(
        context.say(_("Rising lines of steps: the share of customers lost to each.")),
        *(c.about + "." for c in curves[:8]),
    )
    spec, narrow = steps.draw(
        curves,
        look=steps.Look(
            time_text=lambda v: time(v, context),
            share_text=lambda v, last: context.percent(v, 0),
            title=unit,
            start=0.0,
        ),
        description=description,
    )
    return Chart(
        key="churn",
        finding=incidence_finding(result, context),
        deck=_incidence_deck(drawn, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(
                _("Lines: share of customers lost to each. Bands: %(level)s intervals."), level=context.level_text
            ),
            _capped(curves, context),
        ),
        description=description,
        columns=columns(
            ("cause", context.item or _("Reason")),
            ("time", context.say(_("Time, %(unit)s"), unit=unit)),
            ("incidence", _("Left")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
        ),
        **_table(
            [
                [
                    (
                        Cell(value=context.name(s.cause)),
                        Cell(value=time(s.time, context)),
                        Cell(value=s.incidence, kind="percent"),
                        Cell(value=(s.low, s.high), kind="interval", share=True),
                    )
                    for s in result.shares
                    if s.cause == cause
                ]
                for cause in sorted(causes, key=lambda cause: -reached[cause])
            ],
            context,
        ),
        how=(
            (
                _("Curves"),
                context.say(_("Aalen–Johansen: the lines compete, so that their shares add up to all who have left.")),
            ),
            (_("Source"), "Aalen, Johansen (1978)"),
            context.signed(result),
        ),
        surer=context.say(_("More leavers who tell: the leading ones lie too close together."))
        if result.verdict != ONE_LEADS
        else None,
        notes=context.notes(result),
        language=context.language,
    )


def incidence_finding(result: Incidence, context: Context) -> str:
    """The leading reason, where one leads for certain."""
    if result.verdict == ONE_LEADS and result.leading is not None:
        return context.say(
            _("%(name)s takes away more customers than anything else."), name=context.quoted(result.leading)
        )
    if not result.events:
        return context.say(_("Nobody has left in the time watched."))
    return context.say(_("It cannot be told yet what takes away the most customers."))


def _incidence_deck(curves: Sequence[tuple[str, steps.Curve]], context: Context) -> str:
    """The cause furthest along, by its key: its name may be the key of something else."""
    if not curves:
        return ""
    cause, first = curves[0]
    return context.say(
        _("The largest measured share: %(name)s, %(share)s, %(between)s."),
        name=context.quoted(cause),
        share=first.end_text,
        between=context.between(first.lows[-1], first.highs[-1], share=True),
    )


def _cause(cause: str, result: Incidence, context: Context, unit: str) -> steps.Curve:
    shares = [s for s in result.shares if s.cause == cause]
    last = shares[-1]
    text = context.percent(last.incidence)
    end = context.say(_("%(share)s after %(time)s"), share=text, time=span(last.time, context, unit))
    return steps.Curve(
        name=context.name(cause),
        times=[s.time for s in shares],
        values=[s.incidence for s in shares],
        lows=[s.low for s in shares],
        highs=[s.high for s in shares],
        end_text=end,
        about=f"{context.name(cause)}: {end}, {context.between(last.low, last.high, share=True)}",
        short_text=text,
    )


def _table(lines: Sequence[Sequence[Row]], context: Context) -> dict[str, Any]:
    """Rows of each line at a dozen evenly chosen times, the last one among them; at fewer where the lines are many."""
    every = tuple(row for line in lines for row in line)
    most = max(min(TIMES, ROWS // max(len(lines), 1)), FEWEST)
    chosen = tuple(
        line[ceil(len(line) * (at + 1) / most) - 1] if len(line) > most else line[at]
        for line in lines
        for at in range(min(most, len(line)))
    )
    if len(chosen) == len(every):
        return {"rows": every}
    note = _("Rows shown, at evenly chosen times: %(shown)s of %(n)s. The CSV file of this analysis holds them all.")
    said = context.say(note, shown=context.count(len(chosen)), n=context.count(len(every)))
    return {"rows": chosen, "every_row": every, "rows_note": said}


def _capped(curves: Sequence[steps.Curve], context: Context) -> str:
    if len(curves) <= len(SEGMENTS):
        return ""
    return context.say(
        _("Drawn: %(shown)s of %(all)s; the table holds the rest."),
        shown=context.count(len(SEGMENTS)),
        all=context.count(len(curves)),
    )
