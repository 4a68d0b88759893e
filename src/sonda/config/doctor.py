"""What may be wrong with an installation: each check looks at one thing and says what to do about it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone

from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.apps.organizations.models import Organization
from sonda.apps.responses import columns
from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Survey
from sonda.config.guard import refuse_unsafe_settings

WELL, MIND, WRONG = "well", "mind", "wrong"
LITTLE_SPACE = 1_000_000_000  # bytes
LONG_WAIT = timedelta(minutes=5)
FULL = 2  # SQLite's word for "on the disk before it is acknowledged"


@dataclass(frozen=True)
class Finding:
    """`well`; `mind` for what works but will be missed; `wrong` for what does not work."""

    about: str
    state: str
    said: str


def examine() -> Iterator[Finding]:
    """All checks, the ground first; without a database that answers and is up to date the others are not made."""
    yield from secrets()
    yield from home()
    ground = list(database())
    yield from ground
    if all(finding.state != WRONG for finding in ground):
        for check in CHECKS:
            yield from check()


def secrets() -> Iterator[Finding]:
    try:
        refuse_unsafe_settings()
        yield Finding("settings", WELL, "safe to serve")
    except ImproperlyConfigured as trouble:
        yield Finding("settings", WRONG, str(trouble))


def home() -> Iterator[Finding]:
    folder = Path(settings.HOME)
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as trouble:
        yield Finding("folder", WRONG, f"{folder} cannot be written: {trouble.strerror}")
        return
    said = f"{folder} can be written, {free / 1e9:.0f} GB are free"
    yield Finding("folder", WELL if free > LITTLE_SPACE else MIND, said)


def database() -> Iterator[Finding]:
    """Whether it answers, is of this version, and keeps what it has acknowledged (R1.1)."""
    try:
        executor = MigrationExecutor(connection)
        due = executor.migration_plan(executor.loader.graph.leaf_nodes())
        safe = keeps_what_it_acknowledged()
    except DatabaseError as trouble:
        yield Finding("database", WRONG, f"does not answer: {str(trouble).strip().splitlines()[0]}")
        return
    if due:
        yield Finding("database", WRONG, "is older than this version: run `sonda migrate`")
    else:
        yield Finding("database", WELL, f"{connection.display_name} answers and is up to date")
    if not safe:
        yield Finding("database", WRONG, "may lose in a power cut what it has acknowledged: synchronous writing is off")


def keeps_what_it_acknowledged() -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            return int(cursor.fetchone()[0]) >= FULL
        cursor.execute("SHOW synchronous_commit")
        return str(cursor.fetchone()[0]) != "off"


def work() -> Iterator[Finding]:
    """Jobs that no worker has taken, or whose worker is gone, for minutes; and those that were given up."""
    then = timezone.now() - LONG_WAIT
    untouched = Q(state=State.QUEUED, run_after__lt=then, started_at__isnull=True)
    waiting = Job.objects.filter(untouched | Q(state=State.RUNNING, lease_until__lt=then)).count()
    dead = Job.objects.dead().count()
    if waiting:
        yield Finding(
            "work", WRONG, f"jobs that have waited for more than five minutes: {waiting}; start `sonda worker`"
        )
    elif dead:
        yield Finding("work", MIND, f"jobs that were given up: {dead}; see Data, “Background work”")
    else:
        yield Finding("work", WELL, "nothing waits too long, nothing was given up")


def stores() -> Iterator[Finding]:
    """The columnar store holds no more than the database; what it lacks it takes in at the next look."""
    for survey in Survey.objects.order_by("pk"):
        try:
            more = columns.held(survey) - Response.objects.filter(survey=survey).count()
        except Exception as trouble:
            yield Finding(
                "store", WRONG, f"survey {survey.pk} cannot be read ({type(trouble).__name__}): run `sonda rebuild`"
            )
            continue
        if more > 0:
            yield Finding("store", WRONG, f"survey {survey.pk} holds too many rows ({more}): run `sonda rebuild`")
        else:
            yield Finding("store", WELL, f"survey {survey.pk} is as the database says")


def people() -> Iterator[Finding]:
    for organization in Organization.objects.filter(members__isnull=True):
        command = f"sonda createowner --email ADDRESS --organization {organization.slug}"
        yield Finding("people", MIND, f"nobody can enter “{organization}”: `{command}`")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (work, stores, people)
