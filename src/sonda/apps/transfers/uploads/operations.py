"""Writes: a file taken in, read, read otherwise, forgotten."""

import hashlib
import re
import shutil
import time
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sonda.apps.jobs import progress
from sonda.apps.organizations.models import Member
from sonda.apps.transfers.choices import UploadState
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.operations import copy_name, digest_of
from sonda.apps.transfers.profiling.profiler import profile_of
from sonda.apps.transfers.queries import sentence
from sonda.apps.transfers.reading.checking import Progress
from sonda.apps.transfers.sizes import sized
from sonda.apps.transfers.uploads import parts
from sonda.apps.transfers.uploads.arrivals import AROUND, Arrival, Trouble
from sonda.engine.errors import DataError
from sonda.engine.readers.kinds import kind_of
from sonda.methods.result import N_
from sonda.ui.errors import SondaError

KEPT = timedelta(days=14)
SPARE = 256_000_000  # bytes of the disk that files leave to answers
LONGEST_NAME = 200
BESIDE = re.compile(r"[\x00-\x1f\x7f]")
TOO_GREAT = N_("%(file)s needs more memory than reading a file may take: save it as .csv or .parquet.")
NOT_WHOLE = N_("%(file)s is not as it came in: bring it once more.")

TROUBLES: dict[Trouble, tuple[Promise, int]] = {
    Trouble.CROWDED: (_("Several files are coming in at this moment. Try again in a minute."), 503),
    Trouble.SLOW: (_("The file stopped coming, or came too slowly. Nothing was kept; try again."), 408),
    Trouble.CUT: (_("The file broke off on its way. Nothing was kept; try again."), 400),
    Trouble.FULL: (_("There is no room for this file on the server's disk. Nothing was kept."), 507),
    Trouble.NOT_A_FORM: (_("This is not a form with one file."), 400),
    Trouble.CHANGED: (_("The file changed while it came in. Nothing was kept; close it elsewhere and try again."), 409),
}


class DoesNotArrive(SondaError):
    """A file that did not come in, and why."""

    def __init__(self, trouble: Trouble) -> None:
        self.message, self.status = TROUBLES[trouble]
        super().__init__()


class TooLarge(SondaError):
    message = _("The file is larger than %(most)s, the most that can be brought here.")
    status = 413


class NoFile(SondaError):
    message = _("Choose a file first.")


class NoTable(SondaError):
    """A file of which one can say at once that it cannot be read."""

    message = "%(problem)s"
    status = 422


class InUse(SondaError):
    message = _("%(file)s is being checked or was imported already; it cannot be read otherwise now.")
    status = 409


def may_come(arrival: Arrival) -> None:
    """Errors: DoesNotArrive, TooLarge: the file will not come in."""
    if arrival.trouble:
        raise DoesNotArrive(arrival.trouble)
    if arrival.n_bytes > settings.UPLOAD_MAX_BYTES + (0 if arrival.file else AROUND):
        raise TooLarge(most=sized(settings.UPLOAD_MAX_BYTES))
    if not arrival.file:
        home = Path(settings.HOME)
        if shutil.disk_usage(home).free < arrival.n_bytes + arrival.owed + SPARE:
            raise DoesNotArrive(Trouble.FULL)


@transaction.atomic
def take_in(*, member: Member, arrival: Arrival) -> Upload:
    """Keep a file that came in; somebody has to read it later.

    Errors: NoFile, NoTable: wrong extension, empty, contents of another kind.
    """
    name = plain_name(arrival.name)
    if not arrival.file or not name:
        raise NoFile
    upload = Upload.objects.create(
        organization=member.organization,
        brought_by=member,
        file_name=name,
        n_bytes=arrival.n_bytes,
        sha256=arrival.sha256,
    )
    forget_file(upload.pk)  # of a number that was given before and rolled back
    path = path_of(upload)
    path.parent.mkdir(parents=True)
    try:
        arrival.file.rename(path)
        kind_of(path)
    except DataError as trouble:
        forget_file(upload.pk)
        raise NoTable(problem=sentence(told(trouble, upload))) from None
    return upload


def read(upload_id: int, *, report_progress: Progress = progress.report) -> None:
    """Say what a file looks like, or why it cannot be read; whatever is over or forgotten meanwhile stays so."""
    upload = Upload.objects.filter(pk=upload_id, state=UploadState.READING).first()
    if upload is None:
        return
    outcome: dict[str, Any] = {"profile": {}, "problem": {}}
    try:
        path = path_of(upload)
        if not path.exists() or path.stat().st_size != upload.n_bytes or digest_of(path) != upload.sha256:
            raise DataError(NOT_WHOLE, file=upload.file_name)
        profile = profile_of(path, **upload.options, progress=report_progress)
        outcome |= {"state": UploadState.READY, "profile": profile.as_json()}
    except DataError as trouble:
        outcome |= {"state": UploadState.UNREADABLE, "problem": told(trouble, upload)}
    except MemoryError:
        outcome |= {
            "state": UploadState.UNREADABLE,
            "problem": {"text": TOO_GREAT, "values": {"file": upload.file_name}},
        }
    with transaction.atomic():
        now = Upload.objects.select_for_update().filter(pk=upload_id, state=UploadState.READING).first()
        if now and now.options == upload.options:  # else somebody wants it read otherwise, and that is coming
            for field, value in outcome.items():
                setattr(now, field, value)
            now.save(update_fields=list(outcome))


@transaction.atomic
def read_otherwise(upload: Upload, options: dict[str, Any]) -> Upload:
    """Begin anew with other options; what was said about its columns stays as a draft.

    Errors: InUse.
    """
    now = Upload.objects.select_for_update().get(pk=upload.pk)
    if now.state in (UploadState.CHECKING, UploadState.IMPORTED):
        raise InUse(file=now.file_name)
    now.options, now.state, now.problem, now.report = options, UploadState.READING, {}, {}
    now.save(update_fields=["options", "state", "problem", "report"])
    return now


def forget(upload: Upload) -> None:
    """The file and everything said about it; an import that it became keeps its own copy."""
    number = upload.pk
    upload.delete()
    transaction.on_commit(lambda: forget_file(number))


def forget_old(*, at: datetime) -> int:
    """Files that nobody went on with, and what a crash left behind. Returns how many files were forgotten."""
    old = list(Upload.objects.filter(created_at__lt=at - KEPT))
    for upload in old:
        forget(upload)
    parts.forget_left_parts()
    for folder in parts.folder().glob("*/"):
        with_row = folder.name.isdecimal() and Upload.objects.filter(pk=int(folder.name)).exists()
        if not with_row and time.time() - folder.stat().st_mtime > 3600:  # a younger one may be coming in
            shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def path_of(upload: Upload) -> Path:
    """Where the file lies, in a folder of its own."""
    return parts.folder() / str(upload.pk) / copy_name(upload.file_name)


def forget_file(number: int) -> None:
    shutil.rmtree(parts.folder() / str(number), ignore_errors=True)


def told(trouble: DataError, upload: Upload) -> dict[str, Any]:
    """What is wrong, as it is kept: the file by the name that its owner knows."""
    values = {name: plain(value) for name, value in trouble.note.values.items() if value is not None}
    if "file" in values:
        values["file"] = upload.file_name
    return {"text": trouble.note.text, "values": values}


def plain(value: object) -> object:
    """A value that both databases keep."""
    if isinstance(value, int | float):
        return value
    return str(value).replace("\0", "\ufffd").encode(errors="replace").decode()


def plain_name(name: str) -> str:
    """The file's own name: no folders, no control characters, not too long, its ending kept.

    >>> plain_name("C:\\\\Moje\\\\ankieta\\x00 (2).csv"), plain_name("a" * 300 + ".csv.gz")[-12:]
    ('ankieta (2).csv', 'aaaaa.csv.gz')
    """
    base = re.split(r"[/\\]", name)[-1].encode(errors="replace").decode()
    base = unicodedata.normalize("NFC", BESIDE.sub("", base)).strip()
    if len(base) <= LONGEST_NAME:
        return base
    return base[: LONGEST_NAME - 20] + base[-20:]


def digest(options: dict[str, Any]) -> str:
    """The options as a short key."""
    return hashlib.sha256(repr(sorted(options.items())).encode()).hexdigest()[:12]
