"""The joined pages by key: which surveys can feed one, and the page as it stands for a reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import Http404, QueryDict

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.pages import leaving, same_everywhere, three_gaps
from sonda.apps.analytics.pages.asking import Asked, Part
from sonda.apps.analytics.pages.names import LEAVING, SAME_EVERYWHERE, THREE_GAPS
from sonda.apps.analytics.replies import Reply
from sonda.apps.organizations.models import Member


class Screen(Protocol):
    """What all joined pages can tell."""

    @property
    def asked_of(self) -> Reply: ...

    @property
    def is_counted(self) -> bool: ...

    @property
    def is_closed(self) -> bool: ...

    @property
    def problem(self) -> str: ...

    @property
    def parts(self) -> Mapping[str, Part]: ...

    @property
    def finding(self) -> str: ...

    @property
    def when(self) -> str: ...

    @property
    def query(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Page:
    screen: Callable[[Member, QueryDict], Any]
    feeding: Callable[[list[Bank]], list[Bank]]


PAGES = {
    THREE_GAPS: Page(screen=three_gaps.screen, feeding=three_gaps.feeding),
    SAME_EVERYWHERE: Page(screen=same_everywhere.screen, feeding=same_everywhere.feeding),
    LEAVING: Page(screen=leaving.screen, feeding=leaving.feeding),
}


def screen_of(member: Member, key: str, params: QueryDict) -> Screen | None:
    """The page under the cut of an address; None where no survey feeds it.

    Errors: Http404 for a page or survey that is not there, NotAsked and its like for a cut that it does not have.
    """
    if key not in PAGES:
        raise Http404
    found: Screen | None = PAGES[key].screen(member, params)
    return found


def asked_in(screen: Screen) -> dict[str, Asked]:
    """Every question on the page that says something, by its key in the addresses of people."""
    return {basis.key: basis.asked for part in screen.parts.values() for basis in part.basis}
