"""The columns of a mapping: one entry each, or one entry for a whole group of items."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from sonda.apps.surveys.choices import SCALES, Kind, Role, kind_of
from sonda.apps.transfers.mapping.dates import is_format
from sonda.ui.errors import SondaError

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
GROUP = re.compile(r"\{(\w+)\}")
LANGUAGE = re.compile(r"[a-z]{2}")
ENTRIES = {"role", "key", "scale", "missing", "values", "date_format", "text", "short", "dimension", "item", "options",
           "optional", "column", "split", "part", "besides"}  # fmt: skip
TABLES = {"values", "options"}  # of an entry; the others below are lists of texts, or short texts
LISTS = {"missing", "date_format", "besides"}
SHORT = {"key", "dimension", "item", "column", "split", "part"}
SEPARATORS = (",", ";", "|")  # between the several answers of a cell
FARTHEST = 1e9  # end of a scale: beyond it nobody answers, and numbers may be infinite
LONGEST = 60  # characters of a dimension or an item, as the question bank keeps them
# Roles whose answer has one place in a response: the key follows from the role.
SINGLE = {
    Role.RESPONDENT: "respondent",
    Role.WAVE: "wave",
    Role.VOICE: "voice",
    Role.COMPANY: "company",
    Role.PERIOD: "answered_on",
    Role.UNIT: "unit",
    Role.REGION: "region",
    Role.LANGUAGE: "language",
    Role.WEIGHT: "weight",
}


class MappingError(SondaError):
    status = 422


class ColumnTrouble(MappingError):
    message = _("Column %(column)s of the mapping: %(problem)s.")


@dataclass(frozen=True, kw_only=True)
class Column:
    """What one column of the file means."""

    name: str  # as the file's header says, trimmed
    role: str
    key: str
    kind: str
    low: float | None = None
    high: float | None = None
    missing: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    date_formats: tuple[str, ...] = ()
    text: dict[str, str] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    dimension: str = ""
    item: str = ""
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    optional: bool = False  # the file may lack this column
    split: str = ""  # stands between the several answers of a cell; each is then asked for by a column of its own:
    part: str = ""  # the answer that this one asks for, yes or no
    besides: tuple[str, ...] = ()  # or, without a part, whether there is any answer besides these

    def question(self) -> dict[str, Any]:
        """The fields of its question in the bank."""
        return {
            "key": self.key,
            "kind": self.kind,
            "role": self.role,
            "scale_low": self.low,
            "scale_high": self.high,
            "texts": self.text or self.short,
            "short": self.short or self.text,
            "dimension": self.dimension,
            "item": self.item,
            "options": self.options,
        }


def columns_of(data: Mapping[str, Any]) -> tuple[Column, ...]:
    """All columns; an entry `"E{quality}"` stands for one column for each item of the group `items.quality`."""
    columns = []
    for name, entry in data["columns"].items():
        if not isinstance(entry, dict):
            raise ColumnTrouble(column=name, problem=_("its entry is a table: { role = … }"))
        columns += [column_of(*pair, data) for pair in repeated(name, entry, data.get("items", {}))]
    return tuple(columns)


def repeated(name: str, entry: dict[str, Any], groups: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entry itself, or once for each item of the group in braces."""
    group = GROUP.search(name)
    if group is None:
        yield name, entry
        return
    if group[1] not in groups:
        raise ColumnTrouble(column=name, problem=_("there is no group items.%(group)s") % {"group": group[1]})
    for item, words in groups[group[1]].items():
        if not isinstance(words, dict):
            raise ColumnTrouble(column=name, problem=_("“%(entry)s” should be a table") % {"entry": item})
        filled = {k: v.replace(group[0], item) if isinstance(v, str) else v for k, v in entry.items()}
        yield name.replace(group[0], item), {"item": item, **words, **filled}


def column_of(name: str, entry: dict[str, Any], data: Mapping[str, Any]) -> Column:
    """One column, with what the defaults of its role say."""
    role = entry.get("role")
    if role not in Role.values:
        raise ColumnTrouble(
            column=name,
            problem=_("role “%(role)s” is none of %(known)s") % {"role": role, "known": ", ".join(Role.values)},
        )
    entry = {**data.get("defaults", {}).get(role, {}), **entry}
    for word in entry:
        if word not in ENTRIES:
            raise ColumnTrouble(column=name, problem=_("the entry “%(entry)s” is unknown") % {"entry": word})
    shapes(name, entry)
    for form in listed(entry.get("date_format", ())):
        if not is_format(str(form)):
            problem = _("“%(form)s” is no form of a date; one is written as DD.MM.YYYY or %%d.%%m.%%Y") % {
                "form": str(form)[:40]
            }
            raise ColumnTrouble(column=name, problem=problem)
    kind = kind_of(role)
    key = key_of(name, role, entry)
    low, high = scale_of(name, role, kind, entry)
    return Column(
        name=str(entry.get("column", name)).strip(),
        role=role,
        key=key,
        kind=kind,
        low=low,
        high=high,
        missing=frozenset(str(code).strip() for code in listed(entry.get("missing", ()))),
        values={str(code).strip(): str(value) for code, value in entry.get("values", {}).items()},
        date_formats=tuple(str(form) for form in listed(entry.get("date_format", ()))),
        text=texts_of(entry.get("text", {}), name),
        short=texts_of(entry.get("short", {}), name),
        dimension=str(entry.get("dimension", "")),
        item=str(entry.get("item", "")),
        options=options_of(name, {**data.get("options", {}).get(key, {}), **entry.get("options", {})}),
        optional=bool(entry.get("optional", False)),
        split=split_of(name, role, entry),
        part=str(entry.get("part", "")).strip(),
        besides=tuple(str(part).strip() for part in listed(entry.get("besides", ()))),
    )


def split_of(name: str, role: str, entry: Mapping[str, Any]) -> str:
    split = str(entry.get("split", ""))
    if split and (split not in SEPARATORS or role != Role.CHOICE):
        raise ColumnTrouble(
            column=name,
            problem=_("only the answers of a choice are split, at one of %(known)s") % {"known": " ".join(SEPARATORS)},
        )
    return split


def listed(value: Any) -> list[Any]:
    """A list; one text is a list of one."""
    return [value] if isinstance(value, str) else list(value)


def shapes(name: str, entry: Mapping[str, Any]) -> None:
    """Every entry is of its kind, and none is longer than the question bank can keep."""
    for word, value in entry.items():
        if word in TABLES and not isinstance(value, dict):
            raise ColumnTrouble(column=name, problem=_("“%(entry)s” should be a table") % {"entry": word})
        if word in LISTS and not isinstance(value, list | str):
            raise ColumnTrouble(column=name, problem=_("“%(entry)s” should be a list of texts") % {"entry": word})
        if word == "scale" and not isinstance(value, list):
            raise ColumnTrouble(column=name, problem=_("a scale is its lowest and its highest number: scale = [1, 5]"))
        if word in SHORT and not isinstance(value, str | int):
            raise ColumnTrouble(column=name, problem=_("“%(entry)s” should be a text") % {"entry": word})
        if word in ("dimension", "item") and len(str(value)) > LONGEST:
            raise ColumnTrouble(
                column=name, problem=_("“%(entry)s” has more than %(n)s characters") % {"entry": word, "n": LONGEST}
            )


def key_of(name: str, role: str, entry: Mapping[str, Any]) -> str:
    if role in SINGLE:
        return SINGLE[Role(role)]
    key = str(entry.get("key") or re.sub(r"\W+", "_", name.strip().lower(), flags=re.ASCII).strip("_"))
    if not KEY.fullmatch(key):
        raise ColumnTrouble(
            column=name,
            problem=_("the key “%(key)s” is not made of a–z, 0–9 and _ beginning with a letter") % {"key": key},
        )
    return key


def scale_of(name: str, role: str, kind: str, entry: Mapping[str, Any]) -> tuple[float | None, float | None]:
    scale = entry.get("scale", SCALES.get(role))
    if scale is None:
        if kind == Kind.RATING:
            raise ColumnTrouble(column=name, problem=_("a rating needs its scale, for example scale = [1, 5]"))
        return None, None
    numbers = [end for end in scale if type(end) in (int, float) and abs(end) <= FARTHEST]
    if len(numbers) != 2 or len(scale) != 2 or numbers[0] >= numbers[1]:
        raise ColumnTrouble(column=name, problem=_("a scale is its lowest and its highest number: scale = [1, 5]"))
    return float(numbers[0]), float(numbers[1])


def options_of(name: str, options: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {str(value): texts_of(texts, name) for value, texts in options.items()}


def texts_of(texts: Any, name: str) -> dict[str, str]:
    """Words by language; one string is English."""
    if isinstance(texts, str):
        return {"en": texts}
    if not isinstance(texts, dict) or not all(LANGUAGE.fullmatch(k) and isinstance(v, str) for k, v in texts.items()):
        raise ColumnTrouble(column=name, problem=_("words are given by language: { pl = …, uk = …, en = … }"))
    return dict(texts)
