"""Doors: the list of imports, what became of one, and the work that goes on in the background."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sonda.apps.analytics import queries as analyses
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.entry import Entry
from sonda.apps.jobs import queries as jobs
from sonda.apps.jobs.operations import retry
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member
from sonda.apps.organizations.requests import MemberRequest, right_required
from sonda.apps.transfers import queries, work
from sonda.apps.transfers.choices import State
from sonda.apps.transfers.models import Import
from sonda.apps.transfers.tasks import undo_later
from sonda.apps.transfers.uploads import queries as uploads
from sonda.apps.transfers.uploads.wording import ToldUpload
from sonda.apps.transfers.wording import Told

LISTED = 100


@require_safe
@right_required(Right.WRITE)
def imports(request: MemberRequest) -> HttpResponse:
    """Imports, the newest first; while one is running the list asks for itself again."""
    told = [Told(each) for each in queries.imports(request.member)[:LISTED]]
    waiting = [ToldUpload(each) for each in uploads.waiting(request.member)[:LISTED]]
    context = {"imports": told, "waiting": waiting}
    context["running"] = any(not each.is_over for each in told) or any(each.is_being_read for each in waiting)
    return render(request, template(request, "imports"), context)


@require_safe
@right_required(Right.WRITE)
def one_import(request: MemberRequest, import_id: int) -> HttpResponse:
    """One import: its progress, then what was stored, what was refused and why."""
    found = get_object_or_404(queries.imports(request.member), pk=import_id)
    context = {"told": Told(found), "answered": answered_by(request.member, found)}
    return render(request, template(request, "import"), context)


def answered_by(member: Member, wanted: Import) -> list[Entry]:
    """The analyses that the survey of a finished import can feed."""
    if wanted.state != State.DONE or not wanted.survey_id:
        return []
    ours = [bank for bank in analyses.banks(member) if bank.survey.pk == wanted.survey_id]
    return [entry for entry in entries().values() if analyses.fed_by(entry, ours)]


@require_POST
@right_required(Right.WRITE)
def undo(request: MemberRequest, import_id: int) -> HttpResponse:
    """Take an import's responses out again; what is not finished, or undone already, stays as it is."""
    found = get_object_or_404(queries.imports(request.member), pk=import_id)
    undo_later(found, by=request.member)
    return redirect("import", import_id)


@require_safe
@right_required(Right.WRITE)
def background(request: MemberRequest) -> HttpResponse:
    """What waits and runs, and the dead letters; while something is under way the list asks for itself again."""
    context = {"under_way": work.under_way(request.member), "dead": work.dead_letters(request.member)}
    return render(request, template(request, "background"), context)


@require_POST
@right_required(Right.WRITE)
def retrial(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """Take a dead letter up again; another organisation's is not found, and only who may import may do it."""
    job = get_object_or_404(jobs.dead_letters(organization_id=request.member.organization_id), pk=job_id)
    retry(job=job)
    return redirect("background")


def template(request: MemberRequest, name: str) -> str:
    """The page, or for htmx the part of it that changes."""
    return f"transfers/_{name}.html" if request.headers.get("HX-Request") == "true" else f"transfers/{name}.html"
