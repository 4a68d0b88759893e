"""Doors: who is in the organisation, and who was asked to come in."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sonda.apps.organizations import invitations, links
from sonda.apps.organizations import people as staff
from sonda.apps.organizations.choices import Right, Role
from sonda.apps.organizations.forms.settings import InvitationForm, MemberForm
from sonda.apps.organizations.models import Invitation
from sonda.apps.organizations.requests import MemberRequest, right_required
from sonda.ui import notices
from sonda.ui.errors import SondaError


@require_safe
@right_required(Right.PEOPLE)
def people(request: MemberRequest) -> HttpResponse:
    """Members, open invitations, and those who were removed lately."""
    found = {
        "people": staff.members(request.member),
        "invitations": invitations.waiting(request.member),
        "removed": staff.removed(request.member),
        "rights": [right.label for right in Right],
        "roles": list(staff.roles()),
    }
    return render(request, "organizations/settings/people.html", found)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.PEOPLE)
def person(request: MemberRequest, member_id: int) -> HttpResponse:
    """One member: role and units."""
    found = get_object_or_404(staff.members(request.member), pk=member_id)
    now = {"role": found.role, "units": [str(unit.pk) for unit in found.units.all()]}
    form = MemberForm(request.POST if request.method == "POST" else None, initial=now, by=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            staff.change_member(member=found, by=request.member, **form.chosen)
        except staff.LastOwner as trouble:
            form.add_error("role", str(trouble))
        else:
            messages.success(request, _("Saved."))
            return redirect("people")
    status = 422 if form.errors else 200
    return render(request, "organizations/settings/person.html", {"person": found, "form": form}, status=status)


@require_POST
@right_required(Right.PEOPLE)
def removal(request: MemberRequest, member_id: int) -> HttpResponse:
    """Let somebody see nothing more; the list offers to bring them back."""
    found = get_object_or_404(staff.members(request.member), pk=member_id)
    staff.remove_member(member=found, by=request.member)
    said = _("%(name)s was removed. You can bring them back below.") % {"name": found.user}
    notices.say(request, said, undo=reverse("return", args=[found.pk]), within=staff.REMEMBERED)
    return redirect("people")


@require_POST
@right_required(Right.PEOPLE)
def return_(request: MemberRequest, former_id: int) -> HttpResponse:
    """Undo a removal."""
    found = get_object_or_404(staff.removed(request.member), pk=former_id)
    staff.bring_back(member=found, by=request.member)
    messages.success(request, _("%(name)s is back, with the same role and units.") % {"name": found.user})
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.PEOPLE)
def invitation(request: MemberRequest) -> HttpResponse:
    """Ask somebody to come in."""
    initial = {"role": Role.VIEWER, "language": request.member.organization.language}
    form = InvitationForm(request.POST if request.method == "POST" else None, initial=initial, by=request.member)
    if request.method == "POST" and form.is_valid():
        details = {"email": form.cleaned_data["email"], "language": form.cleaned_data["language"]}
        try:
            sent = invitations.invite(by=request.member, **details, **form.chosen)
        except SondaError as trouble:
            form.add_error("email", str(trouble))
        else:
            return told(request, sent)
    status = 422 if form.errors else 200
    return render(request, "organizations/settings/invitation.html", {"form": form}, status=status)


@require_POST
@right_required(Right.PEOPLE)
def sending(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Send an invitation again; the link sent before is dead."""
    found = get_object_or_404(invitations.waiting(request.member), pk=invitation_id)
    return told(request, invitations.send_again(invitation=found, by=request.member))


@require_POST
@right_required(Right.PEOPLE)
def withdrawal(request: MemberRequest, invitation_id: int) -> HttpResponse:
    found = get_object_or_404(invitations.waiting(request.member), pk=invitation_id)
    invitations.withdraw(invitation=found, by=request.member)
    messages.success(request, _("The invitation of %(email)s was withdrawn.") % {"email": found.email})
    return redirect("people")


def told(request: MemberRequest, sent: Invitation) -> HttpResponse:
    """The mail is on its way; where none is sent, the link is shown once, to be passed on."""
    if settings.MAIL_IS_ON:
        messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": sent.email})
        return redirect("people")
    link = links.link_of(sent)
    return render(request, "organizations/settings/link.html", {"invitation": sent, "link": link})
