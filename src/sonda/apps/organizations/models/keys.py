"""Keys with which programs speak for an organisation."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from sonda.apps.organizations.choices import Scope
from sonda.apps.organizations.models.people import Member, OrganizationOwned


class ApiKey(OrganizationOwned):
    """A key of a member: stored as a digest, shown once, good for no more than the member's own rights."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=20)  # by which a person recognises it
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}…"

    @property
    def works(self) -> bool:
        return self.works_at(timezone.now())

    def works_at(self, at: datetime) -> bool:
        return self.revoked_at is None and self.member.removed_at is None and at < self.expires_at

    @property
    def scopes_in_words(self) -> str:
        return ", ".join(str(label) for value, label in Scope.choices if value in self.scopes)
