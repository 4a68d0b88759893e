"""Customer Effort Score: the mean ease, its interval against the middle of the scale."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts import doubt, scores
from sonda.charts.chart import Cell, Chart, groups
from sonda.charts.context import Context
from sonda.charts.figures import intervals
from sonda.charts.frame import Layer
from sonda.methods.ces import CES, EASY, HARD

KINDS = (EASY, HARD)
SCALE = (1.0, 7.0)


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about one mean of ease, or about those of several groups."""
    pairs = scores.highest_first(groups(results), "mean")
    first = pairs[0][1]
    spec, narrow = _rows(pairs, context)
    return Chart(
        key="ces",
        finding=finding(first, context) if len(pairs) == 1 else _groups_finding(pairs, context),
        lead=context.number(first.mean, 2) if len(pairs) == 1 and first.mean is not None else "",
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
            ("mean", _("Mean")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("share", _("Two easiest answers"), 1),
            ("n", _("Answers")),
        ),
        rows=tuple(_cells(group, r, context) for group, r in pairs),
        how=how(first, context),
        surer=_surer(pairs, context),
        notes=context.notes(*(r for _g, r in pairs)),
        language=context.language,
    )


def finding(result: CES, context: Context) -> str:
    """The sentence of one mean, from its verdict."""
    if result.mean is None:
        return context.say(_("Nobody has answered yet, so the effort of customers is not known."))
    if result.verdict == EASY:
        return context.say(_("Customers find it easy to get what they came for."))
    if result.verdict == HARD:
        return context.say(_("Customers find it hard to get what they came for."))
    return context.say(_("It cannot be told yet whether customers find it easy or hard."))


def deck(r: CES, context: Context) -> str:
    if r.mean is None:
        return ""
    low, high = context.scale or SCALE
    places = {
        "mean": context.number(r.mean, 2),
        "between": context.between(r.low, r.high, 2),
        "lowest": context.number(low, 0),
        "highest": context.number(high, 0),
        "share": context.percent(r.share),
        "answers": context.answers(r.n),
    }
    if r.low is None:
        return context.say(
            _("The mean is %(mean)s on a scale from %(lowest)s to %(highest)s; the interval cannot be judged."),
            **places,
        )
    return context.say(
        _(
            "The mean is %(mean)s on a scale from %(lowest)s to %(highest)s, %(between)s. "
            "%(share)s chose one of the two easiest answers; %(answers)s."
        ),
        **places,
    )


def middle(context: Context) -> float:
    low, high = context.scale or SCALE
    return (low + high) / 2


def _rows(pairs: scores.Pairs, context: Context) -> tuple[Layer, Layer]:
    low, high = context.scale or SCALE
    look = intervals.Look(
        text=lambda v, d, first: context.number(v, d),
        low=low,
        high=high,
        goal=middle(context),
        goal_text=_("middle of the scale"),
        head=_("mean"),
        second_head=_("answers"),
    )
    return scores.rows_figure(
        pairs,
        context=context,
        key="mean",
        shown=lambda r: context.number(r.mean, 2),
        kinds=KINDS,
        look=look,
        description=_described(pairs, context),
    )


def _groups_finding(pairs: scores.Pairs, context: Context) -> str:
    found = scores.tally(pairs, *KINDS)
    places = {"good": context.count(found.good), "bad": context.count(found.bad), "n": context.count(found.total)}
    if found.open == found.total:
        return context.say(_("In none of the groups can it be told whether customers find it easy or hard."))
    if found.bad == 0:
        return context.say(
            ngettext(
                "In %(good)s of %(n)s groups customers find it easy.",
                "In %(good)s of %(n)s groups customers find it easy.",
                found.good,
            ),
            **places,
        )
    if found.good == 0:
        return context.say(
            ngettext(
                "In %(bad)s of %(n)s groups customers find it hard.",
                "In %(bad)s of %(n)s groups customers find it hard.",
                found.bad,
            ),
            **places,
        )
    return context.say(_("Groups that find it easy: %(good)s of %(n)s. Groups that find it hard: %(bad)s."), **places)


def _caption(context: Context) -> str:
    measure = context.say(_("Asked: %(measure)s."), measure=context.measure) if context.measure else ""
    text = _(
        "Dot: mean answer, higher is easier. Line: its %(level)s interval. Grey: the middle of the scale lies inside."
    )
    return scores.caption(context, measure, context.say(text, level=context.level_text))


def _described(pairs: scores.Pairs, context: Context) -> str:
    parts = [
        context.say(
            _("%(name)s: mean %(mean)s, %(between)s."),
            name=scores.row_name(context, group),
            mean=context.number(r.mean, 2),
            between=context.between(r.low, r.high, 2),
        )
        for group, r in pairs[:12]
    ]
    return " ".join(parts)


def _cells(group: str | None, r: CES, context: Context) -> tuple[Cell, ...]:
    return (
        scores.group_cell(context, group),
        Cell(value=r.mean, kind="number", digits=2),
        Cell(value=(r.low, r.high), kind="interval", digits=2),
        Cell(value=r.share, kind="percent"),
        Cell(value=r.n, kind="count"),
    )


def meaning(context: Context) -> str:
    """What the mean is a mean of."""
    low, high = context.scale or SCALE
    return context.say(
        _("Mean on a scale from %(low)s to %(high)s; higher is easier."),
        low=context.number(low, 0),
        high=context.number(high, 0),
    )


def how(r: CES, context: Context) -> tuple[tuple[str, str], ...]:
    """What is counted and how its interval is made; the last two rows are source and method."""
    return (
        (_("Score"), context.say(_("Mean of the answers; the two highest answers count as easy."))),
        (
            _("Interval"),
            _("Student’s t interval of the mean, with the linearised error where there are weights or events."),
        ),
        (_("Source"), "Dixon, Freeman, Toman (2010)"),
        context.signed(r),
    )


def _surer(pairs: scores.Pairs, context: Context) -> str | None:
    if len(pairs) > 1:
        return None
    r = pairs[0][1]
    if r.verdict in KINDS:
        return doubt.halve(context, r.n)
    return doubt.surer(context, doubt.more_answers(r.n, r.mean, r.low, r.high, border=middle(context)))
