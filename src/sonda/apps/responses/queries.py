"""Reads of responses: what a member may see, and the door through which they are counted."""

from typing import TYPE_CHECKING

from django.db.models import Count, Max, QuerySet

from sonda.apps.organizations.models import Member
from sonda.apps.responses import columns
from sonda.apps.responses.columns import tail
from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Survey

if TYPE_CHECKING:
    from sonda.engine.source import Source

__all__ = ["responses", "source", "tail", "version"]


def responses(member: Member) -> QuerySet[Response]:
    """The responses that a member may see."""
    return Response.objects.visible_to(member)


def version(survey: Survey) -> str:
    """A word that changes when the answers of a survey change."""
    state = Response.objects.filter(survey=survey).aggregate(last=Max("pk"), n=Count("pk"))
    return f"{state['last'] or 0}-{state['n']}"


def source(survey: Survey, member: Member | None = None) -> "Source":
    """The survey's answers as the engine counts them, with what came in a moment ago; close it after use.

    Columns: `respondent, voice, company, answered_on, month, unit, region, language, weight`, the survey's segments,
    its questions, all by key. With a member, a survey of another organisation is not found (Survey.DoesNotExist).
    """
    from sonda.engine import store

    if member is not None and member.organization_id != survey.organization_id:
        raise Survey.DoesNotExist
    columns.sync(survey)
    return store.source(columns.table_of(survey))
