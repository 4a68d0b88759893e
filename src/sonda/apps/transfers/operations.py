"""Writes: an import asked for, and an import done."""

import hashlib
import os
import re
import shutil
import uuid
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.queries import needed
from sonda.apps.jobs import progress
from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, ActorKind
from sonda.apps.organizations.models import Member, Organization
from sonda.apps.responses.models import Response
from sonda.apps.responses.operations import record_rows, take_back
from sonda.apps.responses.signals import responses_imported, responses_removed
from sonda.apps.surveys.models import Survey
from sonda.apps.surveys.operations import BankRefuses, fill_bank, forget_questions
from sonda.apps.transfers.choices import State
from sonda.apps.transfers.known import LEFT_OUT, known_in
from sonda.apps.transfers.mapping.file import FileMapping, read_mapping
from sonda.apps.transfers.models import Import
from sonda.apps.transfers.reading.checking import Progress, Report, checked
from sonda.apps.transfers.reading.spool import Spool
from sonda.methods.result import N_
from sonda.ui.errors import SondaError

WITHHELD = N_(
    "Stored and not counted: %(n)s. These rows repeat answers that are counted already, or stood in a file that was "
    "undone, together with people who are missing or answer otherwise now. Counting them would show single people."
)


class BeingUndone(SondaError):
    message = _("The import of %(file)s is being undone; import the file again when that has ended.")
    status = 409


def request_import(
    *,
    organization: Organization,
    path: Path,
    mapping_text: str,
    file_name: str = "",
    ours: str = "",
    by: Member | ActorKind = audit.COMMAND_LINE,
) -> tuple[Import, bool]:
    """An import of this file, and whether it is a new one; the file is copied, so that it may change or go.

    A file that lies in this house already, with `ours` as its digest, is taken over without being copied or read.

    The same file with the same mapping is done once: what is done, waiting or running already is returned as it is.
    The audit log says who brought a new one. Raises MappingError for a mapping that does not hold together,
    BeingUndone, OSError for a file that cannot be read.
    """
    mapping = read_mapping(mapping_text)
    known = same_import(organization, digest=ours or digest_of(path), mapping=mapping)
    if known:
        return known, False
    name = file_name or path.name
    part = folder() / f"{uuid.uuid4()}.part"
    part.mkdir(parents=True)
    try:
        digest = take_over(path, part / copy_name(name), digest=ours)
        with transaction.atomic():
            Organization.objects.select_for_update().get(pk=organization.pk)  # two who ask at once: one import
            known = same_import(organization, digest=digest, mapping=mapping)
            if known:
                return known, False
            wanted = Import.objects.create(
                organization=organization,
                file_name=name.encode(errors="replace").decode(),  # a name may hold bytes that are no text
                sha256=digest,
                mapping=mapping_text,
                mapping_sha256=mapping.sha256,
                n_bytes=(part / copy_name(name)).stat().st_size,
            )
            forget_copy(wanted)  # of a number that was given before and rolled back
            audit.record(
                organization=organization,
                actor=by,
                action=Action.IMPORTED,
                subject=wanted.file_name,
                number=wanted.pk,
                survey=mapping.survey,
            )
            part.rename(copy_of(wanted).parent)
        return wanted, True
    finally:
        shutil.rmtree(part, ignore_errors=True)


def same_import(organization: Organization, *, digest: str, mapping: FileMapping) -> Import | None:
    """An import of the same file with the same mapping that is done, waiting or running."""
    same = Import.objects.filter(organization=organization, sha256=digest, mapping_sha256=mapping.sha256)
    found = same.exclude(state__in=[State.REFUSED, State.UNDONE]).first()
    if found and found.state == State.UNDOING:
        raise BeingUndone(file=found.file_name)
    return found


def run_import(import_id: int, *, report_progress: Progress = progress.report) -> Import:
    """Do an import: everything in the file, or nothing. Done or refused already: nothing happens.

    Two may do it at once (a worker that was thought dead goes on): whoever comes second changes nothing.
    """
    wanted = Import.objects.select_related("organization").get(pk=import_id)
    if wanted.is_over:
        forget_copy(wanted)  # the one who did it may have been killed before this
        return wanted
    unfinished = Import.objects.filter(pk=wanted.pk, state__in=[State.QUEUED, State.RUNNING])
    unfinished.update(state=State.RUNNING, started_at=timezone.now())
    mapping = read_mapping(wanted.mapping)
    with checked(copy_of(wanted), mapping, digest=wanted.sha256, progress=report_progress) as (report, spool):
        if report.is_good:
            tell_stored(report, report_progress, 0)
            store(wanted, mapping, report, spool, report_progress)
        if not report.is_good:
            refuse(wanted, report)
    forget_copy(wanted)
    wanted.refresh_from_db()
    return wanted


def store(
    wanted: Import, mapping: FileMapping, report: Report, spool: Spool, report_progress: Progress = progress.report
) -> None:
    """The bank, the responses and the end of the import in one transaction; or the reason in the report."""
    try:
        with transaction.atomic():
            if ended_meanwhile(wanted):
                return
            survey = fill_bank(
                organization=wanted.organization,
                key=mapping.survey,
                title=mapping.title,
                languages=mapping.languages,
                dimensions=mapping.dimensions,
                questions=list(mapping.questions()),
                **mapping.promise,
            )
            stored, known, withheld = record_rows(
                survey=survey,
                import_id=wanted.pk,
                rows=spool.rows(),
                progress=partial(tell_stored, report, report_progress),
            )
            if known:
                report.warnings += left_out(wanted, survey, mapping, spool, report)
            if withheld:
                report.warnings.append({"text": WITHHELD, "values": {"n": withheld}})
            finish(wanted, report, state=State.DONE, survey=survey, n_stored=stored, n_known=known)
            tell = partial(
                responses_imported.send_robust, Response, survey=survey, import_id=wanted.pk, n_stored=stored
            )
            transaction.on_commit(tell)
    except BankRefuses as trouble:
        with translation.override("en"):  # kept as written in the code; each reader's language comes when it is shown
            text = str(type(trouble).message)
        report.n_refused = 1
        report.problems = [{"row": None, "column": None, "text": text, "values": trouble.values}]


def left_out(
    wanted: Import, survey: Survey, mapping: FileMapping, spool: Spool, report: Report
) -> list[dict[str, Any]]:
    """That rows of people who are known said something else; nothing where none did."""
    n = known_in(spool, mapping, survey=survey, there=report.there, but=wanted.pk).n_other
    return [{"text": LEFT_OUT, "values": {"n": n}}] if n else []


def tell_stored(report: Report, report_progress: Progress, done: int) -> None:
    report_progress(done=done, total=report.n_rows, what=N_("Storing answers"))


@transaction.atomic
def refuse(wanted: Import, report: Report) -> None:
    if ended_meanwhile(wanted):
        return
    finish(wanted, report, state=State.REFUSED, problems=report.problems, n_refused=report.n_refused)


def ended_meanwhile(wanted: Import) -> bool:
    """Whether somebody else has brought this import to its end; until ours has, nobody else can."""
    return Import.objects.select_for_update().get(pk=wanted.pk).is_over


def finish(wanted: Import, report: Report, **fields: object) -> None:
    outcome = {"n_rows": report.n_rows, "warnings": report.warnings, "finished_at": timezone.now(), **fields}
    for name, value in outcome.items():
        setattr(wanted, name, value)
    wanted.save(update_fields=outcome)


def folder() -> Path:
    return Path(settings.HOME) / "imports"


def undo_import(import_id: int) -> Import:
    """Take out everything that an import stored, or nothing; undone already: nothing happens.

    Questions that this import alone brought go with their answers.
    """
    with transaction.atomic():
        wanted = Import.objects.select_for_update().get(pk=import_id)
        if wanted.state not in (State.DONE, State.UNDOING):
            return wanted
        survey = wanted.survey
        if survey:
            wanted.n_removed = take_back(survey=survey, import_id=wanted.pk)
            forget_questions(survey, brought_alone(wanted, survey))
            tell = partial(
                responses_removed.send_robust,
                Response,
                survey=survey,
                import_id=wanted.pk,
                n_removed=wanted.n_removed,
            )
            transaction.on_commit(tell)
        wanted.state = State.UNDONE
        wanted.save(update_fields=["state", "n_removed"])
    return wanted


def brought_alone(wanted: Import, survey: Survey) -> set[str]:
    """Questions that no other import of the survey speaks of and nothing that people keep needs.

    None where there are answers of which no import tells what they answer.
    """
    others = survey.imports.filter(state__in=[State.DONE, State.UNDOING]).exclude(pk=wanted.pk)
    told = {other.pk: read_mapping(other.mapping) for other in others}
    if survey.responses.exclude(import_id__in=told).exists():
        return set()
    keys = {column.key for column in read_mapping(wanted.mapping).columns}
    keys -= {column.key for mapping in told.values() for column in mapping.columns}
    asked = list(survey.questions.filter(key__in=keys))
    return {question.key for question in asked} - needed(survey, asked)


def copy_of(wanted: Import) -> Path:
    """Where the file waits for its job, in a folder of its own."""
    return folder() / str(wanted.pk) / copy_name(wanted.file_name)


def copy_name(name: str) -> str:
    """A name that every file system takes, with the ending by which the format is known.

    >>> copy_name("answers (2).csv"), copy_name(".csv"), copy_name("caf\\udce9.csv")
    ('answers__2_.csv', 'file.csv', 'caf_.csv')
    """
    plain = re.sub(r"[^-\w.]", "_", name)[-60:]
    return f"file{plain}" if plain.startswith(".") else plain


def forget_copy(wanted: Import) -> None:
    shutil.rmtree(copy_of(wanted).parent, ignore_errors=True)


def take_over(path: Path, copy: Path, *, digest: str) -> str:
    """The file under another name where its digest is known and the disk can do it, else a copy; the digest."""
    if digest:
        with suppress(OSError):
            copy.hardlink_to(path)
            return digest
    return copy_file(path, copy)


def copy_file(path: Path, copy: Path) -> str:
    """Copy a file, surely on disk before the import is; the digest of what was copied, which may differ by now."""
    shutil.copyfile(path, copy)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
