from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from sonda.apps.analytics import kept, operations, queries
from sonda.apps.analytics.models import Run
from sonda.apps.jobs import operations as jobs
from sonda.apps.jobs.models import Job
from sonda.apps.jobs.schedules import regularly
from sonda.apps.surveys.models import Survey

KEPT = timedelta(days=30)
AHEAD = -10  # priority of what nobody waits for yet


def count_later(run: Run, *, priority: int = 0) -> None:
    """Let a job count the run; asked twice, it is still one job, with the higher priority of the two.

    A run whose job was given up is not counted again by itself: it says so, until somebody tries the job again.
    """
    if run.job_id and Job.objects.dead().filter(pk=run.job_id).exists():
        operations.give_up(run=run)
        return
    job = jobs.enqueue_once(
        count_run.using(priority=priority),
        key=f"run:{run.pk}",
        organization_id=run.organization_id,
        run_id=run.pk,
    )
    Run.objects.filter(pk=run.pk).update(job_id=job.pk)


def prepare_later(survey: Survey) -> None:
    """Let a job count all that the survey's pages will ask for."""
    jobs.enqueue_once(prepare, key=f"prepare:{survey.pk}", organization_id=survey.organization_id, survey_id=survey.pk)


@task()
def count_run(*, organization_id: int, run_id: int) -> None:
    """Count one run that a person waits for."""
    run = Run.objects.select_related("survey").filter(pk=run_id, organization_id=organization_id).first()
    if run and not run.result:
        operations.count(run=run)


@task(priority=AHEAD)
def prepare(*, organization_id: int, survey_id: int) -> int:
    """Ask all that the catalogue can ask of a survey, so that its pages open at once. Returns how many were new."""
    asked = queries.questions_of(organization_id=organization_id, survey_id=survey_id)
    runs = [operations.run_of(survey=survey, question=question) for survey, question in asked]
    waiting = [run for run in runs if not run.is_finished]
    for run in waiting:
        count_later(run, priority=AHEAD)
    return len(waiting)


@regularly("40 3 * * *")
@task()
def forget_old_runs() -> int:
    """Drop runs that nobody has asked for in a month; whoever asks again gets a fresh one."""
    n, _ = Run.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
    return n


@regularly("50 3 * * *")
@task()
def forget_deleted() -> int:
    """Drop for good the saved analyses and annotations that were deleted the day before."""
    return kept.forget_deleted()
