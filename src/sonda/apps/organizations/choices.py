from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ANALYST = "analyst", _("Analyst")
    MANAGER = "manager", _("Manager of a unit")
    EMPLOYEE = "employee", _("Employee")
    VIEWER = "viewer", _("Viewer")
