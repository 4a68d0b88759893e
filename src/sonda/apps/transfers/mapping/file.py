"""A mapping: what each column of a file means (docs/reference/mapping.md).

TOML, version `format = 1`. It stands alone: the survey it feeds, the questions with their words, the codes that mean
"no answer", constants for what the file does not say.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from sonda.apps.surveys.choices import LEAST_THRESHOLD, RESPONSE_COLUMNS, Kind, Mode, Role, Voice
from sonda.apps.transfers.mapping.columns import Column, MappingError, columns_of, texts_of
from sonda.apps.transfers.mapping.dates import month_or_day
from sonda.engine.readers import ENCODINGS

FORMAT = 1
SHIPPED = Path(__file__).parents[1] / "mappings"
TOP = {"format", "survey", "wave", "title", "languages", "organization", "constants", "defaults", "columns", "items",
       "options", "dimensions", "file", "promise"}  # fmt: skip
TABLES = {
    "title",
    "organization",
    "constants",
    "defaults",
    "columns",
    "items",
    "options",
    "dimensions",
    "file",
    "promise",
}
CONSTANTS = {"voice": 20, "company": 120, "answered_on": 10, "unit": 200, "region": 200, "language": 20}  # characters
READ = {"encoding": str, "separator": str, "sheet": str, "header_row": int, "skip_below": int, "skip_end": int,
        "decimal": str}  # fmt: skip
PROMISE = {"mode": str, "threshold": int}
MOST_BELOW = 20  # rows of headings below the names, and of totals below the answers
MOST_PROMISED = 1_000
SURVEY = re.compile(r"[-\w]{1,60}", re.ASCII)


TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


class BadToml(MappingError):
    message = _("The mapping is not readable TOML.")


class BadTomlAt(BadToml):
    message = _("The mapping is not readable TOML: look at line %(line)s, character %(character)s.")


class UnfinishedToml(BadToml):
    message = _("The mapping is not readable TOML: something is missing at its end.")


class NotUtf8(MappingError):
    message = _("The mapping is not a text in UTF-8.")


class UnknownFormat(MappingError):
    message = _("The mapping says format = %(found)s; this version of Sonda reads format = %(known)s.")


class UnknownEntry(MappingError):
    message = _("The mapping has an entry “%(entry)s” that means nothing here; known are: %(known)s.")


class Lacks(MappingError):
    message = _("The mapping lacks “%(entry)s”.")


class NoMapping(MappingError):
    message = _("There is no mapping “%(name)s”: neither a file nor one that comes with Sonda (%(known)s).")


class NotAText(MappingError):
    message = _("The mapping's entry “%(entry)s” is of another kind than it should be: %(wanted)s.")


class BadSurvey(MappingError):
    message = _("The survey “%(survey)s” needs a key of at most 60 letters a–z, figures, hyphens and _.")


class BadVoice(MappingError):
    message = _("“%(voice)s” is no voice; known are: %(known)s.")


class NulCharacter(MappingError):
    message = _("The mapping holds a NUL character.")


class NamesOfTheAnonymous(MappingError):
    message = _("Anonymous answers keep no names: leave out column %(column)s, or promise confidential answers.")


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
    file: Mapping[str, Any] = field(default_factory=dict)  # how it is read, where that is not to be detected
    promise: Mapping[str, Any] = field(default_factory=dict)  # under which people answered: mode and threshold
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
    except RecursionError:  # tables within tables within tables
        raise BadToml from None
    except ValueError as trouble:  # not only TOMLDecodeError: Python reads no number of thousands of figures
        raise bad_toml(str(trouble)) from None
    if data.get("format") != FORMAT:
        raise UnknownFormat(found=data.get("format"), known=FORMAT)
    no_strangers(data, TOP)
    for entry in ("survey", "columns"):
        if not data.get(entry):
            raise Lacks(entry=entry)
    shapes(data)
    columns = columns_of(data)
    keys_differ(columns)
    promise = promise_of(data.get("promise", {}))
    if promise.get("mode") == Mode.ANONYMOUS:
        nobody_named(columns)
    return FileMapping(
        survey=str(data["survey"]),
        title=texts_of(data.get("title", {}), "title"),
        columns=columns,
        wave=str(data.get("wave", "")),
        languages=tuple(data.get("languages", ())),
        organization=dict(data.get("organization", {})),
        constants=constants_of(data.get("constants", {})),
        dimensions={name: texts_of(texts, name) for name, texts in data.get("dimensions", {}).items()},
        file=file_of(data.get("file", {})),
        promise=promise,
        text=text,
    )


def bad_toml(trouble: str) -> BadToml:
    """Where the reader stopped; what it says of the reason is English and speaks of the grammar."""
    if place := TOML_PLACE.search(trouble):
        return BadTomlAt(line=place[1], character=place[2])
    return UnfinishedToml() if "end of document" in trouble else BadToml()


def find_mapping(name: str) -> str:
    """The text of a mapping: a file, or the name of one that comes with Sonda (`sfo_2017`)."""
    path, shipped = Path(name), SHIPPED / f"{name}.toml"
    try:
        if path.is_file():
            return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NotUtf8 from None
    if name.isidentifier() and shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    raise NoMapping(name=name, known=", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml"))))


def shapes(data: dict[str, Any]) -> None:
    """Tables are tables, lists are lists of texts, and the survey has a key that an address can hold."""
    for name in TABLES & set(data):
        if not isinstance(data[name], dict):
            raise NotAText(entry=name, wanted=_("a table"))
    for name in ("defaults", "items", "options"):
        for below, table in data.get(name, {}).items():
            if not isinstance(table, dict):
                raise NotAText(entry=f"{name}.{below}", wanted=_("a table"))
    languages = data.get("languages", [])
    if not isinstance(languages, list) or not all(isinstance(code, str) and len(code) <= 20 for code in languages):
        raise NotAText(entry="languages", wanted=_("a list of texts"))
    if not SURVEY.fullmatch(str(data["survey"])):
        raise BadSurvey(survey=str(data["survey"])[:80])
    if "\0" in str(data) or "\\x00" in str(data):
        raise NulCharacter


def file_of(data: dict[str, Any]) -> dict[str, Any]:
    no_strangers(data, set(READ), below="file.")
    for name, value in data.items():
        if not isinstance(value, READ[name]) or isinstance(value, bool):
            raise NotAText(entry=f"file.{name}", wanted=_("a number") if READ[name] is int else _("a text"))
    allowed = {"encoding": ENCODINGS, "decimal": (".", ",")}
    for name, known in allowed.items():
        if name in data and data[name] not in known:
            raise NotAText(entry=f"file.{name}", wanted=", ".join(known))
    if len(data.get("separator", ",")) != 1:
        raise NotAText(entry="file.separator", wanted=_("one character"))
    if not 1 <= data.get("header_row", 1) <= 10_000:
        raise NotAText(entry="file.header_row", wanted=_("a number from 1"))
    for name in ("skip_below", "skip_end"):
        if not 0 <= data.get(name, 0) <= MOST_BELOW:
            wanted = _("a number from %(low)s to %(high)s") % {"low": 0, "high": MOST_BELOW}
            raise NotAText(entry=f"file.{name}", wanted=wanted)
    return data


def promise_of(data: dict[str, Any]) -> dict[str, Any]:
    no_strangers(data, set(PROMISE), below="promise.")
    if data.get("mode", Mode.IDENTIFIED) not in Mode.values:
        raise NotAText(entry="promise.mode", wanted=", ".join(Mode.values))
    threshold = data.get("threshold", LEAST_THRESHOLD)
    if type(threshold) is not int or not LEAST_THRESHOLD <= threshold <= MOST_PROMISED:
        wanted = _("a number from %(low)s to %(high)s") % {"low": LEAST_THRESHOLD, "high": MOST_PROMISED}
        raise NotAText(entry="promise.threshold", wanted=wanted)
    return data


def nobody_named(columns: tuple[Column, ...]) -> None:
    for column in columns:
        if column.role == Role.RESPONDENT:
            raise NamesOfTheAnonymous(column=column.name)


def constants_of(data: dict[str, Any]) -> dict[str, Any]:
    no_strangers(data, set(CONSTANTS), below="constants.")
    constants = {name: str(value).strip() for name, value in data.items()}
    for name, value in constants.items():
        if len(value) > CONSTANTS[name] and name != "answered_on":
            raise NotAText(
                entry=f"constants.{name}", wanted=_("a text of at most %(n)s characters") % {"n": CONSTANTS[name]}
            )
    if constants.get("voice", Voice.CUSTOMER) not in Voice.values:
        raise BadVoice(voice=constants["voice"], known=", ".join(Voice.values))
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
