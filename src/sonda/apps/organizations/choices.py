from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Whose answers an organisation holds; whatever is not the company's own is marked on every page."""

    OWN = "own", _("own data")
    EXAMPLE = "example", _("example data")
    PUBLIC = "public", _("public data")


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ANALYST = "analyst", _("Analyst")
    MANAGER = "manager", _("Manager of a unit")
    EMPLOYEE = "employee", _("Employee")
    VIEWER = "viewer", _("Viewer")


class Right(models.TextChoices):
    """What a person may do; each is given by the role, apart from the others (R4.4)."""

    READ = "read", _("See figures")
    WRITE = "write", _("Bring in and change data")
    EXPORT = "export", _("Take data out")
    PEOPLE = "people", _("Manage people")
    KEYS = "keys", _("Manage keys")


RIGHTS: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(Right),
    Role.ANALYST: frozenset({Right.READ, Right.WRITE, Right.EXPORT}),
    Role.MANAGER: frozenset({Right.READ, Right.EXPORT}),
    Role.EMPLOYEE: frozenset({Right.READ}),
    Role.VIEWER: frozenset({Right.READ}),
}
