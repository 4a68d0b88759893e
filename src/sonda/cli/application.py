"""Starting the web application from the command line, with one sentence when it cannot be started."""

import logging
import os
import sys
from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec

P = ParamSpec("P")


def start_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sonda.config.settings"
    import django

    django.setup()


def say(text: str) -> None:
    """To the person at the terminal; stdout is for answers."""
    print(text, file=sys.stderr, flush=True)


def with_django(run: Callable[P, int], *, logs: bool = False) -> Callable[P, int]:
    """The command with Django started; settings or a database that cannot be used end it with a sentence, status 2.

    `logs`: whether it logs as a service does; a person at a terminal is told by sentences, and of faults only.
    """

    @wraps(run)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> int:
        from django.core.exceptions import ImproperlyConfigured, ValidationError
        from django.db import OperationalError

        from sonda.ui.errors import SondaError

        try:
            start_django()
            if not logs:
                logging.getLogger("sonda").setLevel(logging.WARNING)
            return run(*args, **kwargs)
        except (ImproperlyConfigured, SondaError) as trouble:
            say(f"sonda: {trouble}")
        except ValidationError as trouble:
            say(f"sonda: {' '.join(trouble.messages)}")
        except OperationalError as trouble:
            say(f"sonda: the database does not answer: {str(trouble).strip().splitlines()[0]}")
        return 2

    return guarded


service = partial(with_django, logs=True)


def migrations_are_due() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the database to this version; may be run again at any time."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command

    try:
        settings.HOME.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        told = f"SONDA_HOME is {str(settings.HOME)!r}, which cannot be made: {trouble.strerror}."
        raise ImproperlyConfigured(told) from None
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
