"""People, organisations and what joins them."""

import unicodedata
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations.choices import RIGHTS, Origin, Right, Role

if TYPE_CHECKING:
    from sonda.apps.organizations.models.keys import ApiKey


def normal_email(email: str) -> str:
    """One spelling of an address: compatible letters folded (NFKC), no white space around, lower case.

    >>> normal_email("  Anna.Kowalska@Example.ORG ")
    'anna.kowalska@example.org'
    """
    return unicodedata.normalize("NFKC", email).strip().lower()


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_email(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, known by e-mail; may be a member of several organisations."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email


class Organization(models.Model):
    """A company whose customers are heard here; the wall that nobody sees over."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    origin = models.CharField(max_length=20, choices=Origin.choices, default=Origin.OWN)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> str:
        """What every page says of data that are not the company's own; empty for those that are."""
        return "" if self.origin == Origin.OWN else str(Origin(self.origin).label)


class PresentMembers(models.Manager["Member"]):
    """Those who are in; who was removed is found by `Member.ever` alone."""

    def get_queryset(self) -> "models.QuerySet[Member]":
        return super().get_queryset().filter(removed_at__isnull=True)


class Member(models.Model):
    """A person in an organisation, with a role; every read starts from a member (`visible_to(member)`).

    Who is removed keeps the row, so that what they made stays and they can be brought back; nothing finds it but
    `Member.ever`. `key` is set where a program speaks for the member (`organizations.keys`).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.VIEWER)
    units = models.ManyToManyField("organizations.Unit", blank=True, related_name="members")
    joined_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    key: "ApiKey | None" = None

    objects = PresentMembers()
    ever = models.Manager["Member"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="member_once_per_organization")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organization}"

    def may(self, right: Right) -> bool:
        """Does the member's role give this right, and the key as well where one speaks for them?"""
        return right in RIGHTS[self.role] and (self.key is None or right in self.key.scopes)


Owned = TypeVar("Owned", bound="OrganizationOwned", covariant=True)


class OrganizationQuerySet(models.QuerySet[Owned]):
    def visible_to(self, member: Member) -> Self:
        """The rows that this member may see: their own organisation's, nothing else. The only way in."""
        return self.filter(organization_id=member.organization_id)


class OrganizationOwned(models.Model):
    """Base of everything that belongs to one organisation."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[Any] = OrganizationQuerySet.as_manager()

    class Meta:
        abstract = True
