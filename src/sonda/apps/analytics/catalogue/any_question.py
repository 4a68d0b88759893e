"""Any question at all: how its answers fall, and whether groups of people, or months, answer it differently."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.lines import MONTH
from sonda.apps.analytics.questions import Question
from sonda.apps.surveys.choices import Kind, Role, Voice
from sonda.apps.surveys.models import Question as Asked

FIRST = (Role.CSAT, Role.NPS, Role.CES, Role.OUTCOME)  # what is shown before anything was chosen
ACROSS = (Role.UNIT, Role.REGION, Role.SEGMENT, Role.COMPANY, Role.LANGUAGE)
COLUMNS = {Role.UNIT: "unit", Role.REGION: "region", Role.COMPANY: "company", Role.LANGUAGE: "language"}
CUSTOMERS = (Voice.CUSTOMER.value, Voice.LEAVER.value)


def askable(bank: Bank) -> list[Asked]:
    """Questions whose answers can be counted: ratings, numbers and choices, not words of people's own."""
    return [asked for asked in bank.questions if asked.is_answer and asked.kind != Kind.TEXT]


def options_of(asked: Asked) -> dict[str, Any]:
    """How the answers are read: numbers with the ends of their scale, or words in the order of the questionnaire."""
    if not asked.is_numeric:
        return {"question": asked.key} | ({"answers": list(asked.options)} if asked.options else {})
    scale = None if asked.scale_low is None else [asked.scale_low, asked.scale_high]
    return {"question": asked.key, "numeric": True} | ({"scale": scale} if scale else {})


def across(bank: Bank) -> str | None:
    """The column by which answers are told apart where nobody says another."""
    asked = bank.preferred(*ACROSS)
    if asked is not None:
        return COLUMNS.get(Role(asked.role), asked.key)
    return MONTH if bank.has(Role.PERIOD) else None


def distributions(bank: Bank) -> Mapping[str, Question]:
    """Each question of a survey, to be asked how its answers fall."""
    return {
        asked.key: Question(method="distribution", options=options_of(asked), weight=bank.weight)
        for asked in askable(bank)
    }


def crosstabs(bank: Bank) -> Mapping[str, Question]:
    """Each question of a survey, to be asked group by group."""
    by = across(bank)
    if by is None:
        return {}
    return {
        asked.key: Question(method="crosstab", options=options_of(asked) | {"by": by}, weight=bank.weight)
        for asked in askable(bank)
    }


def first(about: Callable[[Bank], Mapping[str, Question]]) -> Callable[[Bank], Question | None]:
    """The question that stands there before anybody chose one: a score, else the first of the survey."""

    def ask(bank: Bank) -> Question | None:
        asked, score = about(bank), bank.preferred(*FIRST)
        return asked.get(score.key) if score else next(iter(asked.values()), None)

    return ask


distribution = Entry(
    key="distribution",
    position=150,
    title=_("Distribution"),
    asks=_("How do the answers to a question fall?"),
    chart="distribution",
    ask=first(distributions),
    about=distributions,
    voices=CUSTOMERS,
    any_voice=True,
    item=_("Answer"),
)
crosstab = Entry(
    key="crosstab",
    position=160,
    title=_("Crosstab"),
    asks=_("Do groups of customers answer a question differently?"),
    chart="crosstab",
    ask=first(crosstabs),
    about=crosstabs,
    voices=CUSTOMERS,
    any_voice=True,
    item=_("Answer"),
)
