"""Imports as background work."""

from django.db import transaction
from django_tasks import task

from sonda.apps.jobs.operations import enqueue_once
from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, ActorKind
from sonda.apps.organizations.models import Member
from sonda.apps.transfers import operations
from sonda.apps.transfers.choices import State
from sonda.apps.transfers.models import Import


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
