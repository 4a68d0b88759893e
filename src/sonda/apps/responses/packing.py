"""Responses as flat rows, for storing very many of them: one tuple each, what is kept as JSON already written."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from django.db import connection

from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Survey


class Row(NamedTuple):
    """A response as the database keeps it, in the order of `COLUMNS`."""

    source_key: str
    respondent: str = ""
    voice: str = "customer"
    company: str = ""
    answered_on: str | None = None  # ISO
    unit: str = ""
    region: str = ""
    language: str = ""
    weight: float = 1.0
    segments: str = "{}"  # JSON
    answers: str = "{}"


COLUMNS = Row._fields
KINDS = ("text", "text", "text", "text", "date", "text", "text", "text", "float8", "jsonb", "jsonb")  # of PostgreSQL
SAME = (
    "organization_id",
    "survey_id",
    "import_id",
    "mode",
    "threshold",
    "created_at",
)  # alike for all rows of one import

written = partial(json.dumps, separators=(",", ":"))


def packed(document: dict[str, Any]) -> Row:
    """The fields of a response as a row."""
    day = document.get("answered_on")
    return Row(
        **{
            **document,
            "answered_on": day.isoformat() if isinstance(day, date) else day or None,
            "segments": written(document.get("segments", {})),
            "answers": written(document.get("answers", {})),
        }
    )


def insert(rows: Sequence[Row], *, survey: Survey, import_id: int, at: datetime) -> int:
    """Insert the rows whose `source_key` the survey does not have; returns how many those were.

    As SQL: model objects for a million rows cost more than all the reading and checking.
    """
    when = connection.ops.adapt_datetimefield_value(at)
    same = (survey.organization_id, survey.pk, import_id, survey.mode, survey.threshold, when)
    into = f"INSERT INTO {Response._meta.db_table} ({', '.join((*SAME, *COLUMNS))})"
    once = "ON CONFLICT (survey_id, source_key) DO NOTHING"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = ", ".join(
                f"x{place}::jsonb" if kind == "jsonb" else f"x{place}" for place, kind in enumerate(KINDS)
            )
            arrays = ", ".join(f"%s::{'text' if kind == 'jsonb' else kind}[]" for kind in KINDS)
            alike = ", ".join(["%s"] * len(SAME))
            names = ", ".join(f"x{place}" for place in range(len(KINDS)))
            cursor.execute(
                f"{into} SELECT {alike}, {columns} FROM unnest({arrays}) AS given({names}) {once}",  # noqa: S608 — names of ours
                [*same, *(list(column) for column in zip(*rows, strict=True))],
            )
        else:
            places = ", ".join(["%s"] * (len(SAME) + len(COLUMNS)))
            cursor.executemany(f"{into} VALUES ({places}) {once}", together(same, rows))
        return int(cursor.rowcount)


def together(same: tuple[Any, ...], rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    return [(*same, *row) for row in rows]
