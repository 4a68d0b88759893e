"""What a view of a room receives: a request with a member; and the door that sees to it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member, User

ENTERED = "organization"  # the session's key for the organisation that was entered last

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request that went through `member_required`."""

    user: User
    member: Member
    memberships: list[Member]


def member_required(
    view: Callable[Concatenate[MemberRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Anonymous people are sent to sign in; a person without an organisation is told so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not getattr(request, "member", None):
            return render(request, "organizations/none.html", status=403)
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return login_required(guarded)


def right_required(
    right: Right,
) -> Callable[
    [Callable[Concatenate[MemberRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """`member_required`, and 403 for a member whose role does not give this right."""

    def guard(
        view: Callable[Concatenate[MemberRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def entitled(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.member.may(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return member_required(entitled)

    return guard


def just_confirmed(
    view: Callable[Concatenate[MemberRequest, P], HttpResponse],
) -> Callable[Concatenate[MemberRequest, P], HttpResponse]:
    """Whoever has not given the password, or another factor, in the last minutes is asked for it first (R6.3).

    What was sent meanwhile is kept and goes on afterwards.
    """

    @wraps(view)
    def confirmed(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        raise_if_reauthentication_required(request, app="account")
        return view(request, *args, **kwargs)

    return confirmed
