"""By what a survey's answers can be narrowed: the columns and the values that they really hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.ordering import in_order
from sonda.apps.analytics.questions import PLACES
from sonda.apps.responses import columns
from sonda.apps.responses import queries as responses
from sonda.apps.surveys.choices import Role, Voice
from sonda.apps.surveys.models import Survey
from sonda.engine import coverage
from sonda.engine.errors import DataError
from sonda.engine.selection import OneOf, Selection

BESIDE = {Role.UNIT: "unit", Role.REGION: "region", Role.LANGUAGE: "language", Role.COMPANY: "company"}
SEGMENT = "segment."  # before a segment's key, so that no segment can take the name of another parameter


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One column: its parameter in the address, what a reader calls it, and how many answers hold each value."""

    param: str
    column: str
    title: str
    values: Mapping[str, int]
    labels: Mapping[str, str]

    def label(self, value: str) -> str:
        return self.labels.get(value, value)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Values with their labels, as a reader looks for them."""
        pairs = [(value, self.label(value)) for value in self.values]
        return in_order(pairs, key=lambda pair: pair[0], label=lambda pair: pair[1])


def facets_of(bank: Bank) -> dict[str, Facet]:
    """The facets of a survey by parameter, in the order of the form; a column that nobody filled is none."""
    named = {"unit": _("Unit"), "region": _("Region")}
    labels: dict[str, dict[str, str]] = {}
    for question in bank.questions:
        column = BESIDE.get(Role(question.role))
        if column is None and question.role == Role.SEGMENT:
            column = question.key
            named[column] = question.short_in()
        if column is not None:
            labels[column] = {value: question.option_in(value) for value in question.options}
    named |= {"voice": _("Who speaks"), "language": _("Language of the answer"), "company": _("Company")}
    labels["language"] = {code: str(name) for code, name in settings.LANGUAGES} | labels.get("language", {})
    labels["voice"] = {voice.value: str(voice.label) for voice in Voice}
    held = values_of(columns.table_of(bank.survey), bank.version, tuple(named), bank.survey, bank.scope)
    segments = {question.key for question in bank.of(Role.SEGMENT)}
    found = [
        Facet(
            param=f"{SEGMENT}{column}" if column in segments else column,
            column=column,
            title=title,
            values=held[column],
            labels=labels.get(column, {}),
        )
        for column, title in named.items()
        if held.get(column)
    ]
    return {facet.param: facet for facet in found}


@lru_cache(maxsize=256)
def values_of(
    table: Path, version: str, names: tuple[str, ...], survey: Survey, scope: frozenset[str] | None
) -> dict[str, dict[str, int]]:
    """The values of these columns with their numbers of answers; counted once for each state of the answers."""
    places = [] if scope is None else [OneOf(columns=PLACES, values=tuple(sorted(scope)))]
    try:
        with responses.source(survey) as source:
            return coverage.values(source, names, Selection(among=places))
    except DataError:  # nobody has answered yet
        return {}
