"""Reads of imports."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sonda.apps.jobs import progress
from sonda.apps.jobs.models import Job
from sonda.apps.organizations.models import Member
from sonda.apps.transfers.models import Import

WORDS = ("separator", "what")  # values that are words of ours; all others are the file's own and stay as they are


def imports(member: Member) -> QuerySet[Import]:
    """The imports that a member may see, the newest first."""
    return Import.objects.visible_to(member).select_related("survey")


def progress_of(wanted: Import) -> dict[str, Any]:
    """How far a running import has come: `{"done", "total", "what"}`; empty when nobody has said so."""
    if wanted.is_over or not wanted.job_id:
        return {}
    job = Job.objects.filter(pk=wanted.job_id).first()
    return progress.read(job) if job else {}


def is_given_up(wanted: Import) -> bool:
    """Whether nobody works on the import any more: its job is a dead letter."""
    return bool(wanted.job_id) and not wanted.is_over and Job.objects.dead().filter(pk=wanted.job_id).exists()


def sentence(problem: Mapping[str, Any]) -> str:
    """A problem or a warning in the reader's language, with its row and column."""
    values = {name: _(value) if name in WORDS and value else value for name, value in problem["values"].items()}
    what = _(problem["text"]) % values if values else _(problem["text"])
    row, column = problem.get("row"), problem.get("column")
    places = {"row": row, "column": column, "problem": what}
    if row and column:
        return _("Row %(row)s, column %(column)s: %(problem)s.") % places
    if row:
        return _("Row %(row)s: %(problem)s.") % places
    if column:
        return _("Column %(column)s: %(problem)s.") % places
    return what
