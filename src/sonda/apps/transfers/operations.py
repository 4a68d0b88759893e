"""Writes: an import asked for, and an import done."""

import hashlib
import shutil
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import get_valid_filename

from sonda.apps.jobs import progress
from sonda.apps.organizations.models import Organization
from sonda.apps.responses.models import Response
from sonda.apps.responses.operations import record_many
from sonda.apps.responses.signals import responses_imported
from sonda.apps.surveys.operations import QuestionDiffers, fill_bank
from sonda.apps.transfers.checking import Progress, Report, checked
from sonda.apps.transfers.choices import State
from sonda.apps.transfers.mapping import FileMapping, read_mapping
from sonda.apps.transfers.models import Import
from sonda.apps.transfers.spool import Spool
from sonda.methods.result import N_


def request_import(*, organization: Organization, path: Path, mapping_text: str) -> tuple[Import, bool]:
    """An import of this file, and whether it is a new one; the file is copied, so that it may change or go.

    The same file with the same mapping is done once: what is done, waiting or running already is returned as it is.
    Raises MappingError for a mapping that does not hold together, OSError for a file that cannot be read.
    """
    mapping = read_mapping(mapping_text)
    digest = digest_of(path)
    same = Import.objects.filter(organization=organization, sha256=digest, mapping_sha256=mapping.sha256)
    known = same.exclude(state=State.REFUSED).first()
    if known:
        return known, False
    with transaction.atomic():
        wanted = Import.objects.create(
            organization=organization,
            file_name=path.name,
            sha256=digest,
            mapping=mapping_text,
            mapping_sha256=mapping.sha256,
            n_bytes=path.stat().st_size,
        )
        copy = copy_of(wanted)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return wanted, True


def run_import(import_id: int, *, report_progress: Progress = progress.report) -> Import:
    """Do an import: everything in the file, or nothing. Done or refused already: nothing happens."""
    wanted = Import.objects.select_related("organization").get(pk=import_id)
    if wanted.is_over:
        return wanted
    wanted.state, wanted.started_at = State.RUNNING, timezone.now()
    wanted.save(update_fields=["state", "started_at"])
    mapping = read_mapping(wanted.mapping)
    with checked(copy_of(wanted), mapping, digest=wanted.sha256, progress=report_progress) as (report, spool):
        if report.is_good:
            report_progress(done=report.n_rows, total=report.n_rows, what=N_("Storing answers"))
            store(wanted, mapping, report, spool)
        if not report.is_good:
            refuse(wanted, report)
    shutil.rmtree(copy_of(wanted).parent, ignore_errors=True)
    return wanted


def store(wanted: Import, mapping: FileMapping, report: Report, spool: Spool) -> None:
    """The bank, the responses and the end of the import in one transaction; or the reason in the report."""
    try:
        with transaction.atomic():
            survey = fill_bank(
                organization=wanted.organization,
                key=mapping.survey,
                title=mapping.title,
                languages=mapping.languages,
                dimensions=mapping.dimensions,
                questions=list(mapping.questions()),
            )
            stored, known = record_many(survey=survey, import_id=wanted.pk, documents=spool.documents())
            finish(wanted, report, state=State.DONE, survey=survey, n_stored=stored, n_known=known)
            tell = partial(
                responses_imported.send_robust, Response, survey=survey, import_id=wanted.pk, n_stored=stored
            )
            transaction.on_commit(tell)
    except QuestionDiffers as trouble:
        with translation.override("en"):  # kept as written in the code; each reader's language comes when it is shown
            text = str(QuestionDiffers.message)
        report.n_refused = 1
        report.problems = [{"row": None, "column": None, "text": text, "values": trouble.values}]


def refuse(wanted: Import, report: Report) -> None:
    finish(wanted, report, state=State.REFUSED, problems=report.problems, n_refused=report.n_refused)


def finish(wanted: Import, report: Report, **fields: object) -> None:
    outcome = {"n_rows": report.n_rows, "warnings": report.warnings, "finished_at": timezone.now(), **fields}
    for name, value in outcome.items():
        setattr(wanted, name, value)
    wanted.save(update_fields=outcome)


def copy_of(wanted: Import) -> Path:
    """Where the file waits for its job, in a folder of its own."""
    return Path(settings.HOME) / "imports" / str(wanted.pk) / get_valid_filename(wanted.file_name)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
