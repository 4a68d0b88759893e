"""Doors: taking up an invitation. Looking at one changes nothing; joining takes a POST."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sonda.apps.organizations import invitations
from sonda.apps.organizations.forms.settings import JoinForm
from sonda.apps.organizations.models import Invitation, Member, User, normal_email
from sonda.apps.organizations.operations import EmailTaken
from sonda.apps.organizations.requests import ENTERED


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page that an invitation leads to: a new account, or the one that somebody has."""
    wanted = invitations.open_invitation(token)
    if request.user.is_authenticated:
        return with_account(request, wanted, token)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:  # until they choose another, the invitation's language
        translation.activate(wanted.language)
    if User.objects.filter(email=wanted.email).exists():
        return shown(request, wanted, sign_in=True)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            member = invitations.join_anew(token=token, **form.cleaned_data)
        except ValidationError as weak:
            form.add_error("password", weak)
        except EmailTaken:  # the account was made a moment ago
            return shown(request, wanted, sign_in=True)
        else:
            perform_login(request, member.user, email_verification="none")
            return entered(request, member)
    return shown(request, wanted, form=form)


def with_account(request: HttpRequest, wanted: Invitation, token: str) -> HttpResponse:
    assert isinstance(request.user, User)
    if normal_email(request.user.email) != wanted.email:
        return shown(request, wanted, another=True)
    if request.method == "POST":
        return entered(request, invitations.join(token=token, user=request.user))
    return shown(request, wanted)


def entered(request: HttpRequest, member: Member) -> HttpResponse:
    request.session[ENTERED] = member.organization_id
    return HttpResponseRedirect("/")


def shown(request: HttpRequest, wanted: Invitation, **how: object) -> HttpResponse:
    form = how.get("form")
    status = 422 if isinstance(form, JoinForm) and form.errors else 200
    return render(request, "organizations/join.html", {"invitation": wanted, **how}, status=status)
