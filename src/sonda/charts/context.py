"""What a chart must know about its reader and its numbers: language, names of things, period, weights."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.methods import numbers
from sonda.methods.joined_steps import OTHERS
from sonda.methods.result import Note, Result
from sonda.methods.typography import typo

STRAIGHT = re.compile(r'"([^"]*)"')  # as methods write for a terminal
QUOTES = {"en": "“%s”", "pl": "„%s”", "uk": "«%s»"}


@dataclass(frozen=True, kw_only=True)
class Context:
    """Names and circumstances. Names stand in the nominative and in quotes, so that no language has to inflect them.

    `names` maps keys of items, units and groups to the reader's words. `measure` says what was asked ("Overall rating
    4 or 5 of 5"), `period` and `before` name the periods, `unit` and `item` say what a row is ("Branch", "Touchpoint"),
    `ours` and `theirs` name the two voices of a gap; `voice` is the key of ours ("manager", "employee").
    `happened` says what people wrote down to have happened on a day.
    """

    language: str = "en"
    names: Mapping[str, str] = field(default_factory=dict)
    organization: str = ""
    measure: str = ""
    period: str = ""
    before: str = ""
    unit: str = ""
    item: str = ""
    ours: str = ""
    theirs: str = ""
    voice: str = ""
    weighted: bool = False
    clustered: bool = False
    level: float = 0.95
    scale: tuple[float, float] | None = None
    happened: tuple[tuple[date, str], ...] = ()

    def name(self, key: object) -> str:
        """A key in the reader's words; the key itself where nobody named it."""
        return _(OTHERS) if key == OTHERS else str(self.names.get(str(key), key))

    def quoted(self, key: object) -> str:
        """The name in the quotes of the language."""
        return QUOTES.get(self.language[:2], QUOTES["en"]) % self.name(key)

    def listed(self, keys: list[str], most: int = 3) -> str:
        """Names in quotes, with commas; past `most` the rest is counted."""
        shown = ", ".join(self.quoted(key) for key in keys[:most])
        more = len(keys) - most
        if more <= 0:
            return shown
        return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {
            "names": shown,
            "n": self.count(more),
        }

    def say(self, text: str, **values: object) -> str:
        """A translated sentence with its places filled, set as the language's printers would."""
        return typo(text % values if values else text, language=self.language)

    def number(self, value: float | None, digits: int = 1) -> str:
        return numbers.number(value, digits, language=self.language)

    def count(self, value: float | None) -> str:
        return numbers.count(value, language=self.language)

    def percent(self, value: float | None, digits: int = 1) -> str:
        return numbers.percent(value, digits, language=self.language)

    def points(self, value: float | None, digits: int = 1) -> str:
        return numbers.points(value, digits, language=self.language)

    def between(
        self, low: float | None, high: float | None, digits: int = 1, sign: bool = False, share: bool = False
    ) -> str:
        return numbers.between(low, high, digits, sign, share, language=self.language)

    def interval(
        self, low: float | None, high: float | None, digits: int = 1, sign: bool = False, share: bool = False
    ) -> str:
        return numbers.interval(low, high, digits, sign, share, language=self.language)

    @property
    def level_text(self) -> str:
        """The level of the intervals, as a percentage."""
        return self.percent(self.level, 0 if round(self.level * 100, 6).is_integer() else 1)

    def answers(self, n: int) -> str:
        """“2,688 answers”."""
        return self.say(ngettext("%(n)s answer", "%(n)s answers", n), n=self.count(n))

    def design(self) -> str:
        """What the intervals take into account, as the end of a caption."""
        if self.weighted and self.clustered:
            return self.say(_("Weighted, with answers from one event counted as one cluster."))
        if self.weighted:
            return self.say(_("Weighted."))
        if self.clustered:
            return self.say(_("Answers from one event are counted as one cluster."))
        return ""

    def signed(self, result: Result) -> tuple[str, str]:
        """The row "Method" of "How is this computed"."""
        return _("Method"), self.say(_("%(method)s, version %(version)s"), method=result.method, version=result.version)

    def notes(self, *results: Result) -> tuple[str, ...]:
        """The results' own remarks in the reader's language, each once."""
        return tuple(dict.fromkeys(self.note(note) for result in results for note in result.notes))

    def note(self, note: Note) -> str:
        """A remark with names in the reader's words, numbers as the language groups them, and its proper quotes."""
        text = STRAIGHT.sub(QUOTES.get(self.language[:2], QUOTES["en"]) % r"\1", _(note.text))
        return self.say(text, **{place: self._told(value) for place, value in note.values.items()})

    def _told(self, value: object) -> object:
        if isinstance(value, str):
            return self.names.get(value, value)
        return self.count(value) if isinstance(value, int) and not isinstance(value, bool) else value


def sentences(*parts: str) -> str:
    """Sentences in a row, leaving out the empty ones."""
    return " ".join(part for part in parts if part)
