"""What Ctrl-K finds of this room: every analysis of the catalogue."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.catalogue import entries
from sonda.ui import palette


@palette.register
def analyses(request: HttpRequest) -> Iterable[palette.Destination]:
    """Each analysis by its name; its question and its method's name are found too."""
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
