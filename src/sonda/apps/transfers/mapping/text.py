"""A mapping written as the TOML that `read_mapping` reads back equal."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import tomli_w

from sonda.apps.surveys.choices import Kind, kind_of
from sonda.apps.transfers.mapping.columns import GROUP, SINGLE, Column
from sonda.apps.transfers.mapping.file import FORMAT, FileMapping, read_mapping


def text_of(mapping: FileMapping) -> str:
    """The mapping as TOML; `read_mapping(text_of(mapping))` is the same mapping, but for `text`.

    Groups of items and defaults are written out, so that each column can be changed by itself.
    """
    beside = {
        "wave": mapping.wave,
        "file": dict(mapping.file),
        "promise": dict(mapping.promise),
        "title": mapping.title,
        "languages": list(mapping.languages),
        "organization": dict(mapping.organization),
        "constants": {name: str(value) for name, value in mapping.constants.items()},
        "dimensions": mapping.dimensions,
    }
    return tomli_w.dumps(
        {
            "format": FORMAT,
            "survey": mapping.survey,
            **{name: value for name, value in beside.items() if value},
            "columns": dict(entries(mapping.columns)),
        }
    )


def with_text(mapping: FileMapping) -> FileMapping:
    """The mapping with its own text; MappingError when it does not hold together."""
    return read_mapping(text_of(replace(mapping, text="")))


def entries(columns: Iterable[Column]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Each column's entry under a name that only it has: a column may play two parts, a name may look like a group."""
    taken: set[str] = set()
    for place, column in enumerate(columns, 1):
        name = column.name
        if not name or name in taken or GROUP.search(name):
            name = f"column {place}"
            while name in taken:
                name += "+"
        taken.add(name)
        yield name, {**({} if name == column.name else {"column": column.name}), **entry(column)}


def entry(column: Column) -> dict[str, Any]:
    """What is to be said of one column."""
    scaled = column.low is not None and column.high is not None
    said: dict[str, Any] = {
        "key": "" if column.role in SINGLE else column.key,
        "scale": [plain(column.low), plain(column.high)] if scaled else None,
        "missing": sorted(column.missing),
        "values": dict(column.values),
        "date_format": list(column.date_formats),
        "text": column.text,
        "short": column.short,
        "dimension": column.dimension,
        "item": column.item,
        "options": column.options,
        "optional": column.optional,
        "split": column.split,
        "part": column.part,
        "besides": list(column.besides),
    }
    return {"role": str(column.role), **{name: value for name, value in said.items() if value}}


def plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number


def column(name: str, role: str, *, key: str = "", **fields: Any) -> Column:
    """A column made by hand, with the kind and the key that its role asks for."""
    return Column(name=name, role=role, key=SINGLE.get(role, key), kind=Kind(kind_of(role)), **fields)  # type: ignore[call-overload]
