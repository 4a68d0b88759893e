"""Addresses for the kit's own tests: the gallery, two rooms, a door that breaks, and names that the shell needs."""

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from sonda.ui.terms.views import glossary


@login_not_required
def door(request: HttpRequest, organization_id: int = 0) -> HttpResponse:
    return HttpResponse("open")


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault that nobody foresaw")


@login_not_required
def busy(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


urlpatterns = [
    path("busy/", busy),
    path("", door),
    path("understand/", door),
    path("broken/", broken),
    path("help/terms/", glossary, name="terms"),
    path("language/", door, name="set_language"),
    path("organizations/<int:organization_id>/entry/", door, name="organization_entry"),
    path("styleguide/", include("sonda.ui.urls")),
]
