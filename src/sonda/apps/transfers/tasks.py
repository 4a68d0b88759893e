"""The room's background work: reading and checking the files of the wizard, importing and undoing, forgetting."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from sonda.apps.jobs.operations import enqueue_once
from sonda.apps.jobs.schedules import regularly
from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, ActorKind
from sonda.apps.organizations.models import Member
from sonda.apps.transfers import operations
from sonda.apps.transfers.choices import State
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.models import Import, Upload
from sonda.apps.transfers.uploads import operations as uploads
from sonda.apps.transfers.wizard import operations as wizard


@task(priority=10)
def read_upload(upload_id: int, organization_id: int) -> None:
    """Read a file that somebody brought; running it again after a crash is harmless, because it only looks."""
    uploads.read(upload_id)


def read_later(upload: Upload) -> None:
    """Let a worker read this file as its options say; one that waits or runs already is left to it."""
    key = f"upload {upload.pk} {uploads.digest(upload.options)}"
    job = enqueue_once(read_upload, key=key, upload_id=upload.pk, organization_id=upload.organization_id)
    Upload.objects.filter(pk=upload.pk).update(job_id=str(job.pk))
    upload.refresh_from_db()


@regularly("40 3 * * *")
@task()
def forget_old_uploads() -> int:
    """Forget files that nobody has gone on with for two weeks."""
    return uploads.forget_old(at=timezone.now())


@task()
def check_upload(upload_id: int, organization_id: int) -> None:
    """Check a file; running it again after a crash is harmless, because it stores nothing but its own report."""
    wizard.check(upload_id)


@transaction.atomic
def check_later(upload: Upload, text: str) -> None:
    """Let a worker check this file with this mapping."""
    wizard.ask_for_check(upload, text)
    key = f"check {upload.pk} {read_mapping(text).sha256[:12]}"
    job = enqueue_once(check_upload, key=key, upload_id=upload.pk, organization_id=upload.organization_id)
    Upload.objects.filter(pk=upload.pk).update(job_id=str(job.pk))
    upload.refresh_from_db()


@transaction.atomic
def start_later(upload: Upload, *, by: Member, save_as: str = "") -> tuple[Import, bool]:
    """Begin the import of a checked file; a worker does it."""
    wanted, is_new = wizard.start(upload, by=by, save_as=save_as)
    return (enqueue(wanted) if is_new else wanted), is_new


@task()
def run_import(import_id: int, organization_id: int) -> None:
    """Do an import; running it again after a crash is harmless, because it stores all of a file or nothing."""
    operations.run_import(import_id)


def enqueue(wanted: Import) -> Import:
    """Let a worker do this import; one that is already waiting or running is left to it."""
    job = enqueue_once(
        run_import, key=f"import {wanted.pk}", import_id=wanted.pk, organization_id=wanted.organization_id
    )
    Import.objects.filter(pk=wanted.pk).update(job_id=str(job.pk))
    wanted.refresh_from_db()
    return wanted


@task()
def undo_import(import_id: int, organization_id: int) -> None:
    """Undo an import; running it again after a crash is harmless, because it takes out all or nothing."""
    operations.undo_import(import_id)


@transaction.atomic
def undo_later(wanted: Import, *, by: Member | ActorKind) -> bool:
    """Let a worker undo a finished import; False when there is nothing to undo (any more). The audit log says who."""
    if not Import.objects.filter(pk=wanted.pk, state=State.DONE).update(state=State.UNDOING):
        return False
    job = enqueue_once(
        undo_import, key=f"undo {wanted.pk}", import_id=wanted.pk, organization_id=wanted.organization_id
    )
    Import.objects.filter(pk=wanted.pk).update(job_id=str(job.pk))
    audit.record(
        organization=wanted.organization, actor=by, action=Action.UNDID, subject=wanted.file_name, number=wanted.pk
    )
    return True
