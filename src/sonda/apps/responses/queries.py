"""Reads of responses: what a member may see, and the door through which they are counted."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncMonth

from sonda.apps.organizations.models import Member
from sonda.apps.organizations.queries import scope_of
from sonda.apps.responses import columns
from sonda.apps.responses.columns import tail
from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Survey

if TYPE_CHECKING:
    from sonda.engine.source import Source

__all__ = ["responses", "source", "spoken", "tail", "version"]


def responses(member: Member) -> QuerySet[Response]:
    """The responses that a member may see: a manager's and an employee's are those of their units."""
    seen: QuerySet[Response] = Response.objects.visible_to(member)
    return seen


@dataclass
class Spoken:
    """Who has answered a survey, when, and in which state the answers are."""

    voices: set[str] = field(default_factory=set)
    months: list[date] = field(default_factory=list)  # first days, the first one first
    last: int = 0
    n: int = 0

    @property
    def version(self) -> str:
        """A word that changes when the answers change."""
        return f"{self.last}-{self.n}"


def spoken(member: Member) -> dict[int, Spoken]:
    """The state of each survey that a member may see, in one query."""
    cut = responses(member).annotate(month=TruncMonth("answered_on")).order_by().values("survey_id", "voice", "month")
    found: dict[int, Spoken] = {}
    for row in cut.annotate(last=Max("pk"), n=Count("pk")):
        one = found.setdefault(row["survey_id"], Spoken())
        one.voices.add(row["voice"])
        one.months += [row["month"]] if row["month"] and row["month"] not in one.months else []
        one.last, one.n = max(one.last, row["last"]), one.n + row["n"]
    for one in found.values():
        one.months.sort()
    return found


def version(survey: Survey) -> str:
    """A word that changes with the answers of a survey: the last one's number and how many there are, “812-640”."""
    state = Response.objects.filter(survey=survey).aggregate(last=Max("pk"), n=Count("pk"))
    return Spoken(last=state["last"] or 0, n=state["n"]).version


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
