"""The worker: one process that takes a job, holds its lease while it works, writes the end, and takes the next."""

import logging
import os
import socket
import threading
import time
from typing import Any

from django.db import DatabaseError, OperationalError, close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules, import_string
from django_tasks import task_backends
from django_tasks.base import TaskContext

from sonda.apps.jobs import operations, progress, schedules
from sonda.apps.jobs.backend import DatabaseBackend, result_of
from sonda.apps.jobs.models import Job

logger = logging.getLogger("sonda.jobs")

IDLE = 0.5  # seconds between two looks at an empty queue
SCHEDULES_EVERY = 20.0


def run(stop: threading.Event | None = None, *, once: bool = False) -> int:
    """Work until `stop` is set, or with `once` until nothing is due. Returns how many jobs were taken.

    A database that is away is waited for: the worker says so in the log and looks again.
    """
    stop = stop or threading.Event()
    backend = task_backends["default"]
    if not isinstance(backend, DatabaseBackend):
        raise TypeError(f"A worker needs the database backend, not {type(backend).__name__}.")
    worker_id = f"{socket.gethostname()}:{os.getpid()}"
    autodiscover_modules("tasks")
    taken, looked_at_schedules = 0, time.monotonic() - SCHEDULES_EVERY
    while not stop.is_set():
        if not once:  # a caller that wants one round may be inside a transaction of its own
            close_old_connections()
        try:
            now = timezone.now()
            if time.monotonic() - looked_at_schedules >= SCHEDULES_EVERY:
                schedules.enqueue_due(at=now)
                looked_at_schedules = time.monotonic()
            job = operations.claim(worker_id=worker_id, backend=backend, at=now)
            if job:
                taken += 1
                perform(job, backend=backend)
        except DatabaseError as trouble:  # away, or locked: whatever was claimed comes back when its lease runs out
            if once:
                raise
            logger.warning("database not ready for the worker: %s", type(trouble).__name__)
            stop.wait(2)
            continue
        if once and not job:
            break
        if not job:
            stop.wait(IDLE)
    return taken


def perform(job: Job, *, backend: DatabaseBackend) -> None:
    """Run one claimed job to its end, good or bad, renewing the lease from a second thread."""
    ended = threading.Event()
    heart = threading.Thread(target=beat, args=(job, backend, ended), daemon=True)
    heart.start()
    try:
        with progress.reporting(job):
            result = call(job)
        operations.finish(job=job, result=result, at=timezone.now())
    except KeyboardInterrupt:  # somebody ends the worker; the job comes back when its lease runs out
        raise
    # Whatever a task raises is the job's end, not the worker's: also SystemExit, a panic in Rust, and a result that
    # cannot be kept.
    except BaseException as error:
        logger.warning("job %s %s failed: %s", job.pk, job.task, type(error).__name__)
        operations.fail(job=job, error=error, backend=backend, at=timezone.now())
    finally:
        ended.set()
        heart.join()


def call(job: Job) -> Any:
    task = import_string(job.task)
    if task.takes_context:
        return task.call(TaskContext(task_result=result_of(job, task)), *job.args, **job.kwargs)
    return task.call(*job.args, **job.kwargs)


def beat(job: Job, backend: DatabaseBackend, ended: threading.Event) -> None:
    """Renew the lease each third of it until the job has ended or the lease is lost."""
    try:
        while not ended.wait(backend.lease / 3):
            try:
                if not operations.renew(job=job, backend=backend, at=timezone.now()):
                    return
            except OperationalError:
                # SQLite: the job itself is writing. Nobody can claim while it does, so a late beat is good enough.
                continue
    finally:
        connections.close_all()
