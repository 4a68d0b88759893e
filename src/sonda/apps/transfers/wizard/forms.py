"""What a person types about the columns of a file, and the mapping that it makes.

A page holds `PAGE` columns, each with a few short fields, so that a file of thousands stays within the limit of fields
that one request may have; what stands on other pages comes from the draft.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sonda.apps.surveys.choices import BESIDE, SCALES, Kind, Role, kind_of
from sonda.apps.surveys.models import in_language
from sonda.apps.transfers.mapping.columns import FARTHEST, KEY, LONGEST, SEPARATORS, SINGLE, Column
from sonda.apps.transfers.mapping.dates import typed, written
from sonda.apps.transfers.profiling.profile import Profile
from sonda.apps.transfers.suggesting.columns import TAKEN, column_of, free_key
from sonda.apps.transfers.suggesting.days import day_of_answer
from sonda.apps.transfers.suggesting.seen import labelled_missing, seen
from sonda.apps.transfers.suggesting.ticks import apart, known_ticks, together
from sonda.apps.transfers.suggesting.words import key_from, stem
from sonda.apps.transfers.wizard.queries import Draft
from sonda.apps.transfers.wizard.rows import ColumnRow

PAGE = 150  # columns; ten fields each stay below DATA_UPLOAD_MAX_NUMBER_FIELDS
SCALE = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*(?:[-–—…]|\.\.\.?|to|do|до)\s*(-?\d+(?:[.,]\d+)?)")
FIELDS = ("role", "short", "scale", "missing", "key", "values", "dates", "dimension", "item", "split")


class ColumnsForm:
    """The columns of one page, with what was typed of them; `columns()` is the whole file's mapping."""

    def __init__(
        self, profile: Profile, draft: Draft, *, language: str, page: int = 1, data: Mapping[str, str] | None = None
    ) -> None:
        self.profile, self.draft, self.language, self.data = profile, draft, language, data
        self.n_pages = max(1, -(-len(profile.columns) // PAGE))
        self.page = min(max(page, 1), self.n_pages)
        by_name: dict[str, list[Column]] = defaultdict(list)
        for column in draft.mapping.columns:
            by_name[column.name].append(column)
        self.kept = by_name
        self.groups = groups(profile, draft)
        first = (self.page - 1) * PAGE
        self.rows = [self.row(place) for place in range(first, min(first + PAGE, len(profile.columns)))]

    def row(self, place: int) -> ColumnRow:
        profile = self.profile.columns[place]
        ours = self.kept.get(profile.name, [])
        column = together(ours) if ours else None
        typed = typed_of(column, self.language)
        if self.data is not None and f"c{place}-role" in self.data:
            typed = {name: self.data.get(f"c{place}-{name}", "").strip() for name in FIELDS}
        return ColumnRow(
            place=place, profile=profile, guess=self.draft.guesses[profile.name], column=column, typed=typed,
            alike=len(self.groups[place]), parts=1 if column and column.split else max(1, len(ours)),
        )  # fmt: skip

    def is_valid(self) -> bool:
        self.made = {row.place: self.column(row) for row in self.rows}
        if not any(row.errors for row in self.rows):
            self.together()
        return not any(row.errors for row in self.rows)

    def column(self, row: ColumnRow) -> Column | None:
        """What a row says; None for a column that is left out. What is wrong stands in `row.errors`."""
        said, role = row.typed, row.typed["role"]
        if not role:
            return None
        if role not in Role.values:
            row.errors["role"] = _("This is none of the parts that a column can play.")
            return None
        same = row.column is not None and row.column.role == role
        base = row.column if same and row.column else self.usual(row, role)
        key = SINGLE.get(Role(role)) or said["key"] or (row.column.key if same and row.column else "")
        if key and not KEY.fullmatch(key):
            row.errors["key"] = _("A key is made of a–z, 0–9 and _ and begins with a letter.")
        if key in TAKEN and role not in SINGLE:
            row.errors["key"] = _("This key is the store's own; choose another.")
        for name in ("dimension", "item"):
            if len(said[name]) > LONGEST:
                row.errors[name] = _("At most %(n)s characters.") % {"n": LONGEST}
        low, high = self.scale(row, role, base)
        is_as_shown = said["short"] == in_language(base.short or base.text, self.language)
        is_typed = said["short"] and not is_as_shown  # else a label would be kept in the reader's language as well
        short = {**base.short, self.language: said["short"]} if is_typed else dict(base.short)
        is_fresh = not same and row.is_out is False and not said["missing"] and not said["scale"]
        return replace(
            base,
            role=role,
            kind=kind_of(role),
            key=key or base.key,
            low=low,
            high=high,
            missing=base.missing if is_fresh else frozenset(codes_in(said["missing"])),
            values=self.values(row, base),
            date_formats=base.date_formats if is_fresh and not said["dates"] else formats_in(said["dates"]),
            short=short if row.is_named else {},
            dimension=said["dimension"],
            item=said["item"] or (base.item if is_fresh else ""),
            split=said["split"] if role == Role.CHOICE and said["split"] in SEPARATORS else "",
        )

    def usual(self, row: ColumnRow, role: str) -> Column:
        """A column in a part that it did not play before: the codes and the scale that its values tell."""
        known = seen(row.profile, row.place)
        scale = known.scale if kind_of(role) == Kind.RATING else None
        usual = SCALES.get(role)
        guess = replace(
            row.guess,
            role=role,
            low=scale.low if scale and not usual else usual[0] if usual else None,
            high=scale.high if scale and not usual else usual[1] if usual else None,
            missing=(*(scale.missing if scale else ()), *known.codes.missing, *labelled_missing(known, scale)),
        )
        if scale:
            guess = replace(guess, low=scale.low, high=scale.high)
        if role == Role.PERIOD:
            guess = day_of_answer(known)
        taken = {column.key for columns in self.kept.values() for column in columns}
        made = column_of(guess, row.profile, language=self.draft.words, taken=taken)
        assert made  # it has a role
        return made

    def scale(self, row: ColumnRow, role: str, base: Column) -> tuple[float | None, float | None]:
        text, kind = row.typed["scale"], kind_of(role)
        if kind not in (Kind.RATING, Kind.NUMBER):
            return None, None
        if not text:
            if kind == Kind.RATING and base.low is None:
                row.errors["scale"] = _("A rating needs its scale, for example 1–5.")
            return (base.low, base.high) if kind == Kind.RATING else (None, None)
        match = SCALE.fullmatch(text)
        ends = [float(end.replace(",", ".")) for end in match.groups()] if match else []
        if not ends or ends[0] >= ends[1] or max(map(abs, ends)) > FARTHEST:
            row.errors["scale"] = _("A scale is its lowest and its highest number, for example 1–5.")
            return base.low, base.high
        return ends[0], ends[1]

    def values(self, row: ColumnRow, base: Column) -> dict[str, str]:
        """`code = value`, one in a line."""
        found = {}
        for line in row.typed["values"].splitlines():
            code, sign, value = line.partition("=")
            if line.strip() and not (sign and code.strip()):
                row.errors["values"] = _("Write one in a line: code = what it means.")
            elif line.strip():
                found[code.strip()] = value.strip()
        return found or (dict(base.values) if row.column is None or row.column.role != row.typed["role"] else {})

    def together(self) -> None:
        """A part or a key that is there twice; a key nobody typed gives way by itself."""
        mine = {row.name: row for row in self.rows}
        seen_keys: dict[str, str] = {}
        for column in self.columns():
            other = seen_keys.setdefault(column.key, column.name)
            row = mine.get(column.name) or mine.get(other)
            if other == column.name or row is None:
                continue
            if column.role in SINGLE:
                row.errors["role"] = _("Only one column can be this; “%(column)s” is it already.") % {
                    "column": other if row.name == column.name else column.name
                }
            elif row.typed["key"] or self.made.get(row.place) is None:
                row.errors["key"] = _("“%(column)s” has this key already.") % {"column": other}
            else:
                made = self.made[row.place]
                assert made  # it has a key
                self.made[row.place] = replace(made, key=free_key(made.key, set(seen_keys)))
                seen_keys[self.made[row.place].key] = column.name  # type: ignore[union-attr]

    def columns(self) -> tuple[Column, ...]:
        """All columns of the mapping: those of this page as typed, the others as the draft has them."""
        found: list[Column] = []
        here = {row.name for row in self.rows}
        taken = {column.key for column in self.draft.mapping.columns if column.name not in here}
        for place, profile in enumerate(self.profile.columns):
            ours = self.kept.get(profile.name, [])
            if place not in self.made:
                found += ours
            else:
                made = self.made[place]
                rest = () if not made or any(column.split for column in ours) else ours[1:]
                each = [*(self.each(made, place, taken) if made else ()), *rest]
                taken |= {column.key for column in each}
                found += each
        return tuple(found)

    def each(self, made: Column, place: int, taken: Collection[str]) -> tuple[Column, ...]:
        """The column, or one for each of the several answers that its cells hold."""
        if not made.split:
            return (made,)
        profile = self.profile.columns[place]
        ours = self.kept.get(profile.name, [])
        ticks = known_ticks(ours, profile, made.split)
        return apart(made, ticks, language=self.draft.words, taken=taken, kept=ours)

    def like(self, place: int) -> tuple[Column, ...]:
        """All columns, those of the same block in the part, scale and codes of this one."""
        model = self.made.get(place)
        block = {self.profile.columns[other].name: other for other in self.groups.get(place, [place])}
        found = [column for column in self.columns() if column.name not in block]
        taken = {column.key for column in found}
        for name, other in block.items():
            if model is None:
                continue
            kept = self.kept.get(name, [])
            ours = self.made.get(other) if other in self.made else together(kept) if kept else None
            profile = self.profile.columns[other]
            base = ours or column_of(
                replace(self.draft.guesses[name], role=model.role), profile, language=self.draft.words, taken=taken
            )
            assert base  # it has a role
            mine = (
                replace(
                    base, role=model.role, kind=model.kind, low=model.low, high=model.high, missing=model.missing,
                    values=model.values, dimension=model.dimension, split=model.split, part="", besides=(),
                    key=base.key if base.key not in taken and base.key not in SINGLE.values()
                    else free_key(key_from(name), taken),
                )
            )  # fmt: skip
            each = self.each(mine, other, taken)
            found += each
            taken |= {mine.key, *(column.key for column in each)}
        order = {column.name: place for place, column in enumerate(self.profile.columns)}
        return tuple(sorted(found, key=lambda column: order[column.name]))

    @property
    def wrong(self) -> list[ColumnRow]:
        return [row for row in self.rows if row.errors]


def formats_in(text: str) -> tuple[str, ...]:
    return tuple(typed(part.strip()) for part in text.split("|") if part.strip())


def typed_of(column: Column | None, language: str) -> dict[str, str]:
    """A column as its fields show it."""
    if column is None:
        return dict.fromkeys(FIELDS, "")
    scaled = column.low is not None and column.high is not None
    separator = "; " if any("," in code for code in column.missing) else ", "
    return {
        "role": str(column.role),
        "short": in_language(column.short or column.text, language),
        "scale": f"{column.low:g}–{column.high:g}" if scaled else "",
        "missing": separator.join(sorted(column.missing, key=lambda code: (len(code), code))),
        "key": "" if column.role in SINGLE else column.key,
        "values": "\n".join(f"{code} = {value}" for code, value in column.values.items()),
        "dates": " | ".join(as_people_write(form) for form in column.date_formats),
        "dimension": column.dimension,
        "item": column.item,
        "split": column.split,
    }


def as_people_write(form: str) -> str:
    """DD.MM.YYYY, where every part of the format has letters."""
    return form if "%" in written(form) else written(form)


def codes_in(text: str) -> list[str]:
    """Codes as they are typed: with commas between them, or with semicolons where a code holds a comma.

    >>> codes_in("0, 6, Blank"), codes_in("n/a, or none; 99")
    (['0', '6', 'Blank'], ['n/a, or none', '99'])
    """
    return [code.strip() for code in text.split(";" if ";" in text else ",") if code.strip()]


def groups(profile: Profile, draft: Draft) -> dict[int, list[int]]:
    """Columns that belong together, by their place: ratings that play one part, else one block of questions."""
    blocks: dict[Any, list[int]] = defaultdict(list)
    for place, column in enumerate(profile.columns):
        guess = draft.guesses[column.name]
        rated = guess.low is not None
        beside = guess.role in BESIDE and guess.role != Role.SEGMENT
        mark = guess.role if rated else (column.kind, stem(column.name) or place)
        blocks[("alone", place) if beside else mark].append(place)
    return {place: block for block in blocks.values() for place in block}


class TextForm(forms.Form):
    """The mapping as TOML, for who likes to write it."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}), strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Mapping")


class NameForm(forms.Form):
    """The name under which a mapping is kept."""

    name = forms.CharField(max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
