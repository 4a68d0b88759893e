"""Leaving on one page: who leaves soonest, at what pace, and what those who left say."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from sonda.charts import churn
from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import intervals
from sonda.methods.choices import Choices
from sonda.methods.churn import GROUPS_DIFFER, Pace, Paces, Survival
from sonda.methods.churn.pace import LATER, SOONER
from sonda.methods.result import CANNOT_TELL

KINDS = {SOONER: "bad", LATER: "good"}
MOST = 20


def survival(
    curves: Any, paces: Paces | None, *, whole: Survival | None = None, context: Context, unit: str = ""
) -> Chart:
    """Survival by group with the sentence of who leaves soonest; without groups the plain curve and its sentence.

    `whole` is the curve of all customers, told in the deck beside the groups.
    """
    drawn = churn.chart(curves, context=context, unit=unit)
    if paces is None or len(groups(curves)) < 2:
        return replace(drawn, key="leaving")
    return replace(
        drawn,
        key="leaving",
        finding=finding(paces, context),
        deck=sentences(deck(paces, context), all_told(whole, context, unit or _("months"))),
        verdict=paces.verdict,
        n=paces.n,
        how=(*drawn.how[:-1], *how(context), drawn.how[-1], context.signed(paces)),
        surer=surer(paces, context),
        notes=context.notes(paces),
    )


def all_told(whole: Survival | None, context: Context, unit: str) -> str:
    """How long customers stay, all groups together."""
    if whole is None or not whole.moments:
        return ""
    last = whole.moments[-1]
    if whole.median is not None:
        return churn.half(whole, context, unit)
    return context.say(
        _("Of all customers %(share)s are still there after %(time)s, %(between)s."),
        share=context.percent(last.survival, 0),
        time=churn.span(last.time, context, unit),
        between=context.between(last.low, last.high, 0, share=True),
    )


def finding(paces: Paces, context: Context) -> str:
    """Who leaves soonest, when that can be told."""
    if len(paces.soonest) == 1:
        return context.say(_("Customers in the group %(name)s leave soonest."), name=context.quoted(paces.soonest[0]))
    if paces.soonest:
        return context.say(
            _("These groups leave soonest, which of them first cannot be told: %(names)s."),
            names=context.listed(list(paces.soonest)),
        )
    if paces.verdict == GROUPS_DIFFER:
        return context.say(_("The groups leave at different paces, but none can be named as the soonest."))
    if paces.p_value is None:
        return context.say(_("The groups cannot be compared yet."))
    return context.say(_("It cannot be told that any group leaves sooner than another."))


def deck(paces: Paces, context: Context) -> str:
    """The hazard ratio of the soonest with its interval, and the log-rank test of all."""
    first = next((each for each in paces.groups if paces.soonest and each.group == paces.soonest[0]), None)
    return sentences(ratio_told(first, context) if first and first.ratio else "", test_told(paces, context))


def ratio_told(pace: Pace, context: Context) -> str:
    told = context.say(
        _("At any time they leave at %(ratio)s times the pace of all others, %(between)s."),
        ratio=context.number(pace.ratio, 1),
        between=context.between(pace.low, pace.high, 1),
    )
    if pace.proportional_p is not None and pace.proportional_p < 1 - context.level:
        return sentences(
            told, context.say(_("The ratio is not the same at all times: read it as an average over the time watched."))
        )
    return told


def test_told(paces: Paces, context: Context) -> str:
    if paces.p_value is None:
        return ""
    p = Cell(value=paces.p_value, kind="p").shown(context.language)
    text = (
        _("That the groups differ at all is certain (log-rank test, p %(p)s).")
        if paces.verdict == GROUPS_DIFFER
        else _("The differences may be chance (log-rank test, p %(p)s).")
    )
    return context.say(text, p=p if p.startswith("<") else f"= {p}")


def how(context: Context) -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Soonest"),
            context.say(
                _(
                    "Hazard ratio of a group against all others (Cox, Efron's ties). The soonest must be certain"
                    " against every other group, all pairs together (Holm)."
                )
            ),
        ),
        (_("Test"), context.say(_("Log-rank test of all groups."))),
        (_("Source"), "Cox (1972); Efron (1977); Mantel (1966); Grambsch, Therneau (1994)"),
    )


def surer(paces: Paces, context: Context) -> str | None:
    if len(paces.soonest) == 1:
        return None
    return context.say(_("More customers who left, or a longer time of watching."))


def paces(result: Paces, *, context: Context) -> Chart:
    """Every group's pace beside that of all others: one is the same pace, two is twice as fast."""
    rows = [
        intervals.Row(
            name=context.name(each.group),
            value=each.ratio,
            low=each.low,
            high=each.high,
            value_text=context.number(each.ratio, 2),
            second_text=context.count(each.events),
            kind=KINDS.get(each.verdict, "even"),
            about=context.say(
                _("%(name)s: %(ratio)s times the pace of the others, %(between)s; left %(events)s of %(n)s"),
                name=context.name(each.group),
                ratio=context.number(each.ratio, 2),
                between=context.between(each.low, each.high, 2),
                events=context.count(each.events),
                n=context.count(each.n),
            ),
        )
        for each in result.groups
    ]
    described = sentences(
        context.say(_("The pace of leaving of each group beside that of all others.")),
        *(row.about + "." for row in rows[:MOST]),
    )
    spec, narrow = intervals.draw(
        rows,
        look=intervals.Look(
            text=lambda v, d, first: context.number(v, d),
            low=0.0,
            goal=1.0,
            goal_text=_("the pace of the others"),
            head=_("times"),
            second_head=_("left"),
        ),
        description=described,
    )
    return Chart(
        key="pace",
        finding=finding(result, context),
        deck=test_told(result, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=context.say(
            _("Dot: hazard ratio against all others, with its %(level)s interval. In colour: certain after Holm."),
            level=context.level_text,
        ),
        description=described,
        columns=columns(
            ("group", context.unit or _("Group")),
            ("ratio", _("Times the pace of the others")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("events", _("Left")),
            ("n", _("Customers"), 1),
            ("p", _("p, adjusted"), 1),
            ("steady", _("p of one ratio at all times"), 2),
            ("verdict", _("Verdict"), 1),
        ),
        rows=tuple(pace_cells(each, context) for each in result.groups),
        how=(*how(context), context.signed(result)),
        notes=context.notes(result),
        language=context.language,
    )


def pace_cells(each: Pace, context: Context) -> tuple[Cell, ...]:
    words = {SOONER: _("leaves sooner"), LATER: _("leaves later"), CANNOT_TELL: _("cannot tell")}
    return (
        Cell(value=context.name(each.group)),
        Cell(value=each.ratio, kind="number", digits=2),
        Cell(value=(each.low, each.high), kind="interval", digits=2),
        Cell(value=each.events, kind="count"),
        Cell(value=each.n, kind="count"),
        Cell(value=each.p_adjusted, kind="p"),
        Cell(value=each.proportional_p, kind="p"),
        Cell(value=words[each.verdict]),
    )


def said(result: Choices, *, context: Context) -> Chart:
    """What those who left answered to one question; `context.measure` is the question."""
    rows = [
        intervals.Row(
            name=context.name(each.answer),
            value=each.share,
            low=each.low,
            high=each.high,
            value_text=context.percent(each.share, 0),
            second_text=context.count(each.n),
            kind="accent" if each.answer == result.leading else "even",
            about=context.say(
                _("%(name)s: %(share)s, %(between)s, %(answers)s"),
                name=context.name(each.answer),
                share=context.percent(each.share),
                between=context.between(each.low, each.high, share=True),
                answers=context.answers(each.n),
            ),
        )
        for each in result.answers[:MOST]
    ]
    described = sentences(
        context.say(_("Bars: the share of those who left that gave each answer.")), *(row.about + "." for row in rows)
    )
    spec, narrow = intervals.draw(
        rows,
        look=intervals.Look(
            text=lambda v, d, first: context.percent(v, 0),
            low=0.0,
            bars=True,
            head=_("share"),
            second_head=_("answers"),
        ),
        description=described,
    )
    return Chart(
        key="said",
        finding=said_finding(result, context),
        deck="",
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(_("Asked: %(measure)s."), measure=context.measure) if context.measure else "",
            context.say(_("Bar: share of those who answered, with its %(level)s interval."), level=context.level_text),
            context.say(_("The table holds all %(n)s answers."), n=context.count(len(result.answers)))
            if len(result.answers) > MOST
            else "",
        ),
        description=described,
        columns=columns(
            ("answer", _("Answer")),
            ("share", _("Share")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("n", _("Answers"), 1),
        ),
        rows=tuple(
            (
                Cell(value=context.name(each.answer)),
                Cell(value=each.share, kind="percent"),
                Cell(value=(each.low, each.high), kind="interval", share=True),
                Cell(value=each.n, kind="count"),
            )
            for each in result.answers
        ),
        how=(
            (_("Share"), context.say(_("Of those who left and answered the question; Wilson's interval."))),
            (
                _("Verdict"),
                context.say(_("One answer leads when it is above every other for certain (Goodman, raised for all).")),
            ),
            (_("Source"), "Wilson (1927); Goodman (1965)"),
            context.signed(result),
        ),
        notes=context.notes(result),
        language=context.language,
    )


def said_finding(result: Choices, context: Context) -> str:
    if not result.n:
        return context.say(_("Nobody who left has answered this yet."))
    if result.leading is not None:
        first = result.answers[0]
        return context.say(
            _("Most often those who left say %(name)s: %(share)s, %(between)s."),
            name=context.quoted(result.leading),
            share=context.percent(first.share, 0),
            between=context.between(first.low, first.high, 0, share=True),
        )
    return context.say(_("It cannot be told yet which answer comes first."))
