"""Raking: do the weighted answers look like the population, and what does it cost?"""

from typing import Any

from django.utils.translation import gettext as _

from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import dumbbells
from sonda.methods.raking import MET, NOT_MET, Raking


def chart(results: Any, *, context: Context, before: dict[str, dict[str, float]] | None = None) -> Chart:
    """The claim about weights; `before` holds the shares (0–1) of people by variable and category, without weights."""
    result: Raking = groups(results)[0][1]
    rows = result.rows()
    totals = {name: sum(parts.values()) or 1.0 for name, parts in result.targets.items()}
    description = sentences(finding(result, context), *(_about(r, totals, context) + "." for r in rows[:24]))
    spec, narrow = dumbbells.draw(
        [_row(r, totals, before or {}, context) for r in rows],
        heads=dumbbells.Heads(
            ring=_("among answers") if before else _("population"), dot=_("weighted"), gap=_("population"), half=""
        ),
        description=description,
        text=lambda v, d: context.percent(v / 100, d),
    )
    return Chart(
        key="raking",
        finding=finding(result, context),
        lead=context.number(result.deff, 2) if result.deff is not None else "",
        deck=_deck(result, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(_("Ring: share among those who answered. Dot: share after weighting."))
            if before
            else context.say(_("Ring: share in the population. Dot: share after weighting.")),
            context.say(_("Beside it, the share in the population.")),
        ),
        description=description,
        columns=columns(
            ("variable", _("Variable")),
            ("category", _("Category")),
            ("target", _("Population")),
            ("achieved", _("Weighted answers")),
        ),
        rows=tuple(
            (
                Cell(value=context.name(r["variable"])),
                Cell(value=context.name(r["category"])),
                Cell(value=r["target"], kind="number", digits=0),
                Cell(value=r["achieved"], kind="number", digits=0),
            )
            for r in rows
        ),
        how=(
            (_("Weights"), context.say(_("Each margin is fitted in turn, again and again, until all hold at once."))),
            (_("Cost"), context.say(_("Kish’s design effect: how much unequal weights widen the intervals."))),
            (_("Source"), "Deming, Stephan (1940); Kish (1965)"),
            context.signed(result),
        ),
        notes=context.notes(result),
        language=context.language,
    )


def finding(result: Raking, context: Context) -> str:
    """Whether all margins are met."""
    if result.verdict == MET:
        return context.say(_("Weighted, the answers look like the population in everything that is known of it."))
    if result.verdict == NOT_MET:
        return context.say(_("No weights make the answers look like the population in everything at once."))
    return context.say(_("There is nobody to be weighted."))


def _deck(result: Raking, context: Context) -> str:
    if result.deff is None:
        return ""
    return context.say(
        _(
            "The weights cost precision: the design effect is %(deff)s, "
            "so %(answers)s tell as much as %(worth)s would unweighted."
        ),
        deff=context.number(result.deff, 2),
        answers=context.answers(result.n),
        worth=context.count(result.n / result.deff),
    )


def _row(
    r: dict[str, Any], totals: dict[str, float], before: dict[str, dict[str, float]], context: Context
) -> dumbbells.Row:
    target, achieved = r["target"] / totals[r["variable"]], r["achieved"] / totals[r["variable"]]
    raw = before.get(r["variable"], {}).get(r["category"], target)
    return dumbbells.Row(
        name=f"{context.name(r['variable'])}: {context.name(r['category'])}",
        ring=100 * raw,
        dot=100 * achieved,
        gap_text=context.percent(target),
        half_text="",
        kind="even" if abs(target - achieved) < 0.0005 else "bad",
        about=_about(r, totals, context),
    )


def _about(r: dict[str, Any], totals: dict[str, float], context: Context) -> str:
    return context.say(
        _("%(variable)s, %(category)s: population %(target)s, weighted answers %(achieved)s"),
        variable=context.name(r["variable"]),
        category=context.name(r["category"]),
        target=context.percent(r["target"] / totals[r["variable"]]),
        achieved=context.percent(r["achieved"] / totals[r["variable"]]),
    )
