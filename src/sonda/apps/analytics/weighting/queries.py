"""Reads of the weighting page: surveys and columns that can be weighted, who answered, and what weights do to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sonda.apps.analytics import queries
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.catalogue.any_question import CUSTOMERS
from sonda.apps.analytics.facets import Facet, facets_of
from sonda.apps.analytics.models import Weighting
from sonda.apps.analytics.questions import PLACES
from sonda.apps.analytics.weighting.forms import Column
from sonda.apps.organizations.models import Member
from sonda.apps.responses import queries as responses
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question as Asked
from sonda.engine import weighing
from sonda.engine.selection import OneOf, Selection
from sonda.engine.source import Source
from sonda.engine.weighing import Effects, Targets
from sonda.methods.raked_mean import RakedMean, raked_mean_from_cells
from sonda.methods.raking import Raking

MOST_VALUES = 100  # of a column that can be typed
MOST_COLUMNS = 6
LEFT_OUT = ("voice", "company")  # whose answers these are is no part of a population
SCORES = (Role.NPS, Role.CSAT, Role.CES, Role.OUTCOME)


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What weights do to the answers that a member may see; `score` is the question that is told before and after."""

    raking: Raking
    effects: Effects
    score: Asked | None
    before: RakedMean
    after: RakedMean


def weightings(member: Member) -> list[Weighting]:
    """The kept weights of the member's organisation, by survey and name."""
    found = Weighting.objects.visible_to(member).there().select_related("survey", "owner__user")
    return list(found.order_by("survey__key", "name", "pk"))


def deleted(member: Member) -> list[Weighting]:
    return list(Weighting.objects.visible_to(member).filter(deleted_at__isnull=False))


def weighable(bank: Bank) -> dict[str, Facet]:
    """The columns whose values a population can be told by; a kept one stays, however few of its values are left."""
    if bank.is_closed:
        return {}
    kept = {column for each in bank.weightings for column in each.margins}
    return {
        param: facet
        for param, facet in facets_of(bank).items()
        if param not in LEFT_OUT and (1 < len(facet.values) <= MOST_VALUES or facet.column in kept)
    }


def banks(member: Member) -> list[Bank]:
    """The member's surveys: first those with answers to a score that weights can move."""
    return sorted(queries.banks(member), key=lambda bank: (not bank.n, not bank.preferred(*SCORES)))


def voices_of(bank: Bank) -> tuple[str, ...]:
    """Whose answers are weighted: customers', where others answered too."""
    ours = tuple(voice for voice in CUSTOMERS if voice in bank.voices)
    return ours if ours and len(bank.voices) > 1 else ()


def of_part(bank: Bank, voices: Sequence[str]) -> Selection:
    """The answers of these voices that the member may see."""
    among = [OneOf(columns=("voice",), values=tuple(voices))] if voices else []
    if bank.scope is not None:
        among.append(OneOf(columns=PLACES, values=tuple(sorted(bank.scope))))
    return Selection(among=among)


def columns_of(
    bank: Bank, facets: Sequence[Facet], voices: Sequence[str], margins: Mapping[str, Mapping[str, float]]
) -> list[Column]:
    """The chosen columns with how many answers hold each value: those there are, could be chosen, or have a target.

    Who sees a part sees the values of the part alone.
    """
    if not facets:
        return []
    with responses.source(bank.survey) as source:
        keys = [facet.column for facet in facets]
        cells = weighing.people(source, keys, of_part(bank, voices), weight=bank.imported_weight)
    found = []
    for place, facet in enumerate(facets):
        held = weighing.margin(cells, place)
        silent = held.pop("", weighing.Held(0, 0.0)).n
        offered = set(held)
        if bank.scope is None:
            offered |= set(margins.get(facet.column, ()))
            offered |= set(facet.labels) if facet.column != "language" else set()
        names = sorted(((value, facet.label(value)) for value in offered), key=lambda pair: pair[1].casefold())
        found.append(
            Column(
                param=facet.param,
                key=facet.column,
                title=facet.title,
                names=dict(names),
                n={value: each.n for value, each in held.items()},
                w={value: each.w for value, each in held.items()},
                silent=silent,
            )
        )
    return found


def weigh(bank: Bank, targets: Targets, *, whole: bool) -> Weighed:
    """What weights do to the member's answers; they are made of all answers (`whole`), or of the member's own.

    Errors: DataError where the answers do not fit the targets.
    """
    score = bank.preferred(*SCORES)
    with responses.source(bank.survey) as source:
        told = score_in(source, score)
        part = of_part(bank, targets.voices)
        cells = weighing.people(source, targets.columns, part, weight=targets.base, score=told)
        of_all = whole and bank.scope is not None
        raking = weighing.raked(source, targets) if of_all else weighing.rake(cells, targets)
    return Weighed(
        raking=raking,
        effects=weighing.effects(cells, raking, targets),
        score=score if told != NO_SCORE else None,
        before=raked_mean_from_cells(cells=cells),
        after=raked_mean_from_cells(cells=cells, raking=raking),
    )


NO_SCORE = "NULL"


def score_in(source: Source, score: Asked | None) -> str:
    """The main score of an answer as a number in SQL: 100, 0 and −100 of who would recommend, else the rating."""
    if score is None or score.key not in source.columns:
        return NO_SCORE
    return points_of(f"{source.field(score.key).sql}::DOUBLE", score)


def points_of(rating: str, score: Asked) -> str:
    """What a rating counts for, in SQL."""
    if score.role != Role.NPS:
        return rating
    return f"CASE WHEN {rating} >= 9 THEN 100 WHEN {rating} <= 6 THEN -100 WHEN {rating} < 9 THEN 0 END"


def uses(bank: Bank) -> list[tuple[str, str]]:
    """The analyses of this survey that count by weights: key and question."""
    fed = [(entry, queries.question_of(entry, bank)) for entry in entries().values()]
    return [(entry.key, str(entry.asks)) for entry, question in fed if question and queries.takes_weights(entry, bank)]
