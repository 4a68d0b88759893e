"""Reads of responses: what a member may see, and the door through which they are counted."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from sonda.apps.organizations.models import Member
from sonda.apps.organizations.queries import scope_of
from sonda.apps.responses import columns
from sonda.apps.responses.columns import tail
from sonda.apps.responses.models import Response
from sonda.apps.responses.spoken import Spoken, spoken_of
from sonda.apps.surveys.models import Survey

if TYPE_CHECKING:
    from sonda.engine.source import Source

__all__ = ["Spoken", "responses", "source", "spoken", "state", "tail", "version"]


def responses(member: Member) -> QuerySet[Response]:
    """The responses that a member may see: a manager's and an employee's are those of their units."""
    seen: QuerySet[Response] = Response.objects.visible_to(member)
    return seen


def spoken(member: Member) -> dict[int, Spoken]:
    """The state of each survey of a member's organisation, of the answers that they may see; confidential ones by
    their blocks. As many queries for a hundred surveys as for one.
    """
    return spoken_of(Survey.objects.filter(organization_id=member.organization_id), scope_of(member))


def state(survey: Survey, scope: Collection[str] | None = None) -> Spoken:
    """The state of one survey; with a scope, of the answers about its units and regions alone."""
    found = spoken_of(Survey.objects.filter(pk=survey.pk), None if scope is None else frozenset(scope))
    return found.get(survey.pk, Spoken())


def version(survey: Survey) -> str:
    """A word that changes with the answers of a survey: the last one's number and how many there are, “812-640”."""
    return state(survey).version


def source(survey: Survey, member: Member | None = None) -> "Source":
    """The survey's answers as the engine counts them, with what came in a moment ago; close it after use.

    Columns: `respondent, voice, company, answered_on, month, unit, region, language, weight`, the survey's segments,
    its questions, all by key. With a member, a survey that they may not see whole (another organisation's, or where
    they are bound to units) is not found (Survey.DoesNotExist): whoever counts a part of it names the units.
    """
    from sonda.engine import store

    if member and (member.organization_id != survey.organization_id or scope_of(member) is not None):
        raise Survey.DoesNotExist
    columns.sync(survey)
    return store.source(columns.table_of(survey))
