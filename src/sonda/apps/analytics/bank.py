"""A survey as the catalogue sees it: which question plays which part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path

from sonda.apps.analytics.models import Annotation, Weighting
from sonda.apps.analytics.questions import PLACES
from sonda.apps.responses import columns
from sonda.apps.responses import queries as responses
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question, Survey
from sonda.engine.coverage import answered
from sonda.engine.errors import DataError
from sonda.engine.selection import OneOf, Selection
from sonda.engine.weighing import RAKED, Targets

NO_WEIGHTS = "none"
WAYS = 8  # of naming the questions of one part that are tried
A_MONTH = 5  # answers, on average, that make a month worth a point of its own


@dataclass
class Bank:
    """The questions of one survey by role, and who answered.

    With a `scope` (names of units and regions) the answers are those of its places alone, as if there were no others.
    `weighed` says with which weights they are asked: NO_WEIGHTS, or targets; as they were imported, where it is None.
    """

    survey: Survey
    scope: frozenset[str] | None = None
    weighed: Targets | str | None = None

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.survey.questions.all())

    @cached_property
    def spoken(self) -> responses.Spoken:
        return responses.state(self.survey, self.scope)

    @cached_property
    def voices(self) -> set[str]:
        return self.spoken.voices

    @cached_property
    def months(self) -> list[date]:
        """First days of the months in which people answered, the first one first."""
        return self.spoken.months

    @property
    def n(self) -> int:
        """Responses of all voices."""
        return int(self.version.rpartition("-")[2])

    @cached_property
    def version(self) -> str:
        """Changes when the answers change."""
        return self.spoken.version

    @cached_property
    def happened(self) -> tuple[tuple[date, str], ...]:
        """What people of the organisation wrote down to have happened, by day."""
        noted = Annotation.objects.filter(organization_id=self.survey.organization_id).there()
        return tuple(noted.values_list("happened_on", "text"))

    @property
    def is_closed(self) -> bool:
        """Is a part asked for of answers that do not say which unit they are about? Then nothing of them is shown."""
        return self.scope is not None and not (self.of(Role.UNIT, Role.REGION))

    @cached_property
    def reach(self) -> dict[str, float]:
        """The share of people who rated each touchpoint."""
        keys = tuple(self.keys(Role.TOUCHPOINT))
        return dict(reach_of(columns.table_of(self.survey), self.version, keys, self.survey, self.scope))

    @cached_property
    def periods(self) -> str | None:
        """The column by which a score is followed; None where months are too few, or have too few answers each."""
        return "month" if len(self.months) > 1 and self.n >= A_MONTH * len(self.months) else None

    def of(self, *roles: str) -> list[Question]:
        """Questions that play one of these parts, in the order of the questionnaire."""
        return [question for question in self.questions if question.role in roles]

    def keys(self, *roles: str) -> list[str]:
        return [question.key for question in self.of(*roles)]

    def first(self, *roles: str) -> Question | None:
        return next(iter(self.of(*roles)), None)

    def preferred(self, *roles: str) -> Question | None:
        """The question of the first of these parts that the survey has."""
        return next((found for role in roles if (found := self.first(role))), None)

    def by_key(self, key: object) -> Question | None:
        """The question whose answers stand in this column."""
        return next((question for question in self.questions if question.key == key), None)

    def has(self, *roles: str) -> bool:
        """Is there a question for each of these parts?"""
        return all(self.first(role) for role in roles)

    @property
    def weight(self) -> str | None:
        """The column of the weights with which the answers are asked; None where each counts for one."""
        if isinstance(self.weighed, Targets):
            return RAKED
        return None if self.weighed == NO_WEIGHTS else self.imported_weight

    @property
    def imported_weight(self) -> str | None:
        """The weight column, when the survey has one."""
        return "weight" if self.has(Role.WEIGHT) else None

    @cached_property
    def weightings(self) -> list[Weighting]:
        """The weights that were kept for the survey, by name."""
        kept = Weighting.objects.filter(organization_id=self.survey.organization_id, survey=self.survey).there()
        return list(kept)

    def prefix(self, role: str) -> str:
        """What the keys of a part begin with before the item's own name: "E" for E01 … E22."""
        return self.prefixes(role)[0]

    def prefixes(self, *roles: str) -> tuple[str, ...]:
        """The prefixes under which most items have a question of each part, named prefix + item.

        Questions of another file that are named otherwise do not count. Empty where no item has one of each.
        """
        found = [self._by_prefix(role) for role in roles]
        ways = product(*(sorted(each, key=lambda prefix: -len(each[prefix]))[:WAYS] for each in found))
        sizes = {way: len(common(found, way)) for way in ways if len(set(way)) == len(way)}
        best = max(sizes, key=lambda way: sizes[way], default=())
        return best if best and sizes[best] else ()

    def paired(self, *roles: str) -> set[str]:
        """The items that have a question of each part under these prefixes."""
        best = self.prefixes(*roles)
        return common([self._by_prefix(role) for role in roles], best) if best else set()

    def _by_prefix(self, role: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for question in self.of(role):
            if question.item and question.key.endswith(question.item):
                found.setdefault(question.key.removesuffix(question.item), set()).add(question.item)
        return found

    def items(self, role: str) -> dict[str, Question]:
        """Questions of a part by the item they speak of."""
        return {question.item: question for question in self.of(role)}

    def pairs_importance(self) -> bool:
        """Did the same people also say how important each item, or each dimension, is?"""
        asked = self.paired(Role.IMPORTANCE)
        return bool(asked) and asked in (self.paired(Role.EXPECTATION, Role.PERCEPTION), set(self.dimensions()))

    def dimensions(self) -> dict[str, list[str]]:
        """Items of each dimension that have an expectation too, in the order of the questionnaire."""
        found: dict[str, list[str]] = {}
        judged = self.paired(Role.EXPECTATION, Role.PERCEPTION)
        for question in self.of(Role.PERCEPTION):
            if question.dimension and question.item in judged:
                found.setdefault(question.dimension, []).append(question.item)
        return found


def common(found: Sequence[Mapping[str, set[str]]], way: Sequence[str]) -> set[str]:
    """Items that stand under each of these prefixes, one for each part."""
    return set.intersection(*(items[prefix] for items, prefix in zip(found, way, strict=True)))


@lru_cache(maxsize=512)
def reach_of(
    table: Path, version: str, keys: tuple[str, ...], survey: Survey, scope: frozenset[str] | None
) -> tuple[tuple[str, float], ...]:
    """The share of people who rated each of these; counted once for each state of the answers."""
    places = [] if scope is None else [OneOf(columns=PLACES, values=tuple(sorted(scope)))]
    n = int(version.rpartition("-")[2])
    try:
        with responses.source(survey) as source:
            raters = answered(source, list(keys), Selection(among=places))
    except DataError:  # nobody has answered yet
        n = 0
    return tuple((key, raters[key] / n if n else 0.0) for key in keys)
