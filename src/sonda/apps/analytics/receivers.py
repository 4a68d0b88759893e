"""What the room does when something happens below."""

from typing import Any

from django.dispatch import receiver

from sonda.apps.responses.signals import responses_imported, responses_removed
from sonda.apps.surveys.models import Survey


@receiver([responses_imported, responses_removed])
def prepare_pages(sender: object, survey: Survey, **kwargs: Any) -> None:
    """The answers changed: count what the pages will ask for before somebody asks."""
    from sonda.apps.analytics import tasks  # here: it brings the engine, which a command at a terminal has no use for

    tasks.prepare_later(survey)
