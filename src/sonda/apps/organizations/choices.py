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


class UnitKind(models.TextChoices):
    REGION = "region", _("Region")
    BRANCH = "branch", _("Branch")
    DEPARTMENT = "department", _("Department")


class Right(models.TextChoices):
    """What a person may do; each is given by the role, apart from the others (R4.4)."""

    READ = "read", _("See figures")
    WRITE = "write", _("Bring in and change data")
    EXPORT = "export", _("Take data out")
    PEOPLE = "people", _("Manage people")
    KEYS = "keys", _("Manage keys")


class Scope(models.TextChoices):
    """The rights that a key may be given; people and keys are managed by people."""

    READ = "read", _("See figures")
    WRITE = "write", _("Bring in and change data")
    EXPORT = "export", _("Take data out")


RIGHTS: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(Right),
    Role.ANALYST: frozenset({Right.READ, Right.WRITE, Right.EXPORT}),
    Role.MANAGER: frozenset({Right.READ, Right.EXPORT}),
    Role.EMPLOYEE: frozenset({Right.READ}),
    Role.VIEWER: frozenset({Right.READ}),
}


class ActorKind(models.TextChoices):
    """Who does something: a person, a program with a key, whoever runs the installation, or the service by itself."""

    MEMBER = "member", _("Person")
    KEY = "key", _("Key")
    COMMAND = "command", _("Command line")
    SERVICE = "service", _("Sonda itself")


class Action(models.TextChoices):
    """What the audit log tells of."""

    SIGNED_IN = "signed_in", _("signed in")
    SAW = "saw", _("saw the people behind a number")
    EXPORTED = "exported", _("took data out")
    IMPORTED = "imported", _("brought data in")
    UNDID = "undid", _("undid an import")
    CHANGED = "changed", _("changed data")
    ERASED = "erased", _("erased data")
    SHARED = "shared", _("shared a page")
    INVITED = "invited", _("invited")
    WITHDREW = "withdrew", _("withdrew an invitation")
    JOINED = "joined", _("joined")
    ROLE = "role", _("changed a role")
    UNITS = "units", _("changed units")
    REMOVED = "removed", _("removed a person")
    BROUGHT_BACK = "brought_back", _("brought a person back")
    KEY_MADE = "key_made", _("made a key")
    KEY_REVOKED = "key_revoked", _("revoked a key")
    SETTINGS = "settings", _("changed settings")
    SIGN_IN_CHANGED = "sign_in_changed", _("changed how to sign in")
    TREE = "tree", _("arranged the units")
