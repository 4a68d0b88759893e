"""What Ctrl-K finds of this room: the joined pages, and every analysis of the catalogue."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sonda.ui import palette


@palette.register
def joined(request: HttpRequest) -> Iterable[palette.Destination]:
    """The pages that join several analyses."""
    pages = (
        ("three_gaps", _("The three gaps"), _("How far apart are we, our customers and the competition?")),
        ("same_everywhere", _("The same everywhere"), _("Do customers get the same everywhere?")),
        ("leaving", _("Leaving"), _("Who leaves, when, and where to?")),
    )
    return [
        palette.Destination(label=label, url=reverse(name), group=_("Analyses"), hint=hint, words=name)
        for name, label, hint in pages
    ]


@palette.register
def analyses(request: HttpRequest) -> Iterable[palette.Destination]:
    """Each analysis by its name; its question and its method's name are found too."""
    from sonda.apps.analytics.catalogue import entries  # here: it brings the engine

    return [
        palette.Destination(
            label=entry.title,
            url=reverse("analysis", args=[entry.key]),
            group=_("Analyses"),
            hint=entry.asks,
            words=entry.key,
        )
        for entry in entries().values()
    ]
