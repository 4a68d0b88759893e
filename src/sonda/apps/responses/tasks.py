from django_tasks import task

from sonda.apps.jobs.schedules import regularly
from sonda.apps.responses import columns


@regularly("25 3 * * *")
@task()
def drop_old_generations() -> int:
    """Remove columns that nobody counts any more; by night, so that whoever was reading them has finished."""
    return columns.drop_old_generations()
