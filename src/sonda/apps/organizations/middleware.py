"""Sets `request.member`, `request.memberships` and the person's own language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from sonda.apps.organizations import queries
from sonda.apps.organizations.requests import ENTERED


class MemberMiddleware:
    """The organisation comes from the person's memberships and their session, never from the request (R4.1).

    Read anew at each request: a right that was taken away is gone at once (R4.4).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        memberships = queries.memberships_of(request.user) if request.user.is_authenticated else []
        request.memberships = memberships  # type: ignore[attr-defined]
        request.member = queries.current_member(memberships, request.session.get(ENTERED))  # type: ignore[attr-defined]
        if request.user.is_authenticated and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
