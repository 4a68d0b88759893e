"""Trend: the same number period by period, and whether the latest one truly differs from before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sonda.charts import ces, csat, ticks
from sonda.charts.chart import Cell, Chart, Column, columns
from sonda.charts.context import Context, sentences
from sonda.charts.figures import trend as figure
from sonda.charts.figures.trend import Axis, Point
from sonda.methods import numbers
from sonda.methods.change import FALL, RISE, Change, Estimate, change
from sonda.methods.result import CANNOT_TELL


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """Three months of a year, the first is number 1."""

    year: int
    number: int


Period = date | Quarter | int | str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a number is read from a result and written: a share, points, or a mean."""

    field: str
    scale: float
    digits: int
    unit: str  # percent, points, number


KINDS = {
    "csat": Kind(field="share", scale=100, digits=1, unit="percent"),
    "nps": Kind(field="nps", scale=1, digits=1, unit="points"),
    "ces": Kind(field="mean", scale=1, digits=2, unit="number"),
}

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # flags of what happened; the caption says which is which

MEANINGS: dict[str, Callable[[Context], str]] = {"share": csat.meaning, "mean": ces.meaning}  # what a number counts


def chart(results: Sequence[tuple[Period, Any]], *, context: Context, signals: Sequence[Period] = ()) -> Chart:
    """The claim about a series of (period, result) in order of time; `signals` are periods where a rule fired."""
    kind = KINDS[results[-1][1].method]
    happened = happenings(results, context)
    letters = dict(zip(happened, LETTERS, strict=False))
    points = [_point(when, r, kind, context, when in signals, letters.get(when, "")) for when, r in results]
    axis = _axis(kind, context)
    description = _described(points, context)
    spec, narrow = figure.draw(points, axis=axis, description=description)
    moved = latest_change(results)
    start = figure.start(points, axis)
    return Chart(
        key="trend",
        finding=sentence(moved, context),
        lead=points[-1].value_text,
        deck=_deck(results, moved, kind, context),
        verdict=moved.verdict,
        n=sum(r.n for _when, r in results),
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(_("%(measure)s."), measure=context.measure) if context.measure else "",
            MEANINGS[kind.field](context) if kind.field in MEANINGS else "",
            context.say(_("Band: %(level)s interval."), level=context.level_text),
            context.design(),
            context.say(_("The scale starts at %(start)s."), start=axis.top_text(start, ticks.digits([start])))
            if kind.unit == "percent" and start > 0
            else "",
            *(f"{letters[when]}: {text}." for when, text in happened.items() if when in letters),
        ),
        description=description,
        columns=(
            *columns(
                ("period", _("Period")),
                (kind.field, context.measure or _("Value")),
                ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
                ("n", _("Answers")),
            ),
            *([Column(key="happened", label=_("What happened"), numeric=False)] if happened else []),
        ),
        rows=tuple(
            (*_cells(when, r, kind, context), *([Cell(value=happened.get(when, ""))] if happened else []))
            for when, r in results
        ),
        how=(
            (
                _("Change"),
                context.say(_("Difference of two independent periods, its interval from both intervals (MOVER).")),
            ),
            (_("Source"), "Newcombe (1998); Zou, Donner (2008)"),
            context.signed(results[-1][1]),
        ),
        notes=context.notes(*(r for _when, r in results[-3:])),
        language=context.language,
        facts={"latest": (name(results[-1][0], context), results[-1][1].n)},
    )


def happenings(results: Sequence[tuple[Period, Any]], context: Context) -> dict[Period, str]:
    """What was written down, at the period of the series in which it happened, in order of time."""
    found: dict[Period, list[str]] = {}
    for when, _r in results:
        texts = [text for day, text in context.happened if during(when, day)]
        if texts:
            found[when] = texts
    return {when: "; ".join(texts) for when, texts in found.items()}


def during(when: Period, day: date) -> bool:
    """Does a day lie in a period?"""
    if isinstance(when, date):
        return (when.year, when.month) == (day.year, day.month)
    if isinstance(when, Quarter):
        return (when.year, when.number) == (day.year, (day.month + 2) // 3)
    return when == day.year


def estimate(result: Any, kind: Kind | None = None) -> Estimate | None:
    """The number of a result with its interval; None where there is none."""
    kind = kind or KINDS[result.method]
    value = getattr(result, kind.field)
    if value is None or result.low is None or result.high is None:
        return None
    return Estimate(value=value * kind.scale, low=result.low * kind.scale, high=result.high * kind.scale, n=result.n)


def latest_change(results: Sequence[tuple[Period, Any]]) -> Change:
    """The latest period against the one a year before; where there is none, against the period before."""
    then = year_before(results)
    if then is None and len(results) > 1:
        then = results[-2]
    if then is None:
        return Change(n=results[-1][1].n)
    return change(estimate(results[-1][1]), estimate(then[1]))


def year_before(results: Sequence[tuple[Period, Any]]) -> tuple[Period, Any] | None:
    """The period one year before the last; None when it is missing or periods are no dates or years."""
    last = results[-1][0]
    if isinstance(last, date):
        wanted: Period = date(last.year - 1, last.month, min(last.day, 28))
    elif isinstance(last, Quarter):
        wanted = replace(last, year=last.year - 1)
    elif isinstance(last, int):
        wanted = last - 1
    else:
        return None
    return next(((when, r) for when, r in results if when == wanted), None)


def name(when: Period, context: Context, short: bool = False) -> str:
    """A period as the reader writes it."""
    if isinstance(when, date):
        return numbers.month_year(when, short=short, language=context.language)
    if isinstance(when, Quarter):
        return context.say(_("Q%(quarter)s %(year)s"), quarter=when.number, year=when.year)
    return context.name(when)


def since(when: Period, context: Context) -> str:
    """A period as it stands after "since": Polish and Ukrainian put the month into the genitive."""
    if isinstance(when, date):
        months = numbers.MONTHS_OF.get(context.language[:2], numbers.MONTHS_OF["en"]).split()
        return f"{months[when.month - 1]}{numbers.SPACE}{when.year}"
    return name(when, context)


def write(value: float | None, kind: Kind, context: Context) -> str:
    """A value of the series; percent values are already in hundredths."""
    if kind.unit == "percent":
        return context.percent(None if value is None else value / 100, kind.digits)
    return context.points(value, kind.digits) if kind.unit == "points" else context.number(value, kind.digits)


def span(low: float | None, high: float | None, kind: Kind, context: Context) -> str:
    return context.interval(low, high, kind.digits, sign=kind.unit == "points")


def sentence(moved: Change, context: Context) -> str:
    """Whether the latest period differs: only as much as the interval of the difference allows."""
    if moved.change is None:
        return context.say(_("There is nothing yet to compare with."))
    if moved.verdict == RISE:
        return context.say(_("Customers rate higher than before."))
    if moved.verdict == FALL:
        return context.say(_("Customers rate lower than before."))
    if moved.change > 0:
        return context.say(_("It is too early to call that a rise."))
    if moved.change < 0:
        return context.say(_("It is too early to call that a fall."))
    return context.say(_("Nothing has moved."))


def compared(results: Sequence[tuple[Period, Any]], moved: Change, kind: Kind, context: Context) -> str:
    """The step since the compared period, with the interval of the difference."""
    then = year_before(results) or (results[-2] if len(results) > 1 else None)
    return _step(then[0], moved, kind, context) if then else ""


def just_before(results: Sequence[tuple[Period, Any]], kind: Kind, context: Context) -> str:
    """The step since the period before the last, where `compared` tells that since another one."""
    if len(results) < 2 or year_before(results) in (None, results[-2]):
        return ""
    when, then = results[-2]
    return _step(when, change(estimate(results[-1][1]), estimate(then)), kind, context)


def _step(then: Period, moved: Change, kind: Kind, context: Context) -> str:
    if moved.change is None:
        return ""
    sure = moved.verdict != CANNOT_TELL
    return context.say(
        _step_of_shares(sure) if kind.unit == "percent" else _step_of_points(sure),
        then=since(then, context),
        change=context.points(moved.change, kind.digits),
        between=context.between(moved.low, moved.high, kind.digits, sign=True),
    )


def _step_of_shares(sure: bool) -> str:
    if sure:
        return _("Compared with %(then)s: %(change)s percentage points, %(between)s.")
    return _("Compared with %(then)s: %(change)s percentage points; it could be anything %(between)s.")


def _step_of_points(sure: bool) -> str:
    if sure:
        return _("Compared with %(then)s: %(change)s points, %(between)s.")
    return _("Compared with %(then)s: %(change)s points; it could be anything %(between)s.")


def _deck(results: Sequence[tuple[Period, Any]], moved: Change, kind: Kind, context: Context) -> str:
    when, last = results[-1]
    now = estimate(last, kind)
    if now is None:
        return ""
    first = context.say(
        _("%(period)s: %(value)s, %(between)s."),
        value=write(now.value, kind, context),
        period=name(when, context),
        between=context.between(now.low, now.high, kind.digits, sign=kind.unit == "points"),
    )
    return sentences(first, compared(results, moved, kind, context), just_before(results, kind, context))


def _axis(kind: Kind, context: Context) -> Axis:
    def plain(value: float, digits: int) -> str:
        return context.points(value, digits) if kind.unit == "points" else context.number(value, digits)

    def percent(value: float, digits: int) -> str:
        return context.percent(value / 100, digits)

    top: Callable[[float, int], str] = percent if kind.unit == "percent" else plain
    low, high = {"percent": (0.0, 100.0), "points": (-100.0, 100.0)}.get(kind.unit, context.scale or (None, None))
    return Axis(text=plain, top_text=top, low=low, high=high)


def _point(when: Period, r: Any, kind: Kind, context: Context, signal: bool, letter: str = "") -> Point:
    now = estimate(r, kind)
    value = getattr(r, kind.field)
    value = None if value is None else value * kind.scale
    label = name(when, context)
    return Point(
        label=label,
        value=value,
        low=now.low if now else None,
        high=now.high if now else None,
        value_text=write(value, kind, context),
        interval_text=span(now.low, now.high, kind, context) if now else "",
        about=context.say(
            _("%(period)s: %(value)s, %(between)s, %(answers)s"),
            period=label,
            value=write(value, kind, context),
            between=context.between(now.low, now.high, kind.digits, sign=kind.unit == "points")
            if now
            else numbers.NOTHING,
            answers=context.answers(r.n),
        ),
        tick=name(when, context, short=True),
        flag=" ".join(part for part in (_("signal") if signal else "", letter) if part),
        flag_kind="bad" if signal else "even",
    )


def _described(points: Sequence[Point], context: Context) -> str:
    shown = points if len(points) <= 12 else [*points[:3], *points[-9:]]
    return sentences(
        context.say(_("A line with a band of intervals, period by period.")), *(p.about + "." for p in shown)
    )


def _cells(when: Period, r: Any, kind: Kind, context: Context) -> tuple[Cell, ...]:
    share = kind.unit == "percent"
    return (
        Cell(value=name(when, context)),
        Cell(value=getattr(r, kind.field), kind=kind.unit, digits=kind.digits),
        Cell(value=(r.low, r.high), kind="interval", digits=kind.digits, share=share, sign=kind.unit == "points"),
        Cell(value=r.n, kind="count"),
    )
