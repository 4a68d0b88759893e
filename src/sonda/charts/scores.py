"""What NPS, CSAT and CES have in common: one number with an interval, alone or for several groups."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from django.utils.translation import gettext as _

from sonda.charts.chart import Cell, Column, columns
from sonda.charts.context import Context, sentences
from sonda.charts.figures import intervals
from sonda.charts.frame import Layer
from sonda.methods.written import written_number

Pairs = Sequence[tuple[str | None, Any]]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many groups lie on the good side, on the bad side, and cannot be placed."""

    good: int
    bad: int
    total: int

    @property
    def open(self) -> int:
        return self.total - self.good - self.bad


def tally(pairs: Pairs, good: str, bad: str) -> Tally:
    verdicts = [result.verdict for _, result in pairs]
    return Tally(good=verdicts.count(good), bad=verdicts.count(bad), total=len(verdicts))


def follow_one_another(names: Iterable[str]) -> bool:
    """Whether all of these are steps of something: numbers, codes, ages, months.

    >>> follow_one_another(["18–24", "25–34", "65+"]), follow_one_another(["2026-03", "2026-04"])
    (True, True)
    >>> follow_one_another(["unit 1", "unit 2"])
    False
    """
    return all(name[:1].isdigit() or written_number(name) is not None for name in names)


def highest_first(pairs: Pairs, key: str) -> Pairs:
    """Groups by their score, as in every figure of groups, unless they follow one another."""
    if len(pairs) < 2 or follow_one_another(str(group) for group, _r in pairs):
        return pairs
    return sorted(pairs, key=lambda pair: -inf if (value := getattr(pair[1], key)) is None else value, reverse=True)


def kind(verdict: str, good: str, bad: str) -> str:
    """The colour of a verdict."""
    return "good" if verdict == good else "bad" if verdict == bad else "even"


def rows_figure(
    pairs: Pairs,
    *,
    context: Context,
    key: str,
    shown: Callable[[Any], str],
    kinds: tuple[str, str],
    look: intervals.Look,
    description: str,
    scale: float = 1.0,
) -> tuple[Layer, Layer]:
    """One row for each group (or the only one): field `key` times `scale`, its interval drawn, n beside it."""
    rows = [
        intervals.Row(
            name=row_name(context, group),
            value=times(getattr(r, key), scale),
            low=times(r.low, scale),
            high=times(r.high, scale),
            value_text=shown(r),
            second_text=context.count(r.n),
            kind=kind(r.verdict, *kinds),
            about=about(context, group, shown(r), r, scale),
        )
        for group, r in pairs
    ]
    return intervals.draw(rows, look=look, description=description)


def times(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def row_name(context: Context, group: str | None) -> str:
    """The group's name; for all answers together the period."""
    return context.name(group) if group is not None else context.period or _("All answers")


def about(context: Context, group: str | None, shown: str, result: Any, scale: float = 1.0) -> str:
    """What is read out at a mark."""
    text = context.say(
        _("%(value)s, %(between)s, %(answers)s"),
        value=shown,
        between=context.between(times(result.low, scale), times(result.high, scale), 1, sign=result.method == "nps"),
        answers=context.answers(result.n),
    )
    return f"{context.name(group)}: {text}" if group is not None else text


def group_columns(context: Context, pairs: Pairs, *parts: tuple[str, str] | tuple[str, str, int]) -> tuple[Column, ...]:
    """Columns with the group's own first, when there are groups."""
    head = context.unit or _("Group")
    if any(group is not None for group, _r in pairs):
        return columns(("group", head), *parts)
    return columns(("group", _("Period")), *parts)


def group_cell(context: Context, group: str | None) -> Cell:
    return Cell(value=row_name(context, group))


def several(context: Context, pairs: Pairs) -> str:
    """The caution that many intervals side by side ask for."""
    if len(pairs) < 2:
        return ""
    return context.say(
        _("Each group is judged on its own; the order of groups whose intervals overlap may be chance."),
    )


def caption(context: Context, *parts: str) -> str:
    """The caption's sentences, closed by what the intervals take into account."""
    return sentences(*parts, context.design())
