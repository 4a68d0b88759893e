"""Files on their way in: brought to the wizard, read with a mapping, imported; and the mappings that are kept."""

from typing import ClassVar

from django.db import models

from sonda.apps.organizations.models import Member, OrganizationOwned
from sonda.apps.surveys.models import Survey
from sonda.apps.transfers.choices import State, UploadState


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


class Upload(OrganizationOwned):
    """A file that somebody brought to the wizard, from its arrival until it becomes an import or is forgotten.

    `options` is what the person said about how it is read (encoding, separator, sheet, header_row, skip_below …); what
    they left out is detected. `profile` is `transfers.profile.Profile` as JSON, `mapping` the draft in TOML, `report`
    the dry run.
    """

    brought_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(max_length=255)
    n_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=20, choices=UploadState.choices, default=UploadState.READING)
    options = models.JSONField(default=dict)
    profile = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)  # why it cannot be read: {text, values}
    mapping = models.TextField(blank=True)
    report = models.JSONField(default=dict)  # {n_rows, n_stored, n_known, n_refused, problems, warnings}
    became = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="+")
    job_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class SavedMapping(OrganizationOwned):
    """A mapping that is kept under a name; a change makes the next version and leaves the earlier ones as they were."""

    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    saved_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name", "version"], name="mapping_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
