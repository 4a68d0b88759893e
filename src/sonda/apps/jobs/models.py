"""A job and the lease on it; the database is the queue."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sonda.apps.jobs.choices import State

LONGEST = timedelta(minutes=2)  # no lease and no two clocks of an installation reach further ahead than this


class JobQuerySet(models.QuerySet["Job"]):
    def claimable(self, at: datetime) -> Self:
        """Waiting and due, or held by a worker that stopped renewing its lease.

        A clock that ran ahead and was put right leaves times behind that are far off. They hold nothing back: a job
        that nobody deferred is due, one whose last attempt is still to come is due, and a lease that no honest worker
        could have written has ended.
        """
        ahead = at + LONGEST
        due = Q(run_after__lte=at) | Q(run_after__lte=F("enqueued_at")) | Q(attempted_at__gt=ahead)
        ended = Q(lease_until__lt=at) | Q(lease_until__gt=ahead)
        held = Q(state=State.RUNNING) & ended
        return self.filter((Q(state=State.QUEUED) & due) | held).order_by("-priority", "run_after", "enqueued_at")

    def unfinished(self) -> Self:
        return self.filter(state__in=[State.QUEUED, State.RUNNING])

    def dead(self) -> Self:
        return self.filter(state=State.DEAD)

    def of_organization(self, organization_id: int) -> Self:
        """Jobs enqueued with this `organization_id`; a number, because organisations live in a room above."""
        return self.filter(organization_id=organization_id)


class Job(models.Model):
    """One piece of work: what to call, with what, who holds it until when, and how it ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=300)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    organization_id = models.BigIntegerField(null=True, db_index=True)
    unique_key = models.CharField(max_length=300, null=True)
    priority = models.IntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    # The fencing token: each claim counts it up, and whoever comes back with an old one writes nothing.
    token = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker_ids = models.JSONField(default=list)

    result = models.JSONField(null=True)
    errors = models.JSONField(default=list)
    progress = models.JSONField(default=dict)

    enqueued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "run_after"], name="job_queue"),
            models.Index(fields=["state", "lease_until"], name="job_leases"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=Q(state__in=[State.QUEUED, State.RUNNING], unique_key__isnull=False),
                name="job_unique_while_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.state})"

    @property
    def problem(self) -> str:
        """The last sentence about what went wrong; empty when nothing did."""
        return str(self.errors[-1]["message"]) if self.errors else ""


class Schedule(models.Model):
    """When a regular task is due next; what is regular is declared in code (`schedules.regularly`)."""

    task = models.CharField(max_length=300, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task} at {self.next_at:%Y-%m-%d %H:%M}"
