"""The life of a job: claimed under a lease, renewed, finished, failed, given up, tried again."""

import traceback
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks.utils import get_module_path, normalize_json

from sonda.apps.jobs.backend import DatabaseBackend
from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.ui.errors import SondaError


class WorkerLost(SondaError):
    """A worker died holding the job, more often than is patient."""

    message = "The worker stopped in the middle of this work each time it was tried."


class JobNotDead(SondaError):
    message = "This work has not been given up, so it cannot be tried again."


def enqueue_once(task: Any, *, key: str, **kwargs: Any) -> Job:
    """Enqueue unless a job with this key is already waiting or running; either way the one job that will do it."""
    backend = task.get_backend()
    if not isinstance(backend, DatabaseBackend):  # a test's immediate backend has no queue to look into
        task.enqueue(**kwargs)
        return Job(task=task.module_path, state=State.DONE)
    try:
        with transaction.atomic():
            return backend.store(task, [], kwargs, unique_key=key)
    except IntegrityError:
        waiting = Job.objects.unfinished().filter(unique_key=key)
        waiting.filter(priority__lt=task.priority).update(priority=task.priority)  # somebody is in more of a hurry
        return waiting.first() or enqueue_once(task, key=key, **kwargs)


def claim(*, worker_id: str, backend: DatabaseBackend, at: datetime) -> Job | None:
    """Take the next job under a lease; None when nothing is due. Two workers never hold the same lease."""
    if not Job.objects.claimable(at).exists():  # a cheap look first: on SQLite the claim itself takes the write lock
        return None
    with transaction.atomic():
        jobs = Job.objects.claimable(at)
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        while (job := jobs.first()) and job.attempts >= backend.attempts:
            give_up(job, error=describe(WorkerLost()), at=at)
        if job is None:
            return None
        job.state = State.RUNNING
        job.attempts += 1
        job.token += 1
        job.lease_until = at + timedelta(seconds=backend.lease)
        job.worker_ids = [*job.worker_ids, worker_id]
        job.started_at = job.started_at or at
        job.attempted_at = at
        job.progress = {}
        job.save()
        return job


def renew(*, job: Job, backend: DatabaseBackend, at: datetime) -> bool:
    """Hold the lease for longer; False when somebody else has taken the job over."""
    held = Job.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING)
    return bool(held.update(lease_until=at + timedelta(seconds=backend.lease)))


@transaction.atomic
def finish(*, job: Job, result: Any, at: datetime) -> bool:
    """Write the good end; False, and nothing written, when the lease was lost on the way."""
    held = Job.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING)
    return bool(held.update(state=State.DONE, result=normalize_json(result), lease_until=None, finished_at=at))


LONGEST_WAIT = timedelta(hours=1)
# Mistakes of our own code: where the same one comes twice at the same place, it will come each time.
MISTAKES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, AssertionError, NotImplementedError)


def fail(*, job: Job, error: BaseException, backend: DatabaseBackend, at: datetime) -> None:
    """Put the job back with twice the patience; give it up at the last attempt, or when trying again cannot help.

    It cannot after a refusal, nor after the same mistake at the same place twice in a row.
    """
    held = Job.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING)
    errors = [*job.errors, describe(error)]
    again = isinstance(error, MISTAKES) and errors[-1] in job.errors[-1:]
    if isinstance(error, SondaError) or again or job.attempts >= backend.attempts:
        held.update(state=State.DEAD, errors=errors, lease_until=None, finished_at=at)
        return
    wait = timedelta(seconds=backend.backoff * 2 ** min(job.attempts - 1, 30))
    held.update(state=State.QUEUED, errors=errors, lease_until=None, run_after=at + min(wait, LONGEST_WAIT))


def give_up(job: Job, *, error: dict[str, str], at: datetime) -> None:
    job.state, job.lease_until, job.finished_at = State.DEAD, None, at
    job.errors = [*job.errors, error]
    job.save()


@transaction.atomic
def retry(*, job: Job) -> Job:
    """Take a job out of the dead letters and start it afresh; where the same work waits again already, join that."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state != State.DEAD:
        raise JobNotDead
    job.state, job.attempts, job.finished_at, job.run_after = State.QUEUED, 0, None, timezone.now()
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:  # of the unique key: another job with it is unfinished
        waiting = Job.objects.unfinished().filter(unique_key=job.unique_key).first()
        job.delete()
        return waiting or job
    return job


def describe(error: BaseException) -> dict[str, str]:
    """Where it broke, without what was in the variables: messages of strangers' errors may hold people's answers."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    message = str(error) if isinstance(error, SondaError) else type(error).__name__
    told = {"class": get_module_path(type(error)), "message": message, "traceback": frames}
    # What a database cannot keep must not keep the job from ending.
    return {name: text.replace("\0", "\ufffd").encode(errors="replace").decode() for name, text in told.items()}
