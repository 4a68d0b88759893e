"""Runs: an analysis that was asked for and what came out."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from sonda.apps.organizations.models import OrganizationOwned
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
