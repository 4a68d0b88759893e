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
