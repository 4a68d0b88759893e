"""Doors of saved analyses: keep one, rename or move it, delete it and bring it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sonda.apps.analytics import kept, replies, shelf
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.forms import KeepForm, SavedForm
from sonda.apps.analytics.models import Saved
from sonda.apps.analytics.pages.names import NAMES
from sonda.apps.analytics.pages.screens import screen_of
from sonda.apps.organizations.models import Member
from sonda.apps.organizations.requests import MemberRequest, member_required
from sonda.ui import notices


@require_POST
@member_required
def keep(request: MemberRequest) -> HttpResponse:
    """Keep an analysis with its cut, written in its one order; a cut that is not there is not found."""
    form = KeepForm(request.POST, by=request.member, folders=shelf.folder_names(request.member))
    if not form.is_valid():
        return render(request, "analytics/saved.html", {"form": form, "new": True}, status=422)
    chosen = form.chosen
    query = written(request.member, chosen["entry"], QueryDict(chosen["query"]))
    saved = kept.save_analysis(by=request.member, **chosen | {"query": query})
    messages.success(request, _("“%(name)s” is saved under Understand.") % {"name": saved.name})
    return redirect(f"/understand/{saved.entry}/?{saved.query}")


def written(member: Member, key: str, params: QueryDict) -> str:
    """The cut of an analysis or a joined page in its one order. Errors: Http404 for one that is not there."""
    asked: Any = None
    if key in entries():
        asked = replies.asked(member, entries()[key], params)
    elif key in NAMES:
        asked = screen_of(member, key, params)
    if asked is None:
        raise Http404
    return str(asked.query)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def arrangement(request: MemberRequest, saved_id: int) -> HttpResponse:
    """Name, folder, and who sees it."""
    saved = find(request, saved_id)
    told = {"name": saved.name, "folder": saved.folder, "shared": saved.shared}
    form = SavedForm(
        request.POST if request.method == "POST" else None,
        by=request.member,
        folders=shelf.folder_names(request.member),
        initial=told,
    )
    if request.method == "POST" and form.is_valid():
        kept.arrange(saved=saved, by=request.member, **{"shared": saved.shared} | form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("catalogue")
    status = 422 if form.errors else 200
    return render(request, "analytics/saved.html", {"form": form, "saved": saved}, status=status)


@require_POST
@member_required
def deletion(request: MemberRequest, saved_id: int) -> HttpResponse:
    """Out of the list; the list says how to bring it back."""
    saved = kept.delete_saved(saved=find(request, saved_id), by=request.member)
    said = _("“%(name)s” was deleted. You can bring it back below the list.") % {"name": saved.name}
    notices.say(request, said, undo=reverse("saved_restoration", args=[saved.pk]), within=kept.GONE_AFTER)
    return redirect("catalogue")


@require_POST
@member_required
def restoration(request: MemberRequest, saved_id: int) -> HttpResponse:
    saved = kept.restore_saved(saved=find(request, saved_id), by=request.member)
    messages.success(request, _("“%(name)s” is back.") % {"name": saved.name})
    return redirect("catalogue")


def find(request: MemberRequest, saved_id: int) -> Saved:
    """What the member may see; whether they may change it too is for `kept` to say."""
    saved: Saved = get_object_or_404(Saved.objects.visible_to(request.member), pk=saved_id)
    kept.check(saved, request.member)
    return saved
