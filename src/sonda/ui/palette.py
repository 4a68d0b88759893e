"""What Ctrl-K finds. A room adds its own pages: `palette.register(finder)` in its AppConfig.ready()."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sonda.ui.rooms import rooms_for

GO_TO = _("Go to")


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A page that can be gone to; `hint` stands beside the name, `words` are found too but not shown."""

    label: Any
    url: str
    group: Any = GO_TO
    hint: Any = ""
    words: str = ""


Finder = Callable[[HttpRequest], Iterable[Destination]]
FINDERS: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Let a room name its destinations for a request (they may depend on the member). Works as a decorator."""
    if finder not in FINDERS:
        FINDERS.append(finder)
    return finder


def destinations(request: HttpRequest) -> list[tuple[str, list[Destination]]]:
    """All destinations by group, the rooms first; groups stand in the order in which they first appear."""
    found = [Destination(label=room.label, url=room.url) for room in rooms_for(request)]
    found.append(Destination(label=_("Glossary"), url=reverse("terms")))
    for finder in FINDERS:
        found.extend(finder(request))
    order: dict[str, int] = {}
    for place in found:
        order.setdefault(str(place.group), len(order))
    found.sort(key=lambda place: order[str(place.group)])
    return [(group, list(places)) for group, places in groupby(found, key=lambda place: str(place.group))]
