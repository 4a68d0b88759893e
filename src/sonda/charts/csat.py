"""CSAT: the share of satisfied customers, alone as one bar, for several groups as rows with intervals."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts import doubt, scores
from sonda.charts.chart import Cell, Chart, groups
from sonda.charts.context import Context
from sonda.charts.figures import intervals
from sonda.charts.frame import Layer
from sonda.methods.csat import CSAT, MOST_NOT_SATISFIED, MOST_SATISFIED

KINDS = (MOST_SATISFIED, MOST_NOT_SATISFIED)


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about one share of satisfied customers, or about those of several groups."""
    pairs = scores.highest_first(groups(results), "share")
    first = pairs[0][1]
    spec, narrow = _rows(pairs, context)
    return Chart(
        key="csat",
        finding=finding(first, context) if len(pairs) == 1 else _groups_finding(pairs, context),
        lead=context.percent(first.share) if len(pairs) == 1 and first.share is not None else "",
        deck=deck(first, context) if len(pairs) == 1 else scores.several(context, pairs),
        verdict=first.verdict if len(pairs) == 1 else "",
        n=sum(r.n for _g, r in pairs),
        spec=spec,
        narrow=narrow,
        caption=_caption(context),
        description=_described(pairs, context),
        columns=scores.group_columns(
            context,
            pairs,
            ("share", _("Satisfied")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("mean", _("Mean"), 1),
            ("satisfied", _("Satisfied customers"), 2),
            ("n", _("Answers")),
        ),
        rows=tuple(_cells(group, r, context) for group, r in pairs),
        how=how(first, context),
        surer=_surer(pairs, context),
        notes=context.notes(*(r for _g, r in pairs)),
        language=context.language,
    )


def finding(result: CSAT, context: Context) -> str:
    """The sentence of one share: as much as its lower (or upper) end allows."""
    if result.share is None:
        return context.say(_("Nobody has answered yet, so there is no share of satisfied customers."))
    return context.say(standing(result.low, result.high))


def standing(low: float | None, high: float | None) -> str:
    """In words, a share of which only the interval is believed."""
    if low is None or high is None:
        return _("It cannot be told yet whether most customers are satisfied.")
    for border, text in (
        (0.9, _("More than nine in ten customers are satisfied.")),
        (0.8, _("More than four in five customers are satisfied.")),
        (0.75, _("More than three in four customers are satisfied.")),
        (2 / 3, _("More than two in three customers are satisfied.")),
        (0.5, _("More than half of customers are satisfied.")),
    ):
        if low > border:
            return text
    for border, text in (
        (0.1, _("Fewer than one in ten customers are satisfied.")),
        (0.25, _("Fewer than one in four customers are satisfied.")),
        (1 / 3, _("Fewer than one in three customers are satisfied.")),
        (0.5, _("Fewer than half of customers are satisfied.")),
    ):
        if high < border:
            return text
    return _("It cannot be told yet whether most customers are satisfied.")


def deck(result: CSAT, context: Context) -> str:
    """The share, its interval and n."""
    if result.share is None:
        return ""
    if result.low is None:
        return context.say(
            _("%(share)s are satisfied, of %(answers)s; the interval cannot be judged."),
            share=context.percent(result.share),
            answers=context.answers(result.n),
        )
    return context.say(
        _("%(share)s are satisfied, %(between)s, from %(answers)s."),
        share=context.percent(result.share),
        between=context.between(result.low, result.high, share=True),
        answers=context.answers(result.n),
    )


def _rows(pairs: scores.Pairs, context: Context) -> tuple[Layer, Layer]:
    look = intervals.Look(
        text=lambda v, d, first: context.percent(v / 100, d) if first else context.number(v, d),
        low=0,
        high=100,
        head=_("satisfied"),
        second_head=_("answers"),
    )
    return scores.rows_figure(
        pairs,
        context=context,
        key="share",
        scale=100,
        shown=lambda r: context.percent(r.share),
        kinds=KINDS,
        look=look,
        description=_described(pairs, context),
    )


def _groups_finding(pairs: scores.Pairs, context: Context) -> str:
    found = scores.tally(pairs, *KINDS)
    places = {"good": context.count(found.good), "bad": context.count(found.bad), "n": context.count(found.total)}
    if found.open == found.total:
        return context.say(_("In none of the groups can it be told whether most customers are satisfied."))
    if found.bad == 0:
        return context.say(
            ngettext(
                "In %(good)s of %(n)s groups most customers are satisfied.",
                "In %(good)s of %(n)s groups most customers are satisfied.",
                found.good,
            ),
            **places,
        )
    if found.good == 0:
        return context.say(
            ngettext(
                "In %(bad)s of %(n)s groups most customers are not satisfied.",
                "In %(bad)s of %(n)s groups most customers are not satisfied.",
                found.bad,
            ),
            **places,
        )
    return context.say(
        _("Groups where most are satisfied: %(good)s of %(n)s. Groups where most are not: %(bad)s."), **places
    )


def meaning(context: Context) -> str:
    """Which answers count as satisfied; empty where the scale is not known."""
    if context.scale is None:
        return ""
    low, high = context.scale
    return context.say(
        _("Satisfied: %(second)s or %(top)s on a scale from %(low)s to %(high)s."),
        second=context.number(high - 1, 0),
        top=context.number(high, 0),
        low=context.number(low, 0),
        high=context.number(high, 0),
    )


def _caption(context: Context) -> str:
    measure = context.say(_("Asked: %(measure)s."), measure=context.measure) if context.measure else ""
    text = _(
        "Dot: share of satisfied customers. Line: its %(level)s interval. Grey: one half lies inside the interval."
    )
    return scores.caption(context, measure, meaning(context), context.say(text, level=context.level_text))


def _described(pairs: scores.Pairs, context: Context) -> str:
    parts = [
        context.say(
            _("%(name)s: %(share)s satisfied, %(between)s."),
            name=scores.row_name(context, group),
            share=context.percent(r.share),
            between=context.between(r.low, r.high, share=True),
        )
        for group, r in pairs[:12]
    ]
    return " ".join(parts)


def _cells(group: str | None, r: CSAT, context: Context) -> tuple[Cell, ...]:
    return (
        scores.group_cell(context, group),
        Cell(value=r.share, kind="percent"),
        Cell(value=(r.low, r.high), kind="interval", share=True),
        Cell(value=r.mean, kind="number", digits=2),
        Cell(value=r.satisfied, kind="count"),
        Cell(value=r.n, kind="count"),
    )


def how(r: CSAT, context: Context) -> tuple[tuple[str, str], ...]:
    """What is counted and how its interval is made; the last two rows are source and method."""
    weighted = context.weighted or context.clustered
    interval = (
        _("Wilson’s interval at the effective number of answers: weights and events are allowed for.")
        if weighted
        else _("Wilson’s interval of a share (1927).")
    )
    return (
        (
            _("Share"),
            context.say(
                _("Answers at the two highest steps of the scale, divided by all answers; blanks are left out.")
            ),
        ),
        (_("Interval"), interval),
        (_("Source"), "Wilson (1927); Korn, Graubard (1998)" if weighted else "Wilson (1927)"),
        context.signed(r),
    )


def _surer(pairs: scores.Pairs, context: Context) -> str | None:
    if len(pairs) > 1:
        return None
    r = pairs[0][1]
    if r.verdict in KINDS:
        return doubt.halve(context, r.n)
    return doubt.surer(context, doubt.more_answers(r.n, r.share, r.low, r.high, border=0.5))
