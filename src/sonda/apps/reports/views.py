"""Doors: Home, and each of its stories as a fragment that waits for its numbers."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sonda.apps.analytics import queries, tasks
from sonda.apps.organizations.requests import MemberRequest, member_required
from sonda.apps.reports.home import Story, tell_home


@require_safe
@member_required
def home(request: MemberRequest) -> HttpResponse:
    """Where we stand, where it breaks, what to fix first."""
    banks = queries.banks(request.member)
    told = tell_home(banks)
    for story in told:
        count(story)
    closed = all(bank.is_closed for bank in banks)
    return render(request, "reports/home.html", {"stories": told, "banks": banks, "closed": closed})


@require_safe
@member_required
def story(request: MemberRequest, key: str) -> HttpResponse:
    """One story, as the page asks for it while it is being counted."""
    for one in tell_home(queries.banks(request.member)):
        if one.key == key:
            count(one)
            return render(request, "reports/_story.html", {"story": one})
    raise Http404


def count(story: Story) -> None:
    for run in story.waiting:
        tasks.count_later(run)
