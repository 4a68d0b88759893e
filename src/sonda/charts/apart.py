"""Which of several groups truly differ, as a sentence and a table beside the figure of the groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts import trend
from sonda.charts.chart import Cell, Chart, Column, columns
from sonda.charts.context import Context, sentences
from sonda.methods.apart import Apart, apart

MOST_ROWS = 30
MOST_GROUPS = 200  # beyond it the pairs are too many to be worth a look


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A further table of a figure."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str


def compared(drawn: Chart, pairs: Sequence[tuple[Any, Any]], context: Context) -> Chart:
    """The figure of several groups with what may be said of their differences; untouched for fewer than two."""
    kind = trend.KINDS[pairs[0][1].method] if pairs else None
    groups = [(str(name), known) for name, result in pairs if (known := trend.estimate(result)) is not None]
    if kind is None or not 2 <= len(groups) <= MOST_GROUPS:
        return drawn
    found = apart(groups, level=context.level)
    sure = [pair for pair in found if pair.differs]
    beside = Beside(
        title=_("Which groups differ"),
        columns=columns(
            ("higher", _("Higher")),
            ("lower", _("Lower")),
            ("difference", _("Difference")),
            ("interval", context.say(_("%(level)s interval of this pair alone"), level=context.level_text), 1),
            ("p", _("p, adjusted"), 1),
            ("told", _("Verdict")),
        ),
        rows=tuple(_cells(pair, kind, context) for pair in found[:MOST_ROWS]),
        note=sentences(
            context.say(
                _("Every pair is compared (%(n)s); p-values are adjusted for their number (Holm 1979)."),
                n=context.count(len(found)),
            ),
            context.say(_("The table holds the surest %(n)s."), n=MOST_ROWS) if len(found) > MOST_ROWS else "",
        ),
    )
    table = replace(beside, columns=tuple(replace(c, numeric=1 < i < 5) for i, c in enumerate(beside.columns)))
    return replace(
        drawn,
        deck=sentence(sure, found, kind, context, {name: known.n for name, known in groups}),
        lead="",
        facts={**drawn.facts, "beside": table},
    )


def sentence(
    sure: Sequence[Apart], every: Sequence[Apart], kind: trend.Kind, context: Context, n: Mapping[str, int]
) -> str:
    """How many pairs differ for certain, and the surest of them with how many answered in each of the two."""
    if not sure:
        return context.say(_("No two of these groups can be told apart: their differences may be chance."))
    first = sure[0]
    text = _("%(one)s is above %(other)s by %(change)s points, %(between)s (answers: %(n)s and %(m)s).")
    if kind.unit == "percent":
        text = _("%(one)s is above %(other)s by %(change)s percentage points, %(between)s (answers: %(n)s and %(m)s).")
    return sentences(
        context.say(
            text,
            one=context.quoted(first.one),
            other=context.quoted(first.other),
            change=context.number(first.difference.change, kind.digits),
            between=context.between(first.difference.low, first.difference.high, kind.digits),
            n=context.count(n[first.one]),
            m=context.count(n[first.other]),
        ),
        context.say(
            ngettext(
                "Of %(n)s pairs %(sure)s differs for certain.", "Of %(n)s pairs %(sure)s differ for certain.", len(sure)
            ),
            n=context.count(len(every)),
            sure=context.count(len(sure)),
        )
        if len(every) > 1
        else "",
    )


def _cells(pair: Apart, kind: trend.Kind, context: Context) -> tuple[Cell, ...]:
    moved = pair.difference
    return (
        Cell(value=context.name(pair.one)),
        Cell(value=context.name(pair.other)),
        Cell(value=moved.change, kind="points", digits=kind.digits),
        Cell(value=(moved.low, moved.high), kind="interval", digits=kind.digits, sign=True),
        Cell(value=pair.p_adjusted, kind="p"),
        Cell(value=_("differs") if pair.differs else _("cannot tell")),
    )
