"""Penalty–reward contrast: what a poor touchpoint takes away, and what an excellent one adds."""

from typing import Any

from django.utils.translation import gettext as _

from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import sides
from sonda.methods.contrast import BASIC, EXCITEMENT, NEUTRAL, PERFORMANCE, Contrast, Contrasts
from sonda.methods.result import CANNOT_TELL


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about what must not fail and what delights."""
    result: Contrasts = groups(results)[0][1]
    drivers = sorted(result.drivers, key=lambda d: (d.penalty is None, d.penalty or 0))
    heads = sides.Heads(penalty=_("a low rating takes away"), reward=_("a high rating adds"), kind=_("kind"))
    description = sentences(
        context.say(_("Two bars a row, to the left what a low rating takes away, to the right what a high one adds.")),
        *(_about(d, context) + "." for d in drivers[:20]),
    )
    spec, narrow = sides.draw(
        [_row(d, context) for d in drivers],
        heads=heads,
        text=lambda v, d: context.points(v, d),
        description=description,
    )
    return Chart(
        key="contrast",
        finding=finding(result, context),
        deck=_deck(result, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(
                _("Outcome points against those who rate in between. Lines: %(level)s intervals; grey touches zero."),
                level=context.level_text,
            ),
            context.design(),
        ),
        description=description,
        columns=columns(
            ("driver", context.item or _("Driver")),
            ("penalty", _("Penalty")),
            ("penalty_interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("reward", _("Reward")),
            ("reward_interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("kind", _("Kind"), 1),
        ),
        rows=tuple(_cells(d, context) for d in drivers),
        how=(
            (
                _("Model"),
                context.say(_("One regression, two dummies a driver: rated low, rated high; in between is the base.")),
            ),
            (_("Interval"), context.say(_("From errors that allow for unequal spread (HC3)."))),
            (
                _("Kind"),
                context.say(_("Must not fail: poor hurts more than excellent helps. Delights: the other way round.")),
            ),
            (_("Source"), "Brandt (1987); Matzler, Sauerwein (2002)"),
            context.signed(result),
        ),
        surer=_surer(result, context),
        notes=context.notes(result),
        language=context.language,
    )


def words() -> dict[str, str]:
    """Kinds as a reader says them."""
    return {
        BASIC: _("must not fail"),
        EXCITEMENT: _("delights"),
        PERFORMANCE: _("works both ways"),
        NEUTRAL: _("matters little"),
        CANNOT_TELL: _("cannot tell"),
    }


def finding(result: Contrasts, context: Context) -> str:
    """What must not fail and what delights, where the intervals tell."""
    basic = [d.driver for d in result.drivers if d.kind == BASIC]
    delight = [d.driver for d in result.drivers if d.kind == EXCITEMENT]
    both = [d.driver for d in result.drivers if d.kind == PERFORMANCE]
    if basic and delight:
        return context.say(
            _("Must not fail: %(basic)s. Delights when excellent: %(delight)s."),
            basic=context.listed(basic, 2),
            delight=context.listed(delight, 2),
        )
    if basic:
        return context.say(_("Must not fail: %(names)s. Being excellent there adds less."), names=context.listed(basic))
    if delight:
        return context.say(
            _("Delights when excellent: %(names)s. Being poor there costs less."), names=context.listed(delight)
        )
    if both:
        return context.say(
            _("Works both ways, hurting when poor and helping when excellent: %(names)s."),
            names=context.listed(both, 2),
        )
    if result.drivers and all(d.kind == NEUTRAL for d in result.drivers):
        return context.say(_("Neither poor nor excellent ratings of what was asked change the outcome much."))
    return context.say(_("It cannot be told yet what must not fail and what delights."))


def _deck(result: Contrasts, context: Context) -> str:
    open_ = sum(d.kind == CANNOT_TELL for d in result.drivers)
    if not open_:
        return context.say(_("From %(answers)s with every driver rated."), answers=context.answers(result.n))
    return context.say(
        _("From %(answers)s with every driver rated. Undecided: %(open)s of %(n)s drivers."),
        answers=context.answers(result.n),
        open=context.count(open_),
        n=context.count(len(result.drivers)),
    )


def _side(value: float | None, low: float | None, high: float | None) -> sides.Side:
    sure = low is not None and high is not None and (low > 0 or high < 0)
    return sides.Side(value=value, low=low, high=high, sure=sure)


def _row(d: Contrast, context: Context) -> sides.Row:
    return sides.Row(
        name=context.name(d.driver),
        penalty=_side(d.penalty, d.penalty_low, d.penalty_high),
        reward=_side(d.reward, d.reward_low, d.reward_high),
        kind_text=words().get(d.kind, d.kind),
        about=_about(d, context),
        decided=d.kind not in (CANNOT_TELL, NEUTRAL),
    )


def _about(d: Contrast, context: Context) -> str:
    return context.say(
        _("%(name)s: a low rating %(penalty)s, %(penalty_between)s; a high rating %(reward)s, %(reward_between)s"),
        name=context.name(d.driver),
        penalty=context.points(d.penalty, 2),
        penalty_between=context.between(d.penalty_low, d.penalty_high, 2, sign=True),
        reward=context.points(d.reward, 2),
        reward_between=context.between(d.reward_low, d.reward_high, 2, sign=True),
    )


def _cells(d: Contrast, context: Context) -> tuple[Cell, ...]:
    return (
        Cell(value=context.name(d.driver)),
        Cell(value=d.penalty, kind="points", digits=2),
        Cell(value=(d.penalty_low, d.penalty_high), kind="interval", digits=2, sign=True),
        Cell(value=d.reward, kind="points", digits=2),
        Cell(value=(d.reward_low, d.reward_high), kind="interval", digits=2, sign=True),
        Cell(value=words().get(d.kind, d.kind)),
    )


def _surer(result: Contrasts, context: Context) -> str | None:
    """The undecided driver with the fewest low or high ratings."""
    open_ = [d for d in result.drivers if d.kind == CANNOT_TELL]
    if not open_:
        return None
    rare = min(open_, key=lambda d: min(d.n_low or 0, d.n_high or 0))
    if rare.n_low is None or rare.n_high is None:
        return None
    return context.say(
        _("More people who met its extremes. Of %(name)s there are %(low)s low and %(high)s high ratings."),
        name=context.quoted(rare.driver),
        low=context.count(rare.n_low),
        high=context.count(rare.n_high),
    )
