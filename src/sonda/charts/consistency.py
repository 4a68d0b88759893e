"""Consistency of units as a caterpillar: who is truly below or above, after allowing for chance."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts import doubt
from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import caterpillar
from sonda.methods.consistency import ABOVE, ALIKE, BELOW, DIFFER, Consistency, Unit

KINDS = {ABOVE: "good", BELOW: "bad"}


def chart(results: Any, *, context: Context, before: Consistency | None = None, signed: bool | None = None) -> Chart:
    """The claim about units; `before` puts a tick where each stood earlier, `signed` writes NPS points with a sign."""
    result: Consistency = groups(results)[0][1]
    signed = (context.scale is None) if signed is None else signed
    units = sorted(
        result.units, key=lambda u: -(u.shrunk if u.shrunk is not None else u.raw if u.raw is not None else 0)
    )
    was = {u.unit: u.raw for u in before.units} if before else {}
    spec, narrow = _figure(result, units, was, context, signed)
    return Chart(
        key="consistency",
        finding=finding(result, context),
        lead=_lead(result, context, signed),
        deck=_deck(result, context, signed),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=_caption(units, context, bool(was)),
        description=_described(result, units, context, signed),
        columns=columns(
            ("unit", context.unit or _("Unit")),
            ("raw", _("Measured"), 1),
            ("shrunk", _("After allowing for chance")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("n", _("Answers")),
        ),
        rows=tuple(_cells(u, context, signed) for u in units),
        how=(
            (
                _("Model"),
                context.say(
                    _("Each unit has a true mean and answers scatter about it; both spreads by restricted ML.")
                ),
            ),
            (
                _("Dot"),
                context.say(
                    _("The measured mean, pulled towards the mean of all units as far as its own noise asks for.")
                ),
            ),
            (
                _("Verdict"),
                context.say(
                    _("A unit is called out only when its difference holds against all units watched at once (Holm).")
                ),
            ),
            (_("Source"), "Searle, Casella, McCulloch (1992); Kass, Steffey (1989)"),
            context.signed(result),
        ),
        surer=surer(result, context),
        notes=context.notes(result),
        language=context.language,
    )


def called(result: Consistency, verdict: str) -> list[Unit]:
    """Units of one verdict, the furthest from the mean first."""
    return sorted((u for u in result.units if u.verdict == verdict), key=lambda u: -abs(u.effect or 0))


def finding(result: Consistency, context: Context) -> str:
    """What the verdicts of the units and of the whole allow to say."""
    below, above = called(result, BELOW), called(result, ABOVE)
    if len(below) == 1:
        return context.say(_("%(unit)s is truly below the rest."), unit=context.quoted(below[0].unit))
    if below:
        return context.say(
            ngettext(
                "%(n)s unit is truly below the rest: %(names)s.",
                "%(n)s units are truly below the rest: %(names)s.",
                len(below),
            ),
            n=context.count(len(below)),
            names=context.listed([u.unit for u in below], 2),
        )
    if above:
        return context.say(
            _("No unit falls short for certain. Truly above the rest: %(names)s."),
            names=context.listed([u.unit for u in above], 2),
        )
    if result.verdict == ALIKE:
        return context.say(_("All units give customers much the same."))
    if result.verdict == DIFFER:
        return context.say(_("The units differ, but no single one can be called out."))
    if result.p_value is None:
        return context.say(_("The units cannot be compared yet."))
    return context.say(_("The units differ no more than chance would make them."))


def shown(context: Context, signed: bool, value: float | None, digits: int | None = None) -> str:
    """A mean in the answers' units: NPS points with a sign, ratings with two decimals."""
    if signed:
        return context.points(value, 1 if digits is None else digits)
    return context.number(value, 2 if digits is None else digits)


def _lead(result: Consistency, context: Context, signed: bool) -> str:
    below = called(result, BELOW) or called(result, ABOVE)
    return shown(context, signed, below[0].shrunk) if below else shown(context, signed, result.mu)


def _deck(result: Consistency, context: Context, signed: bool) -> str:
    picked = called(result, BELOW) or called(result, ABOVE)
    if result.mu is None:
        return ""
    digits = 1 if signed else 2
    if picked:
        unit = picked[0]
        return context.say(
            _("%(unit)s stands at %(value)s, %(between)s, when chance is allowed for; all units together at %(mu)s."),
            unit=context.quoted(unit.unit),
            value=shown(context, signed, unit.shrunk),
            between=context.between(unit.low, unit.high, digits, sign=signed),
            mu=shown(context, signed, result.mu),
        )
    if result.icc is None:
        return context.say(_("All units together stand at %(mu)s."), mu=shown(context, signed, result.mu))
    return context.say(
        _("All units together stand at %(mu)s. Of the differences between answers %(icc)s lie between units."),
        mu=shown(context, signed, result.mu),
        icc=context.percent(result.icc),
    )


def _figure(
    result: Consistency, units: list[Unit], was: Mapping[str, float | None], context: Context, signed: bool
) -> tuple[Any, Any]:
    rows = [
        caterpillar.Row(
            name=context.name(u.unit),
            raw=u.raw,
            shrunk=u.shrunk,
            low=u.low,
            high=u.high,
            kind=KINDS.get(u.verdict, "even"),
            was=was.get(u.unit),
            about=_about(u, context, signed),
        )
        for u in units
    ]
    middle = caterpillar.Middle(
        value=result.mu,
        text=context.say(_("all units %(mu)s"), mu=shown(context, signed, result.mu)),
        before=context.before,
    )
    limits = (-100.0, 100.0) if signed else context.scale or (None, None)
    return caterpillar.draw(
        rows,
        middle=middle,
        text=lambda v, d, first: shown(context, signed, v, d),
        description=_described(result, units, context, signed),
        limits=limits,
    )


def _about(u: Unit, context: Context, signed: bool) -> str:
    return context.say(
        _("%(unit)s: measured %(raw)s, after allowing for chance %(shrunk)s, %(between)s, %(answers)s"),
        unit=context.name(u.unit),
        raw=shown(context, signed, u.raw),
        shrunk=shown(context, signed, u.shrunk),
        between=context.between(u.low, u.high, 1 if signed else 2, sign=signed),
        answers=context.answers(u.n),
    )


def _described(result: Consistency, units: list[Unit], context: Context, signed: bool) -> str:
    return sentences(
        context.say(_("Units in order of their means after allowing for chance.")),
        *(_about(u, context, signed) + "." for u in units[:20]),
    )


def _caption(units: list[Unit], context: Context, was: bool) -> str:
    drawn = len(units) > caterpillar.MOST
    low, high = context.scale or (None, None)
    asked = (
        context.say(
            _("Asked: %(measure)s, %(low)s–%(high)s."),
            measure=context.measure,
            low=context.number(low, 0),
            high=context.number(high, 0),
        )
        if context.measure and context.scale
        else ""
    )
    return sentences(
        asked,
        context.say(
            _("Ring: as measured. Dot and line: what is left after allowing for chance, with its %(level)s interval."),
            level=context.level_text,
        ),
        context.say(_("In colour: units that differ for certain. Grey: the difference may be chance.")),
        context.say(_("Grey tick: %(before)s."), before=context.before) if was and context.before else "",
        context.say(_("The table holds all %(n)s units."), n=context.count(len(units))) if drawn else "",
        context.design(),
    )


def _cells(u: Unit, context: Context, signed: bool) -> tuple[Cell, ...]:
    kind, digits = ("points", 1) if signed else ("number", 2)
    return (
        Cell(value=context.name(u.unit)),
        Cell(value=u.raw, kind=kind, digits=digits),
        Cell(value=u.shrunk, kind=kind, digits=digits),
        Cell(value=(u.low, u.high), kind="interval", digits=digits, sign=signed),
        Cell(value=u.n, kind="count"),
    )


def surer(result: Consistency, context: Context) -> str | None:
    """How many answers a unit needs before its mean says something about the unit."""
    needed = result.answers_needed
    if needed is None:
        return None
    thin = [u for u in result.units if u.n < needed]
    told = doubt.rounded(needed)
    if not thin:
        return context.say(
            ngettext(
                "A unit needs about %(n)s answer to be judged fairly; every unit has them.",
                "A unit needs about %(n)s answers to be judged fairly; every unit has them.",
                told,
            ),
            n=context.count(told),
        )
    return context.say(
        ngettext(
            "A unit needs about %(n)s answer to be judged fairly. Units with fewer: %(thin)s of %(all)s.",
            "A unit needs about %(n)s answers to be judged fairly. Units with fewer: %(thin)s of %(all)s.",
            told,
        ),
        n=context.count(told),
        thin=context.count(len(thin)),
        all=context.count(len(result.units)),
    )
