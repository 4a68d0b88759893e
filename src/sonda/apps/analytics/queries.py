"""What can be asked, and of which survey."""

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics import lines
from sonda.apps.analytics.bank import A_MONTH, Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.cut import Cut
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.facets import Facet
from sonda.apps.analytics.lines import MONTH, QUARTER, SPAN, YEAR
from sonda.apps.analytics.models import Saved, Weighting
from sonda.apps.analytics.questions import Question
from sonda.apps.analytics.shelf import annotations
from sonda.apps.organizations.models import Member
from sonda.apps.organizations.queries import scope_of
from sonda.apps.responses import columns
from sonda.apps.responses import queries as responses
from sonda.apps.surveys.choices import Voice
from sonda.apps.surveys.models import Question as SurveyQuestion
from sonda.apps.surveys.models import Survey
from sonda.apps.surveys.queries import surveys
from sonda.engine import coverage
from sonda.engine.errors import DataError
from sonda.engine.weighing import RAKED, Targets
from sonda.ui.errors import SondaError

SCORES = ("nps", "csat", "ces")  # methods whose answer is one number, which can be followed and compared
NO_CUT = Cut()
ENOUGH = 2  # questions of a part that feed whatever needs it
NAMES = re.compile(r"\w+")


class NotInARow(SondaError):
    message = _("This analysis is not told by groups or by steps in time.")


def banks(member: Member) -> list[Bank]:
    """The member's surveys with their question banks; as many queries for a hundred surveys as for one."""
    scope = scope_of(member)
    asked = surveys(member).select_related("organization").prefetch_related("questions")
    found = [Bank(survey, scope) for survey in asked]
    spoken = responses.spoken(member)
    happened = tuple((each.happened_on, each.text) for each in annotations(member))
    for bank in found:
        state = (None if bank.is_closed else spoken.get(bank.survey.pk)) or responses.Spoken()
        bank.voices, bank.months, bank.version = state.voices, state.months, state.version
        bank.happened = happened
    return found


def fed_by(entry: Entry, candidates: list[Bank]) -> list[tuple[Bank, Question]]:
    """The surveys that can feed an analysis, each with the question as it would be asked.

    One that does not say which unit its answers are about stands behind the others for who may see a part.
    """
    asked = [(bank, question_of(entry, bank)) for bank in candidates]
    return sorted(((bank, question) for bank, question in asked if question), key=lambda pair: pair[0].is_closed)


def question_of(
    entry: Entry, bank: Bank, cut: Cut = NO_CUT, facets: Mapping[str, Facet] | None = None
) -> Question | None:
    """The entry's question with the voice it counts, the cut and the scope; None when the survey cannot feed it.

    Errors: NotInARow for groups or steps in time where there is no one number to line up.
    """
    question = entry.about(bank).get(cut.question) if entry.about and cut.question else entry.ask(bank)
    if question is None:
        return None
    question = question.within_scope(bank.scope)
    if question.weight == RAKED and isinstance(bank.weighed, Targets):
        question = replace(question, targets=bank.weighed)
    voices = voices_of(entry, bank, cut)
    if voices and not bank.voices & set(voices):
        return None
    if voices:
        question = question.among("voice", voices)
    return narrowed(question, bank, cut, facets or {}) if cut else question


def takes_weights(entry: Entry, bank: Bank, cut: Cut = NO_CUT) -> bool:
    """Does the entry's question of this survey count answers by their weights?"""
    weighed = copy(bank)  # with all that the bank knows by now
    weighed.weighed = Targets(shares=())
    question = entry.about(weighed).get(cut.question) if entry.about and cut.question else entry.ask(weighed)
    return question is not None and question.weight == RAKED


def voices_of(entry: Entry, bank: Bank, cut: Cut) -> tuple[str, ...]:
    """Whose answers count where the cut does not say; none for everybody's."""
    if not entry.voices or len(bank.voices) < 2 or cut.values("voice") or cut.by == "voice":
        return ()
    if (other := who_spoke(entry, bank)) is not None:
        return (other,)
    return (*entry.voices, Voice.COMPETITOR.value) if cut.by == "company" else entry.voices


def who_spoke(entry: Entry, bank: Bank) -> str | None:
    """The voice that is asked where the usual ones said nothing and several others did; None where they spoke."""
    if not entry.any_voice or len(bank.voices) < 2 or bank.voices & set(entry.voices):
        return None
    return next(str(voice) for voice in (Voice.EMPLOYEE, Voice.MANAGER, *Voice) if voice in bank.voices)


def in_the_open(entry: Entry, bank: Bank, cut: Cut, facets: Mapping[str, Facet]) -> Cut:
    """The cut with the voice that is asked instead of the usual ones, so that the page and its address say it."""
    other = who_spoke(entry, bank)
    if other is None or "voice" not in facets or cut.values("voice") or cut.by == "voice":
        return cut
    chosen = dict(cut.chosen) | {"voice": (other,)}
    return replace(cut, chosen=tuple((param, chosen[param]) for param in facets if param in chosen))


def narrowed(question: Question, bank: Bank, cut: Cut, facets: Mapping[str, Facet]) -> Question:
    """The question of the cut's answers alone, lined up as it wishes."""
    for param, values in cut.chosen:
        question = question.among(facets[param].column, values)
    question = replace(question, within=cut.within(bank.months))
    if cut.by or cut.grain:
        column = facets[cut.by].column if cut.by else cut.grain
        if "by" in question.options:  # a table holds all its groups together
            return replace(question, options=question.options | {"by": column})
        if question.method not in SCORES:
            raise NotInARow
        return replace(question, by=column)
    return replace(question, by=grain_of(question, bank)) if question.by in (MONTH,) and cut.narrows else question


def grain_of(question: Question, bank: Bank) -> str | None:
    """The finest step of time at which the answers of a cut are enough to be followed; None where none is."""
    months = answered_by_month(bank, replace(question, by=None))
    n = sum(months.values())
    for grain, steps in (
        (MONTH, set(months)),
        (QUARTER, {(month.year, (month.month - 1) // 3) for month in months}),
        (YEAR, {month.year for month in months}),
    ):
        if len(steps) > 1 and n >= A_MONTH * len(steps):
            return grain
    return None


def beside_before(question: Question, bank: Bank, cut: Cut) -> Question | None:
    """The same score of the cut's months and of as many before, side by side; None where there is nothing before."""
    within, before = cut.within(bank.months), cut.before(bank.months)
    if question.method not in SCORES or cut.by or within is None or before is None:
        return None
    return replace(question, within=None, by=SPAN, spans=(within, before))


def answered_by_month(bank: Bank, question: Question) -> dict[date, int]:
    """How many responses a question could count in each month that has any."""
    asked = json.dumps(question.as_json(), sort_keys=True)
    return _by_month(columns.table_of(bank.survey), responses.version(bank.survey), asked, bank.survey)


@lru_cache(maxsize=512)
def _by_month(table: Path, version: str, asked: str, survey: Survey) -> dict[date, int]:
    try:
        with responses.source(survey) as source:
            counted = coverage.together(source, [MONTH], lines.selection(Question.from_json(json.loads(asked))))
    except DataError:  # nobody has answered yet
        return {}
    return {date(int(month[:4]), int(month[5:]), 1): n for (month,), n in counted.items() if month}


def questions_of(*, organization_id: int, survey_id: int) -> list[tuple[Survey, Question]]:
    """Every question of the catalogue that a survey can answer."""
    survey = Survey.objects.filter(organization_id=organization_id, pk=survey_id).first()
    if survey is None:
        return []
    bank = Bank(survey)
    return [(survey, question) for entry in entries().values() if (question := question_of(entry, bank))]


def needed(survey: Survey, asked: Collection[SurveyQuestion]) -> set[str]:
    """Of these questions the keys of those without which something that people keep would no longer open.

    A kept view or a weighting names them, or a kept view of the survey may rest on the part that they play.
    """
    views = Saved.objects.filter(organization_id=survey.organization_id)
    named = {word for query in views.values_list("query", flat=True) for word in NAMES.findall(unquote(query))}
    named |= {key for each in Weighting.objects.filter(survey=survey).values_list("margins", flat=True) for key in each}
    if views.filter(Q(query__contains=survey.key) | ~Q(query__contains="survey=")).exists():
        gone = {question.key for question in asked}
        left = Counter(question.role for question in survey.questions.all() if question.key not in gone)
        named |= {question.key for question in asked if left[question.role] < ENOUGH}
    return named & {question.key for question in asked}
