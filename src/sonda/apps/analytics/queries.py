"""What can be asked, and of which survey."""

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.questions import Question
from sonda.apps.organizations.models import Member
from sonda.apps.responses import queries as responses
from sonda.apps.surveys.models import Survey
from sonda.apps.surveys.queries import surveys


def banks(member: Member) -> list[Bank]:
    """The member's surveys with their question banks; as many queries for a hundred surveys as for one."""
    found = [Bank(survey) for survey in surveys(member).select_related("organization").prefetch_related("questions")]
    spoken = responses.spoken(member)
    for bank in found:
        state = spoken.get(bank.survey.pk) or responses.Spoken()
        bank.voices, bank.months, bank.version = state.voices, state.months, state.version
    return found


def fed_by(entry: Entry, candidates: list[Bank]) -> list[tuple[Bank, Question]]:
    """The surveys that can feed an analysis, each with the question as it would be asked."""
    asked = [(bank, question_of(entry, bank)) for bank in candidates]
    return [(bank, question) for bank, question in asked if question]


def question_of(entry: Entry, bank: Bank) -> Question | None:
    """The entry's question with the voice it counts; None when the survey cannot feed it."""
    question = entry.ask(bank)
    if not question or not entry.voices or len(bank.voices) < 2:
        return question
    return question.among("voice", entry.voices) if bank.voices & set(entry.voices) else None


def questions_of(*, organization_id: int, survey_id: int) -> list[tuple[Survey, Question]]:
    """Every question of the catalogue that a survey can answer."""
    survey = Survey.objects.filter(organization_id=organization_id, pk=survey_id).first()
    if survey is None:
        return []
    bank = Bank(survey)
    return [(survey, question) for entry in entries().values() if (question := question_of(entry, bank))]
