"""Writes of the wizard's second half: a draft kept, a file checked, an import begun, a mapping kept under a name."""

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sonda.apps.jobs import progress
from sonda.apps.organizations.models import Member, Organization
from sonda.apps.responses.packing import Row
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Survey
from sonda.apps.surveys.operations import MUST_AGREE, BankRefuses, QuestionDiffers, keep_promise
from sonda.apps.transfers import operations
from sonda.apps.transfers.choices import UploadState
from sonda.apps.transfers.known import OTHERWISE, Known, known_in
from sonda.apps.transfers.mapping.file import FileMapping, read_mapping
from sonda.apps.transfers.models import Import, SavedMapping, Upload
from sonda.apps.transfers.reading.checking import Progress, Report, checked
from sonda.apps.transfers.reading.rows import LISTED, Problem
from sonda.apps.transfers.reading.spool import Spool
from sonda.apps.transfers.uploads import operations as uploading
from sonda.ui.errors import SondaError

MOST_LINES = 100_000  # refused cells that can be downloaded; more help nobody to mend a file
TOLD = 8  # columns that are named in one line


class NotChecked(SondaError):
    message = _("The file has to be checked before it can be imported.")
    status = 409


class NotReady(SondaError):
    message = _("The file is not ready to be checked.")
    status = 409


def keep_draft(upload: Upload, text: str) -> None:
    """Keep what was said about the columns; a check that was made with something else counts no longer."""
    changed = Upload.objects.filter(pk=upload.pk, state__in=[UploadState.READY, UploadState.CHECKED])
    changed.exclude(mapping=text).update(mapping=text, state=UploadState.READY, report={})
    upload.refresh_from_db()


def forget_draft(upload: Upload) -> None:
    """Begin anew with the suggestion."""
    keep_draft(upload, "")


@transaction.atomic
def ask_for_check(upload: Upload, text: str) -> None:
    """Note that a file is to be checked with this mapping; somebody has to do it (`check`). Raises NotReady."""
    now = Upload.objects.select_for_update().get(pk=upload.pk)
    if now.state not in (UploadState.READY, UploadState.CHECKED, UploadState.CHECKING):
        raise NotReady
    now.mapping, now.state, now.report = text, UploadState.CHECKING, {}
    now.save(update_fields=["mapping", "state", "report"])
    upload.refresh_from_db()


def mend(upload: Upload) -> None:
    """Back from a check to the columns."""
    found = Upload.objects.filter(pk=upload.pk, state__in=[UploadState.CHECKED, UploadState.CHECKING])
    found.update(state=UploadState.READY, report={})


def check(upload_id: int, *, report_progress: Progress = progress.report) -> None:
    """The dry run: read the whole file, store nothing, say what an import would do.

    Running it again is harmless; what was changed or forgotten meanwhile stays as it is.
    """
    upload = Upload.objects.select_related("organization").filter(pk=upload_id, state=UploadState.CHECKING).first()
    if upload is None:
        return
    mapping = read_mapping(upload.mapping)
    path = uploading.path_of(upload)
    with Refused(refused_path(upload)) as refused:
        with checked(path, mapping, digest=upload.sha256, progress=report_progress, sink=refused.add) as (
            report,
            spool,
        ):
            found = outcome(upload, mapping, report, spool, refused)
        Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKING, mapping=upload.mapping).update(
            state=UploadState.CHECKED, report=found
        )


def outcome(upload: Upload, mapping: FileMapping, report: Report, spool: Spool, refused: "Refused") -> dict[str, Any]:
    """What `Upload.report` keeps of a dry run."""
    survey = Survey.objects.filter(organization=upload.organization, key=mapping.survey).first()
    for difference in differences(survey, mapping):
        report.n_refused += 1
        refused.add({**difference, "cell": ""})
        if len(report.problems) < LISTED:
            report.problems.append(difference)
    known = Known()
    months: set[str] = set()
    if report.is_good:
        tell = partial(tell_other, refused, mapping, report, months)
        known = known_in(spool, mapping, survey=survey, there=report.there, tell=tell)
    there = set(survey.questions.values_list("key", flat=True)) if survey else set()
    return {
        "n_rows": report.n_rows,
        "n_stored": report.n_rows - known.n if report.is_good else 0,
        "n_known": known.n,
        "n_other": known.n_other,
        "is_compared": known.is_compared,
        "month": months.pop() if len(months) == 1 else "",  # of all rows that say something else
        "n_refused": report.n_refused,
        "n_lines": refused.n_lines,
        "problems": plainly(report.problems),
        "columns": [{**each, "problems": plainly(each["problems"])} for each in report.columns],
        "warnings": report.warnings,
        "new_questions": [q["key"] for q in mapping.questions() if q["key"] not in there],
        "known_questions": [q["key"] for q in mapping.questions() if q["key"] in there],
        "survey_is_new": survey is None,
    }


def differences(survey: Survey | None, mapping: FileMapping) -> Iterator[Problem]:
    """Where a mapping speaks of a question otherwise than the survey that has it already."""
    if survey is None:
        return
    with translation.override("en"):  # kept as written in the code; each reader's language comes when it is shown
        text = str(QuestionDiffers.message)
    yield from other_promise(survey, mapping)
    known = {question.key: question for question in survey.questions.all()}
    for column, fields in zip(asked(mapping), mapping.questions(), strict=True):
        question = known.get(fields["key"])
        for name in MUST_AGREE if question else ():
            was, now = getattr(question, name), fields[name]
            if was != now:
                values = {"key": fields["key"], "field": name, "was": was, "now": now}
                yield {"row": None, "column": column, "text": text, "values": plain(values)}
                break


def other_promise(survey: Survey, mapping: FileMapping) -> Iterator[Problem]:
    """What stands against it when people answered under another promise than the survey's."""
    try:
        keep_promise(survey, **{"mode": survey.mode, "threshold": survey.threshold, **mapping.promise})
    except BankRefuses as trouble:
        with translation.override("en"):
            text = str(type(trouble).message)
        yield {"row": None, "column": None, "text": text, "values": plain(trouble.values)}


def asked(mapping: FileMapping) -> Iterator[str]:
    """The columns that bring a question, in the order of `mapping.questions()`."""
    for column in mapping.columns:
        if next(replace(mapping, columns=(column,)).questions(), None):
            yield column.name


def who_of(mapping: FileMapping) -> str | None:
    """The column that tells people apart."""
    return next((column.name for column in mapping.columns if column.role == Role.RESPONDENT), None)


def tell_other(
    refused: "Refused", mapping: FileMapping, report: Report, months: set[str], number: int, row: Row,
    columns: list[str],
) -> None:  # fmt: skip
    """A row of somebody who is known, into the list that can be downloaded; and its month."""
    months.add((row.answered_on or "")[:7])
    refused.add(
        {
            "row": report.row_shown(number),
            "column": who_of(mapping),
            "cell": row.respondent,
            "text": OTHERWISE,
            "values": {"columns": ", ".join(columns[:TOLD]) + (" …" if len(columns) > TOLD else "")},
        }
    )


def plainly(problems: Iterable[Problem]) -> list[Problem]:
    return [{**problem, "values": plain(problem["values"])} for problem in problems]


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values that both databases keep as JSON: no NUL, no infinite number."""
    return {
        name: value if is_plain(value) else str(value).replace("\0", "\ufffd").encode(errors="replace").decode()
        for name, value in values.items()
    }


def is_plain(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and isfinite(value))


def refused_path(upload: Upload) -> Path:
    return uploading.path_of(upload).parent / "refused.jsonl"


class Refused:
    """Refused cells one by one, written beside the file as they are found; at most `MOST_LINES`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.n_lines = 0

    def add(self, problem: Problem) -> None:
        if self.n_lines < MOST_LINES:
            self.file.write(json.dumps(problem, default=str) + "\n")
            self.n_lines += 1

    def __enter__(self) -> "Refused":
        self.part = self.path.with_suffix(".part")
        self.file = self.part.open("w", encoding="utf-8", errors="replace")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.file.close()
        if kind:
            self.part.unlink(missing_ok=True)
        else:
            self.part.replace(self.path)


@transaction.atomic
def start(upload: Upload, *, by: Member, save_as: str = "") -> tuple[Import, bool]:
    """Give a checked file to an import, and whether that is a new one; somebody has to run it.

    The file goes with it. The same file with the same mapping is imported once, whoever else brought it.
    Raises NotChecked.
    """
    now = Upload.objects.select_for_update().select_related("organization").get(pk=upload.pk)
    if now.state == UploadState.IMPORTED and now.became:
        return now.became, False
    if now.state != UploadState.CHECKED or now.report.get("n_refused"):
        raise NotChecked
    wanted, is_new = operations.request_import(
        organization=now.organization,
        path=uploading.path_of(now),
        mapping_text=now.mapping,
        file_name=now.file_name,
        ours=now.sha256,
        by=by,
    )
    if save_as:
        save_mapping(organization=now.organization, name=save_as, text=now.mapping, by=by)
    now.state, now.became = UploadState.IMPORTED, wanted
    now.save(update_fields=["state", "became"])
    transaction.on_commit(lambda: shutil.rmtree(uploading.path_of(now).parent, ignore_errors=True))
    return wanted, is_new


@transaction.atomic
def save_mapping(*, organization: Organization, name: str, text: str, by: Member | None) -> SavedMapping:
    """Keep a mapping under a name: a new version when it differs from the latest, which else is handed back."""
    mapping = read_mapping(text)
    Organization.objects.select_for_update().get(pk=organization.pk)  # two who save at once: one version after another
    latest = SavedMapping.objects.filter(organization=organization, name=name).order_by("-version").first()
    if latest and latest.sha256 == mapping.sha256:
        return latest
    return SavedMapping.objects.create(
        organization=organization,
        name=name,
        version=latest.version + 1 if latest else 1,
        text=text,
        sha256=mapping.sha256,
        saved_by=by,
    )


class NameTaken(SondaError):
    message = _("There is a mapping called “%(name)s” already.")
    status = 409


@transaction.atomic
def rename_mapping(*, organization: Organization, name: str, to: str) -> None:
    """Call all versions of a mapping otherwise. Raises NameTaken."""
    Organization.objects.select_for_update().get(pk=organization.pk)
    ours = SavedMapping.objects.filter(organization=organization)
    if name != to and ours.filter(name=to).exists():
        raise NameTaken(name=to)
    ours.filter(name=name).update(name=to)


def forget_mapping(*, organization: Organization, name: str) -> None:
    """Forget a mapping with all its versions; imports keep the text that they were read with."""
    SavedMapping.objects.filter(organization=organization, name=name).delete()
