"""Drivers as bars: what each touchpoint weighs in the overall rating, with its interval and its reach."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import intervals
from sonda.methods.drivers.result import LEADS, SHARED, TOO_FEW, Driver, Drivers


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about which driver weighs most, or that none can be told from the others."""
    result: Drivers = groups(results)[0][1]
    drivers = ordered(result)
    weighed = [d for d in drivers if d.importance is not None]
    even = (result.r2 or 0) / len(weighed) if weighed else None
    look = intervals.Look(
        text=lambda v, d, first: context.percent(v / 100, d) if first else context.number(v, d),
        low=0,
        goal=100 * even if even else None,
        goal_text=context.say(_("an equal part, %(share)s"), share=context.percent(even)) if even else "",
        head=_("weight"),
        second_head=_("rated by"),
        bars=True,
    )
    spec, narrow = intervals.draw(
        [_row(d, even, context) for d in weighed], look=look, description=_described(weighed, context)
    )
    return Chart(
        key="drivers",
        finding=finding(result, context),
        lead=context.percent(result.r2, 0) if result.r2 is not None else "",
        deck=_deck(result, drivers, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(
                _("Bar: part of the outcome’s differences that the driver explains. Line: its %(level)s interval."),
                level=context.level_text,
            ),
            context.say(_("In teal: weighs more than an equal part for certain. Beside it, the share who rated it.")),
            context.design(),
        ),
        description=_described(weighed, context),
        columns=columns(
            ("driver", context.item or _("Driver")),
            ("importance", _("Weight")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("share", _("Share of all weights"), 1),
            ("coefficient", _("Coefficient"), 2),
            ("reach", _("Rated by"), 1),
            ("n", _("Ratings"), 1),
            ("status", _("Status"), 2),
        ),
        rows=tuple(_cells(d, context) for d in drivers),
        how=_how(result, context),
        surer=_surer(result, drivers, context),
        notes=context.notes(result),
        language=context.language,
    )


def ordered(result: Drivers) -> list[Driver]:
    """Strongest first; those too thin to be weighed stay, at the end."""
    return sorted(result.drivers, key=lambda d: (d.importance is None, -(d.importance or 0)))


def above(d: Driver, even: float | None) -> bool:
    """Does the driver weigh more than an equal part, with its whole interval?"""
    return even is not None and d.low is not None and d.low > even


def finding(result: Drivers, context: Context) -> str:
    """Who leads, by the verdict; the order of the others is not told."""
    leaders = list(result.leaders)
    if result.verdict == LEADS and leaders:
        return context.say(_("%(name)s weighs more than anything else asked about."), name=context.quoted(leaders[0]))
    if result.verdict == SHARED and 1 < len(leaders) <= 3:
        return context.say(
            _("One of these weighs most, and which one cannot be told: %(names)s."), names=context.listed(leaders)
        )
    if result.verdict == SHARED:
        return context.say(_("What is asked about matters, but no single driver stands out."))
    return context.say(_("It cannot be told yet what drives the outcome."))


def _deck(result: Drivers, drivers: list[Driver], context: Context) -> str:
    thin = [d.driver for d in drivers if d.status == TOO_FEW]
    weighed = len(drivers) - len(thin)
    return sentences(
        context.say(
            ngettext(
                "Together %(n)s driver explains %(r2)s of the differences in the outcome.",
                "Together %(n)s drivers explain %(r2)s of the differences in the outcome.",
                weighed,
            ),
            n=context.count(weighed),
            r2=context.percent(result.r2, 0),
        )
        if result.r2 is not None and weighed
        else "",
        context.say(_("Rated by too few to be weighed: %(names)s."), names=context.listed(thin)) if thin else "",
    )


def _row(d: Driver, even: float | None, context: Context) -> intervals.Row:
    return intervals.Row(
        name=context.name(d.driver),
        value=_hundred(d.importance),
        low=_hundred(d.low),
        high=_hundred(d.high),
        value_text=context.percent(d.importance),
        second_text=context.percent(d.reach, 0),
        kind="accent" if above(d, even) else "even",
        about=about(d, context),
    )


def _hundred(value: float | None) -> float | None:
    return None if value is None else 100 * value


def about(d: Driver, context: Context) -> str:
    """A driver as it is read out."""
    if d.importance is None:
        return context.say(_("%(name)s: rated by too few"), name=context.name(d.driver))
    return context.say(
        _("%(name)s: weight %(weight)s, %(between)s, rated by %(reach)s"),
        name=context.name(d.driver),
        weight=context.percent(d.importance),
        between=context.between(d.low, d.high, share=True),
        reach=context.percent(d.reach, 0),
    )


def _described(drivers: list[Driver], context: Context) -> str:
    opening = context.say(_("Bars of drivers, the strongest first, each with its interval."))
    return sentences(opening, *(about(d, context) + "." for d in drivers[:20]))


def _cells(d: Driver, context: Context) -> tuple[Cell, ...]:
    return (
        Cell(value=context.name(d.driver)),
        Cell(value=d.importance, kind="percent"),
        Cell(value=(d.low, d.high), kind="interval", share=True),
        Cell(value=d.share, kind="percent"),
        Cell(value=d.coefficient, kind="points", digits=2),
        Cell(value=d.reach, kind="percent", digits=0),
        Cell(value=d.n, kind="count"),
        Cell(value=_("too few") if d.status == TOO_FEW else _("ok")),
    )


def _how(result: Drivers, context: Context) -> tuple[tuple[str, str], ...]:
    relative = result.measure != "lmg"
    measure = (
        _("Johnson’s relative weights: parts of R² shared out through uncorrelated stand-ins of the drivers.")
        if relative
        else _("LMG: the part of R² that a driver adds, averaged over all orders of the drivers (Shapley value).")
    )
    missing = (
        _("Every answer counts, also of those who never met some touchpoints (maximum likelihood, EM).")
        if result.missing_data == "em"
        else _("Only people who rated every driver count.")
    )
    return (
        (_("Weight"), measure),
        (_("Missing answers"), missing),
        (_("Interval"), context.say(_("Bootstrap: people (or whole events) drawn again with replacement."))),
        (_("Beware"), context.say(_("A weight is not a cause: a plan with a comparison group would show it."))),
        (_("Source"), "Johnson (2000)" if relative else "Lindeman, Merenda, Gold (1980); Grömping (2006)"),
        context.signed(result),
    )


def _surer(result: Drivers, drivers: list[Driver], context: Context) -> str | None:
    thin = [d for d in drivers if d.status == TOO_FEW]
    if thin:
        return context.say(_("Ask where it happens: %(names)s."), names=context.listed([d.driver for d in thin]))
    if result.verdict == LEADS:
        return None
    widest = max(
        (d for d in drivers if d.low is not None and d.high is not None),
        key=lambda d: (d.high or 0) - (d.low or 0),
        default=None,
    )
    if widest is None:
        return None
    return context.say(
        _("The widest interval is that of %(name)s, rated by %(reach)s. More ratings of it would narrow it."),
        name=context.quoted(widest.driver),
        reach=context.percent(widest.reach, 0),
    )
