"""Kano on the map of better and worse: what delights when there, and what angers when missing."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import crosses
from sonda.methods.intervals import wilson
from sonda.methods.kano import DECIDED, Kano, KanoItem
from sonda.methods.kano_counts import ATTRACTIVE, INDIFFERENT, MUST_BE, ONE_DIMENSIONAL, QUESTIONABLE, REVERSE

NAMED = 5  # features of a category that are named; past them they are counted
COLOURS = {MUST_BE: "bad", ATTRACTIVE: "good", ONE_DIMENSIONAL: "accent"}


def chart(results: Any, *, context: Context) -> Chart:
    """The claim about the attributes whose category is decided."""
    kano: Kano = groups(results)[0][1]
    items = sorted(kano.items, key=lambda i: (i.worse if i.worse is not None else 1, -(i.better or 0)))
    spec, narrow = crosses.draw(
        [_cross(i, context) for i in items if i.better is not None and i.worse is not None],
        across=crosses.Scale(
            text=lambda v, d, unit: context.percent(v, 0) if unit else context.number(v * 100, 0),
            middle=0.5,
            title=_("Angry when it is missing"),
            low=0,
            high=1,
        ),
        up=crosses.Scale(
            text=lambda v, d, unit: context.percent(v, 0) if unit else context.number(v * 100, 0),
            middle=0.5,
            title=_("Glad when it is there"),
            low=0,
            high=1,
        ),
        corners=crosses.Corners(
            top_left=_("Delights"),
            top_right=_("The more the better"),
            bottom_left=_("Nobody minds"),
            bottom_right=_("Must be"),
            wash=False,
        ),
        description=_described(items, context),
    )
    return Chart(
        key="kano",
        finding=finding(kano, context),
        deck=_deck(kano, context),
        verdict=kano.verdict,
        n=kano.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(
                _(
                    "Across: share of customers whom its absence angers. Up: share whom its presence pleases. "
                    "Crosses are %(level)s intervals. In colour: decided for certain, in orange what must be; "
                    "grey: undecided."
                ),
                level=context.level_text,
            ),
            context.design(),
        ),
        description=_described(items, context),
        columns=columns(
            ("item", context.item or _("Feature")),
            ("category", _("Category")),
            ("better", _("Better")),
            ("worse", _("Worse")),
            *(
                (key, label, 1)
                for key, label in (("a", "A"), ("o", "O"), ("m", "M"), ("i", "I"), ("r", "R"), ("q", "Q"))
            ),
        ),
        rows=tuple(_cells(i, context) for i in items),
        how=(
            (
                _("Category"),
                context.say(
                    _("Each pair of answers is read from the evaluation table; the most frequent category counts.")
                ),
            ),
            (
                _("Letters"),
                context.say(
                    _(
                        "How many customers answered so: A delights, O the more the better, M must be, "
                        "I nobody minds, R unwanted, Q contradictory answers."
                    )
                ),
            ),
            (
                _("Better, worse"),
                context.say(_("Better = (A + O) / (A + O + M + I); worse = −(O + M) / (A + O + M + I).")),
            ),
            (
                _("Verdict"),
                context.say(_("Fong’s test tells the two most frequent categories apart, or leaves it undecided.")),
            ),
            (_("Source"), "Matzler, Hinterhuber (1998); Berger et al. (1993); Fong (1996)"),
            context.signed(kano),
        ),
        surer=context.say(_("More pairs of answers about the undecided features."))
        if kano.verdict != DECIDED
        else None,
        notes=context.notes(kano),
        language=context.language,
    )


def words() -> dict[str, str]:
    """Categories as a reader says them."""
    return {
        ATTRACTIVE: _("delights"),
        ONE_DIMENSIONAL: _("the more the better"),
        MUST_BE: _("must be"),
        INDIFFERENT: _("nobody minds"),
        REVERSE: _("unwanted"),
        QUESTIONABLE: _("contradictory answers"),
    }


def decided(kano: Kano, category: str) -> list[str]:
    """Attributes that are of this category for certain."""
    return [i.item for i in kano.items if i.verdict == DECIDED and i.category == category]


def finding(kano: Kano, context: Context) -> str:
    """Must-be first, for its absence costs most; then what delights."""
    must, delight, one = decided(kano, MUST_BE), decided(kano, ATTRACTIVE), decided(kano, ONE_DIMENSIONAL)
    if must and delight:
        return context.say(
            _("Taken for granted: %(must)s. A delight: %(delight)s."),
            must=context.listed(must, 1),
            delight=context.listed(delight, 1),
        )
    if must:
        return context.say(_("Taken for granted and missed when absent: %(names)s."), names=context.listed(must))
    if delight:
        return context.say(
            _("Nothing is taken for granted for certain. A delight: %(names)s."), names=context.listed(delight)
        )
    if one:
        return context.say(_("The more the better: %(names)s."), names=context.listed(one))
    if all(i.verdict == DECIDED for i in kano.items):
        return context.say(_("Customers mind none of the features asked about."))
    return context.say(_("No feature can be placed yet."))


def _deck(kano: Kano, context: Context) -> str:
    """Every feature by its category, for alike ones lie on one another in the figure."""
    open_ = [i.item for i in kano.items if i.verdict != DECIDED]
    n = context.count(len(kano.items))
    order = (MUST_BE, ONE_DIMENSIONAL, ATTRACTIVE, INDIFFERENT, REVERSE, QUESTIONABLE)
    by_category = ((words()[category], decided(kano, category)) for category in order)
    return sentences(
        *(
            context.say(_("%(category)s: %(names)s."), category=capfirst(word), names=context.listed(names, NAMED))
            for word, names in by_category
            if names
        ),
        context.say(_("Undecided: %(open)s of %(n)s features."), open=context.count(len(open_)), n=n)
        if open_
        else context.say(_("All %(n)s features are decided."), n=n),
    )


def _cross(i: KanoItem, context: Context) -> crosses.Cross:
    n, worse = sum(each or 0 for each in (i.a, i.o, i.m, i.i)), -(i.worse or 0.0)
    better_low, better_high = wilson(i.better or 0.0, i.better_effective or n, context.level)
    worse_low, worse_high = wilson(worse, i.worse_effective or n, context.level)
    sure = i.verdict == DECIDED
    return crosses.Cross(
        name=context.name(i.item),
        x=worse,
        x_low=worse_low,
        x_high=worse_high,
        y=i.better or 0.0,
        y_low=better_low,
        y_high=better_high,
        kind=COLOURS.get(i.category or "", "accent") if sure else "even",
        sure=sure,
        about=_about(i, context),
    )


def _about(i: KanoItem, context: Context) -> str:
    return context.say(
        _("%(name)s: %(category)s, better %(better)s, worse %(worse)s"),
        name=context.name(i.item),
        category=_category(i),
        better=context.number(i.better, 2),
        worse=context.number(i.worse, 2),
    )


def _category(i: KanoItem) -> str:
    return words()[i.category] if i.category and i.verdict == DECIDED else _("undecided")


def _described(items: list[KanoItem], context: Context) -> str:
    return sentences(
        context.say(_("A map of features: further right, absence angers more; higher up, presence pleases more.")),
        *(_about(i, context) + "." for i in items[:20]),
    )


def _cells(i: KanoItem, context: Context) -> tuple[Cell, ...]:
    return (
        Cell(value=context.name(i.item)),
        Cell(value=_category(i)),
        Cell(value=i.better, kind="number", digits=2),
        Cell(value=i.worse, kind="points", digits=2),
        *(Cell(value=count, kind="count") for count in (i.a, i.o, i.m, i.i, i.r, i.q)),
    )
