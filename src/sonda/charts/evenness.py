"""Consistency on one page: who differs for certain, who only by luck, the index, and how even each line is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts import consistency
from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import spreads
from sonda.methods.consistency import ABOVE, BELOW, Consistency, Index, Unit, consistency_index, only_by_luck
from sonda.methods.consistency.frame import NPS
from sonda.methods.spread import Line, Spread

MOST_NAMED = 8


@dataclass(frozen=True, kw_only=True)
class Called:
    """One unit in words, and whether it is good news."""

    name: str
    text: str
    good: bool


@dataclass(frozen=True, kw_only=True)
class Units:
    """The caterpillar with what is said beside it."""

    chart: Chart
    certain: list[Called]
    luck: list[Called]
    index: Index | None
    index_text: str
    index_line: str
    more_luck: str = ""


def units(results: Any, *, context: Context) -> Units:
    """The claim about units, with the index and the two lists; ratings by their scale, NPS by its points."""
    result: Consistency = groups(results)[0][1]
    drawn = consistency.chart(results, context=context)
    signed = context.scale is None
    index = consistency_index(result, scale=context.scale or NPS)
    lucky = only_by_luck(result)
    more = len(lucky) - MOST_NAMED
    return Units(
        chart=replace(drawn, key="same-everywhere", how=(*drawn.how[:-2], *index_how(context), *drawn.how[-2:])),
        certain=[
            called(unit, context, signed, good=verdict == ABOVE)
            for verdict in (BELOW, ABOVE)
            for unit in consistency.called(result, verdict)
        ],
        luck=[lucky_one(unit, result, context, signed) for unit in lucky[:MOST_NAMED]],
        index=index,
        index_text=context.number(100 * index.value, 1) if index else "",
        index_line=index_line(index, context, signed) if index else "",
        more_luck=context.say(ngettext("And %(n)s more.", "And %(n)s more.", more), n=context.count(more))
        if more > 0
        else "",
    )


def index_how(context: Context) -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Index"),
            context.say(
                _(
                    "100 × (1 − SD of the units' true means / the greatest SD that the scale allows). 100: every unit"
                    " gives the same; 0: half of them the best, half the worst. Interval: Wald's pivot."
                )
            ),
        ),
        (
            _("By luck"),
            context.say(
                _(
                    "Not certain after Holm, but called out by a test of this unit alone, or further out than a unit"
                    " that is certain, or the furthest out of those that are not."
                )
            ),
        ),
    )


def index_line(index: Index, context: Context, signed: bool) -> str:
    """The index with its interval and what it means for two customers."""
    digits = 1 if signed else 2
    told = context.say(
        _("Consistency index %(value)s of 100."),
        value=context.number(100 * index.value, 1),
    )
    if index.low is not None and index.high is not None:
        told = context.say(
            _("Consistency index %(value)s of 100, %(between)s."),
            value=context.number(100 * index.value, 1),
            between=context.between(100 * index.low, 100 * index.high, 1),
        )
    usual = context.say(
        _("Two units picked at random differ by %(typical)s points, %(between)s."),
        typical=context.number(index.typical, digits),
        between=context.between(index.typical_low, index.typical_high, digits),
    )
    return sentences(told, usual if index.typical_low is not None else "")


def called(unit: Unit, context: Context, signed: bool, *, good: bool) -> Called:
    digits = 1 if signed else 2
    text = context.say(
        _("%(value)s after allowing for chance, %(between)s; %(answers)s"),
        value=consistency.shown(context, signed, unit.shrunk),
        between=context.between(unit.low, unit.high, digits, sign=signed),
        answers=context.answers(unit.n),
    )
    return Called(name=context.name(unit.unit), text=text, good=good)


def lucky_one(unit: Unit, result: Consistency, context: Context, signed: bool) -> Called:
    """What the raw score says, and what is left of it."""
    text = context.say(
        _("measured %(raw)s; after allowing for chance %(shrunk)s, %(between)s; %(answers)s"),
        raw=consistency.shown(context, signed, unit.raw),
        shrunk=consistency.shown(context, signed, unit.shrunk),
        between=context.between(unit.low, unit.high, 1 if signed else 2, sign=signed),
        answers=context.answers(unit.n),
    )
    return Called(name=context.name(unit.unit), text=text, good=(unit.raw or 0.0) > (result.mu or 0.0))


def spread(result: Spread, *, context: Context, of: str) -> Chart:
    """Average, spread and worst tenth of lines; `of` says what a line is: touchpoint, segment, unit."""
    lines = sorted((line for line in result.lines if line.mean is not None), key=lambda line: -(line.mean or 0.0))
    heads = spreads.Heads(mean=_("average"), worst=_("the worst tenth"), spread=_("spread"))
    described = sentences(
        context.say(_("A dot for the average, a ring for the average of the worst-served tenth.")),
        *(about(line, context) + "." for line in lines[:24]),
    )
    spec, narrow = spreads.draw(
        [row(line, result, context) for line in lines],
        heads=heads,
        text=lambda v, d: context.number(v, d),
        description=described,
        limits=context.scale or (None, None),
    )
    return Chart(
        key="spread",
        finding=spread_finding(result, lines, context),
        deck=spread_deck(lines, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(
                _("Dot: average, with its %(level)s interval. Ring: average of the tenth that rated it lowest."),
                level=context.level_text,
            ),
            context.say(_("Orange: rated lowest of all for certain. Grey: not told apart for certain."))
            if len(lines) > 1
            else "",
            context.say(_("Spread: standard deviation of the answers.")),
            context.say(_("The table holds all %(n)s lines."), n=context.count(len(lines)))
            if len(lines) > spreads.MOST
            else "",
            context.design(),
        ),
        description=described,
        columns=columns(
            ("line", of),
            ("mean", _("Average")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text), 1),
            ("sd", _("Spread")),
            ("worst", _("Worst tenth")),
            ("worst-interval", _("Worst tenth: interval"), 2),
            ("n", _("Answers"), 1),
        ),
        rows=tuple(cells(line, context) for line in lines),
        how=(
            (_("Average"), context.say(_("Mean of the answers, with the t interval of its error."))),
            (_("Spread"), context.say(_("Standard deviation of the answers of a line."))),
            (
                _("Worst tenth"),
                context.say(
                    _("Mean of the tenth of answers that are lowest (expected shortfall); told from 100 answers on.")
                ),
            ),
            (_("Source"), "Rockafellar, Uryasev (2000)"),
            context.signed(result),
        ),
        notes=context.notes(result),
        language=context.language,
    )


def spread_finding(result: Spread, lines: Sequence[Line], context: Context) -> str:
    if result.lowest is not None:
        return context.say(_("%(name)s is rated lowest of all, for certain."), name=context.quoted(result.lowest))
    if len(lines) > 1:
        return context.say(_("Which of these is rated lowest cannot be told from chance."))
    return context.say(_("There is only one line here, so nothing can be compared."))


def spread_deck(lines: Sequence[Line], context: Context) -> str:
    """Where the worst-served tenth fares worst, and where answers scatter most: both as measured."""
    known = [line for line in lines if line.worst is not None]
    if not known:
        return ""
    worst = min(known, key=lambda line: line.worst or 0.0)
    wide = max(known, key=lambda line: line.sd or 0.0)
    return sentences(
        context.say(
            _("The worst-served tenth fares worst at %(name)s: %(worst)s, while its average is %(mean)s."),
            name=context.quoted(worst.line),
            worst=context.number(worst.worst, 2),
            mean=context.number(worst.mean, 2),
        ),
        context.say(
            _("As measured, answers scatter most at %(name)s (spread %(sd)s)."),
            name=context.quoted(wide.line),
            sd=context.number(wide.sd, 2),
        ),
    )


def row(line: Line, result: Spread, context: Context) -> spreads.Row:
    return spreads.Row(
        name=context.name(line.line),
        mean=line.mean,
        low=line.low,
        high=line.high,
        worst=line.worst,
        worst_low=line.worst_low,
        worst_high=line.worst_high,
        mean_text=context.number(line.mean, 2),
        spread_text=context.number(line.sd, 2),
        about=about(line, context),
        kind="bad" if line.line == result.lowest else "even",
    )


def about(line: Line, context: Context) -> str:
    text = _("%(name)s: average %(mean)s, %(between)s, spread %(sd)s, worst tenth %(worst)s")
    if line.worst is None:
        text = _("%(name)s: average %(mean)s, %(between)s, spread %(sd)s")
    return context.say(
        text,
        name=context.name(line.line),
        mean=context.number(line.mean, 2),
        between=context.between(line.low, line.high, 2),
        sd=context.number(line.sd, 2),
        worst=context.number(line.worst, 2),
    )


def cells(line: Line, context: Context) -> tuple[Cell, ...]:
    return (
        Cell(value=context.name(line.line)),
        Cell(value=line.mean, kind="number", digits=2),
        Cell(value=(line.low, line.high), kind="interval", digits=2),
        Cell(value=line.sd, kind="number", digits=2),
        Cell(value=line.worst, kind="number", digits=2),
        Cell(value=(line.worst_low, line.worst_high), kind="interval", digits=2),
        Cell(value=line.n, kind="count"),
    )
