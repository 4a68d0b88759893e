"""SERVQUAL as gap dumbbells: what customers expect and what they experience, item by item."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts import doubt
from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import dumbbells
from sonda.methods import numbers
from sonda.methods.result import CANNOT_TELL
from sonda.methods.servqual import EXCEEDS, FALLS_SHORT, Servqual, ServqualRow

KINDS = {EXCEEDS: "good", FALLS_SHORT: "bad"}


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about expectation and experience over all items."""
    result: Servqual = groups(results)[0][1]
    items = ordered(result)
    overall = next((r for r in result.items if r.level == "overall"), None)
    heads = dumbbells.Heads(
        ring=context.theirs or _("expected"),
        dot=context.ours or _("experienced"),
        gap=_("gap"),
        half=f"± {context.level_text}",
    )
    spec, narrow = dumbbells.draw(
        [_row(i, context) for i in items],
        heads=heads,
        description=_described(items, context),
        text=lambda v, d: context.number(v, d),
    )
    return Chart(
        key="servqual",
        finding=finding(items, context),
        lead=context.points(overall.gap, 2) if overall and overall.gap is not None else "",
        deck=_deck(items, overall, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=_caption(items, context),
        description=_described(items, context),
        columns=columns(
            ("item", context.item or _("Item")),
            ("expectation", _("Expected"), 1),
            ("perception", _("Experienced"), 1),
            ("gap", _("Gap")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("p_adjusted", _("p, adjusted"), 2),
            ("n", _("Answers"), 1),
        ),
        rows=tuple(_cells(r, context) for r in [*items, *(r for r in result.items if r.level != "item")]),
        how=(
            (_("Gap"), context.say(_("Experience less expectation of the same person, on the scale that was asked."))),
            (_("Interval"), context.say(_("Paired t interval; p values are adjusted for all items together (Holm)."))),
            (_("Source"), "Parasuraman, Zeithaml, Berry (1988)"),
            context.signed(result),
        ),
        surer=_surer(items, context),
        notes=context.notes(result),
        language=context.language,
    )


def ordered(result: Servqual) -> list[ServqualRow]:
    """Items, the widest gap first, those without a gap last."""
    items = [r for r in result.items if r.level == "item"]
    known = sorted((r for r in items if r.gap is not None), key=lambda r: r.gap or 0)
    return known + [r for r in items if r.gap is None]


def finding(items: Sequence[ServqualRow], context: Context) -> str:
    """How many items fall short, and which exceed, each by its own interval."""
    short = [r.item or "" for r in items if r.verdict == FALLS_SHORT]
    over = [r.item or "" for r in reversed(items) if r.verdict == EXCEEDS]
    places = {"n": context.count(len(items)), "short": context.count(len(short)), "over": context.count(len(over))}
    if short and len(short) <= 2:
        first = context.say(_("Customers get less than they expect in %(names)s."), names=context.listed(short))
    else:
        first = context.say(
            ngettext(
                "In %(short)s of %(n)s items customers get less than they expect.",
                "In %(short)s of %(n)s items customers get less than they expect.",
                len(short),
            ),
            **places,
        )
    if short and len(over) == 1:
        return sentences(first, context.say(_("Only %(name)s exceeds expectations."), name=context.quoted(over[0])))
    if short and over:
        return sentences(first, context.say(_("Above expectations: %(names)s."), names=context.listed(over, 2)))
    if short:
        return sentences(first, context.say(_("Nothing exceeds expectations for certain.")))
    if over:
        return context.say(
            _("Nothing falls short for certain. Above expectations: %(names)s."), names=context.listed(over)
        )
    if all(r.gap is None for r in items):
        return context.say(_("Nobody has answered both sides yet, so there is no gap."))
    return context.say(_("It cannot be told yet whether customers get what they expect."))


def _deck(items: Sequence[ServqualRow], overall: ServqualRow | None, context: Context) -> str:
    if overall is None or overall.gap is None:
        return ""
    first = context.say(
        _("Over all items the gap is %(gap)s, %(between)s."),
        gap=context.points(overall.gap, 2),
        between=context.between(overall.low, overall.high, 2, sign=True),
    )
    tied = _tied(items)
    if len(tied) < 2:
        return first
    return sentences(
        first,
        context.say(
            _("The widest gaps, %(names)s, are too alike to be put in order."),
            names=context.listed([r.item or "" for r in tied], 4),
        ),
    )


def _tied(items: Sequence[ServqualRow]) -> list[ServqualRow]:
    """Items that fall short and whose intervals overlap that of the widest gap."""
    short = [r for r in items if r.verdict == FALLS_SHORT and r.low is not None and r.high is not None]
    return [r for r in short if (r.low or 0) <= (short[0].high or 0)] if short else []


def _row(r: ServqualRow, context: Context) -> dumbbells.Row:
    return dumbbells.Row(
        name=context.name(r.item),
        ring=r.expectation,
        dot=r.perception,
        gap_text=context.points(r.gap, 2),
        half_text=numbers.margin(r.low, r.high, 2, language=context.language),
        kind=KINDS.get(r.verdict, "even"),
        tint=r.verdict == EXCEEDS,
        about=context.say(
            _("%(name)s: expected %(expected)s, experienced %(experienced)s, gap %(gap)s, %(between)s"),
            name=context.name(r.item),
            expected=context.number(r.expectation, 2),
            experienced=context.number(r.perception, 2),
            gap=context.points(r.gap, 2),
            between=context.between(r.low, r.high, 2, sign=True),
        ),
    )


def _caption(items: Sequence[ServqualRow], context: Context) -> str:
    return sentences(
        context.say(_("Ring: what customers expect. Dot: what they experience.")),
        context.say(_("Orange: less than they expect; grey: cannot be told."))
        if any(r.verdict in (FALLS_SHORT, CANNOT_TELL) for r in items)
        else "",
        context.say(_("On a tint: more than they expect.")) if any(r.verdict == EXCEEDS for r in items) else "",
        context.say(_("Beside the gap, half of its %(level)s interval."), level=context.level_text),
        context.design(),
    )


def _described(items: Sequence[ServqualRow], context: Context) -> str:
    opening = context.say(_("Two points a row: what customers expect and what they experience."))
    return sentences(opening, *(_row(r, context).about + "." for r in items[:24]))


def _cells(r: ServqualRow, context: Context) -> tuple[Cell, ...]:
    names = {"overall": _("All items"), "weighted": _("All items, by importance")}
    return (
        Cell(value=names.get(r.level) or context.name(r.item)),
        Cell(value=r.expectation, kind="number", digits=2),
        Cell(value=r.perception, kind="number", digits=2),
        Cell(value=r.gap, kind="points", digits=2),
        Cell(value=(r.low, r.high), kind="interval", digits=2, sign=True),
        Cell(value=r.p_adjusted, kind="p"),
        Cell(value=r.n, kind="count"),
    )


def _surer(items: Sequence[ServqualRow], context: Context) -> str | None:
    open_ = [r for r in items if r.verdict == CANNOT_TELL]
    return doubt.nearest(context, ((r.item or "", doubt.more_answers(r.n, r.gap, r.low, r.high)) for r in open_))
