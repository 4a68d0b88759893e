"""The priority map: what matters much and is rated badly comes first, and what cannot be placed stays grey."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import crosses
from sonda.methods.drivers.result import Driver, Drivers
from sonda.methods.priorities import (
    CONCENTRATE,
    KEEP,
    LOW_PRIORITY,
    NO_PLACE,
    NOTHING,
    OVERKILL,
    UNDECIDED,
    Priorities,
    PriorityItem,
)
from sonda.methods.result import CANNOT_TELL

COLOURS = {CONCENTRATE: "bad", KEEP: "good"}


def chart(
    results: Any, *, context: Context, drivers: Drivers | None = None, share: bool = False, derived: bool = False
) -> Chart:
    """The claim about what to fix first.

    `derived`: the importances are parts of R² and not what customers said; so they are with `drivers`, whose reach is
    told as well. `share`: the performance is a share of satisfied customers and not a mean rating.
    """
    result: Priorities = groups(results)[0][1]
    weighed = {d.driver: d for d in drivers.drivers} if drivers else {}
    items = ordered(result, weighed)
    derived = derived or drivers is not None
    text = _Text(context, derived=derived, share=share)
    description = _described(result, items, text, context)
    placed = [i for i in items if i.importance is not None and i.performance is not None]
    spec, narrow = _figure(result, placed, text, context, description)
    first = fix_first(result, weighed)
    return Chart(
        key="priorities",
        finding=finding(result, context, drivers, share),
        lead=text.importance(first[0].importance) if first else "",
        deck=_deck(result, first, text, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(
                _("Crosses are %(level)s intervals; one that touches a dashed average is undecided and stays grey."),
                level=context.level_text,
            ),
            context.say(_("In colour: placed for certain, in orange what to fix first.")),
            context.design(),
        ),
        description=description,
        columns=columns(
            ("item", context.item or _("Touchpoint")),
            ("importance", _("Weight") if derived else _("Importance")),
            ("importance_interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("performance", context.measure or _("Rating")),
            ("performance_interval", context.say(_("%(level)s interval"), level=context.level_text)),
            *((("reach", _("Rated by"), 2),) if drivers else ()),
            ("quadrant", _("Place"), 1),
        ),
        rows=tuple(_cells(i, text, weighed, context) for i in items),
        how=_how(result, derived, context),
        surer=_surer(result, weighed, context),
        notes=_notes(result, drivers, context),
        language=context.language,
    )


def _notes(result: Priorities, drivers: Drivers | None, context: Context) -> tuple[str, ...]:
    """What the drivers remark, and of the map what they have not said already of the same touchpoint."""
    said = {note.values.get("driver") for note in drivers.notes} if drivers else set()
    fresh = [note for note in result.notes if note.text != NO_PLACE or note.values.get("item") not in said]
    return tuple(dict.fromkeys([*(context.notes(drivers) if drivers else ()), *map(context.note, fresh)]))


def words() -> dict[str, str]:
    """Quadrants as a reader says them."""
    return {
        CONCENTRATE: _("fix first"),
        KEEP: _("keep it up"),
        LOW_PRIORITY: _("can wait"),
        OVERKILL: _("fine as it is"),
        UNDECIDED: _("undecided"),
    }


def ordered(result: Priorities, weighed: Mapping[str, Driver]) -> list[PriorityItem]:
    """What to fix first, then the rest by importance; items without a place last."""
    order = [CONCENTRATE, KEEP]
    return sorted(
        result.items,
        key=lambda i: (
            i.importance is None,
            order.index(i.quadrant) if i.quadrant in order else 2,
            -urgency(i, weighed),
            -(i.importance or 0),
        ),
    )


def urgency(item: PriorityItem, weighed: Mapping[str, Driver]) -> float:
    """Importance × reach for what asks to be fixed; importance alone where reach is not known."""
    if item.quadrant != CONCENTRATE:
        return 0.0
    driver = weighed.get(item.item)
    reach = driver.reach if driver and driver.reach is not None else 1.0
    return (item.importance or 0.0) * reach


def fix_first(result: Priorities, weighed: Mapping[str, Driver]) -> list[PriorityItem]:
    """Items that surely belong to the corner of what to fix, the most urgent first."""
    sure = [i for i in result.items if i.quadrant == CONCENTRATE]
    return sorted(sure, key=lambda i: -urgency(i, weighed))


def finding(result: Priorities, context: Context, drivers: Drivers | None = None, share: bool = False) -> str:
    """What to fix first, as far as the crosses allow; nothing, where drivers cannot be shown to matter at all."""
    if drivers is not None and drivers.verdict == CANNOT_TELL:
        return context.say(_("What to fix first cannot be told yet: nothing asked about shows an effect."))
    weighed = {d.driver: d for d in drivers.drivers} if drivers else {}
    first = fix_first(result, weighed)
    if len(first) == 1:
        name = context.quoted(first[0].item)
        driver = weighed.get(first[0].item)
        if driver is not None and driver.reach is not None:
            if share:
                return context.say(
                    _(
                        "Fix %(name)s first: it weighs more than the average, %(reach)s rated it, "
                        "%(share)s of them well."
                    ),
                    name=name,
                    reach=context.percent(driver.reach, 0),
                    share=context.percent(first[0].performance, 0),
                )
            return context.say(
                _("Fix %(name)s first: it weighs more than the average, is rated below it, and %(reach)s rated it."),
                name=name,
                reach=context.percent(driver.reach, 0),
            )
        return context.say(_("Fix %(name)s first: it matters more than the average and is rated below it."), name=name)
    if first:
        return context.say(_("Fix these first: %(names)s."), names=context.listed([i.item for i in first]))
    if result.verdict == NOTHING:
        return context.say(_("Nothing that matters much is rated badly."))
    return context.say(_("What to fix first cannot be told yet."))


def _deck(result: Priorities, first: Sequence[PriorityItem], text: "_Text", context: Context) -> str:
    open_ = [i for i in result.items if i.quadrant == UNDECIDED]
    head = ""
    if first:
        head = context.say(
            _(
                "%(name)s: weight %(importance)s, %(importance_between)s; "
                "rating %(performance)s, %(performance_between)s."
            )
            if text.derived
            else _(
                "%(name)s: importance %(importance)s, %(importance_between)s; "
                "rating %(performance)s, %(performance_between)s."
            ),
            name=context.quoted(first[0].item),
            importance=text.importance(first[0].importance),
            importance_between=text.importance_between(first[0]),
            performance=text.performance(first[0].performance),
            performance_between=text.performance_between(first[0]),
        )
    if not open_:
        return head
    return sentences(
        _each(text, context) if len(first) > 1 else "",
        head,
        context.say(
            ngettext(
                "Cannot be placed yet: %(open)s of %(n)s item.",
                "Cannot be placed yet: %(open)s of %(n)s items.",
                len(result.items),
            ),
            open=context.count(len(open_)),
            n=context.count(len(result.items)),
        ),
    )


def _each(text: "_Text", context: Context) -> str:
    if text.derived:
        return context.say(_("Each weighs more than the average and is rated below it."))
    return context.say(_("Each matters more than the average and is rated below it."))


class _Text:
    """How importances and performances are written: parts of R² and shares as percentages, ratings as they are."""

    def __init__(self, context: Context, *, derived: bool, share: bool) -> None:
        self.context, self.derived, self.share = context, derived, share

    def importance(self, value: float | None) -> str:
        return self.context.percent(value) if self.derived else self.context.number(value, 2)

    def performance(self, value: float | None) -> str:
        return self.context.percent(value) if self.share else self.context.number(value, 2)

    def importance_between(self, i: PriorityItem) -> str:
        return self._between(i.importance_low, i.importance_high, self.derived)

    def performance_between(self, i: PriorityItem) -> str:
        return self._between(i.performance_low, i.performance_high, self.share)

    def _between(self, low: float | None, high: float | None, share: bool) -> str:
        return self.context.between(low, high, 1 if share else 2, share=share)

    def tick(self, value: float, digits: int, unit: bool, share: bool) -> str:
        if not share:
            return self.context.number(value, digits)
        digits = max(digits - 2, 0)
        return self.context.percent(value, digits) if unit else self.context.number(value * 100, digits)


def _figure(
    result: Priorities, placed: Sequence[PriorityItem], text: _Text, context: Context, description: str
) -> tuple[Any, Any]:
    low, high = (0.0, 1.0) if text.share else context.scale or (None, None)
    across = crosses.Scale(
        text=lambda v, d, unit: text.tick(v, d, unit, text.share),
        middle=result.line_performance or 0.0,
        title=context.measure or _("Rating"),
        low=low,
        high=high,
    )
    up = crosses.Scale(
        text=lambda v, d, unit: text.tick(v, d, unit, text.derived),
        middle=result.line_importance or 0.0,
        title=_("Weight in the outcome") if text.derived else _("Importance"),
        low=0.0 if text.derived else None,
    )
    marks = [_cross(i, text, context) for i in placed]
    names = crosses.Corners(
        top_left=_("Fix first"), top_right=_("Keep it up"), bottom_left=_("Can wait"), bottom_right=_("Fine as it is")
    )
    return crosses.draw(marks, across=across, up=up, corners=names, description=description)


def _cross(i: PriorityItem, text: _Text, context: Context) -> crosses.Cross:
    return crosses.Cross(
        name=context.name(i.item),
        x=i.performance or 0.0,
        x_low=i.performance_low,
        x_high=i.performance_high,
        y=i.importance or 0.0,
        y_low=i.importance_low,
        y_high=i.importance_high,
        kind="even" if i.quadrant == UNDECIDED else COLOURS.get(i.quadrant, "accent"),
        sure=i.quadrant != UNDECIDED,
        about=_about(i, text, context),
    )


def _about(i: PriorityItem, text: _Text, context: Context) -> str:
    return context.say(
        _("%(name)s: %(quadrant)s; weight %(importance)s, rating %(performance)s")
        if text.derived
        else _("%(name)s: %(quadrant)s; importance %(importance)s, rating %(performance)s"),
        name=context.name(i.item),
        quadrant=words()[i.quadrant],
        importance=text.importance(i.importance),
        performance=text.performance(i.performance),
    )


def _described(result: Priorities, items: Sequence[PriorityItem], text: _Text, context: Context) -> str:
    return sentences(
        context.say(_("A map of crosses: rating from left to right, weight from below upwards."))
        if text.derived
        else context.say(_("A map of crosses: rating from left to right, importance from below upwards.")),
        *(_about(i, text, context) + "." for i in items[:20] if i.importance is not None),
    )


def _cells(i: PriorityItem, text: _Text, weighed: Mapping[str, Driver], context: Context) -> tuple[Cell, ...]:
    first = (
        Cell(value=i.importance, kind="percent") if text.derived else Cell(value=i.importance, kind="number", digits=2)
    )
    second = (
        Cell(value=i.performance, kind="percent") if text.share else Cell(value=i.performance, kind="number", digits=2)
    )
    driver = weighed.get(i.item)
    reach = (Cell(value=driver.reach if driver else None, kind="percent", digits=0),) if weighed else ()
    return (
        Cell(value=context.name(i.item)),
        first,
        _ends(i.importance_low, i.importance_high, text.derived),
        second,
        _ends(i.performance_low, i.performance_high, text.share),
        *reach,
        Cell(value=words()[i.quadrant]),
    )


def _ends(low: float | None, high: float | None, share: bool) -> Cell:
    return Cell(value=(low, high), kind="interval", share=share, digits=1 if share else 2)


def _how(result: Priorities, derived: bool, context: Context) -> tuple[tuple[str, str], ...]:
    weight = (
        (_("Weight"), context.say(_("The part of R² that a touchpoint explains, from the analysis of drivers."))),
        (_("Beware"), context.say(_("A weight is not a cause: a plan with a comparison group would show it."))),
    )
    stated = ((_("Importance"), context.say(_("The mean of what customers said about its importance."))),)
    return (
        *(weight if derived else stated),
        (_("Lines"), context.say(_("The means of all items; an item whose interval touches a line is undecided."))),
        (_("Source"), "Martilla, James (1977)"),
        context.signed(result),
    )


def _surer(result: Priorities, weighed: Mapping[str, Driver], context: Context) -> str | None:
    """The undecided item that leans to the corner of what to fix and is met by fewest."""
    leaning = [i for i in result.items if i.quadrant == UNDECIDED and i.leaning == CONCENTRATE]
    if not leaning:
        return None
    rare = min(leaning, key=lambda i: i.n)
    return context.say(
        ngettext(
            "%(name)s leans towards the corner of what to fix, with %(n)s rating. More ratings of it would place it.",
            "%(name)s leans towards the corner of what to fix, with %(n)s ratings. More ratings of it would place it.",
            rare.n,
        ),
        name=context.quoted(rare.item),
        n=context.count(rare.n),
    )
