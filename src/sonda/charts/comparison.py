"""One score now and in the months before: a finding that says no more than the interval of the difference allows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from sonda.charts import ces, csat, nps, over_time, trend
from sonda.charts.chart import Chart
from sonda.charts.context import Context, sentences
from sonda.methods.change import FALL, RISE, Change, change
from sonda.methods.result import CANNOT_TELL

DECKS: dict[str, Callable[[Any, Context], str]] = {"nps": nps.deck, "csat": csat.deck, "ces": ces.deck}


@dataclass(frozen=True, kw_only=True)
class Before:
    """What was before, and what has become of it, as one quiet line; `verdict` is that of the difference."""

    line: str
    verdict: str


def whole(drawn: Chart, now: Any, context: Context) -> Chart:
    """The picture of a period step by step, told of the period as a whole."""
    told = sentences(over_time.FINDINGS[now.method](now, context))
    return replace(drawn, finding=told, deck=DECKS[now.method](now, context), lead="", n=now.n, verdict=now.verdict)


def before(now: Any, then: Any | None, *, called: str, context: Context) -> Before:
    """What the period before had (`called`: how it is named), and whether the difference is more than chance."""
    earlier = None if then is None else trend.estimate(then)
    if then is None or earlier is None:
        return Before(
            line=context.say(_("%(period)s: too few answers to compare with."), period=called), verdict=CANNOT_TELL
        )
    kind = trend.KINDS[now.method]
    signed = kind.unit == "points"
    stood = context.say(
        _("%(period)s: %(value)s, %(between)s."),
        period=called,
        value=trend.write(earlier.value, kind, context),
        between=context.between(earlier.low, earlier.high, kind.digits, sign=signed),
    )
    moved = change(trend.estimate(now), earlier)
    return Before(line=sentences(stood, step(moved, kind, context)), verdict=moved.verdict)


def step(moved: Change, kind: trend.Kind, context: Context) -> str:
    """The difference with its interval; one that holds zero is not called a change."""
    if moved.change is None:
        return ""
    texts = {
        RISE: _("The change is %(change)s points, %(between)s: a rise."),
        FALL: _("The change is %(change)s points, %(between)s: a fall."),
        CANNOT_TELL: _("The change of %(change)s points, %(between)s, cannot be told from chance."),
    }
    if kind.unit == "percent":
        texts = {
            RISE: _("The change is %(change)s percentage points, %(between)s: a rise."),
            FALL: _("The change is %(change)s percentage points, %(between)s: a fall."),
            CANNOT_TELL: _("The change of %(change)s percentage points, %(between)s, cannot be told from chance."),
        }
    return context.say(
        texts[moved.verdict],
        change=context.points(moved.change, kind.digits),
        between=context.between(moved.low, moved.high, kind.digits, sign=True),
    )
