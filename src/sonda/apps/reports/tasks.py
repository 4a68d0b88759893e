from django_tasks import task

from sonda.apps.analytics import tasks
from sonda.apps.analytics.bank import Bank
from sonda.apps.jobs import operations as jobs
from sonda.apps.reports.home import tell_home
from sonda.apps.surveys.models import Survey


def prepare_later(*, organization_id: int) -> None:
    """Let a job count what Home asks; however many imports, it is one job."""
    jobs.enqueue_once(prepare_home, key=f"home:{organization_id}", organization_id=organization_id)


@task(priority=tasks.AHEAD)
def prepare_home(*, organization_id: int) -> int:
    """Ask every question behind the three stories. Returns how many have to be counted."""
    surveys = Survey.objects.filter(organization_id=organization_id).prefetch_related("questions")
    waiting = [run for story in tell_home([Bank(survey) for survey in surveys]) for run in story.waiting]
    for run in waiting:
        tasks.count_later(run, priority=tasks.AHEAD + 1)
    return len(waiting)
