from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Reading")
    DONE = "done", _("Imported")
    REFUSED = "refused", _("Refused")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class UploadState(models.TextChoices):
    """How far a file has come in the wizard."""

    READING = "reading", _("Being read")
    READY = "ready", _("Waiting for its columns to be given a meaning")
    UNREADABLE = "unreadable", _("Cannot be read")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTED = "imported", _("Given to an import")
