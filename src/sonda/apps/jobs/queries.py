"""What a page may ask about jobs."""

from django.db.models import QuerySet

from sonda.apps.jobs.models import Job


def dead_letters(*, organization_id: int) -> "QuerySet[Job]":
    """An organisation's jobs that were given up, the latest first."""
    return Job.objects.of_organization(organization_id).dead().order_by("-finished_at")


def under_way(*, organization_id: int) -> "QuerySet[Job]":
    """An organisation's jobs that wait or run, the next first."""
    return Job.objects.of_organization(organization_id).unfinished().order_by("enqueued_at")
