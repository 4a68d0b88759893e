"""Which items of several gaps are one and the same, also when different surveys ask about them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sonda.apps.surveys.models import Question

SERIAL = re.compile(r"[a-z]{0,3}[_-]?\d+", re.IGNORECASE)  # v01, q_12, 07: a number says nothing about the item


@dataclass(frozen=True, kw_only=True)
class Ref:
    """One item as one survey asks about it, with what a gap says of it."""

    survey: int
    question: Question
    found: Any

    @property
    def place(self) -> tuple[int, str]:
        """The item within its survey."""
        return self.survey, self.question.item or self.question.key

    @property
    def names(self) -> set[str]:
        """Its names in every language, as somebody who compares them would read them."""
        return {" ".join(name.casefold().split()) for name in self.question.short.values() if name.strip()}

    @property
    def words(self) -> set[str]:
        """Its keys that are words."""
        keys = {self.question.item or "", self.question.key}
        return {key.casefold() for key in keys if key and not SERIAL.fullmatch(key)}


@dataclass
class Paired:
    """One item over all gaps: what each kind of gap says of it."""

    title: str
    found: dict[str, Any] = field(default_factory=dict)
    places: set[tuple[int, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def is_of(self, ref: Ref) -> bool:
        """One item within a survey, or, between surveys, one name in any language or one key that is a word."""
        if ref.place in self.places:
            return True
        if any(survey == ref.survey for survey, _item in self.places):
            return False  # the survey itself says that these are two
        return bool(ref.names & self.names or ref.words & self.words)

    def take(self, kind: str, ref: Ref) -> None:
        self.found[kind] = ref.found
        self.places.add(ref.place)
        self.names |= ref.names
        self.words |= ref.words


def pair(gaps: Iterable[tuple[str, list[Ref]]]) -> list[Paired]:
    """Items of all gaps, the same ones in one row; kinds in the order given, items in that of their survey."""
    rows: list[Paired] = []
    for kind, refs in gaps:
        for ref in refs:
            row = next((row for row in rows if kind not in row.found and row.is_of(ref)), None)
            if row is None:
                row = Paired(title=ref.question.short_in())
                rows.append(row)
            row.take(kind, ref)
    return rows


def apart(rows: list[Paired]) -> tuple[list[Paired], list[Paired]]:
    """Rows that stand together, and those of a gap that has no item in common with any other.

    Where no two gaps meet, the rows of the first stand and the others are apart.
    """
    kinds = list(dict.fromkeys(kind for row in rows for kind in row.found))
    meeting = {kind for row in rows if len(row.found) > 1 for kind in row.found} or set(kinds[:1])
    together = [row for row in rows if meeting & set(row.found)]
    return together, [row for row in rows if row not in together]
