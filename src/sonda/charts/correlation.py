"""What goes together: a triangle of correlations, the questions in an order that lays alike ones side by side."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.chart import Cell, Chart, Column, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import intervals, triangle
from sonda.methods.correlation import OPPOSITE, TOGETHER, TOO_FEW, Correlation, Pair
from sonda.methods.result import CANNOT_TELL

MOST_ROWS = 150
MOST_QUESTIONS = 40  # that the catalogue asks of at once
MOST_LISTED = 12  # pairs in a narrow column
FEW_QUESTIONS = 8  # up to so many are laid out in a column of text
KINDS = {TOGETHER: "good", OPPOSITE: "bad"}


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about which ratings go together."""
    result: Correlation = groups(results)[0][1]
    sure, shown = result.sure, those_shown(result)
    described = sentences(finding(result, sure, context), *(about(pair, context) + "." for pair in sure[:12]))
    rows = tuple(cells(pair, context) for pair in closest_first(result.pairs))
    return Chart(
        key="correlation",
        finding=finding(result, sure, context),
        deck=deck(result, sure, context),
        verdict=result.verdict,
        n=result.n,
        caption=caption(result, shown, context),
        description=described,
        columns=heading(context),
        rows=rows[:MOST_ROWS],
        every_row=rows if len(rows) > MOST_ROWS else (),
        rows_note=context.say(
            _("These are the %(n)s closest pairs of %(all)s; the files hold them all."),
            n=context.count(MOST_ROWS),
            all=context.count(len(rows)),
        )
        if len(rows) > MOST_ROWS
        else "",
        how=how(result, context),
        notes=context.notes(result),
        language=context.language,
        **drawn(result, shown, described, context),
    )


def those_shown(result: Correlation) -> list[str]:
    """The questions in the figure: where they are too many, those with the closest ties, in their own order."""
    if len(result.questions) <= triangle.MOST:
        return list(result.questions)
    kept: dict[str, None] = {}
    for pair in closest_first(result.pairs):
        kept |= {pair.one: None, pair.other: None}
    large = set(list(kept)[: triangle.MOST])
    return [name for name in result.questions if name in large]


def closest_first(pairs: Sequence[Pair]) -> list[Pair]:
    """Sure pairs by how close they go together at least, then the others by what was seen."""
    return sorted(pairs, key=lambda pair: (-pair.at_least, -abs(pair.r or 0.0), -pair.n))


def drawn(result: Correlation, shown: Sequence[str], description: str, context: Context) -> dict[str, Any]:
    found = {(pair.one, pair.other): pair for pair in result.pairs}
    rows = [[box(found[before, name], context) for before in shown[:place]] for place, name in enumerate(shown)]
    spec = triangle.draw([context.name(name) for name in shown], rows, description=description)
    known = [pair for pair in closest_first(result.pairs) if pair.r is not None]
    listed = sorted(known[:MOST_LISTED], key=lambda pair: -abs(pair.r or 0.0))
    return {"spec": spec, "narrow": closest(listed, description, context), "wide": len(shown) > FEW_QUESTIONS}


def closest(pairs: Sequence[Pair], description: str, context: Context) -> dict[str, Any]:
    """What a phone shows instead of the triangle, whose cells would leave no room for a number: the closest pairs."""
    _wide, narrow = intervals.draw(
        [
            intervals.Row(
                name=f"{context.name(pair.one)} · {context.name(pair.other)}",
                value=pair.r,
                low=pair.low,
                high=pair.high,
                value_text=context.number(pair.r, 2),
                kind=KINDS.get(pair.stands, "even"),
                about=about(pair, context),
            )
            for pair in pairs
        ],
        look=intervals.Look(
            text=lambda v, d, first: context.number(v, d), low=-1, high=1, zero=True, head=_("Correlation")
        ),
        description=description,
    )
    return narrow


def box(pair: Pair, context: Context) -> triangle.Box:
    text = "" if pair.r is None else context.number(pair.r, 2)
    return triangle.Box(value=pair.r, sure=pair.stands != CANNOT_TELL, text=text, about=about(pair, context))


def finding(result: Correlation, sure: Sequence[Pair], context: Context) -> str:
    """The closest pair for certain, or that there is none."""
    if not result.n:
        return context.say(_("Nobody has answered two of these questions yet."))
    if not sure:
        return context.say(_("No two questions go together for certain: what is seen may be chance."))
    first = sure[0]
    text = _("Whoever rates %(one)s higher tends to rate %(other)s higher too.")
    if first.stands == OPPOSITE:
        text = _("Whoever rates %(one)s higher tends to rate %(other)s lower.")
    return context.say(text, one=context.quoted(first.one), other=context.quoted(first.other))


def deck(result: Correlation, sure: Sequence[Pair], context: Context) -> str:
    """How close the closest pair is, how many there are, and what it does not mean."""
    if not sure:
        return ""
    first = sure[0]
    told = context.say(
        _("The correlation is %(r)s, %(between)s, of %(answers)s: the closest pair, with chance allowed for."),
        r=context.number(first.r, 2),
        between=context.between(first.low, first.high, 2),
        answers=context.answers(first.n),
    )
    counted = context.say(
        ngettext(
            "Of %(n)s pairs %(sure)s goes together for certain.",
            "Of %(n)s pairs %(sure)s go together for certain.",
            len(sure),
        ),
        n=context.count(len(result.pairs)),
        sure=context.count(len(sure)),
    )
    return sentences(told, counted, context.say(_("Going together is not causing: both may have a third reason.")))


def caption(result: Correlation, shown: Sequence[str], context: Context) -> str:
    return sentences(
        context.say(
            _(
                "Each cell is where a row meets the column of another question, whose name stands at its top. In it:"
                " the correlation, 1 where two ratings rise in step, −1 where one falls as the other rises, 0 where"
                " neither says anything of the other."
            )
        ),
        context.say(_("Teal: together; orange: opposite; the deeper, the closer. Outlined only: may be chance.")),
        context.say(_("Questions that go together stand side by side.")),
        context.say(_("On a narrow screen: the %(n)s closest pairs, each with its interval."), n=MOST_LISTED)
        if len(result.pairs) > MOST_LISTED
        else "",
        ""
        if len(shown) == len(result.questions)
        else context.say(
            _("The figure shows the %(n)s questions with the closest pairs; the table holds all %(all)s."),
            n=context.count(len(shown)),
            all=context.count(len(result.questions)),
        ),
        ""
        if len(result.questions) < MOST_QUESTIONS
        else context.say(_("At most %(n)s questions are laid side by side, scores first."), n=MOST_QUESTIONS),
    )


def about(pair: Pair, context: Context) -> str:
    """What is read out at a cell."""
    names = {"one": context.name(pair.one), "other": context.name(pair.other)}
    if pair.r is None:
        return context.say(_("%(one)s and %(other)s: %(why)s"), why=verdict(pair), **names)
    return context.say(
        _("%(one)s and %(other)s: %(r)s, %(between)s, %(answers)s; %(verdict)s"),
        r=context.number(pair.r, 2),
        between=context.between(pair.low, pair.high, 2),
        answers=context.answers(pair.n),
        verdict=verdict(pair),
        **names,
    )


def verdict(pair: Pair) -> str:
    if pair.reason:
        return _("too few answered both") if pair.reason == TOO_FEW else _("everybody gave one of them the same answer")
    return {TOGETHER: _("rise together"), OPPOSITE: _("one rises as the other falls")}.get(
        pair.stands, _("cannot tell")
    )  # fmt: skip


def heading(context: Context) -> tuple[Column, ...]:
    found = columns(
        ("one", _("One question")),
        ("other", _("Another")),
        ("r", _("Correlation")),
        ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
        ("n", _("Answered both")),
        ("p", _("p, adjusted"), 2),
        ("told", _("Verdict"), 1),
    )
    return tuple(replace(each, numeric=each.key not in ("one", "other", "told")) for each in found)


def cells(pair: Pair, context: Context) -> tuple[Cell, ...]:
    return (
        Cell(value=context.name(pair.one)),
        Cell(value=context.name(pair.other)),
        Cell(value=pair.r, kind="number", digits=2),
        Cell(value=(pair.low, pair.high), kind="interval", digits=2),
        Cell(value=pair.n, kind="count"),
        Cell(value=pair.p_adjusted, kind="p"),
        Cell(value=verdict(pair)),
    )


def how(result: Correlation, context: Context) -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Correlation"),
            context.say(_("Pearson’s r of every two questions, from the people who answered both; without weights.")),
        ),
        (
            _("Interval"),
            context.say(
                _(
                    "Fisher’s z with the error that the answers’ own spread says, never narrower than Fisher’s: where"
                    " most people choose the best answers, ratings are not normal."
                )
            ),
        ),
        (
            _("For certain"),
            context.say(_("p-values are adjusted for the number of pairs (Holm 1979).")),
        ),
        (
            _("Order"),
            context.say(_("Clusters of average distance 1 − r, leaves turned so that neighbours are alike.")),
        ),
        (_("Source"), "Fisher (1921); Steiger, Hakstian (1982); Hawkins (1989); Bar-Joseph, Gifford, Jaakkola (2001)"),
        context.signed(result),
    )
