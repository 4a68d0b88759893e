"""Cronbach's alpha: do the items measure one thing together, and which item spoils it?"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts import scores
from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import intervals
from sonda.methods.alpha import NOT_RELIABLE, RELIABLE, THRESHOLD, Alpha, AlphaItem

KINDS = (RELIABLE, NOT_RELIABLE)


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about a scale: reliable, not reliable, or cannot tell."""
    result: Alpha = groups(results)[0][1]
    items = sorted(result.items, key=lambda i: -(i.alpha_if_dropped if i.alpha_if_dropped is not None else -9))
    rows = [
        intervals.Row(
            name=_("All items"),
            value=result.alpha,
            low=result.low,
            high=result.high,
            value_text=context.number(result.alpha, 3),
            kind=scores.kind(result.verdict, *KINDS),
            about=context.say(
                _("All items: alpha %(alpha)s, %(between)s"),
                alpha=context.number(result.alpha, 3),
                between=context.between(result.low, result.high, 3),
            ),
        ),
        *(_row(i, context) for i in items),
    ]
    look = intervals.Look(
        text=lambda v, d, first: context.number(v, d),
        high=1,
        goal=THRESHOLD,
        goal_text=context.number(THRESHOLD, 1),
        head=_("alpha"),
    )
    description = sentences(finding(result, context), *(_row(i, context).about + "." for i in items[:20]))
    spec, narrow = intervals.draw(rows, look=look, description=description)
    return Chart(
        key="alpha",
        finding=finding(result, context),
        lead=context.number(result.alpha, 3) if result.alpha is not None else "",
        deck=_deck(result, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(
                _("First row: alpha of all items with its %(level)s interval. Below: alpha without that item."),
                level=context.level_text,
            ),
            context.say(_("Dashed: 0.7, from which a scale counts as reliable.")),
        ),
        description=description,
        columns=columns(("item", _("Without the item")), ("alpha_if_dropped", _("Alpha")), ("interval", _("Interval"))),
        rows=(
            (
                Cell(value=_("All items")),
                Cell(value=result.alpha, kind="number", digits=3),
                Cell(value=(result.low, result.high), kind="interval", digits=3),
            ),
            *(
                (
                    Cell(value=context.name(i.item)),
                    Cell(value=i.alpha_if_dropped, kind="number", digits=3),
                    Cell(value=None, kind="interval"),
                )
                for i in items
            ),
        ),
        how=(
            (_("Alpha"), context.say(_("k/(k − 1) × (1 − sum of the items’ variances / variance of their sum)."))),
            (_("Standardized"), context.number(result.alpha_standardized, 3)),
            (
                _("What it does not show"),
                context.say(_("That the items measure one thing only: several may go together.")),
            ),
            (_("Interval"), context.say(_("Feldt’s interval, from the F distribution."))),
            (_("Source"), "Cronbach (1951); Feldt, Woodruff, Salih (1987); Nunnally (1978)"),
            context.signed(result),
        ),
        surer=context.say(_("More people who answer every item.")) if result.verdict not in KINDS else None,
        notes=context.notes(result),
        language=context.language,
    )


def finding(result: Alpha, context: Context) -> str:
    """The verdict as a sentence."""
    if result.alpha is None:
        return context.say(_("Whether the items measure one thing cannot be computed."))
    if result.verdict == RELIABLE:
        return context.say(_("The items hold together: their sum is a reliable score."))
    if result.verdict == NOT_RELIABLE:
        return context.say(_("The items do not hold together: their sum is no reliable score."))
    return context.say(_("It cannot be told yet whether the items hold together."))


def _deck(result: Alpha, context: Context) -> str:
    if result.alpha is None:
        return ""
    return context.say(
        ngettext(
            "Alpha is %(alpha)s, %(between)s, from %(n)s person who answered every item.",
            "Alpha is %(alpha)s, %(between)s, from %(n)s people who answered every item.",
            result.n,
        ),
        alpha=context.number(result.alpha, 3),
        between=context.between(result.low, result.high, 3),
        n=context.count(result.n),
    )


def _row(i: AlphaItem, context: Context) -> intervals.Row:
    return intervals.Row(
        name=context.name(i.item),
        value=i.alpha_if_dropped,
        low=None,
        high=None,
        value_text=context.number(i.alpha_if_dropped, 3),
        kind="even",
        about=context.say(
            _("Without %(name)s: alpha %(alpha)s"),
            name=context.quoted(i.item),
            alpha=context.number(i.alpha_if_dropped, 3),
        ),
    )
