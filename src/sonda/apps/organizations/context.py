"""What the shell of every page shows of the person: the organisations they may enter."""

from typing import Any

from django.http import HttpRequest


def memberships(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `memberships`, set by the middleware."""
    return {"memberships": getattr(request, "memberships", [])}
