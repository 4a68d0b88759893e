"""How far a running job has come, told by the job and read by a page.

On PostgreSQL the note goes through a connection of its own, so that it shows while the job's transaction is still
open. SQLite has one writer at a time and the job is it; there the note is a small file beside the database.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, connections

from sonda.apps.jobs.models import Job

EVERY = 0.2  # seconds between two notes; more would only cost
_current: ContextVar["Reporter | None"] = ContextVar("job", default=None)


def report(*, done: int, total: int, what: str = "") -> None:
    """Say how far the job running here has come; outside a job this is silent."""
    reporter = _current.get()
    if reporter:
        reporter.report(done=done, total=total, what=what)


def read(job: Job) -> dict[str, Any]:
    """The latest note: `{"done": …, "total": …, "what": …}`, empty before the first."""
    with suppress(OSError, ValueError):
        note: dict[str, Any] = json.loads(path_of(job.pk).read_text())
        if note.pop("token", None) == job.token:
            return note
    return dict(job.progress)


@contextmanager
def reporting(job: Job) -> Iterator[None]:
    """Let `report` inside this block speak for the job."""
    reporter = Reporter(job)
    mark = _current.set(reporter)
    try:
        yield
    finally:
        _current.reset(mark)
        path_of(job.pk).unlink(missing_ok=True)


class Reporter:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.last = 0.0

    def report(self, *, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now - self.last < EVERY and done < total:
            return
        self.last = now
        note = {"done": done, "total": total, "what": what}
        if connection.vendor == "sqlite":
            with suppress(OSError):  # a full disk: the work itself will say so, if it needs the disk
                self.to_file({**note, "token": self.job.token})
        else:
            # Another thread has another connection, and with it another transaction.
            thread = threading.Thread(target=self.to_database, args=(note,))
            thread.start()
            thread.join()

    def to_file(self, note: dict[str, Any]) -> None:
        path = path_of(self.job.pk)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(note))
        fresh.replace(path)

    def to_database(self, note: dict[str, Any]) -> None:
        try:
            Job.objects.filter(pk=self.job.pk, token=self.job.token).update(progress=note)
        finally:
            connections.close_all()


def path_of(job_id: UUID) -> Path:
    return Path(settings.HOME) / "progress" / f"{job_id}.json"
