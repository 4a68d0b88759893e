"""Control charts: has something changed, or is it noise?"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import control as figure
from sonda.charts.trend import since
from sonda.methods import numbers
from sonda.methods.change import onset
from sonda.methods.control import IN_CONTROL, Control, Point

SHARES = ("p",)
QUIET = "fifteen within 1 sigma"


def chart(results: Any, *, context: Context, signed: bool = False) -> Chart:
    """The claim about a series of values in time; `signed` writes values as points (NPS)."""
    result: Control = groups(results)[0][1]
    last = result.points[-1] if result.points else None
    spec, narrow = figure.draw(
        [_point(p, result, context, signed) for p in result.points],
        look=figure.Look(
            text=lambda v, d, last: _value(result, context, signed, v, d),
            center_text=context.say(
                _("centre %(value)s"), value=_value(result, context, signed, last.center if last else None)
            ),
            high_text=context.say(
                _("upper limit %(value)s"), value=_value(result, context, signed, last.high if last else None)
            ),
            low_text=context.say(
                _("lower limit %(value)s"), value=_value(result, context, signed, last.low if last else None)
            ),
        ),
        description=_described(result, context, signed),
    )
    return Chart(
        key="control",
        finding=finding(result, context),
        deck=_deck(result, context, signed),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(_("Net Promoter Score by period.")) if result.chart == "nps" else "",
            context.say(_("Shaded: where chance alone would keep the values. Line across: the centre.")),
            context.say(_("Orange diamonds: more than chance would allow; the table names the rule."))
            if result.signalled
            else "",
        ),
        description=_described(result, context, signed),
        columns=columns(
            ("t", _("Period")),
            ("value", _("NPS") if result.chart == "nps" else _("Value")),
            *((("value_down", _("Lower sum")),) if result.chart == "cusum" else ()),
            ("center", _("Centre"), 2),
            ("limits", _("Limits"), 1),
            ("signal", _("Signal")),
        ),
        rows=tuple(_cells(p, result, context, signed) for p in result.points),
        how=(
            (_("Chart"), kinds().get(result.chart, result.chart)),
            (
                _("Limits"),
                context.say(
                    _("Three standard deviations of chance about the centre, unless another number was asked for.")
                ),
            ),
            (_("Rules"), context.say(_("Nelson’s run rules beside the limits: patterns that chance seldom makes."))),
            (_("Source"), "Shewhart (1931); Nelson (1984); Montgomery (2019)"),
            context.signed(result),
        ),
        surer=context.say(_("More periods: limits drawn from fewer than twenty are provisional."))
        if len(result.points) < 20
        else None,
        notes=context.notes(result),
        language=context.language,
    )


def kinds() -> dict[str, str]:
    """The kinds of chart in words."""
    return {
        "p": _("p chart: a share of each period’s answers"),
        "u": _("u chart: events for each unit of size"),
        "c": _("c chart: a count of events"),
        "imr": _("individual values and moving ranges"),
        "ewma": _("exponentially weighted moving average"),
        "cusum": _("cumulative sums, upper and lower"),
        "nps": _("Net Promoter Score by period"),
    }


def moment(value: object) -> date | str:
    """A time as a date where it is one (a month is its first day), else as text."""
    text = str(value)
    try:
        return date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return text


def period(value: object, context: Context, short: bool = False) -> str:
    """A time as the reader writes it: a month where it is one, else as it came."""
    when = moment(value)
    if isinstance(when, str):
        return context.name(value)
    if len(str(value)) <= 7 or when.day == 1:
        return numbers.month_year(when, short=short, language=context.language)
    return numbers.day(when, language=context.language)


def finding(result: Control, context: Context) -> str:
    """A shift that lasts, else the latest signal, else that nothing but chance is seen."""
    found = shift(result)
    if found:
        when = since(moment(found[0]), context)
        if result.chart == "nps" and found[1] > 0:
            return context.say(_("Something changed: NPS has been higher since %(when)s."), when=when)
        if result.chart == "nps":
            return context.say(_("Something changed: NPS has been lower since %(when)s."), when=when)
        if found[1] > 0:
            return context.say(_("Something changed: values have been higher since %(when)s."), when=when)
        return context.say(_("Something changed: values have been lower since %(when)s."), when=when)
    loud = [p for p in result.signalled if p.signal != QUIET]
    if result.signalled and not loud:
        return context.say(_("The values vary less than chance would have them: are they all measured alike?"))
    if loud:
        when = period(loud[-1].t, context)
        return context.say(_("Something stands out, more than chance would allow: %(when)s."), when=when)
    if result.verdict == IN_CONTROL:
        return context.say(_("Nothing has changed that chance would not explain."))
    return context.say(_("It cannot be told yet whether anything has changed."))


def _side(p: Point) -> int:
    if p.value is None or p.center is None:
        return 0
    return (p.value > p.center) - (p.value < p.center)


def shift(result: Control) -> tuple[Any, int] | None:
    """A change that lasts to the end: since when, and its side (1 above the centre, −1 below); None without one.

    A rule must have fired on that side; since the likely beginning at least three periods, and four in five of them,
    must have stayed there.
    """
    known = [p for p in result.points if p.value is not None]
    if not result.signalled or len(known) < 4:
        return None
    begun = onset([p.value or 0.0 for p in known])
    tail = known[begun:]
    side = _side(tail[-1]) or _side(tail[0])
    held = sum(_side(p) == side for p in tail)
    fired = any(_side(p) == side for p in tail if p.signal)
    if side == 0 or not fired or len(tail) < 3 or held < 0.8 * len(tail):
        return None
    return known[begun].t, side


def rules() -> dict[str, str]:
    """Names of rules as a reader says them; a rule without words is shown by its own name."""
    return {
        "beyond limits": _("beyond the limits"),
        "two of three beyond 2 sigma": _("two of three beyond 2 sigma"),
        "four of five beyond 1 sigma": _("four of five beyond 1 sigma"),
        "nine on one side": _("nine on one side"),
        "eight on one side": _("eight on one side"),
        "six rising or falling": _("six in a row rising or falling"),
        "fourteen alternating": _("fourteen up and down by turns"),
        "fifteen within 1 sigma": _("fifteen within 1 sigma: too quiet to be chance"),
        "eight beyond 1 sigma": _("eight beyond 1 sigma on either side"),
    }


def _deck(result: Control, context: Context, signed: bool) -> str:
    signals = result.signalled
    if not signals:
        return context.say(
            ngettext("Watched: %(n)s period.", "Watched: %(n)s periods.", len(result.points)),
            n=context.count(len(result.points)),
        )
    start = signals[-1]
    return context.say(
        ngettext(
            "%(n)s period of %(all)s gave a signal. %(when)s: %(value)s; chance would keep it %(between)s.",
            "%(n)s periods of %(all)s gave a signal. %(when)s: %(value)s; chance would keep it %(between)s.",
            len(signals),
        )
        if start.low is not None and start.high is not None
        else ngettext(
            "%(n)s period of %(all)s gave a signal. %(when)s: %(value)s.",
            "%(n)s periods of %(all)s gave a signal. %(when)s: %(value)s.",
            len(signals),
        ),
        n=context.count(len(signals)),
        all=context.count(len(result.points)),
        when=period(start.t, context),
        value=_value(result, context, signed, start.value),
        between=_between(result, context, signed, start),
    )


def _between(result: Control, context: Context, signed: bool, p: Point) -> str:
    if result.chart in SHARES:
        return context.between(p.low, p.high, share=True)
    points = signed or result.chart == "nps"
    return context.between(p.low, p.high, 1 if points else 2, sign=points)


def _value(result: Control, context: Context, signed: bool, value: float | None, digits: int | None = None) -> str:
    if result.chart in SHARES:
        return context.percent(value, 1 if digits is None else max(digits - 2, 0))
    if signed or result.chart == "nps":
        return context.points(value, 1 if digits is None else digits)
    return context.number(value, 2 if digits is None else digits)


def _point(p: Point, result: Control, context: Context, signed: bool) -> figure.Point:
    name = period(p.t, context)
    signal = rules().get(p.signal, p.signal) if p.signal else ""
    return figure.Point(
        label=name,
        value=p.value,
        center=p.center,
        low=p.low,
        high=p.high,
        signal=bool(p.signal),
        second=p.value_down,
        tick=period(p.t, context, short=True),
        about=": ".join(
            part for part in (name, f"{_value(result, context, signed, p.value)} {signal}".strip()) if part
        ),
    )


def _described(result: Control, context: Context, signed: bool) -> str:
    return sentences(
        context.say(
            ngettext(
                "A line of %(n)s value in time, with its centre and limits.",
                "A line of %(n)s values in time, with their centre and limits.",
                len(result.points),
            ),
            n=context.count(len(result.points)),
        ),
        finding(result, context),
        *(
            context.say(
                _("Signal, %(when)s: %(value)s."),
                when=period(p.t, context),
                value=_value(result, context, signed, p.value),
            )
            for p in result.signalled[:12]
        ),
    )


def _cells(p: Point, result: Control, context: Context, signed: bool) -> tuple[Cell, ...]:
    points = signed or result.chart == "nps"
    kind, digits = ("percent", 1) if result.chart in SHARES else ("points", 1) if points else ("number", 2)
    down = (Cell(value=p.value_down, kind=kind, digits=digits),) if result.chart == "cusum" else ()
    return (
        Cell(value=period(p.t, context)),
        Cell(value=p.value, kind=kind, digits=digits),
        *down,
        Cell(value=p.center, kind=kind, digits=digits),
        Cell(value=(p.low, p.high), kind="interval", digits=digits, share=result.chart in SHARES, sign=points),
        Cell(value=rules().get(p.signal, p.signal) if p.signal else ""),
    )
