"""A draft and a dry run told in sentences, and the refused cells as lines of a table."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import in_language
from sonda.apps.surveys.naming import told_apart
from sonda.apps.transfers.choices import UploadState
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.queries import sentence
from sonda.apps.transfers.uploads.queries import is_given_up, progress_of
from sonda.apps.transfers.wizard.operations import MOST_LINES
from sonda.apps.transfers.wording import shown
from sonda.methods.result import Note
from sonda.methods.written import written_number

LISTED = 30  # questions named on the page
FOLLOWED = {Role.NPS, Role.CSAT, Role.CES}
FEW = 10  # bad cells that are told one by one
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a cell that begins so


class ToldCheck:
    """What the page says about a dry run."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.report: dict[str, Any] = upload.report

    @cached_property
    def is_given_up(self) -> bool:
        return self.upload.state == UploadState.CHECKING and is_given_up(self.upload)

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
        if not n and (self.report.get("n_other") or not self.report.get("is_compared", True)):
            return _("Nothing of this file would be stored: every row is known already.")
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
        if not new and self.report.get("survey_is_new"):
            return _("No column of this file brings answers to a question.")
        if not new:
            return _("All questions of this file are in the survey already.")
        return ngettext(
            "%(n)s question joins the survey.", "%(n)s questions join the survey.", len(new)
        ) % {"n": shown(len(new))}  # fmt: skip

    @property
    def new_questions(self) -> str:
        new = self.report.get("new_questions", [])
        columns = read_mapping(self.upload.mapping).columns
        names = told_apart((column.key, in_language(column.short) or column.name, column.role) for column in columns)
        return ", ".join(names.get(key, key) for key in new[:LISTED]) + (" …" if len(new) > LISTED else "")

    @cached_property
    def problems(self) -> list[str]:
        """What has to be mended, one by one; nothing where it is told column by column."""
        rest = [p for p in self.report.get("problems", []) if not (self.by_column and p["row"] and p["column"])]
        return [sentence(problem) for problem in rest]

    @cached_property
    def by_column(self) -> list["ToldColumn"]:
        """Columns where many cells are wrong: three examples say more than a hundred rows."""
        columns = self.report.get("columns", [])
        if sum(each["n"] for each in columns) <= FEW:
            return []
        places = {column["name"]: place for place, column in enumerate(self.upload.profile.get("columns", []))}
        return [ToldColumn(found=each, place=places.get(each["column"])) for each in columns]

    @cached_property
    def warnings(self) -> list[str]:
        found = [sentence(warning) for warning in self.report.get("warnings", [])]
        return [*found, *([self.undated] if self.is_good and self.undated else [])]

    @cached_property
    def undated(self) -> str:
        """That scores came without a day, which nobody would notice before the next wave."""
        mapping = read_mapping(self.upload.mapping)
        roles = {column.role for column in mapping.columns}
        if Role.PERIOD in roles or "answered_on" in mapping.constants or not roles & FOLLOWED:
            return ""
        return _(
            "Nothing says when these answers were given, so they cannot be followed over time or beside the next wave. "
            "Go back and fill in “When the answers were given”, if you know it."
        )

    @property
    def more(self) -> str:
        n = self.report.get("n_refused", 0) - len(self.report.get("problems", []))
        if self.by_column:
            return ""
        return ngettext("And %(n)s more.", "And %(n)s more.", n) % {"n": shown(n)} if n > 0 else ""

    @property
    def limit(self) -> str:
        """That the list to download is not whole; empty when it is."""
        if max(self.report.get("n_refused", 0), self.report.get("n_other", 0)) <= self.report.get("n_lines", 0):
            return ""
        if self.is_good:
            return _("The list holds the first %(n)s.") % {"n": shown(MOST_LINES)}
        return _("The list holds the first %(n)s; mend them and check again for the others.") % {"n": shown(MOST_LINES)}

    @cached_property
    def progress(self) -> dict[str, Any]:
        note = progress_of(self.upload)
        return {**note, "what": _(note["what"]) if note.get("what") else ""} if note.get("total") else {}


@dataclass(frozen=True, kw_only=True)
class ToldColumn:
    """What is wrong in one column, and where the column stands on its page."""

    found: dict[str, Any]
    place: int | None

    @property
    def name(self) -> str:
        return str(self.found["column"])

    @property
    def how_often(self) -> str:
        n = self.found["n"]
        return ngettext("%(n)s cell cannot be read", "%(n)s cells cannot be read", n) % {"n": shown(n)}

    @property
    def examples(self) -> list[str]:
        return [sentence({**problem, "column": None}) for problem in self.found["problems"]]

    @property
    def more(self) -> str:
        n = self.found["n"] - len(self.examples)
        return ngettext("And %(n)s more.", "And %(n)s more.", n) % {"n": shown(n)} if n > 0 else ""


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
