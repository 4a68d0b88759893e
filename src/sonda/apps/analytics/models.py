"""Runs (an analysis that was asked for and what came out), and what people keep: saved analyses, annotations."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member, OrganizationOwned, OrganizationQuerySet
from sonda.apps.surveys.models import Survey


class Run(OrganizationOwned):
    """One question, asked of one state of the answers; kept, so that nobody waits for the same count twice."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    question = models.JSONField()
    result = models.JSONField(null=True)
    problem = models.JSONField(default=dict)  # the sentence that a person may read, as text and values
    job_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "survey", "key"], name="run_once_per_question"),
        ]

    def __str__(self) -> str:
        return f"{self.question['method']} of {self.survey}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class KeptQuerySet(OrganizationQuerySet[Any]):
    def there(self) -> Self:
        """Those that were not deleted."""
        return self.filter(deleted_at__isnull=True)


class Kept(OrganizationOwned):
    """Base of what people keep themselves: deleting hides it, so that it can be brought back, until the night.

    `owner` is who made it; None once that person has left the organisation.
    """

    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = KeptQuerySet.as_manager()

    class Meta:
        abstract = True


class SavedQuerySet(KeptQuerySet):
    def visible_to(self, member: Member) -> Self:
        """What is shared in the organisation, and the member's own."""
        return super().visible_to(member).filter(models.Q(shared=True) | models.Q(owner=member))


class Saved(Kept):
    """An analysis with its cut, kept under a name; whoever opens it counts what they may see themselves."""

    name = models.CharField(max_length=120)
    folder = models.CharField(max_length=120, blank=True)
    entry = models.CharField(max_length=60)  # key of the catalogue
    query = models.CharField(max_length=4000, blank=True)  # the cut as an address, written in its one order
    shared = models.BooleanField(default=False)

    objects: ClassVar[Any] = SavedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["folder", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def may_be_changed_by(self, member: Member) -> bool:
        """Is it the member's own, or shared and the member may write?"""
        return self.owner_id == member.pk or (self.shared and member.may(Right.WRITE))


class Weighting(Kept):
    """Weights that make a survey's answers look like the population, kept as what they are to meet, under a name.

    `margins`: column → value → per cent of the population, as it was typed. `voices`: whose answers are weighted; all,
    where there is none. No weight of a person is stored: it follows from the answers as they are.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    margins = models.JSONField()
    voices = models.JSONField(default=list)
    least = models.FloatField(null=True)  # the bounds of trimming, as multiples of the median factor
    most = models.FloatField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Annotation(Kept):
    """What happened on a day, drawn as a flag on every trend: a price rise, a new call centre."""

    happened_on = models.DateField()
    text = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["happened_on", "pk"]

    def __str__(self) -> str:
        return self.text
