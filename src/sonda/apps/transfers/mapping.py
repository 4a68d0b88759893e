"""A mapping: what each column of a file means (docs/reference/mapping.md).

TOML, version `format = 1`. It stands alone: the survey it feeds, the questions with their words, the codes that mean
"no answer", constants for what the file does not say.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from sonda.apps.surveys.choices import RESPONSE_COLUMNS, Kind, Role
from sonda.apps.transfers.mapping_columns import Column, MappingError, columns_of, texts_of
from sonda.apps.transfers.mapping_dates import month_or_day

FORMAT = 1
SHIPPED = Path(__file__).parent / "mappings"
TOP = {"format", "survey", "wave", "title", "languages", "organization", "constants", "defaults", "columns", "items",
       "options", "dimensions"}  # fmt: skip
CONSTANTS = {"voice", "company", "answered_on", "unit", "region", "language"}


class BadToml(MappingError):
    message = _("The mapping is not readable TOML: %(problem)s.")


class UnknownFormat(MappingError):
    message = _("The mapping says format = %(found)s; this version of Sonda reads format = %(known)s.")


class UnknownEntry(MappingError):
    message = _("The mapping has an entry “%(entry)s” that means nothing here; known are: %(known)s.")


class Lacks(MappingError):
    message = _("The mapping lacks “%(entry)s”.")


class NoMapping(MappingError):
    message = _("There is no mapping “%(name)s”: neither a file nor one that comes with Sonda (%(known)s).")


class TwoColumns(MappingError):
    message = _("The mapping gives two columns the key “%(key)s”: %(first)s and %(second)s.")


class TakenKey(MappingError):
    message = _("Column %(column)s may not have the key “%(key)s”: the store keeps a column of that name itself.")


@dataclass(frozen=True, kw_only=True)
class FileMapping:
    """A mapping that has been read and holds together."""

    survey: str
    title: dict[str, str]
    columns: tuple[Column, ...]
    wave: str = ""
    languages: tuple[str, ...] = ()
    organization: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    dimensions: dict[str, dict[str, str]] = field(default_factory=dict)
    text: str = ""

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    def questions(self) -> Iterator[dict[str, Any]]:
        """What this file brings into the question bank."""
        for column in self.columns:
            if column.role not in (Role.RESPONDENT, Role.WAVE):
                yield column.question()


def read_mapping(text: str) -> FileMapping:
    """A mapping from its TOML text; MappingError with a sentence about the first thing that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise BadToml(problem=str(trouble)) from None
    if data.get("format") != FORMAT:
        raise UnknownFormat(found=data.get("format"), known=FORMAT)
    no_strangers(data, TOP)
    for entry in ("survey", "columns"):
        if not data.get(entry):
            raise Lacks(entry=entry)
    columns = columns_of(data)
    keys_differ(columns)
    return FileMapping(
        survey=str(data["survey"]),
        title=texts_of(data.get("title", {}), "title"),
        columns=columns,
        wave=str(data.get("wave", "")),
        languages=tuple(data.get("languages", ())),
        organization=dict(data.get("organization", {})),
        constants=constants_of(data.get("constants", {})),
        dimensions={name: texts_of(texts, name) for name, texts in data.get("dimensions", {}).items()},
        text=text,
    )


def find_mapping(name: str) -> str:
    """The text of a mapping: a file, or the name of one that comes with Sonda (`sfo_2017`)."""
    path, shipped = Path(name), SHIPPED / f"{name}.toml"
    try:
        if path.is_file():
            return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadToml(problem="not UTF-8") from None
    if name.isidentifier() and shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    raise NoMapping(name=name, known=", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml"))))


def constants_of(data: dict[str, Any]) -> dict[str, Any]:
    no_strangers(data, CONSTANTS, below="constants.")
    constants = {name: str(value).strip() for name, value in data.items()}
    if "answered_on" in constants:
        return {**constants, "answered_on": day(constants["answered_on"])}
    return constants


def day(text: str) -> date:
    try:
        return month_or_day(text)
    except ValueError:
        raise UnknownEntry(entry=f"answered_on = {text}", known="2026-10-31, 2026-10") from None


def no_strangers(data: Mapping[str, Any], known: set[str], below: str = "") -> None:
    for name in data:
        if name not in known:
            raise UnknownEntry(entry=below + name, known=", ".join(sorted(known)))


def keys_differ(columns: tuple[Column, ...]) -> None:
    """Every key once; no answer or segment under the name of a column that each response has."""
    seen: dict[str, Column] = {}
    for column in columns:
        if column.key in seen:
            raise TwoColumns(key=column.key, first=seen[column.key].name, second=column.name)
        seen[column.key] = column
        free = column.kind != Kind.ATTRIBUTE or column.role == Role.SEGMENT
        if free and column.key in {*RESPONSE_COLUMNS, "wave"}:
            raise TakenKey(column=column.name, key=column.key)
