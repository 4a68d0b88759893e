"""People, organisations, and what both leave behind; each kind of thing in a file of its own."""

from sonda.apps.organizations.models.audit import AuditHead, AuditLine
from sonda.apps.organizations.models.invitations import Invitation
from sonda.apps.organizations.models.keys import ApiKey
from sonda.apps.organizations.models.people import (
    Member,
    Organization,
    OrganizationOwned,
    OrganizationQuerySet,
    User,
    normal_email,
)
from sonda.apps.organizations.models.units import Unit

__all__ = [
    "ApiKey",
    "AuditHead",
    "AuditLine",
    "Invitation",
    "Member",
    "Organization",
    "OrganizationOwned",
    "OrganizationQuerySet",
    "Unit",
    "User",
    "normal_email",
]
