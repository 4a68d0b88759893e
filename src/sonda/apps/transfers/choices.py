from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Reading")
    DONE = "done", _("Imported")
    REFUSED = "refused", _("Refused")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
