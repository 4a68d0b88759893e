"""Django's Tasks API on a table of the application's own database.

Because a job is a row, enqueueing belongs to the caller's transaction: what rolls back was never asked for, and what
commits is run at least once (docs/decisions/jobs.md).
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job

T = TypeVar("T")

STATUS = {
    State.QUEUED: TaskResultStatus.READY,
    State.RUNNING: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.DEAD: TaskResultStatus.FAILED,
}


class DatabaseBackend(BaseTaskBackend):
    """OPTIONS: `lease` (60 at most) and `backoff` in seconds, `attempts` until a job is given up."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.lease = min(float(self.options.get("lease", 15)), 60)
        self.backoff = float(self.options.get("backoff", 5))
        self.attempts = int(self.options.get("attempts", 5))

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        self.validate_task(task)
        job = self.store(task, args, kwargs)
        task_result: TaskResult[Any] = result_of(job, task)
        task_enqueued.send(type(self), task_result=task_result)
        return task_result

    def store(self, task: Any, args: Any, kwargs: Mapping[str, Any], unique_key: str | None = None) -> Job:
        return Job.objects.create(
            task=task.module_path,
            args=normalize_json(list(args)),
            kwargs=normalize_json(dict(kwargs)),
            organization_id=kwargs.get("organization_id"),
            unique_key=unique_key,
            priority=task.priority,
            run_after=task.run_after or timezone.now(),
        )

    def get_result(self, result_id: str) -> Any:
        try:
            job = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValidationError) as missing:
            raise TaskResultDoesNotExist(result_id) from missing
        return result_of(job, import_string(job.task))


def result_of(job: Job, task: "Task[Any, T]") -> "TaskResult[T]":
    """The job in the words of the Tasks API."""
    result: TaskResult[T] = TaskResult(
        task=task,
        id=str(job.pk),
        status=STATUS[State(job.state)],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        last_attempted_at=job.attempted_at,
        finished_at=job.finished_at,
        args=job.args,
        kwargs=job.kwargs,
        backend=task.backend,
        errors=[TaskError(exception_class_path=e["class"], traceback=e["traceback"]) for e in job.errors],
        worker_ids=job.worker_ids,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
