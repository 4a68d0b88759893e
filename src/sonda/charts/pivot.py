"""Every question by every group: a table of means and scores, the cells marked that truly differ from the others."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.chart import Cell, Chart, Column, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.crosstab import MOST_ROWS, surest
from sonda.charts.figures import heat
from sonda.charts.scores import follow_one_another
from sonda.methods.crosstab import ABOVE
from sonda.methods.pivot import MEAN, NPS, SHARE, TOO_FEW, Line, Pivot
from sonda.methods.pivot import Cell as Found
from sonda.methods.result import CANNOT_TELL

WIDE, NARROW, FEWEST_GROUPS = 140, 60, 5  # cells that a figure holds, and groups in any case
FAR = 0.15  # of the scale: a difference that is drawn in the deepest colour


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about many questions by one column."""
    result: Pivot = groups(results)[0][1]
    sure = sorted((cell for cell in result.cells if cell.stands != CANNOT_TELL), key=surest_of)
    described = sentences(finding(sure, result, context), *(about(cell, context) + "." for cell in sure[:12]))
    names = list(dict.fromkeys(cell.group for cell in result.cells))
    every = tuple(cells(cell, context) for cell in result.cells)
    many = len(every) > MOST_ROWS
    shown, few = (groups_shown(result, sure, names, most) for most in (WIDE, NARROW))
    spec = heat.draw(*drawn(result, shown, context), description=described)[0]
    narrow = heat.draw(*drawn(result, few, context), description=described)[1]
    return Chart(
        key="pivot",
        finding=finding(sure, result, context),
        deck=deck(sure, result, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        wide=True,
        narrow=narrow,
        caption=caption(result, len(few) == len(names), context),
        description=described,
        columns=heading(context),
        rows=tuple(cells(cell, context) for cell in sorted(result.cells, key=surest_of)[:MOST_ROWS]) if many else every,
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


def surest_of(cell: Found) -> tuple[float, float]:
    """Sure cells first, as in a crosstab."""
    return surest(cell)  # type: ignore[arg-type]  # it asks for no more than both kinds of cells have


def groups_shown(result: Pivot, sure: Sequence[Found], names: Sequence[str], most: int) -> list[str]:
    """What fits into the figure: groups that differ beside everybody, the surest first, then the largest of the rest.

    The rest stand in their own order; so do all, where they follow one another in time or by a number.
    """
    n = dict.fromkeys(names, 0)
    for cell in result.cells:
        n[cell.group] += cell.n
    first = dict.fromkeys([cell.group for cell in sure] + sorted(names, key=lambda name: -n[name]))
    kept = set(list(first)[: max(FEWEST_GROUPS, most // max(len(result.lines), 1) - 1)])
    ahead = (
        []
        if follow_one_another(names)
        else [name for name in dict.fromkeys(cell.group for cell in sure) if name in kept]
    )
    return [*ahead, *(name for name in names if name in kept and name not in ahead)]


def drawn(result: Pivot, shown: Sequence[str], context: Context) -> tuple[list[str], list[heat.Row]]:
    """Heads and rows of the figure: everybody, then the groups."""
    rows = [row(line, of_question(result, line, shown), context) for line in result.lines[: heat.MOST_ROWS]]
    return [_("All"), *map(context.name, shown)], rows


def of_question(result: Pivot, line: Line, shown: Sequence[str]) -> list[Found]:
    found = {cell.group: cell for cell in result.cells if cell.question == line.question}
    return [found[name] for name in shown]


def row(line: Line, found: Sequence[Found], context: Context) -> heat.Row:
    share, low, high = place(line, line)
    whole = heat.Box(
        share=share,
        low=low,
        high=high,
        share_text=told(line.value, line.measure, context),
        n_text=context.count(line.n),
        about=context.say(
            _("%(question)s, all: %(value)s, %(between)s, %(answers)s"),
            question=context.name(line.question),
            value=told(line.value, line.measure, context),
            between=between(line, context),
            answers=context.answers(line.n),
        ),
        lean=0.0,
    )
    return heat.Row(
        name=context.name(line.question), boxes=[whole, *(box(cell, line, context) for cell in found)]
    )  # fmt: skip


def box(cell: Found, line: Line, context: Context) -> heat.Box:
    share, low, high = place(cell, line)
    return heat.Box(
        share=share,
        low=low,
        high=high,
        share_text=told(cell.value, cell.measure, context),
        n_text=context.count(cell.n),
        about=about(cell, context),
        mark=0 if cell.stands == CANNOT_TELL else 1 if cell.stands == ABOVE else -1,
        lean=0.0 if cell.stands == CANNOT_TELL else lean(cell, line),
        thin=cell.reason == TOO_FEW,
    )


def place(found: Found | Line, line: Line) -> tuple[float | None, float | None, float | None]:
    """Where a value and the ends of its interval lie between the ends of the scale, 0 … 1."""
    if line.start is None or line.end is None:
        return None, None, None
    start, long = line.start, line.end - line.start

    def at(value: float | None) -> float | None:
        return None if value is None else min(max((value - start) / long, 0.0), 1.0)

    return at(found.value), at(found.low), at(found.high)


def lean(cell: Found, line: Line) -> float:
    """How far a cell differs, 1 being as far as `FAR` of the scale; half of that where the scale is not known."""
    difference = cell.difference or 0.0
    if line.start is None or line.end is None:
        return 0.5 if difference > 0 else -0.5
    return difference / (FAR * (line.end - line.start))


def told(value: float | None, measure: str, context: Context) -> str:
    """A value as its measure is written."""
    if measure == SHARE:
        return context.percent(value, 0)
    return context.points(value, 0) if measure == NPS else context.number(value, 2)


def between(found: Found | Line, context: Context) -> str:
    if found.measure == SHARE:
        return context.between(found.low, found.high, share=True)
    if found.measure == NPS:
        return context.between(found.low, found.high, 0, sign=True)
    return context.between(found.low, found.high, 2)


def finding(sure: Sequence[Found], result: Pivot, context: Context) -> str:
    """The surest difference, or that there is none."""
    if not result.n:
        return context.say(_("Nobody has answered yet."))
    if not sure:
        return context.say(_("No group rates anything differently from the others for certain."))
    first = sure[0]
    text = _("The group %(group)s rates %(question)s lower than the others do.")
    if first.stands == ABOVE:
        text = _("The group %(group)s rates %(question)s higher than the others do.")
    return context.say(text, group=context.quoted(first.group), question=context.quoted(first.question))


def deck(sure: Sequence[Found], result: Pivot, context: Context) -> str:
    """How large the surest difference is, and how many there are."""
    if not sure:
        return ""
    first = sure[0]
    there = context.say(
        _("%(value)s there, %(rest)s among the others: the difference is %(change)s, %(between)s."),
        value=told(first.value, first.measure, context),
        rest=told(first.rest, first.measure, context),
        change=apart(first.difference, first.measure, context),
        between=context.between(*scaled(first), 2 if first.measure == MEAN else 1, sign=True),
    )
    counted = context.say(
        ngettext(
            "Of %(n)s cells %(sure)s differs for certain.", "Of %(n)s cells %(sure)s differ for certain.", len(sure)
        ),
        n=context.count(len(result.cells)),
        sure=context.count(len(sure)),
    )
    return sentences(there, counted)


def scaled(cell: Found) -> tuple[float | None, float | None]:
    """Ends of the difference, of shares in percentage points."""
    times = 100 if cell.measure == SHARE else 1
    low, high = cell.difference_low, cell.difference_high
    return None if low is None else times * low, None if high is None else times * high


def apart(difference: float | None, measure: str, context: Context) -> str:
    """A difference as its measure is written."""
    if measure == MEAN:
        return context.points(difference, 2)
    points = context.points(None if difference is None else difference * (100 if measure == SHARE else 1))
    return context.say(_("%(n)s percentage points"), n=points) if measure == SHARE else points


def caption(result: Pivot, is_whole: bool, context: Context) -> str:
    measures = {line.measure for line in result.lines}
    return sentences(
        context.say(_("In each cell: the mean, and below it how many people answered.")),
        context.say(_("Percentages are shares of satisfied answers.")) if SHARE in measures else "",
        context.say(_("Signed numbers are Net Promoter Scores.")) if NPS in measures else "",
        context.say(
            _("Line in a cell: the %(level)s interval, the cell’s width being the scale."), level=context.level_text
        ),
        context.say(
            _("A frame with a triangle: higher (up, teal) or lower (down, orange) than all other groups, for certain.")
        ),
        context.say(_("Dashed: too few answers to be compared."))
        if any(cell.reason == TOO_FEW for cell in result.cells)
        else "",
        ""
        if is_whole
        else context.say(_("The figure shows groups that differ and the largest ones; the table holds all.")),
        context.design(),
    )


def about(cell: Found, context: Context) -> str:
    """What is read out at a cell."""
    return context.say(
        _("%(question)s, %(group)s: %(value)s, %(between)s, %(answers)s; the others %(rest)s; %(verdict)s"),
        question=context.name(cell.question),
        group=context.name(cell.group),
        value=told(cell.value, cell.measure, context),
        between=between(cell, context),
        answers=context.answers(cell.n),
        rest=told(cell.rest, cell.measure, context),
        verdict=verdict(cell),
    )


def verdict(cell: Found) -> str:
    if cell.reason == TOO_FEW:
        return _("too few answers to compare")
    if cell.stands == CANNOT_TELL:
        return _("cannot tell")
    return _("higher") if cell.stands == ABOVE else _("lower")


def heading(context: Context) -> tuple[Column, ...]:
    interval = context.say(_("%(level)s interval"), level=context.level_text)
    found = columns(
        ("question", _("Question")),
        ("group", context.unit or _("Group")),
        ("measure", _("Told as"), 1),
        ("value", _("Value")),
        ("interval", interval),
        ("n", _("Answers")),
        ("rest", _("The others"), 1),
        ("difference", _("Difference")),
        ("difference-interval", context.say(_("Difference: %(level)s interval"), level=context.level_text)),
        ("p", _("p, adjusted"), 2),
        ("told", _("Verdict")),
    )
    return tuple(replace(each, numeric=each.key not in ("question", "group", "measure", "told")) for each in found)


def cells(cell: Found, context: Context) -> tuple[Cell, ...]:
    kind, digits = {SHARE: ("percent", 1), NPS: ("points", 1), MEAN: ("number", 2)}[cell.measure]
    share = cell.measure == SHARE
    measures = {MEAN: _("mean"), SHARE: _("satisfied"), NPS: _("NPS")}
    change = None if cell.difference is None else cell.difference * (100 if share else 1)
    return (
        Cell(value=context.name(cell.question)),
        Cell(value=context.name(cell.group)),
        Cell(value=measures[cell.measure]),
        Cell(value=cell.value, kind=kind, digits=digits),
        Cell(value=(cell.low, cell.high), kind="interval", digits=digits, share=share, sign=cell.measure == NPS),
        Cell(value=cell.n, kind="count"),
        Cell(value=cell.rest, kind=kind, digits=digits),
        Cell(value=change, kind="points", digits=digits),
        Cell(value=scaled(cell), kind="interval", digits=digits, sign=True),
        Cell(value=cell.p_adjusted, kind="p"),
        Cell(value=verdict(cell)),
    )


def how(result: Pivot, context: Context) -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Value"),
            context.say(
                _(
                    "Ratings as means, satisfaction as the share of the two best answers, recommendation as the Net"
                    " Promoter Score; blanks are left out question by question."
                )
            ),
        ),
        (_("Interval"), context.say(_("Student’s t of a mean, Wilson’s of a share, adjusted Wald of an NPS."))),
        (
            _("Marked"),
            context.say(
                _(
                    "Each cell is compared with the same question among all other groups: their difference over its"
                    " error if there were none, from ten answers on. p-values are adjusted for their number (Holm"
                    " 1979)."
                )
            ),
        ),
        (_("Source"), "Wilson (1927); Rocks (2016); Zou, Donner (2008); Binder (1983); Holm (1979)"),
        context.signed(result),
    )
