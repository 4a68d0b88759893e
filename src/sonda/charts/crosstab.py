"""One question by groups: a table of shares with the cells marked that differ from the other groups for certain."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.chart import Cell, Chart, Column, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.distribution import called, share_how, stretches
from sonda.charts.figures import heat
from sonda.methods.crosstab import ABOVE, Crosstab
from sonda.methods.crosstab import Cell as Found
from sonda.methods.result import CANNOT_TELL
from sonda.methods.steps import Share

MOST_ROWS = 150

Words = Mapping[str, str]


def chart(results: Any, *, context: Context, answers: Words | None = None) -> Chart:
    """The claim about one question by one column; `answers` are the answers in the reader's words."""
    result: Crosstab = groups(results)[0][1]
    words = answers or {}
    sure = sorted((cell for cell in result.cells if cell.stands != CANNOT_TELL), key=surest)
    shown = Shown(result)
    lines = by_group(result)
    heads = [called(share, words, context) for place, share in enumerate(result.total) if place in shown.columns]
    rows = [whole(result, shown.columns, words, context)]
    rows += [line(name, lines[name], shown.columns, words, context) for name in shown.names]
    described = sentences(finding(sure, words, context), *(about(cell, words, context) + "." for cell in sure[:12]))
    spec, narrow = heat.draw(heads, rows, description=described)
    every = tuple(cells(cell, words, context) for cell in result.cells)
    many = len(every) > MOST_ROWS
    return Chart(
        key="crosstab",
        finding=finding(sure, words, context) if result.n else context.say(_("Nobody has answered yet.")),
        deck=deck(sure, result, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        wide=True,
        narrow=narrow,
        caption=caption(result, shown, context),
        description=described,
        columns=heading(context),
        rows=tuple(cells(cell, words, context) for cell in sorted(result.cells, key=surest)[:MOST_ROWS])
        if many
        else every,
        every_row=every if many else (),
        rows_note=context.say(
            _("These are the %(n)s surest cells of %(all)s; the files hold them all."),
            n=context.count(MOST_ROWS),
            all=context.count(len(every)),
        )
        if many
        else "",
        how=how(result, context),
        notes=context.notes(result),
        language=context.language,
    )


def surest(cell: Found) -> tuple[float, float]:
    return (1.0 if cell.p_adjusted is None else cell.p_adjusted, -abs(cell.difference or 0.0))


class Shown:
    """What fits into the figure: the answers given most and the groups with most answers, each in their own order."""

    def __init__(self, result: Crosstab) -> None:
        total = result.total
        often = sorted(range(len(total)), key=lambda place: -total[place].n)[: heat.MOST_COLUMNS]
        self.columns = set(range(len(total))) if len(total) <= heat.MOST_COLUMNS else set(often)
        of = {cell.group: cell.of for cell in result.cells}
        most = min(heat.MOST_ROWS, heat.MOST_CELLS // max(len(self.columns), 1))
        large = set(sorted(of, key=lambda name: -of[name])[:most])
        self.names = [name for name in of if name in large]
        self.is_whole = len(self.names) == len(of) and len(self.columns) == len(total)


def by_group(result: Crosstab) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for cell in result.cells:
        found.setdefault(cell.group, []).append(cell)
    return found


def finding(sure: Sequence[Found], words: Words, context: Context) -> str:
    """The surest difference, or that there is none."""
    if not sure:
        return context.say(_("No group answers differently from the others for certain: what differs may be chance."))
    first = sure[0]
    text = _("In the group %(group)s the answer %(answer)s is less frequent than among the others.")
    if first.stands == ABOVE:
        text = _("In the group %(group)s the answer %(answer)s is more frequent than among the others.")
    return context.say(text, group=context.quoted(first.group), answer=context.quoted(called(first, words, context)))


def deck(sure: Sequence[Found], result: Crosstab, context: Context) -> str:
    """How large the surest difference is, and how many there are."""
    if not sure:
        return ""
    first = sure[0]
    told = context.say(
        _("%(share)s there, %(rest)s among the others: a difference of %(change)s percentage points, %(between)s."),
        share=context.percent(first.share),
        rest=context.percent(first.rest),
        change=context.points(times(first.difference)),
        between=context.between(times(first.difference_low), times(first.difference_high), 1, sign=True),
    )
    counted = context.say(
        ngettext(
            "Of %(n)s cells %(sure)s differs for certain.", "Of %(n)s cells %(sure)s differ for certain.", len(sure)
        ),
        n=context.count(len(result.cells)),
        sure=context.count(len(sure)),
    )
    return sentences(told, counted)


def caption(result: Crosstab, shown: Shown, context: Context) -> str:
    return sentences(
        context.say(_("Asked: %(measure)s."), measure=context.measure.rstrip(" ?.!…")) if context.measure else "",
        context.say(_("In each cell: the share of the group’s answers, and below it how many people gave it.")),
        context.say(
            _("Line in a cell: the %(level)s interval, the cell’s width being 0–100%%."), level=context.level_text
        ),
        context.say(
            _("A frame with a triangle: more (up) or less (down) frequent than among all other groups, for certain.")
        ),
        stretches(result.total, context),
        ""
        if shown.is_whole
        else context.say(_("The figure shows the largest groups and the most frequent answers; the table holds all.")),
        context.design(),
    )


def whole(result: Crosstab, places: set[int], words: Words, context: Context) -> heat.Row:
    """Everybody together."""
    return heat.Row(
        name=_("All"),
        whole=True,
        boxes=[everybody(share, words, context) for place, share in enumerate(result.total) if place in places],
    )


def everybody(share: Share, words: Words, context: Context) -> heat.Box:
    return heat.Box(
        share=share.share,
        low=share.low,
        high=share.high,
        share_text=context.percent(share.share, 0),
        n_text=context.count(share.n),
        about=context.say(
            _("All, %(answer)s: %(share)s, %(between)s, %(answers)s"),
            answer=called(share, words, context),
            share=context.percent(share.share),
            between=context.between(share.low, share.high, share=True),
            answers=context.answers(share.n),
        ),
    )


def line(name: str, found: Sequence[Found], places: set[int], words: Words, context: Context) -> heat.Row:
    boxes = [
        heat.Box(
            share=cell.share,
            low=cell.low,
            high=cell.high,
            share_text=context.percent(cell.share, 0),
            n_text=context.count(cell.n),
            about=about(cell, words, context),
            mark=0 if cell.stands == CANNOT_TELL else 1 if cell.stands == ABOVE else -1,
        )
        for place, cell in enumerate(found)
        if place in places
    ]
    return heat.Row(name=context.name(name), boxes=boxes)


def about(cell: Found, words: Words, context: Context) -> str:
    """What is read out at a cell."""
    text = _("%(group)s, %(answer)s: %(share)s, %(between)s, %(n)s of %(of)s answers; the others %(rest)s")
    return context.say(
        text,
        group=context.name(cell.group),
        answer=called(cell, words, context),
        share=context.percent(cell.share),
        between=context.between(cell.low, cell.high, share=True),
        n=context.count(cell.n),
        of=context.count(cell.of),
        rest=context.percent(cell.rest),
    )


def heading(context: Context) -> tuple[Column, ...]:
    interval = context.say(_("%(level)s interval"), level=context.level_text)
    found = columns(
        ("group", context.unit or _("Group")),
        ("answer", _("Answer")),
        ("share", _("Share")),
        ("interval", interval),
        ("n", _("Answers")),
        ("of", _("Answers of the group"), 1),
        ("rest", _("The others"), 1),
        ("difference", _("Difference")),
        ("difference-interval", context.say(_("Difference: %(level)s interval"), level=context.level_text)),
        ("p", _("p, adjusted"), 2),
        ("told", _("Verdict")),
    )
    return tuple(replace(each, numeric=each.key not in ("group", "answer", "told")) for each in found)


def cells(cell: Found, words: Words, context: Context) -> tuple[Cell, ...]:
    verdicts = {CANNOT_TELL: _("cannot tell"), ABOVE: _("more frequent")}
    return (
        Cell(value=context.name(cell.group)),
        Cell(value=called(cell, words, context)),
        Cell(value=cell.share, kind="percent"),
        Cell(value=(cell.low, cell.high), kind="interval", share=True),
        Cell(value=cell.n, kind="count"),
        Cell(value=cell.of, kind="count"),
        Cell(value=cell.rest, kind="percent"),
        Cell(value=times(cell.difference), kind="points"),
        Cell(value=(times(cell.difference_low), times(cell.difference_high)), kind="interval", sign=True),
        Cell(value=cell.p_adjusted, kind="p"),
        Cell(value=verdicts.get(cell.stands, _("less frequent"))),
    )


def how(result: Crosstab, context: Context) -> tuple[tuple[str, str], ...]:
    weighted = context.weighted or context.clustered
    test = _(
        "Each cell is compared with the same answer among all other groups: Haberman’s adjusted residual, Fisher’s"
        " exact test where fewer than five answers would be expected. p-values are adjusted for their number"
        " (Holm 1979)."
    )
    if weighted:
        test = _(
            "Each cell is compared with the same answer among all other groups: their difference over the larger"
            " of two errors, linearised and pooled, where at least five answers would be expected. p-values are"
            " adjusted for their number (Holm 1979)."
        )
    source = "Wilson (1927); Newcombe (1998); Haberman (1973); Fisher (1935); Holm (1979)"
    if weighted:
        source = "Korn, Graubard (1998); Newcombe (1998); Binder (1983); Rao, Scott, Skinner (1998); Holm (1979)"
    return (*share_how(context), (_("Marked"), context.say(test)), (_("Source"), source), context.signed(result))


def times(value: float | None) -> float | None:
    return None if value is None else 100 * value
