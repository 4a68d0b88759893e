"""The steps of the loop as the rail shows them: Home, Listen, Understand, Journeys, Act, Watch, Tell."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Room:
    """One step: its name, its Lucide icon, its address; `below` stands apart from the loop itself.

    `right`: what a member must be allowed to, to find anything there.
    """

    key: str
    label: Any
    icon: str
    url: str
    below: bool = False
    right: str = ""


ROOMS = (
    Room(key="home", label=_("Home"), icon="house", url="/"),
    Room(key="listen", label=_("Listen"), icon="message-square-text", url="/listen/"),
    Room(key="understand", label=_("Understand"), icon="scan-search", url="/understand/"),
    Room(key="journeys", label=_("Journeys"), icon="route", url="/journeys/"),
    Room(key="act", label=_("Act"), icon="list-checks", url="/act/"),
    Room(key="watch", label=_("Watch"), icon="activity", url="/watch/"),
    Room(key="tell", label=_("Tell"), icon="megaphone", url="/tell/"),
    Room(key="data", label=_("Data"), icon="database", url="/data/", below=True, right="write"),
    Room(key="settings", label=_("Settings"), icon="sliders-horizontal", url="/settings/", below=True),
)


def open_rooms() -> tuple[Room, ...]:
    """Rooms that have a page today: a rail without a dead link, with no list to keep in step with the addresses."""
    return _open_rooms(get_urlconf() or settings.ROOT_URLCONF)


def rooms_for(request: HttpRequest) -> list[Room]:
    """Open rooms in which the person who asks may do something."""
    return [room for room in open_rooms() if not room.right or may(request, room.right)]


def may(request: HttpRequest, right: str) -> bool:
    """Does the person who asks have this right? Members and their roles live in a storey above."""
    member = getattr(request, "member", None)
    return bool(member and member.may(right))


@lru_cache(maxsize=8)
def _open_rooms(urlconf: Any) -> tuple[Room, ...]:
    return tuple(room for room in ROOMS if _answers(room.url, urlconf))


def room_of(path: str) -> str:
    """Key of the room that a path belongs to, or an empty text.

    >>> room_of("/"), room_of("/understand/nps/"), room_of("/accounts/login/")
    ('home', 'understand', '')
    """
    if path == "/":
        return "home"
    return next((room.key for room in ROOMS if room.url != "/" and path.startswith(room.url)), "")


def _answers(path: str, urlconf: Any) -> bool:
    try:
        resolve(path, urlconf)
    except Resolver404:
        return False
    return True
