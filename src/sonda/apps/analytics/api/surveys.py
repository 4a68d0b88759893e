"""Surveys for programs: what was asked, in which words, and by what answers can be narrowed.

They stand in this room because how many answers a member may count is known here (`Bank`), not where questions are.
"""

from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Path, Query, Router, Schema

from sonda.apps.analytics import queries
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.facets import facets_of
from sonda.apps.organizations.api import KeyRequest, right_required
from sonda.apps.organizations.choices import Right
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question
from sonda.ui.api import Paging, refusals

router = Router(tags=["surveys"])

Texts = dict[str, str]
Key = Annotated[str, Field(description="A key of the list of surveys.", examples=["visits"])]
TITLE = [{"pl": "Wizyty", "en": "Visits"}]


class Survey(Schema):
    key: str = Field(examples=["visits"])
    title: Texts = Field(description="By language.", examples=TITLE)
    languages: list[str] = Field(description="In which people answered.", examples=[["pl", "uk"]])
    mode: str = Field(description="identified, confidential or anonymous: what people were promised.")
    threshold: int = Field(description="How many people a group has at least, unless answers are identified.")
    n: int | None = Field(description="Answers that the key may count; null where it may see a part and nobody can "
                                      "tell which answers these are.", examples=[2746])  # fmt: skip
    first_month: str | None = Field(examples=["2025-11"])
    last_month: str | None = Field(examples=["2026-10"])


class Surveys(Schema):
    items: list[Survey]
    next: str | None = Field(description="The cursor of what follows; null at the end.")


class Scale(Schema):
    low: float
    high: float


class Asked(Schema):
    """One question; `key` names it in analyses, exports and mappings."""

    key: str = Field(examples=["recommend"])
    kind: str = Field(description="rating, number, choice, text or attribute.", examples=["rating"])
    role: str = Field(description="The part it plays in a method (docs/reference/mapping.md).", examples=["nps"])
    text: Texts = Field(description="The whole question, by language.")
    short: Texts = Field(description="Its label on a chart, by language.")
    scale: Scale | None
    dimension: str
    item: str = Field(description="What pairs an expectation with its perception.")
    options: dict[str, Texts] = Field(description="Answers, units or segments with their names, by language.")


class Choice(Schema):
    value: str
    label: str


class Filter(Schema):
    """By what an analysis of this survey can be narrowed, or told group by group."""

    parameter: str = Field(description="Its name in the address of an analysis.", examples=["unit", "segment.plan"])
    title: str
    values: list[Choice]


class Weights(Schema):
    parameter: str = Field(description="The value of `weights` in the address of an analysis.", examples=["7"])
    name: str


class WholeSurvey(Survey):
    questions: list[Asked]
    filters: list[Filter]
    weights: list[Weights] = Field(description="Weights that were kept for the survey.")


@router.get("surveys", response={200: Surveys, **refusals(422)}, url_name="surveys")
@right_required(Right.READ)
def surveys(request: KeyRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The organisation's surveys, by key. Scope: read."""
    found = [bank for bank in queries.banks(request.member) if bank.survey.key > paging.cursor]
    page = found[: paging.limit]
    more = len(found) > len(page)
    return {"items": [told(bank) for bank in page], "next": page[-1].survey.key if more else None}


@router.get("surveys/{key}", response={200: WholeSurvey, **refusals(404)}, url_name="survey")
@right_required(Right.READ)
def survey(request: KeyRequest, key: Path[Key]) -> dict[str, Any]:
    """One survey: its questions, their texts by language, scales and options, and what can narrow it. Scope: read."""
    bank = next((each for each in queries.banks(request.member) if each.survey.key == key), None)
    if bank is None:
        raise Http404
    facets = {} if bank.is_closed else facets_of(bank)
    return {
        **told(bank),
        "questions": [asked(question, bank) for question in bank.questions],
        "filters": [
            {
                "parameter": facet.param,
                "title": facet.title,
                "values": [{"value": value, "label": label} for value, label in facet.choices],
            }
            for facet in facets.values()
        ],
        "weights": [{"parameter": str(each.pk), "name": each.name} for each in bank.weightings],
    }


def told(bank: Bank) -> dict[str, Any]:
    found, months = bank.survey, bank.months
    return {
        "key": found.key,
        "title": found.title,
        "languages": found.languages,
        "mode": found.mode,
        "threshold": found.threshold,
        "n": None if bank.is_closed else bank.n,
        "first_month": f"{months[0]:%Y-%m}" if months else None,
        "last_month": f"{months[-1]:%Y-%m}" if months else None,
    }


def asked(question: Question, bank: Bank) -> dict[str, Any]:
    scale = None
    if question.scale_low is not None and question.scale_high is not None:
        scale = {"low": question.scale_low, "high": question.scale_high}
    options = question.options
    if bank.scope is not None and question.role in (Role.UNIT, Role.REGION):  # others' places are not told of
        options = {value: texts for value, texts in options.items() if value in bank.scope}
    return {
        "key": question.key,
        "kind": question.kind,
        "role": question.role,
        "text": question.texts,
        "short": question.short,
        "scale": scale,
        "dimension": question.dimension,
        "item": question.item,
        "options": options,
    }
