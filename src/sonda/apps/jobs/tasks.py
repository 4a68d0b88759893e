from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.apps.jobs.schedules import regularly

KEPT = timedelta(days=30)


@regularly("15 3 * * *")
@task()
def forget_finished_jobs() -> int:
    """Drop jobs that ended well a month ago; dead letters stay until somebody has looked."""
    n, _ = Job.objects.filter(state=State.DONE, finished_at__lt=timezone.now() - KEPT).delete()
    return n
