"""Responses as flat rows, for storing very many of them: one tuple each, what is kept as JSON already written."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from sonda.apps.responses.models import Block, Comment, CommentBlock, CountedTogether, Response
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

INTO = f"INSERT INTO {Response._meta.db_table} ({', '.join((*SAME, *COLUMNS))})"
ONCE = "ON CONFLICT (survey_id, source_key) DO NOTHING"
TOGETHER = 50  # rows of 17 values: SQLite takes 999 in a statement, wherever it comes from
CACHE = 64_000  # kilobytes

Same = tuple[Any, ...]  # the values of SAME

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

    As SQL: model objects for a million rows cost more than all the reading and checking. In a transaction.
    """
    when = connection.ops.adapt_datetimefield_value(at)
    same = (survey.organization_id, survey.pk, import_id, survey.mode, survey.threshold, when)
    with connection.cursor() as cursor:
        return copied(cursor, same, rows) if connection.vendor == "postgresql" else together(cursor, same, rows)


def copied(cursor: CursorWrapper, same: Same, rows: Sequence[Row]) -> int:
    """By COPY into a table that only this transaction sees, and from there: a statement's parameters cost more."""
    kinds = ", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS, KINDS, strict=True))
    cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS sonda_incoming ({kinds}) ON COMMIT DROP")
    cursor.execute("TRUNCATE sonda_incoming")
    with connection.wrap_database_errors, cursor.copy("COPY sonda_incoming FROM STDIN") as incoming:
        for row in rows:
            incoming.write_row(row)
    alike = ", ".join(["%s"] * len(SAME))
    given = f"SELECT {alike}, {', '.join(COLUMNS)} FROM sonda_incoming"  # noqa: S608 — names of ours
    cursor.execute(f"{INTO} {given} {ONCE}", same)
    return int(cursor.rowcount)


def together(cursor: CursorWrapper, same: Same, rows: Sequence[Row]) -> int:
    """Many rows in a statement: one by one they take four tenths longer, and SQLite has one writer at a time."""
    stored = 0
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        given = ", ".join([f"({', '.join(['%s'] * (len(SAME) + len(COLUMNS)))})"] * len(some))
        cursor.execute(f"{INTO} VALUES {given} {ONCE}", [value for row in some for value in (*same, *row)])
        stored += cursor.rowcount
    return stored


def put_in_blocks(pairs: Iterable[tuple[int, int]]) -> None:
    """Write down for each response (the second number) the block (the first) in which it is counted."""
    table = Response._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(f"UPDATE {table} SET block_id = %s WHERE id = %s", list(pairs))  # noqa: S608 — a name of ours
            return
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS sonda_blocked (block bigint, id bigint) ON COMMIT DROP")
        cursor.execute("TRUNCATE sonda_blocked")
        with connection.wrap_database_errors, cursor.copy("COPY sonda_blocked FROM STDIN") as incoming:
            for pair in pairs:
                incoming.write_row(pair)
        cursor.execute(
            f"UPDATE {table} SET block_id = found.block FROM sonda_blocked AS found"  # noqa: S608
            f" WHERE {table}.id = found.id"
        )


def remember(people: Sequence[tuple[int, int, int, bytes, bytes]]) -> None:
    """Write down who is counted with whom: rows of `CountedTogether`."""
    table, names = CountedTogether._meta.db_table, "survey_id, import_id, block, who, what"
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES (%s, %s, %s, %s, %s)", people)  # noqa: S608 — names of ours
            return
        with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as incoming:
            for person in people:
                incoming.write_row(person)


def remove(*, survey: Survey, import_id: int) -> int:
    """Take out what an import brought, and the blocks made of it; returns how many responses that were."""
    comments, groups = Comment._meta.db_table, CommentBlock._meta.db_table
    theirs, which = "survey_id = %s AND import_id = %s", (survey.pk, import_id)
    with connection.cursor() as cursor:  # names of ours in all of them
        cursor.execute(f"DELETE FROM {comments} WHERE block_id IN (SELECT id FROM {groups} WHERE {theirs})", which)  # noqa: S608
        cursor.execute(f"DELETE FROM {groups} WHERE {theirs}", which)  # noqa: S608
        cursor.execute(f"DELETE FROM {Response._meta.db_table} WHERE {theirs}", which)  # noqa: S608
        n = int(cursor.rowcount)
        cursor.execute(f"DELETE FROM {Block._meta.db_table} WHERE {theirs}", which)  # noqa: S608
    return n


@contextmanager
def roomy() -> Iterator[None]:
    """Let SQLite keep more of its indexes in memory, for a transaction with very many rows."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = {-CACHE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {usual}")
