"""What pages ask of the person and of the installation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def person_and_installation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `memberships` (set by the middleware) and `mail_is_on`."""
    return {
        "memberships": getattr(request, "memberships", []),
        "mail_is_on": settings.MAIL_IS_ON,
    }
