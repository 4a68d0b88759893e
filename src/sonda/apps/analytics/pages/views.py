"""Doors of the joined pages, and of the figures and tables on them as files."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sonda.apps.analytics.pages import leaving as leaving_page
from sonda.apps.analytics.pages import same_everywhere as same_page
from sonda.apps.analytics.pages import three_gaps as gaps_page
from sonda.apps.analytics.pages.asking import PageFilters
from sonda.apps.analytics.views.analyses import FORMS, may_take, without
from sonda.apps.organizations.models import Member
from sonda.apps.organizations.requests import MemberRequest, member_required

Screens = dict[str, Callable[[Member, QueryDict], Any]]
SCREENS: Screens = {
    gaps_page.KEY: gaps_page.screen,
    same_page.KEY: same_page.screen,
    leaving_page.KEY: leaving_page.screen,
}


@require_safe
@member_required
def three_gaps(request: MemberRequest) -> HttpResponse:
    """Us and competitors, us and the customer, our own opinion and the customers'."""
    return shown(request, gaps_page.KEY)


@require_safe
@member_required
def same_everywhere(request: MemberRequest) -> HttpResponse:
    """How even the service is between units, touchpoints and segments."""
    return shown(request, same_page.KEY)


@require_safe
@member_required
def leaving(request: MemberRequest) -> HttpResponse:
    """Who leaves soonest, for what, where to, and what would have kept them."""
    return shown(request, leaving_page.KEY)


def shown(request: MemberRequest, key: str) -> HttpResponse:
    """The page, or only its answer where the progress of a count asks again."""
    screen = SCREENS[key](request.member, request.GET)
    name = key.replace("-", "_")
    part = request.headers.get("HX-Request") == "true"
    template = f"analytics/pages/_{name}.html" if part else f"analytics/pages/{name}.html"
    reply = screen.asked_of if screen else None
    told = {
        "reply_entry": {"key": key},  # the form of filters leads back here
        "screen": screen,
        "reply": reply,
        "filters": PageFilters(reply, getattr(screen, "choices", ())) if reply and not reply.bank.is_closed else None,
    }
    return render(request, template, told)


@require_safe
@member_required
def part(request: MemberRequest, page: str, part: str, form: str) -> HttpResponse:
    """One figure of a page as SVG or PNG, its table as CSV, XLSX or Parquet."""
    may_take(request.member, form)
    if page not in SCREENS:
        raise Http404
    screen = SCREENS[page](request.member, without(request.GET, "theme"))
    found = screen.parts.get(part) if screen else None
    if found is None:
        raise Http404
    theme = "dark" if request.GET.get("theme") == "dark" else "light"
    body, kind = FORMS[form](found.chart, theme)
    attachment = {"Content-Disposition": f'attachment; filename="{page}-{part}.{form}"'}
    return HttpResponse(body, content_type=kind, headers=attachment)
