"""What every page of the kit needs, so that no view has to hand it over."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import get_language_info

from sonda.ui import notices
from sonda.ui.palette import destinations
from sonda.ui.rooms import may, room_of, rooms_for


def page_kit(request: HttpRequest) -> dict[str, Any]:
    """Context processor: who asks and what they may, rooms, languages; notices and places only when shown."""
    return {
        "member": getattr(request, "member", None),
        "memberships": getattr(request, "memberships", []),
        "may_export": may(request, "export"),
        "may_write": may(request, "write"),
        "rooms": rooms_for(request),
        "room": room_of(request.path),
        "languages": [(code, capfirst(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES],
        "notices": SimpleLazyObject(lambda: notices.read(request)),
        "places": SimpleLazyObject(lambda: destinations(request)),
    }
