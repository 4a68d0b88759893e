"""The joined pages by name; without the engine, so that a menu can tell them at once."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Named:
    """A page: its place in the address, its title, and the question that it answers."""

    key: str
    title: str | Promise
    asks: str | Promise

    @property
    def address(self) -> str:
        """The name of its address, and of its templates."""
        return self.key.replace("-", "_")


THREE_GAPS, SAME_EVERYWHERE, LEAVING = "three-gaps", "same-everywhere", "leaving"
NAMES = {
    each.key: each
    for each in (
        Named(
            key=THREE_GAPS,
            title=_("The three gaps"),
            asks=_("How far apart are we, our customers and the competition?"),
        ),
        Named(key=SAME_EVERYWHERE, title=_("The same everywhere"), asks=_("Do customers get the same everywhere?")),
        Named(key=LEAVING, title=_("Leaving"), asks=_("Who leaves, when, and where to?")),
    )
}
