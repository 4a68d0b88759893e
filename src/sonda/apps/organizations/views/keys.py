"""Doors: the keys of programs."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sonda.apps.organizations import keys as operations
from sonda.apps.organizations.choices import Right, Scope
from sonda.apps.organizations.forms.settings import KeyForm
from sonda.apps.organizations.requests import MemberRequest, just_confirmed, right_required

EXAMPLE = 'curl -H "Authorization: Bearer %s" %s/api/v1/me'


@require_safe
@right_required(Right.KEYS)
def keys(request: MemberRequest) -> HttpResponse:
    """The organisation's keys, those that work first."""
    found = sorted(operations.keys(request.member), key=lambda key: not key.works)
    return render(request, "organizations/settings/keys.html", {"keys": found})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.KEYS)
@just_confirmed
def new_key(request: MemberRequest) -> HttpResponse:
    """Make a key, by who gave the password a moment ago; its secret is on this one answer and never shown again."""
    form = KeyForm(request.POST if request.method == "POST" else None, initial={"scopes": [Scope.READ]})
    if request.method == "POST" and form.is_valid():
        scopes = [Scope(scope) for scope in form.cleaned_data["scopes"]]
        days, name = form.cleaned_data["days"], form.cleaned_data["name"]
        key, secret = operations.make_key(by=request.member, name=name, scopes=scopes, days=days)
        told = {"key": key, "secret": secret, "example": EXAMPLE % (secret, settings.SONDA_URL)}
        return render(request, "organizations/settings/key.html", told)
    status = 422 if form.errors else 200
    return render(request, "organizations/settings/new_key.html", {"form": form}, status=status)


@require_POST
@right_required(Right.KEYS)
def revocation(request: MemberRequest, key_id: int) -> HttpResponse:
    found = get_object_or_404(operations.keys(request.member), pk=key_id)
    operations.revoke_key(key=found, by=request.member)
    messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": found.name})
    return redirect("keys")
