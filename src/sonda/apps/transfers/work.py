"""Background work told in sentences: what waits, what runs, and what was given up."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sonda.apps.jobs import progress, queries
from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.apps.organizations.models import Member

LOOKS = {State.QUEUED: "", State.RUNNING: "doing", State.DONE: "done", State.DEAD: "late"}
LISTED = 50

# What a task is called by people; one that nobody named is called by its own name.
NAMES = {
    "sonda.apps.transfers.tasks.run_import": gettext_lazy("Import of a file"),
    "sonda.apps.transfers.tasks.read_upload": gettext_lazy("Reading a file"),
    "sonda.apps.transfers.tasks.check_upload": gettext_lazy("Checking a file"),
    "sonda.apps.transfers.tasks.undo_import": gettext_lazy("Undoing an import"),
    "sonda.apps.analytics.tasks.count_run": gettext_lazy("An analysis"),
    "sonda.apps.analytics.tasks.prepare": gettext_lazy("Preparing the pages of a survey"),
    "sonda.apps.reports.tasks.prepare_home": gettext_lazy("Preparing Home"),
    "sonda.apps.organizations.tasks.send_invitation": gettext_lazy("An invitation by mail"),
}


@dataclass(frozen=True)
class Work:
    """What the page says about one job."""

    job: Job

    @property
    def name(self) -> str:
        return str(NAMES.get(self.job.task, self.job.task.rsplit(".", 1)[-1]))

    @property
    def look(self) -> str:
        return LOOKS[State(self.job.state)]

    @property
    def problem(self) -> str:
        """Why it was given up: a sentence where somebody wrote one, else the kind of fault."""
        if not self.job.errors:
            return ""
        last = self.job.errors[-1]
        return _(str(last["message"])) if last["message"] else ""

    @property
    def progress(self) -> dict[str, Any]:
        return progress.read(self.job)


def under_way(member: Member) -> list[Work]:
    """Jobs of the member's organisation that wait or run."""
    return [Work(job) for job in queries.under_way(organization_id=member.organization_id)[:LISTED]]


def dead_letters(member: Member) -> list[Work]:
    """Jobs of the member's organisation that were given up, the latest first."""
    return [Work(job) for job in queries.dead_letters(organization_id=member.organization_id)[:LISTED]]
