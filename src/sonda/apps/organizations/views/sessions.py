"""Doors: ending sessions of one's own. allauth lists them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sonda.apps.organizations import sessions
from sonda.apps.organizations.models import User


@require_POST
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one session of mine; anybody else's is not found."""
    assert isinstance(request.user, User)
    found = get_object_or_404(sessions.sessions(request.user), pk=session_id)
    found.end()
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")


@require_POST
def others_end(request: HttpRequest) -> HttpResponse:
    """End every session of mine but this one."""
    assert isinstance(request.user, User)
    sessions.end_others(request, request.user)
    messages.success(request, _("You are signed in here only."))
    return redirect("usersessions_list")
