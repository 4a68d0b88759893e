"""Imports: which file was read with which mapping, and what came of it."""

from typing import ClassVar

from django.db import models

from sonda.apps.organizations.models import OrganizationOwned
from sonda.apps.surveys.models import Survey
from sonda.apps.transfers.choices import State


class Import(OrganizationOwned):
    """One file on its way in: stored wholly or not at all; the same file with the same mapping is done once."""

    survey = models.ForeignKey(Survey, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    mapping = models.TextField()
    mapping_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=State.choices, default=State.QUEUED)
    job_id = models.CharField(max_length=64, blank=True)
    n_bytes = models.BigIntegerField(default=0)
    n_rows = models.BigIntegerField(default=0)
    n_stored = models.BigIntegerField(default=0)
    n_known = models.BigIntegerField(default=0)  # respondents who had already answered
    n_removed = models.BigIntegerField(default=0)  # responses that were taken out when it was undone
    n_refused = models.BigIntegerField(default=0)  # bad cells, of which the first hundred are listed
    problems = models.JSONField(default=list)  # [{row, column, text, values}]
    warnings = models.JSONField(default=list)  # [{text, values}]
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "sha256", "mapping_sha256"],
                condition=models.Q(state=State.DONE),
                name="import_done_once",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        return self.state in (State.DONE, State.REFUSED, State.UNDONE)
