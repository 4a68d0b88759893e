"""A file of the wizard told in sentences."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sonda.apps.transfers.choices import UploadState
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.profiling.profile import COUNTED, ColumnProfile, Profile
from sonda.apps.transfers.queries import sentence
from sonda.apps.transfers.sizes import sized
from sonda.apps.transfers.uploads.queries import is_given_up, progress_of
from sonda.engine.readers.kinds import EXTENSIONS
from sonda.engine.readers.text import NAMES as ENCODINGS
from sonda.methods.numbers import count, number

SHOWN = 4  # values of a column
LISTED = 200  # columns
LOOKS = {UploadState.READING: "doing", UploadState.UNREADABLE: "late", UploadState.CHECKING: "doing"}


class ToldUpload:
    """What the pages say about one file."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload

    @cached_property
    def profile(self) -> Profile | None:
        return Profile.from_json(self.upload.profile) if self.upload.profile else None

    @cached_property
    def is_given_up(self) -> bool:
        """Whether reading or the check was given up."""
        return is_given_up(self.upload)

    @property
    def is_unread(self) -> bool:
        """Whether reading was given up, so that it can be read again."""
        return self.upload.state == UploadState.READING and self.is_given_up

    @property
    def is_being_read(self) -> bool:
        return self.upload.state == UploadState.READING and not self.is_given_up

    @property
    def is_readable(self) -> bool:
        return self.upload.state not in (UploadState.READING, UploadState.UNREADABLE) and self.profile is not None

    @property
    def look(self) -> str:
        if self.is_given_up or self.upload.report.get("n_refused"):
            return "late"
        return LOOKS.get(UploadState(self.upload.state), "")

    @property
    def state(self) -> str:
        if self.is_given_up:
            return _("Given up")
        if self.upload.state == UploadState.CHECKED and self.upload.report:
            return check_of(self.upload.report)
        return self.upload.get_state_display()

    @property
    def finding(self) -> str:
        """What the file is, in one sentence."""
        name = self.upload.file_name
        if self.is_unread:
            return _("Reading %(file)s was given up.") % {"file": name}
        if self.is_being_read:
            return _("%(file)s is being read.") % {"file": name}
        if not self.profile:
            return _("%(file)s cannot be read.") % {"file": name}
        n_columns = len(self.profile.columns)
        rows = ngettext("%(n)s row", "%(n)s rows", self.profile.n_rows) % {"n": counted(self.profile.n_rows)}
        columns = ngettext("%(n)s column", "%(n)s columns", n_columns) % {"n": counted(n_columns)}
        return _("%(file)s: %(rows)s, %(columns)s") % {"file": name, "rows": rows, "columns": columns}

    @property
    def problem(self) -> str:
        return sentence(self.upload.problem) if self.upload.problem else ""

    @cached_property
    def progress(self) -> dict[str, Any]:
        note = progress_of(self.upload) if self.is_being_read else {}
        return {**note, "what": _(note["what"])} if note.get("total") and note.get("what") else {}

    @property
    def detected(self) -> list[tuple[str, str]]:
        """How the file was read, as pairs of a question and its answer."""
        profile = self.profile
        if not profile:
            return []
        said = []
        if profile.sheet:
            said.append((_("Sheet"), profile.sheet))
        if profile.encoding:
            said.append((_("Encoding"), ENCODINGS.get(profile.encoding, "UTF-16")))
        if profile.separator and len(profile.columns) > 1:
            words = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}
            said.append((_("Cells are separated by"), words.get(profile.separator, profile.separator)))
        said.append((_("Names of the columns"), _("row %(row)s") % {"row": profile.header_row}))
        if profile.skip_below:
            first, last = profile.header_row + 1, profile.header_row + profile.skip_below
            rows = _("row %(row)s") % {"row": first}
            if last > first:
                rows = _("rows %(first)s to %(last)s") % {"first": first, "last": last}
            said.append((_("Left out below the names"), rows))
        if profile.skip_end:
            n = profile.skip_end
            rows = ngettext("%(n)s row", "%(n)s rows", n) % {"n": counted(n)}
            said.append((_("Left out at the end"), rows))
        return said

    @property
    def notes(self) -> list[str]:
        """What was noticed; what `detected` says already is not said twice."""
        said = ("Cells are separated", "The file was read as", "Of %(sheets)s sheets")
        return [
            sentence(note) for note in (self.profile.notes if self.profile else ()) if not note["text"].startswith(said)
        ]

    @cached_property
    def columns(self) -> list["ToldColumn"]:
        return [ToldColumn(column) for column in (self.profile.columns if self.profile else ())[:LISTED]]

    @property
    def more_columns(self) -> int:
        return max(0, len(self.profile.columns) - LISTED) if self.profile else 0

    @property
    def preview(self) -> list[list[str]]:
        return [row[:LISTED] for row in self.profile.preview] if self.profile else []


class ToldColumn:
    """What the page says about one column."""

    def __init__(self, column: ColumnProfile) -> None:
        self.column = column

    @property
    def kind(self) -> str:
        column = self.column
        if column.kind == "number":
            if column.is_percent:
                return _("percentages")
            return _("whole numbers") if column.whole else _("numbers")
        return {"date": _("dates"), "text": _("text"), "empty": _("nothing")}[column.kind]

    @property
    def blanks(self) -> str:
        return counted(self.column.n_blank) if self.column.n_blank else "–"

    @property
    def distinct(self) -> str:
        n = self.column.n_distinct
        return _("more than %(n)s") % {"n": counted(COUNTED)} if n > COUNTED else counted(n)

    @property
    def holds(self) -> str:
        """The range of numbers, else the most frequent values."""
        column = self.column
        if column.kind == "number" and column.low is not None and column.high is not None and column.n_distinct > 12:
            language = get_language() or "en"
            digits = 0 if column.whole else 2
            low, high = (number(value, digits, language=language) for value in (column.low, column.high))
            return _("%(low)s to %(high)s") % {"low": low, "high": high}
        labels = column.value_labels
        shown = [labels.get(text, text) for text, _n in column.values[: 12 if column.kind == "number" else SHOWN]]
        if column.kind == "number":
            shown = sorted(shown, key=lambda text: (len(text), text)) if not labels else shown
        more = "…" if column.n_distinct > len(shown) else ""
        return ", ".join(text if len(text) <= 40 else text[:39] + "…" for text in shown) + (f", {more}" if more else "")


def check_of(report: dict[str, Any]) -> str:
    """What a check has found, in few words."""
    n = report["n_refused"]
    if n:
        text = ngettext(
            "Checked: cannot be imported, %(n)s thing to mend", "Checked: cannot be imported, %(n)s things to mend", n
        )
        return text % {"n": counted(n)}
    n = report.get("n_other", 0)
    if n:
        text = ngettext(
            "Checked: %(n)s known row says something else", "Checked: %(n)s known rows say something else", n
        )
        return text % {"n": counted(n)}
    return _("Checked: can be imported") if report["n_stored"] else _("Checked: nothing new in it")


def limits() -> dict[str, Any]:
    """What the upload page and its script must know before a byte travels."""
    return {
        "most_bytes": settings.UPLOAD_MAX_BYTES,
        "most": sized(settings.UPLOAD_MAX_BYTES),
        "endings": ",".join([*EXTENSIONS, ".gz"]),
    }


def counted(n: int) -> str:
    return count(n, language=get_language() or "en")
