"""What Ctrl-K finds of this room: the joined pages, and every analysis of the catalogue."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.pages.names import NAMES
from sonda.ui import palette


@palette.register
def joined(request: HttpRequest) -> Iterable[palette.Destination]:
    """The pages that join several analyses."""
    return [
        palette.Destination(
            label=each.title, url=reverse(each.address), group=_("Analyses"), hint=each.asks, words=each.address
        )
        for each in NAMES.values()
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


@palette.register
def weighting(request: HttpRequest) -> Iterable[palette.Destination]:
    """The page on which answers get their weights."""
    hint = _("Do those who answered look like all our customers?")
    return [
        palette.Destination(
            label=_("Weighting"), url=reverse("weighting"), group=_("Analyses"), hint=hint, words="raking margins"
        )
    ]
