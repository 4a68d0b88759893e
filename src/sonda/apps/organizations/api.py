"""The API's root, `/api/v1`: a key in the header is the only way in. Rooms above add their routers to it.

from sonda.apps.organizations.api import api, right_required
api.add_router("", router)  # in AppConfig.ready()
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer

from sonda.apps.organizations import keys
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member
from sonda.ui.errors import SondaError


class KeyAuth(HttpBearer):
    """Turns the key into `request.member`; a cookie of a browser opens nothing here, so there is nothing to forge."""

    def authenticate(self, request: HttpRequest, token: str) -> Member | None:
        member = keys.actor(request)
        request.member = member  # type: ignore[attr-defined]
        return member


api = NinjaAPI(title="Sonda", version="1", auth=KeyAuth(), docs_url=None, openapi_url=None, urls_namespace="api")


@api.exception_handler(SondaError)
def say(request: HttpRequest, trouble: SondaError) -> HttpResponse:
    return api.create_response(request, {"detail": str(trouble)}, status=trouble.status)


def right_required(right: Right) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """403 for a key, or a maker of a key, without this right."""

    def guard(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def entitled(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not request.member.may(right):
                raise HttpError(403, "The key does not give this right.")
            return operation(request, *args, **kwargs)

        return entitled

    return guard


class Me(Schema):
    organization: str
    name: str
    role: str
    rights: list[str]
    key: str


@api.get("me", response=Me, url_name="me")
def me(request: Any) -> Me:
    """Whom the key speaks for, and what it may do."""
    member: Member = request.member
    return Me(
        organization=member.organization.slug,
        name=str(member.user),
        role=member.role,
        rights=[right.value for right in Right if member.may(right)],
        key=str(member.key),
    )


def addresses() -> Any:
    """The API's addresses, which ask for a key instead of a session."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            login_not_required(pattern.callback)
    return patterns, app_name, namespace
