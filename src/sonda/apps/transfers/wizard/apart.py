"""Rows that are known already but say something else: what they look like, and the ways to bring them in."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sonda.apps.responses.keys import fold
from sonda.apps.surveys.choices import Role
from sonda.apps.transfers.mapping.columns import MappingError
from sonda.apps.transfers.mapping.file import FileMapping
from sonda.apps.transfers.mapping.text import with_text
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.wizard.operations import who_of
from sonda.apps.transfers.wizard.queries import wave_of
from sonda.apps.transfers.wording import shown

LONGEST_WAVE = 60
MANY = 0.5  # of the known rows: so many corrections nobody makes


class NoWave(MappingError):
    message = gettext_lazy("A wave needs a name of at most 60 characters that the file does not have yet.")


def without_people(mapping: FileMapping) -> FileMapping:
    """The mapping with nobody named: each row is an answer of its own."""
    kept = tuple(column for column in mapping.columns if column.role != Role.RESPONDENT)
    return with_text(replace(mapping, columns=kept))


def as_wave(mapping: FileMapping, wave: str) -> FileMapping:
    """The mapping for another wave of the same people. Raises NoWave."""
    wave = wave.strip()
    if not wave or len(wave) > LONGEST_WAVE or fold(wave) == fold(mapping.wave):
        raise NoWave
    return with_text(replace(mapping, wave=wave))


class ToldOthers:
    """What the check page says of rows that are known but say something else."""

    def __init__(self, upload: Upload, mapping: FileMapping) -> None:
        self.upload = upload
        self.mapping = mapping
        self.report: dict[str, Any] = upload.report
        self.n: int = self.report.get("n_other", 0)
        self.who = who_of(mapping)

    @property
    def is_compared(self) -> bool:
        return bool(self.report.get("is_compared", True))

    @property
    def are_told(self) -> bool:
        return bool(self.n) or (not self.is_compared and self.are_many)

    @property
    def are_many(self) -> bool:
        """Whether so many rows say something else that these can hardly be corrections."""
        known = self.report.get("n_known", 0)
        of = known if self.is_compared else self.report.get("n_rows", 0)
        return bool(known) and (self.n if self.is_compared else known) >= MANY * of

    @property
    def are_running(self) -> bool:
        """Whether the numbers of people count the rows of the file, from its first to its last."""
        column = next((c for c in self.upload.profile.get("columns", []) if c["name"] == self.who), None)
        if not column or column.get("low") not in (0, 1) or not column.get("whole"):
            return False
        return bool(column["high"] - column["low"] == self.report["n_rows"] - 1)

    @property
    def title(self) -> str:
        return _("Known already, but with something else") if self.is_compared else _("Known already")

    @property
    def finding(self) -> str:
        if not self.is_compared:
            return _("Whether these rows say the same as before is not compared, because the answers are confidential.")
        if not self.who:
            return ngettext(
                "%(n)s row of this very file is in the survey already, read in another way.",
                "%(n)s rows of this very file are in the survey already, read in another way.",
                self.n,
            ) % {"n": shown(self.n)}
        return ngettext(
            "%(n)s row has the number of somebody who is known, but with other answers, another date or another place.",
            "%(n)s rows have the number of somebody who is known, but with other answers, another date or another "
            "place.",
            self.n,
        ) % {"n": shown(self.n)}

    @property
    def meaning(self) -> str:
        """What these rows look like, and what becomes of them as it is."""
        if not self.has_ways:
            return _(
                "Imported like this, they are left out and the first answers stay. To replace those, undo the import "
                "that brought them, then bring this file again."
            )
        if self.are_running:
            looks = _("These look like running numbers, not people: “%(column)s” counts the rows of the file.")
        else:
            looks = _("Either the same people have answered again, or “%(column)s” does not tell people apart.")
        left = _("Imported like this, the rows are left out and the first answers stay.")
        return f"{looks % {'column': self.who}} {left}"

    @property
    def has_ways(self) -> bool:
        return bool(self.who) and self.are_many

    @property
    def may_be_wave(self) -> bool:
        """Whether a wave for the whole file would change anything."""
        return self.has_ways and all(column.role != Role.WAVE for column in self.mapping.columns)

    @property
    def wave(self) -> str:
        """A name for the wave: what the file's name tells, else the month of all these rows."""
        told = wave_of(self.upload) or str(self.report.get("month", ""))
        return "" if fold(told) == fold(self.mapping.wave) else told
