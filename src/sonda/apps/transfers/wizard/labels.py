"""How the answers of one column are called: a small table with a line for each answer and a field for each language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings

from sonda.apps.transfers.mapping.columns import Column
from sonda.apps.transfers.profiling.profile import ColumnProfile

MOST = 200  # answers; three fields each stay below DATA_UPLOAD_MAX_NUMBER_FIELDS
LONGEST = 200
STEPS = 20  # of a scale whose points are listed


@dataclass(frozen=True, kw_only=True)
class Line:
    """One answer with its name in each language: (language, its own name, name of the field, what it holds)."""

    code: str
    fields: tuple[tuple[str, str, str, str], ...]


class Labels:
    """The table; `data` is what was typed into it."""

    def __init__(self, column: Column, profile: ColumnProfile) -> None:
        self.column = column
        self.codes = codes_of(column, profile)[:MOST]
        self.languages = [(code, str(name)) for code, name in settings.LANGUAGES]

    @property
    def lines(self) -> list[Line]:
        return [
            Line(
                code=code,
                fields=tuple(
                    (language, name, f"l{place}-{language}", self.column.options.get(code, {}).get(language, ""))
                    for language, name in self.languages
                ),
            )
            for place, code in enumerate(self.codes)
        ]

    def named(self, data: Mapping[str, str]) -> Column:
        """The column with these names; an empty field takes a name away, languages that are not asked stay."""
        options = {code: dict(words) for code, words in self.column.options.items()}
        for line in self.lines:
            words = options.setdefault(line.code, {})
            for language, _name, field, _value in line.fields:
                words[language] = data.get(field, "").strip()[:LONGEST]
        kept = {code: {language: text for language, text in words.items() if text} for code, words in options.items()}
        return replace(self.column, options={code: words for code, words in kept.items() if words})


def codes_of(column: Column, profile: ColumnProfile) -> list[str]:
    """The answers that are kept of a column: the points of its scale, else the file's values, and what has a name."""
    if column.low is not None and column.high is not None and column.high - column.low <= STEPS:
        found = [str(point) for point in range(int(column.low), int(column.high) + 1)]
    else:
        held = (text.strip() for text, _n in profile.values)
        found = [column.values.get(text, text) for text in held if text not in column.missing]
    return [code for code in dict.fromkeys([*found, *column.options]) if code]
