"""The API's door: a key in the header is the only way in. Rooms above hang their routers beside this one.

from sonda.apps.organizations.api import KeyRequest, right_required
router = Router(tags=["surveys"])  # sonda.config.api takes it up
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema
from ninja.security import HttpBearer

from sonda.apps.organizations import keys
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member
from sonda.ui.api import refusals
from sonda.ui.errors import SondaError


class KeyRequest(HttpRequest):
    """A request with a key that works; the member has no more rights than the key and its maker both have."""

    member: Member


class KeyAuth(HttpBearer):
    """Turns the key into `request.member`; a cookie of a browser opens nothing here, so there is nothing to forge."""

    def authenticate(self, request: HttpRequest, token: str) -> Member | None:
        member = keys.actor(request)
        request.member = member  # type: ignore[attr-defined]
        return member


class NotGiven(SondaError):
    message = _("The key does not give this right.")
    status = 403


def right_required(right: Right) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """403 for a key, or a maker of a key, without this right."""

    def guard(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def entitled(request: KeyRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.member.may(right):
                raise NotGiven
            return operation(request, *args, **kwargs)

        return entitled

    return guard


router = Router(tags=["keys"])


class Me(Schema):
    organization: str = Field(examples=["sowa-net"])
    name: str = Field(description="Whom the key speaks for.", examples=["Anna Kowalska"])
    role: str = Field(examples=["analyst"])
    rights: list[str] = Field(description="read, write, export", examples=[["read"]])
    key: str = Field(examples=["nightly import sonda_Ab12Cd…"])


@router.get("me", response={200: Me, **refusals()}, url_name="me")
def me(request: KeyRequest) -> Me:
    """Whom the key speaks for, and what it may do. Any scope."""
    member = request.member
    return Me(
        organization=member.organization.slug,
        name=str(member.user),
        role=member.role,
        rights=[right.value for right in Right if member.may(right)],
        key=str(member.key),
    )
