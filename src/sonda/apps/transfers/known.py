"""Who in a file has answered before, and whether the file says of them what is kept: nothing is left out silently.

Only answers that are read with names are compared. Of confidential ones a file of guesses would learn, row by row,
which guess is right.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from sonda.apps.responses.models import Response
from sonda.apps.responses.packing import Row
from sonda.apps.surveys.choices import Kind, Mode, Role
from sonda.apps.surveys.models import Survey
from sonda.apps.transfers.mapping.file import FileMapping
from sonda.apps.transfers.reading.rows import FIELDS
from sonda.apps.transfers.reading.spool import Spool
from sonda.methods.result import N_

KEYS = 500  # asked for in one statement
BESIDE = ("voice", "company", "answered_on", "unit", "region")  # a weight or a language makes no other answer
OTHERWISE = N_("is known already, but with something else in: %(columns)s")
LEFT_OUT = N_(
    "Rows that are known already, but with other answers, another date or another place: %(n)s. "
    "The first answers stay; these rows were not stored."
)

Tell = Callable[[int, Row, list[str]], None]  # row, what it says, and the columns in which that is something else


@dataclass(kw_only=True)
class Known:
    """How many rows are of somebody who is known, and how many of these say something else."""

    n: int = 0
    n_other: int = 0
    is_compared: bool = True


def known_in(
    spool: Spool, mapping: FileMapping, *, survey: Survey | None, there: Collection[str], tell: Tell | None = None,
    but: int | None = None,
) -> Known:  # fmt: skip
    """Compare the rows of a file with what a survey keeps.

    `there` are the columns of the file: of one that it lacks it says nothing. `but` is an import that is not asked.
    """
    found = Known()
    if survey is None:
        return found
    kept = Response.objects.filter(survey=survey)
    kept = kept if but is None else kept.exclude(import_id=but)
    found.is_compared = not survey.is_guarded and mapping.promise.get("mode", Mode.IDENTIFIED) == Mode.IDENTIFIED
    if not found.is_compared:
        found.n = sum(kept.filter(source_key__in=keys).count() for keys in spool.keys(KEYS))
        return found
    look = Look(mapping, there)
    for rows in spool.numbered(KEYS):
        before = look.kept(kept, [row.source_key for _number, row in rows])
        for number, row in rows:
            was = before.get(row.source_key)
            if was is None:
                continue
            found.n += 1
            columns = look.otherwise(was, row)
            if columns:
                found.n_other += 1
                if tell:
                    tell(number, row, columns)
    return found


class Look:
    """What a mapping's file says of a person, beside what is kept of them."""

    def __init__(self, mapping: FileMapping, there: Collection[str]) -> None:
        columns = [column for column in mapping.columns if column.name in there]
        named = {FIELDS[Role(c.role)]: c.name for c in columns if c.role in FIELDS}
        said = {name: named.get(name, name) for name in BESIDE if name in named or name in mapping.constants}
        self.beside = said
        self.segments = {c.key: c.name for c in columns if c.role == Role.SEGMENT}
        self.answers = {c.key: c.name for c in columns if c.kind != Kind.ATTRIBUTE}

    def kept(self, responses: QuerySet[Response], keys: list[str]) -> dict[str, dict[str, Any]]:
        """What is kept under these keys, by key; the answers as they are written."""
        written = {f"{name}_json": Cast(name, TextField()) for name in ("segments", "answers")}
        rows = responses.filter(source_key__in=keys).values("source_key", *self.beside, **written)
        return {str(row["source_key"]): dict(row) for row in rows}

    def otherwise(self, was: dict[str, Any], row: Row) -> list[str]:
        """The columns in which a row says something else than what is kept."""
        found = [column for name, column in self.beside.items() if plain(was[name]) != plain(getattr(row, name))]
        found += differ(was["segments_json"], row.segments, self.segments)
        found += differ(was["answers_json"], row.answers, self.answers)
        return list(dict.fromkeys(found))  # a column of several answers is asked for each of them


def plain(value: Any) -> str:
    return "" if value is None else str(value)


def differ(was: str, now: str, columns: dict[str, str]) -> Iterator[str]:
    """The columns of these keys that hold something else in one JSON object than in the other."""
    if was == now:
        return
    before, after = json.loads(was), json.loads(now)
    yield from (column for key, column in columns.items() if before.get(key) != after.get(key))
