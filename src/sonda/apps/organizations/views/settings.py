"""Doors: the settings' first page, and the organisation's own name and language."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sonda.apps.organizations import operations
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.forms.settings import OrganizationForm
from sonda.apps.organizations.requests import MemberRequest, member_required, right_required


@require_safe
@member_required
def first(request: MemberRequest) -> HttpResponse:
    """Owners arrange people first; everybody else has an account to look after."""
    return redirect("people" if request.member.may(Right.PEOPLE) else "mfa_index")


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.PEOPLE)
def organization(request: MemberRequest) -> HttpResponse:
    """The name and the language of the organisation."""
    ours = request.member.organization
    form = OrganizationForm(
        request.POST if request.method == "POST" else None, initial={"name": ours.name, "language": ours.language}
    )
    if request.method == "POST" and form.is_valid():
        operations.change_organization(by=request.member, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("organization")
    return render(request, "organizations/settings/organization.html", {"form": form})
