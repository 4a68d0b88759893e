"""People who were asked to come in and have not come yet."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from sonda.apps.organizations.choices import Role
from sonda.apps.organizations.models.people import OrganizationOwned, User


class Invitation(OrganizationOwned):
    """One address that may join, once and for a week; the token itself is never stored, only its digest.

    `nonce` changes with each sending, so that a link sent before is dead.
    """

    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.VIEWER)
    units = models.ManyToManyField("organizations.Unit", blank=True, related_name="+")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    n_sent = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["email", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_once_open",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_over(self) -> bool:
        """Its week has passed; it can be sent again."""
        return self.expires_at <= timezone.now()

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at
