"""Reads of the question bank."""

from django.db.models import QuerySet

from sonda.apps.organizations.models import Member
from sonda.apps.surveys.models import Question, Survey


def surveys(member: Member) -> QuerySet[Survey]:
    """The surveys that a member may see, by key."""
    return Survey.objects.visible_to(member)


def questions(survey: Survey, *, role: str | None = None) -> QuerySet[Question]:
    """Questions in the order of the questionnaire; those of one role, when it is named."""
    found = Question.objects.filter(survey=survey)
    return found if role is None else found.filter(role=role)


def surveys_with(member: Member, *roles: str) -> QuerySet[Survey]:
    """Surveys that have at least one question for each of these roles: those that can feed a method."""
    found = surveys(member)
    for role in roles:
        found = found.filter(pk__in=Question.objects.filter(role=role).values("survey_id"))
    return found
