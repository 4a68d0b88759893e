from importlib import import_module

from django.conf import settings
from django_tasks import task

from sonda.apps.jobs.schedules import regularly


@regularly("5 4 * * *")
@task()
def forget_expired_sessions() -> None:
    """Drop sessions whose time is over."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
