"""Doors: what a person says of themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sonda.apps.organizations import operations
from sonda.apps.organizations.forms.settings import NameForm
from sonda.apps.organizations.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """The name that others read beside what I do."""
    assert isinstance(request.user, User)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        operations.rename(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("my_name")
    return render(request, "account/name.html", {"form": form}, status=422 if form.errors else 200)
