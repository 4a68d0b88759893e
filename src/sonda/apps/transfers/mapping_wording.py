"""A draft and a dry run told in sentences, and the refused cells as lines of a table."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.apps.jobs.models import Job
from sonda.apps.surveys.models import in_language
from sonda.apps.transfers.choices import UploadState
from sonda.apps.transfers.mapping import read_mapping
from sonda.apps.transfers.mapping_operations import MOST_LINES
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.queries import sentence
from sonda.apps.transfers.uploads import progress_of
from sonda.apps.transfers.wording import shown
from sonda.methods.result import Note
from sonda.methods.written import written_number

LISTED = 30  # questions named on the page
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a cell that begins so


class ToldCheck:
    """What the page says about a dry run."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.report: dict[str, Any] = upload.report

    @cached_property
    def is_given_up(self) -> bool:
        waiting = self.upload.state == UploadState.CHECKING and self.upload.job_id
        return bool(waiting) and Job.objects.dead().filter(pk=self.upload.job_id).exists()

    @property
    def is_running(self) -> bool:
        return self.upload.state == UploadState.CHECKING and not self.is_given_up

    @property
    def is_good(self) -> bool:
        return self.upload.state == UploadState.CHECKED and not self.report["n_refused"]

    @property
    def finding(self) -> str:
        if self.is_given_up:
            return _("The check was given up. It can be tried again under “Background work”.")
        if self.upload.state != UploadState.CHECKED:
            return _("The file is being checked; nothing is stored.")
        if not self.is_good:
            n = self.report["n_refused"]
            return ngettext(
                "The file cannot be imported yet: %(n)s thing has to be mended.",
                "The file cannot be imported yet: %(n)s things have to be mended.",
                n,
            ) % {"n": shown(n)}
        n = self.report["n_stored"]
        if not n:
            return _("Everything is in order, but nothing is new: everybody in this file has answered already.")
        return ngettext(
            "Everything is in order: %(n)s response will be stored.",
            "Everything is in order: %(n)s responses will be stored.",
            n,
        ) % {"n": shown(n)}

    @property
    def known(self) -> str:
        n = self.report.get("n_known", 0)
        if not n:
            return ""
        return ngettext(
            "%(n)s respondent has already answered this survey in this wave; the first answer stays.",
            "%(n)s respondents have already answered this survey in this wave; the first answers stay.",
            n,
        ) % {"n": shown(n)}

    @property
    def questions(self) -> str:
        """What joins the question bank."""
        new = self.report.get("new_questions", [])
        if not new:
            return _("All questions of this file are in the survey already.")
        return ngettext(
            "%(n)s question joins the survey.", "%(n)s questions join the survey.", len(new)
        ) % {"n": shown(len(new))}  # fmt: skip

    @property
    def new_questions(self) -> str:
        new = self.report.get("new_questions", [])
        names = {
            column.key: in_language(column.short) or column.name for column in read_mapping(self.upload.mapping).columns
        }
        return ", ".join(names.get(key, key) for key in new[:LISTED]) + (" …" if len(new) > LISTED else "")

    @cached_property
    def problems(self) -> list[str]:
        return [sentence(problem) for problem in self.report.get("problems", [])]

    @cached_property
    def warnings(self) -> list[str]:
        return [sentence(warning) for warning in self.report.get("warnings", [])]

    @property
    def more(self) -> str:
        n = self.report.get("n_refused", 0) - len(self.report.get("problems", []))
        return ngettext("And %(n)s more.", "And %(n)s more.", n) % {"n": shown(n)} if n > 0 else ""

    @property
    def limit(self) -> str:
        """That the list to download is not whole; empty when it is."""
        if self.report.get("n_refused", 0) <= self.report.get("n_lines", 0):
            return ""
        return _("The list holds the first %(n)s; mend them and check again for the others.") % {"n": shown(MOST_LINES)}

    @cached_property
    def progress(self) -> dict[str, Any]:
        note = progress_of(self.upload)
        return {**note, "what": _(note["what"]) if note.get("what") else ""} if note.get("total") else {}


def told(notes: Iterable[Note]) -> list[str]:
    """Notes in the reader's language."""
    return [sentence({"text": note.text, "values": dict(note.values)}) for note in notes]


def refused_lines(path: Path) -> Iterator[str]:
    """The refused cells as CSV, line by line, in the reader's language; no cell of it is a formula."""
    yield "\ufeff" + line([_("Row"), _("Column"), _("Value"), _("What is wrong")])
    with path.open(encoding="utf-8") as file:
        for text in file:
            problem = json.loads(text)
            why = sentence({**problem, "row": None, "column": None})
            yield line([problem["row"] or "", safe(problem["column"] or ""), safe(problem.get("cell", "")), safe(why)])


def line(cells: list[Any]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def safe(text: str) -> str:
    """A cell that no spreadsheet computes: what begins like a formula gets an apostrophe, a number stays one.

    >>> safe("=1+1"), safe("-5"), safe("-5+cmd"), safe("+48 600"), safe("a=b")
    ("'=1+1", '-5', "'-5+cmd", "'+48 600", 'a=b')
    """
    return f"'{text}" if text.startswith(FORMULA) and written_number(text) is None else text
