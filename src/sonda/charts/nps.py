"""Net Promoter Score: one score as a bar of its three shares, several as rows with their intervals."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts import doubt, scores
from sonda.charts.chart import Cell, Chart, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import intervals, shares
from sonda.charts.frame import Layer
from sonda.methods.nps import MORE_DETRACTORS, MORE_PROMOTERS, NPS

KINDS = (MORE_PROMOTERS, MORE_DETRACTORS)


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about one score, or about the scores of several groups."""
    pairs = scores.highest_first(groups(results), "nps")
    first = pairs[0][1]
    spec, narrow = bar(pairs[0][1], context) if len(pairs) == 1 and first.shares else _rows(pairs, context)
    return Chart(
        key="nps",
        finding=finding(first, context) if len(pairs) == 1 else _groups_finding(pairs, context),
        lead=context.points(first.nps) if len(pairs) == 1 and first.nps is not None else "",
        deck=deck(first, context) if len(pairs) == 1 else scores.several(context, pairs),
        verdict=first.verdict if len(pairs) == 1 else "",
        n=sum(r.n for _g, r in pairs),
        spec=spec,
        narrow=narrow,
        caption=_caption(pairs, context),
        description=_described(pairs, context),
        columns=_columns(pairs, context),
        rows=tuple(_cells(group, r, context) for group, r in pairs),
        how=how(first, context),
        surer=_surer(pairs, context),
        notes=context.notes(*(r for _g, r in pairs)),
        language=context.language,
    )


def finding(result: NPS, context: Context) -> str:
    """The sentence of one score, from its verdict."""
    if result.nps is None:
        return context.say(_("Nobody has answered yet, so there is no score."))
    if result.verdict == MORE_PROMOTERS:
        return context.say(_("Promoters outnumber detractors: NPS %(nps)s."), nps=context.points(result.nps))
    if result.verdict == MORE_DETRACTORS:
        return context.say(_("Detractors outnumber promoters: NPS %(nps)s."), nps=context.points(result.nps))
    return context.say(_("It cannot be told yet whether promoters outnumber detractors."))


def deck(result: NPS, context: Context) -> str:
    """The interval and n of one score."""
    if result.nps is None:
        return ""
    if result.low is None:
        return context.say(
            _("The score is %(nps)s from %(answers)s; its interval cannot be judged."),
            nps=context.points(result.nps),
            answers=context.answers(result.n),
        )
    return context.say(
        _("The score is %(nps)s, %(between)s, from %(answers)s."),
        nps=context.points(result.nps),
        between=context.between(result.low, result.high, sign=True),
        answers=context.answers(result.n),
    )


def bar(result: NPS, context: Context) -> tuple[Layer, Layer]:
    """Promoters, passives and detractors as one bar, weighted where the score is."""
    names = (_("promoters"), _("passives"), _("detractors"))
    parts = [
        shares.Part(share=share, share_text=context.percent(share), name=name, kind=kind)
        for share, name, kind in zip(result.shares or (0.0, 0.0, 0.0), names, ("good", "even", "bad"), strict=True)
    ]
    return shares.draw(parts, description=_described([(None, result)], context))


def _rows(pairs: scores.Pairs, context: Context) -> tuple[Layer, Layer]:
    look = intervals.Look(
        text=lambda v, d, first: context.points(v, d),
        low=-100,
        high=100,
        head=_("NPS"),
        second_head=_("answers"),
        zero=True,
    )
    return scores.rows_figure(
        pairs,
        context=context,
        key="nps",
        shown=lambda r: context.points(r.nps),
        kinds=KINDS,
        look=look,
        description=_described(pairs, context),
    )


def _groups_finding(pairs: scores.Pairs, context: Context) -> str:
    found = scores.tally(pairs, *KINDS)
    places = {"good": context.count(found.good), "bad": context.count(found.bad), "n": context.count(found.total)}
    if found.open == found.total:
        return context.say(_("In none of the groups can it be told whether promoters outnumber detractors."))
    if found.bad == 0:
        return context.say(
            ngettext(
                "In %(good)s of %(n)s groups promoters outnumber detractors.",
                "In %(good)s of %(n)s groups promoters outnumber detractors.",
                found.good,
            ),
            **places,
        )
    if found.good == 0:
        return context.say(
            ngettext(
                "In %(bad)s of %(n)s groups detractors outnumber promoters.",
                "In %(bad)s of %(n)s groups detractors outnumber promoters.",
                found.bad,
            ),
            **places,
        )
    return context.say(
        _("Groups with more promoters: %(good)s of %(n)s. Groups with more detractors: %(bad)s."), **places
    )


def _caption(pairs: scores.Pairs, context: Context) -> str:
    if len(pairs) == 1 and pairs[0][1].shares:
        text = _("Shares of people who answered 9–10 (promoters), 7–8 (passives) and 0–6 (detractors); %(answers)s.")
        return scores.caption(context, context.say(text, answers=context.answers(pairs[0][1].n)))
    return scores.caption(
        context,
        context.say(
            _("Dot: the score. Line: its %(level)s interval. Grey: the interval holds zero, so the side is undecided."),
            level=context.level_text,
        ),
    )


def _described(pairs: scores.Pairs, context: Context) -> str:
    if len(pairs) > 1 or not pairs[0][1].shares:
        return sentences(
            context.say(_("Net Promoter Scores of groups, each with its interval.")),
            *(f"{context.name(g)}: {context.points(r.nps)}." for g, r in pairs[:12]),
        )
    r = pairs[0][1]
    promoters, passives, detractors = r.shares or (None, None, None)
    return context.say(
        _("One bar: promoters %(promoters)s, passives %(passives)s, detractors %(detractors)s. NPS %(nps)s."),
        promoters=context.percent(promoters),
        passives=context.percent(passives),
        detractors=context.percent(detractors),
        nps=context.points(r.nps),
    )


def _columns(pairs: scores.Pairs, context: Context) -> Any:
    return scores.group_columns(
        context,
        pairs,
        ("nps", _("NPS")),
        ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
        ("promoters", _("Promoters"), 1),
        ("passives", _("Passives"), 2),
        ("detractors", _("Detractors"), 1),
        ("n", _("Answers")),
    )


def _cells(group: str | None, r: NPS, context: Context) -> tuple[Cell, ...]:
    return (
        scores.group_cell(context, group),
        Cell(value=r.nps, kind="points"),
        Cell(value=(r.low, r.high), kind="interval", sign=True),
        *(Cell(value=count, kind="count") for count in (r.promoters, r.passives, r.detractors, r.n)),
    )


def how(r: NPS, context: Context) -> tuple[tuple[str, str], ...]:
    """What is counted and how its interval is made; the last two rows are source and method."""
    weighted = context.weighted or context.clustered
    interval = (
        _("Score ± z × linearised standard error, with weights and with the answers of one event as one cluster.")
        if weighted
        else _(
            "Adjusted Wald: three imagined answers are added, so that few answers do not claim certainty (Rocks 2016)."
        )
    )
    return (
        (_("Score"), context.say(_("Share of answers 9–10 less share of answers 0–6, in points from −100 to 100."))),
        (_("Interval"), context.say(interval)),
        (_("Source"), "Reichheld (2003); Rocks (2016), arXiv:1601.07235; Lumley (2010)"),
        context.signed(r),
    )


def _surer(pairs: scores.Pairs, context: Context) -> str | None:
    if len(pairs) > 1:
        return None
    r = pairs[0][1]
    if r.verdict in KINDS:
        return doubt.halve(context, r.n)
    return doubt.surer(context, doubt.more_answers(r.n, r.nps, r.low, r.high))
