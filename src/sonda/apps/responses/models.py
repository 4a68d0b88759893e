"""One person's answers to one survey, at one time."""

from typing import Any, ClassVar, Self

from django.db import models

from sonda.apps.organizations.models import Member, OrganizationOwned, OrganizationQuerySet
from sonda.apps.organizations.queries import scope_of
from sonda.apps.surveys.choices import Voice
from sonda.apps.surveys.models import Survey


class ResponseQuerySet(OrganizationQuerySet["Response"]):
    def visible_to(self, member: Member) -> Self:
        """The member's organisation's, and of these the ones whose unit or region is within the member's scope."""
        ours, scope = super().visible_to(member), scope_of(member)
        if scope is None:
            return ours
        return ours.filter(models.Q(unit__in=scope) | models.Q(region__in=scope)) if scope else ours.none()


class Response(OrganizationOwned):
    """A response: who spoke, when, about what, and the answers by question key.

    `source_key` says which person in which wave this is, so that the same answer arrives once; `import_id` is the
    number of the import that brought it (imports live in a room above).
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    source_key = models.CharField(max_length=200)
    respondent = models.CharField(max_length=120, blank=True)
    voice = models.CharField(max_length=20, choices=Voice.choices, default=Voice.CUSTOMER)
    company = models.CharField(max_length=120, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=20, blank=True)
    weight = models.FloatField(default=1.0)
    segments = models.JSONField(default=dict)  # segment key → value
    answers = models.JSONField(default=dict)  # question key → number or text
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ResponseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "source_key"], name="response_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="response_weight_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["survey", "id"], name="response_tail")]

    def __str__(self) -> str:
        return self.source_key
