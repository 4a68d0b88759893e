"""What the room does when something happens below."""

from typing import Any

from django.dispatch import receiver

from sonda.apps.responses.signals import responses_imported, responses_removed
from sonda.apps.surveys.models import Survey


@receiver([responses_imported, responses_removed])
def prepare_home(sender: object, survey: Survey, **kwargs: Any) -> None:
    """The answers changed: count what Home asks before somebody opens it."""
    from sonda.apps.reports import tasks  # here: it brings the engine, which a command at a terminal has no use for

    tasks.prepare_later(organization_id=survey.organization_id)
