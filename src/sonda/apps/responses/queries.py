"""Reads of responses: what a member may see, and the door through which they are counted."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import TruncMonth

from sonda.apps.organizations.models import Member
from sonda.apps.organizations.queries import scope_of
from sonda.apps.responses import columns
from sonda.apps.responses.columns import tail
from sonda.apps.responses.models import Block, Response, within
from sonda.apps.surveys.choices import Mode
from sonda.apps.surveys.models import Survey

if TYPE_CHECKING:
    from sonda.engine.source import Source

__all__ = ["Spoken", "responses", "source", "spoken", "state", "tail", "version"]


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
    """The state of each survey that a member may see; confidential ones by their blocks. Two queries."""
    return told(
        responses(member).annotate(month=TruncMonth("answered_on")), Block.objects.visible_to(member), at=Max("pk")
    )


def state(survey: Survey, scope: Collection[str] | None = None) -> Spoken:
    """The state of one survey; with a scope, of the answers about its units and regions alone."""
    found = told(
        within(Response.objects.filter(survey=survey, survey__mode=Mode.IDENTIFIED), scope).annotate(
            month=TruncMonth("answered_on")
        ),
        within(Block.objects.filter(survey=survey), scope),
        at=Max("pk"),
    )
    return found.get(survey.pk, Spoken())


def told(people: QuerySet[Response], blocks: QuerySet[Block], *, at: Max) -> dict[int, Spoken]:
    found: dict[int, Spoken] = {}
    by = ("survey_id", "voice", "month")
    counts = [people.order_by().values(*by).annotate(last=at, many=Count("pk"))]
    counts += [blocks.order_by().values(*by).annotate(last=at, many=Sum("n"))]
    for row in chain(*counts):
        one = found.setdefault(row["survey_id"], Spoken())
        one.voices |= {row["voice"]} - {""}
        one.months += [row["month"]] if row["month"] and row["month"] not in one.months else []
        one.last, one.n = max(one.last, row["last"]), one.n + row["many"]
    for one in found.values():
        one.months.sort()
    return found


def version(survey: Survey) -> str:
    """A word that changes with the answers of a survey: the last one's number and how many there are, “812-640”."""
    rows = Block.objects.filter(survey=survey) if survey.is_guarded else Response.objects.filter(survey=survey)
    found = rows.aggregate(last=Max("pk"), n=Sum("n") if survey.is_guarded else Count("pk"))
    return Spoken(last=found["last"] or 0, n=found["n"] or 0).version


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
