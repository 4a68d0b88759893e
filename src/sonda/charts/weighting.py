"""Weighting: what weights do to the answers, in what they move and what they cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.chart import Cell, Chart, columns
from sonda.charts.context import Context, sentences
from sonda.charts.figures import dumbbells, intervals
from sonda.methods.raked_mean import RakedMean
from sonda.methods.raking import MET, Raking

BORDERS = (0.0, 0.25, 0.5, 0.75, 0.9, 1.1, 1.35, 1.75, 2.5, 4.0)  # of factors, narrow about 1
MANY_ROWS = 40


@dataclass(frozen=True, kw_only=True)
class Margin:
    """One value of a column with its shares (0–1)."""

    column: str
    name: str
    n: int
    before: float | None
    target: float | None
    after: float | None


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A score before and after weighting; `points` for one that lies on either side of zero."""

    name: str
    before: RakedMean
    after: RakedMean
    points: bool = False


def chart(
    raking: Raking,
    *,
    context: Context,
    margins: Sequence[Margin],
    n: int,
    deff: float | None,
    moved: Moved | None = None,
    silent: Mapping[str, int] | None = None,
) -> Chart:
    """The claim about weights: where they move the score, what they cost, and how the answers are made up."""
    shown = margins[:MANY_ROWS]
    claim = finding(raking, context, n=n, deff=deff, moved=moved)
    described = sentences(claim, *(about(m, context) + "." for m in shown))
    spec, narrow = dumbbells.draw(
        [
            dumbbells.Row(
                name=f"{m.column}: {m.name}",
                ring=times(m.before),
                dot=times(m.after),
                gap_text=context.percent(m.target),
                half_text=context.count(m.n),
                kind="accent",
                about=about(m, context),
            )
            for m in shown
        ],
        heads=dumbbells.Heads(ring=_("before"), dot=_("weighted"), gap=_("target"), half=_("answers")),
        description=described,
        text=lambda v, d: context.percent(v / 100, d),
    )
    return Chart(
        key="weighting",
        finding=claim,
        deck=deck(raking, context, deff=deff),
        verdict=raking.verdict,
        n=n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(_("Ring: share among the answers before weighting. Dot: share after it.")),
            context.say(_("Beside it, the target.")),
        ),
        description=described,
        columns=columns(
            ("value", _("Value")),
            ("n", _("Answers")),
            ("before", _("Before")),
            ("target", _("Target")),
            ("after", _("Weighted")),
        ),
        rows=tuple(
            (
                Cell(value=f"{m.column}: {m.name}"),
                Cell(value=m.n, kind="count"),
                Cell(value=m.before, kind="percent"),
                Cell(value=m.target, kind="percent"),
                Cell(value=m.after, kind="percent"),
            )
            for m in margins
        ),
        rows_note=quiet(silent or {}, context),
        how=how(raking, context),
        surer=surer(margins, context),
        notes=context.notes(raking),
        language=context.language,
    )


def spread(factors: Sequence[tuple[float, int]], *, context: Context) -> Chart:
    """How the weights are spread: which share of the answers counts how many times."""
    n = sum(many for _factor, many in factors) or 1
    least, most = min(f for f, _n in factors), max(f for f, _n in factors)
    bins = [(low, high, held) for low, high, held in binned(factors)]
    while bins and not bins[0][2]:
        bins = bins[1:]
    while bins and not bins[-1][2]:
        bins = bins[:-1]
    named = [(stretch(low, high, context), held) for low, high, held in bins]
    told = context.say(
        _("The smallest weight is %(least)s and the largest %(most)s times the average."),
        least=context.number(least, 2),
        most=context.number(most, 2),
    )
    spec, narrow = intervals.draw(
        [
            intervals.Row(
                name=name,
                value=100 * held / n,
                low=None,
                high=None,
                value_text=context.percent(held / n),
                second_text=context.count(held),
                about=f"{name}: {context.percent(held / n)}",
            )
            for name, held in named
        ],
        look=intervals.Look(
            text=lambda v, d, first: context.percent(v / 100, d) if first else context.number(v, d),
            low=0,
            head=_("share"),
            second_head=_("answers"),
            bars=True,
        ),
        description=told,
    )
    return Chart(
        key="weights",
        finding=told,
        verdict="",
        n=n,
        spec=spec,
        narrow=narrow,
        caption=context.say(_("How many times an answer counts, against the average of 1; bar: share of the answers.")),
        description=told,
        columns=columns(("times", _("Counts")), ("share", _("Share")), ("n", _("Answers"))),
        rows=tuple(
            (Cell(value=name), Cell(value=held / n, kind="percent"), Cell(value=held, kind="count"))
            for name, held in named
        ),
        language=context.language,
    )


def binned(factors: Iterable[tuple[float, int]]) -> list[tuple[float, float | None, int]]:
    """Answers by stretches of their factor, each with its lower end and not its upper one.

    >>> [each for each in binned([(0.95, 10), (5.0, 2)]) if each[2]]
    [(0.9, 1.1, 10), (4.0, None, 2)]
    """
    held = [0] * len(BORDERS)
    for factor, n in factors:
        held[max(at for at, low in enumerate(BORDERS) if low <= factor + 1e-9)] += n
    return [(low, high, n) for low, high, n in zip(BORDERS, (*BORDERS[1:], None), held, strict=True)]


def stretch(low: float, high: float | None, context: Context) -> str:
    if high is None:
        return context.say(_("%(low)s times or more"), low=context.number(low, 2))
    return context.say(_("%(low)s–%(high)s times"), low=context.number(low, 2), high=context.number(high, 2))


def finding(raking: Raking, context: Context, *, n: int, deff: float | None, moved: Moved | None) -> str:
    """“Weighting moves NPS from +12 to +9; 1,200 answers count like 880.”"""
    worth = {"answers": context.answers(n), "worth": context.count(n / deff if deff else None)}
    if raking.verdict != MET and not raking.notes:
        return context.say(_("No weights make the answers look like the population in everything at once."))
    if moved is None or moved.before.mean is None or moved.after.mean is None:
        return context.say(_("Weighted, %(answers)s count like %(worth)s."), **worth)
    before, after = (score(each.mean, moved, context) for each in (moved.before, moved.after))
    if before == after:
        return context.say(
            _("Weighting leaves %(score)s at %(after)s; %(answers)s count like %(worth)s."),
            score=moved.name,
            after=after,
            **worth,
        )
    return context.say(
        _("Weighting moves %(score)s from %(before)s to %(after)s; %(answers)s count like %(worth)s."),
        score=moved.name,
        before=before,
        after=after,
        **worth,
    )


def deck(raking: Raking, context: Context, *, deff: float | None) -> str:
    steps = {"rounds": context.count(raking.rounds)}
    if raking.verdict == MET:
        text = ngettext(
            "All targets are met, after %(rounds)s round of fitting.",
            "All targets are met, after %(rounds)s rounds of fitting.",
            raking.rounds,
        )
    else:
        text = ngettext(
            "The targets are not all met; the fitting took %(rounds)s round.",
            "The targets are not all met; the fitting took %(rounds)s rounds.",
            raking.rounds,
        )
    met = context.say(text, **steps)
    cost = context.say(_("The design effect is %(deff)s."), deff=context.number(deff, 2)) if deff else ""
    heavy = context.say(_("Over 2, think of bounds for the weights, or of fewer columns.")) if deff and deff > 2 else ""
    return sentences(met, cost, heavy)


def score(value: float | None, moved: Moved, context: Context) -> str:
    return context.points(value, 1) if moved.points else context.number(value, 2)


def about(m: Margin, context: Context) -> str:
    return context.say(
        _("%(column)s, %(value)s: %(before)s before, %(after)s weighted, target %(target)s"),
        column=m.column,
        value=m.name,
        before=context.percent(m.before),
        after=context.percent(m.after),
        target=context.percent(m.target),
    )


def quiet(silent: Mapping[str, int], context: Context) -> str:
    """Who does not say a value, by column."""
    return sentences(
        *(
            context.say(
                _("%(column)s is not known of %(answers)s: together they keep the share that they have."),
                column=column,
                answers=context.answers(n),
            )
            for column, n in silent.items()
            if n
        )
    )


def surer(margins: Sequence[Margin], context: Context) -> str | None:
    """Whom to ask more of: the value that is rarest among the answers against its target."""
    short = [m for m in margins if m.target and m.before and m.target > 1.25 * m.before]
    if not short:
        return None
    rarest = max(short, key=lambda m: (m.target or 0) / (m.before or 1))
    return context.say(
        _(
            "More answers of %(column)s: %(value)s. There are %(answers)s, %(before)s of all, where the target is "
            "%(target)s; each of them has to speak for several. What is not among the columns no weight repairs."
        ),
        column=rarest.column,
        value=rarest.name,
        answers=context.answers(rarest.n),
        before=context.percent(rarest.before),
        target=context.percent(rarest.target),
    )


def how(raking: Raking, context: Context) -> tuple[tuple[str, str], ...]:
    said: list[tuple[str, Any]] = [
        (
            _("Weights"),
            _(
                "Each column is fitted to its targets in turn, again and again, until all hold at once. An answer’s "
                "weight is the weight it came with (1 where there was none), times the factor of its combination of "
                "values."
            ),
        ),
        (_("Those who do not say"), _("Answers without a value in a column keep their share of it.")),
        (
            _("Cost"),
            _("Kish’s design effect, n·Σw²/(Σw)²: so many times more answers are needed for the same certainty."),
        ),
        (
            _("Interval"),
            _(
                "Linearised: residuals of the score on the columns, with the weights before. It knows what raking "
                "explained; the intervals of other pages take the weights as given and are as a rule a little wider."
            ),
        ),
        (_("Source"), "Deming, Stephan (1940); Kish (1965); Deville, Särndal (1992); Lumley (2010)"),
    ]
    return (*((term, context.say(text)) for term, text in said), context.signed(raking))


def times(share: float | None) -> float | None:
    return None if share is None else 100 * share
