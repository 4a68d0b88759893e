"""Reading the files of the wizard as background work, and forgetting them."""

from django.utils import timezone
from django_tasks import task

from sonda.apps.jobs.operations import enqueue_once
from sonda.apps.jobs.schedules import regularly
from sonda.apps.transfers import uploading
from sonda.apps.transfers.models import Upload


@task(priority=10)
def read_upload(upload_id: int, organization_id: int) -> None:
    """Read a file that somebody brought; running it again after a crash is harmless, because it only looks."""
    uploading.read(upload_id)


def read_later(upload: Upload) -> None:
    """Let a worker read this file as its options say; one that waits or runs already is left to it."""
    key = f"upload {upload.pk} {uploading.digest(upload.options)}"
    job = enqueue_once(read_upload, key=key, upload_id=upload.pk, organization_id=upload.organization_id)
    Upload.objects.filter(pk=upload.pk).update(job_id=str(job.pk))
    upload.refresh_from_db()


@regularly("40 3 * * *")
@task()
def forget_old_uploads() -> int:
    """Forget files that nobody has gone on with for two weeks."""
    return uploading.forget_old(at=timezone.now())
