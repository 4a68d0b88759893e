"""What the room does when answers have come in."""

from typing import Any

from django.db.models import Count
from django.dispatch import receiver

from sonda.apps.organizations.units import learn
from sonda.apps.responses.models import Response
from sonda.apps.responses.signals import responses_imported
from sonda.apps.surveys.models import Survey


@receiver(responses_imported)
def learn_units(sender: object, survey: Survey, import_id: int, **kwargs: Any) -> None:
    """The organisation's tree takes in the regions and units that these answers name."""
    named = Response.objects.filter(survey=survey, import_id=import_id).values_list("region", "unit")
    pairs = named.annotate(n=Count("pk")).order_by("-n", "region", "unit").values_list("region", "unit")
    learn(organization=survey.organization, pairs=pairs)
