"""Doors of the gallery. No database is asked: the person and the organisations are invented here."""

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from sonda.ui.errors import SondaError
from sonda.ui.styleguide import pictures, samples
from sonda.ui.styleguide.forms import plan_form


class CaseAlreadyClosed(SondaError):
    message = "This case is already closed. Marta closed it a minute ago."
    status = 409


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in its states."""
    return render(request, "ui/styleguide/gallery.html", _around() | _samples())


@login_not_required
def story(request: HttpRequest) -> HttpResponse:
    """A page as Home may look, in the language of the page."""
    words = samples.HOME[_language()]
    drawings = {
        "trend": pictures.trend(words["stand"]["finding"], _language()),
        "areas": pictures.areas(words["breaks"]["finding"], words["area"]),
        "map": pictures.priorities(words["fix"]["finding"], words["fix_first"]),
    }
    return render(request, "ui/styleguide/story.html", _around() | {"words": words, "drawings": drawings})


@login_not_required
def none(request: HttpRequest) -> HttpResponse:
    """A page with nothing on it yet."""
    return render(request, "ui/styleguide/none.html", _around())


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """A page outside the shell."""
    return render(request, "ui/styleguide/bare.html", {"form": plan_form()})


@login_not_required
def trouble(request: HttpRequest) -> HttpResponse:
    """Expected trouble, as the middleware shows it."""
    raise CaseAlreadyClosed


@login_not_required
def toast(request: HttpRequest) -> HttpResponse:
    """A page that comes with messages."""
    messages.success(request, "Case closed. Olena will get a thank-you tomorrow at 9.")
    messages.error(request, "Not saved: Marta changed this note a minute ago.")
    return render(request, "ui/styleguide/none.html", _around())


@login_not_required
def failure(request: HttpRequest, code: int) -> HttpResponse:
    """An error page as it looks when DEBUG is off."""
    if code not in (400, 403, 404, 500):
        raise Http404
    return render(request, f"{code}.html", status=code)


def _language() -> str:
    return (get_language() or "en")[:2]


def _samples() -> dict[str, Any]:
    return {"form": plan_form(), "table": samples.TABLE, "chart": samples.CHART, "how": samples.HOW}


def _around() -> dict[str, Any]:
    owner, *others = samples.ORGANIZATIONS[_language()]
    person = samples.Person(name=samples.PEOPLE[_language()], email="marta@example.org")
    memberships = [
        SimpleNamespace(
            organization_id=i,
            organization=SimpleNamespace(name=name, mark="example data" if i == 0 else ""),
            user=person,
        )
        for i, name in enumerate([owner, *others])
    ]
    return {"member": memberships[0], "memberships": memberships}
