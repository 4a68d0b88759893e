"""Reads of files that were brought to the wizard."""

from typing import Any

from django.db.models import QuerySet

from sonda.apps.jobs import progress
from sonda.apps.jobs.models import Job
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member
from sonda.apps.transfers.choices import UploadState
from sonda.apps.transfers.models import Upload


def uploads(member: Member) -> QuerySet[Upload]:
    """The files that a member may go on with, the newest first."""
    return Upload.objects.visible_to(member)


def waiting(member: Member) -> QuerySet[Upload]:
    """Files that became no import yet; none for who may not import."""
    if not member.may(Right.WRITE):
        return Upload.objects.none()
    return uploads(member).exclude(state=UploadState.IMPORTED)


def progress_of(upload: Upload) -> dict[str, Any]:
    """How far reading has come: `{"done", "total", "what"}`; empty when nobody has said so."""
    job = Job.objects.filter(pk=upload.job_id).first() if upload.job_id else None
    return progress.read(job) if job else {}


def is_given_up(upload: Upload) -> bool:
    """Whether nobody works on the file any more although it waits to be read or checked."""
    is_waiting = upload.state in (UploadState.READING, UploadState.CHECKING) and upload.job_id
    return bool(is_waiting) and Job.objects.dead().filter(pk=upload.job_id).exists()


def how_to_open(upload: Upload) -> dict[str, Any]:
    """What `engine.source.open_source` must be told to read the file as its profile shows it."""
    found = upload.profile
    return {
        "encoding": upload.options.get("encoding"),
        # Below a title, or a line that only Excel understands, nobody looks for the separator again.
        "separator": upload.options.get("separator") or (found.get("header_row", 1) > 1 and found["separator"]) or None,
        "sheet": found.get("sheet") or None,
        "header_row": found.get("header_row") or None,
        "skip_below": found.get("skip_below") or None,
        "skip_end": found.get("skip_end") or None,
        "decimal": upload.options.get("decimal"),
    }
