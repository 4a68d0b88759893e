"""Regular work: a task says how often it wants to run, and the worker enqueues it when it is due.

    @regularly("15 3 * * *")
    @task()
    def sweep() -> None: ...

Times missed while no worker ran are made up for once, not once each.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cronsim import CronSim
from django.db import transaction
from django.utils import timezone

from sonda.apps.jobs.models import Schedule

REGULAR: dict[str, tuple[Any, str]] = {}


def regularly(cron: str) -> Callable[[Any], Any]:
    """Declare a task as regular, with five cron fields in the organisation's time zone."""

    def declare(task: Any) -> Any:
        REGULAR[task.module_path] = (task, cron)
        return task

    return declare


def enqueue_due(*, at: datetime) -> int:
    """Enqueue what is due; each due time once, however many workers look. Returns how many were enqueued."""
    known = {schedule.task: schedule for schedule in Schedule.objects.filter(task__in=REGULAR)}
    enqueued = 0
    for path, (task, cron) in REGULAR.items():
        after = next(CronSim(cron, timezone.localtime(at)))
        schedule = known.get(path)
        if schedule is None:
            Schedule.objects.get_or_create(task=path, defaults={"next_at": after})
        elif schedule.next_at <= at:
            with transaction.atomic():
                mine = Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at).update(next_at=after)
                if mine:
                    task.enqueue()
                    enqueued += 1
        elif schedule.next_at > after:  # set by a clock that ran ahead, or by a rarer rule of an older version
            Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at).update(next_at=after)
    return enqueued
