"""Doors of the joined pages, of the figures and tables on them as files, and of the people behind them."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sonda.apps.analytics import people
from sonda.apps.analytics.pages.asking import PageFilters
from sonda.apps.analytics.pages.names import LEAVING, NAMES, SAME_EVERYWHERE, THREE_GAPS
from sonda.apps.analytics.pages.screens import asked_in, screen_of
from sonda.apps.analytics.views.analyses import FORMS, keeping, may_take, without
from sonda.apps.analytics.views.people import Behind, listed, taken
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.requests import MemberRequest, member_required, right_required


@require_safe
@member_required
def three_gaps(request: MemberRequest) -> HttpResponse:
    """Us and competitors, us and the customer, our own opinion and the customers'."""
    return shown(request, THREE_GAPS)


@require_safe
@member_required
def same_everywhere(request: MemberRequest) -> HttpResponse:
    """How even the service is between units, touchpoints and segments."""
    return shown(request, SAME_EVERYWHERE)


@require_safe
@member_required
def leaving(request: MemberRequest) -> HttpResponse:
    """Who leaves soonest, for what, where to, and what would have kept them."""
    return shown(request, LEAVING)


def shown(request: MemberRequest, key: str) -> HttpResponse:
    """The page, or only its answer where the progress of a count asks again."""
    screen = screen_of(request.member, key, request.GET)
    name = NAMES[key].address
    part = request.headers.get("HX-Request") == "true"
    template = f"analytics/pages/_{name}.html" if part else f"analytics/pages/{name}.html"
    reply = screen.asked_of if screen else None
    told: dict[str, Any] = {
        "reply_entry": {"key": key},  # the form of filters leads back here
        "screen": screen,
        "reply": reply,
        "filters": PageFilters(reply, getattr(screen, "choices", ())) if reply and not reply.bank.is_closed else None,
        "may_see_people": request.member.may(Right.EXPORT),
    }
    if screen and told["filters"] and not part:
        told["keep"] = keeping(request.member, key, screen.query)
    return render(request, template, told)


@require_safe
@member_required
def part(request: MemberRequest, page: str, part: str, form: str) -> HttpResponse:
    """One figure of a page as SVG or PNG, its table as CSV, XLSX or Parquet."""
    may_take(request.member, form)
    screen = screen_of(request.member, page, without(request.GET, "theme"))
    found = screen.parts.get(part) if screen else None
    if found is None:
        raise Http404
    theme = "dark" if request.GET.get("theme") == "dark" else "light"
    body, kind = FORMS[form](found.chart, theme)
    attachment = {"Content-Disposition": f'attachment; filename="{page}-{part}.{form}"'}
    return HttpResponse(body, content_type=kind, headers=attachment)


@require_safe
@right_required(Right.EXPORT)
def people_behind(request: MemberRequest, page: str, part: str) -> HttpResponse:
    """Who is behind a figure of a page, within the reader's own units."""
    return listed(request, behind(request, page, part))


@require_safe
@right_required(Right.EXPORT)
def rows(request: MemberRequest, page: str, part: str, form: str) -> HttpResponse:
    """Everything these people said, as a file."""
    return taken(request, behind(request, page, part), form)


def behind(request: MemberRequest, page: str, part: str) -> Behind:
    """The question whose people are asked for; one that is not on the page, or has none to tell, is not found."""
    screen = screen_of(request.member, page, without(request.GET, "page"))
    asked = asked_in(screen).get(part) if screen else None
    if screen is None or asked is None or not people.can_be_told(asked):
        raise Http404
    return Behind(
        asked=asked,
        title=NAMES[page].title,
        asks=NAMES[page].asks,
        when=screen.when,
        query=screen.query,
        back=reverse(NAMES[page].address),
        subject=f"{page}/{part}",
        rows=lambda form: reverse("part_rows", args=[page, part, form]),
    )
