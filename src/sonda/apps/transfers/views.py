"""Doors: the list of imports, and what became of one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sonda.apps.organizations.requests import MemberRequest, member_required
from sonda.apps.transfers import queries
from sonda.apps.transfers.wording import Told

LISTED = 100


@require_safe
@member_required
def imports(request: MemberRequest) -> HttpResponse:
    """Imports, the newest first; while one is running the list asks for itself again."""
    told = [Told(each) for each in queries.imports(request.member)[:LISTED]]
    return render(
        request, template(request, "imports"), {"imports": told, "running": any(not each.is_over for each in told)}
    )


@require_safe
@member_required
def one_import(request: MemberRequest, import_id: int) -> HttpResponse:
    """One import: its progress, then what was stored, what was refused and why."""
    found = get_object_or_404(queries.imports(request.member), pk=import_id)
    return render(request, template(request, "import"), {"told": Told(found)})


def template(request: MemberRequest, name: str) -> str:
    """The page, or for htmx the part of it that changes."""
    return f"transfers/_{name}.html" if request.headers.get("HX-Request") == "true" else f"transfers/{name}.html"
