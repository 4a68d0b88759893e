"""Checking the files of the wizard as background work."""

from django.db import transaction
from django_tasks import task

from sonda.apps.jobs.operations import enqueue_once
from sonda.apps.organizations.models import Member
from sonda.apps.transfers import mapping_operations, tasks
from sonda.apps.transfers.mapping import read_mapping
from sonda.apps.transfers.models import Import, Upload


@task()
def check_upload(upload_id: int, organization_id: int) -> None:
    """Check a file; running it again after a crash is harmless, because it stores nothing but its own report."""
    mapping_operations.check(upload_id)


@transaction.atomic
def check_later(upload: Upload, text: str) -> None:
    """Let a worker check this file with this mapping."""
    mapping_operations.ask_for_check(upload, text)
    key = f"check {upload.pk} {read_mapping(text).sha256[:12]}"
    job = enqueue_once(check_upload, key=key, upload_id=upload.pk, organization_id=upload.organization_id)
    Upload.objects.filter(pk=upload.pk).update(job_id=str(job.pk))
    upload.refresh_from_db()


@transaction.atomic
def start_later(upload: Upload, *, by: Member, save_as: str = "") -> tuple[Import, bool]:
    """Begin the import of a checked file; a worker does it."""
    wanted, is_new = mapping_operations.start(upload, by=by, save_as=save_as)
    return (tasks.enqueue(wanted) if is_new else wanted), is_new
