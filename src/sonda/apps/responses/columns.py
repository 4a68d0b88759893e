"""Responses as columns: what the engine's store is fed with, and the feeding."""

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast

from sonda.apps.responses import confidential
from sonda.apps.responses.models import Response
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question, Survey

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 50_000  # rows handed over together
PIECE = 10_000  # of which so many are Python's objects at a time
TEXTS = ("respondent", "voice", "company", "unit", "region", "language")
JSON = {f"{name}_json": Cast(name, TextField()) for name in ("segments", "answers")}  # as written, not read


def sync(survey: Survey) -> int:
    """Hand the engine what came in since its high-water mark; returns how many responses."""
    from sonda.engine import store

    table, handed = table_of(survey), 0
    if store.high_water(table) >= last_id(survey):  # the usual case, without waiting for the one who writes
        return 0
    with store.writing(table):
        for rows in batches(survey, store.high_water(table)):
            store.append(table, rows)
            handed += rows.num_rows
    return handed


def rebuild(survey: Survey) -> None:
    """Make the survey's columns again from the database."""
    from sonda.engine import store

    store.rebuild(table_of(survey), batches(survey))


def held(survey: Survey) -> int:
    """How many responses the columns hold now."""
    from sonda.engine import store

    table = table_of(survey)
    if not store.files_of(table):
        return 0
    with store.source(table) as rows:
        return int(rows.run(f"SELECT count(*) AS n FROM {rows.opened.table}").column("n")[0].as_py())  # noqa: S608


def batches(survey: Survey, after: int = 0) -> Iterator["pa.Table"]:
    """What came in after a number, in pieces; of a confidential survey as its blocks allow."""
    if survey.is_guarded:
        yield from confidential.batches(survey, after)
        return
    import pyarrow as pa

    pieces: list[pa.Table] = []
    while (rows := tail(survey, after, limit=PIECE)).num_rows:
        after = rows.column("id")[-1].as_py()
        pieces.append(rows)
        if len(pieces) == BATCH // PIECE:
            yield pa.concat_tables(pieces)
            pieces.clear()
    if pieces:
        yield pa.concat_tables(pieces)


def last_id(survey: Survey) -> int:
    """The number up to which the columns should reach."""
    if survey.is_guarded:
        return confidential.counted(survey)
    newest = Response.objects.filter(survey=survey).order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def table_of(survey: Survey) -> Path:
    """Where the survey's answers lie in columns; derived from the database, and made again from it at any time."""
    later = f"-{survey.generation}" if survey.generation > 1 else ""
    return Path(settings.HOME) / "store" / str(survey.organization_id) / f"survey-{survey.pk}{later}"


def drop_old_generations() -> int:
    """Remove the columns of every survey that a later generation has replaced; returns how many tables went."""
    from sonda.engine import store

    dropped = 0
    for survey in Survey.objects.filter(generation__gt=1):
        now = table_of(survey)
        for folder in now.parent.glob(f"survey-{survey.pk}*"):
            number = folder.name.removeprefix(f"survey-{survey.pk}")
            if folder.is_dir() and folder != now and re.fullmatch(r"(-\d+)?", number):
                with store.writing(folder):
                    shutil.rmtree(folder)
                dropped += 1
    return dropped


def tail(survey: Survey, after_id: int = 0, *, limit: int = PIECE) -> "pa.Table":
    """Responses that came in after a number, as columns, at most `limit`; the last `id` is the next number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = ("id", *TEXTS, "answered_on", "weight", *JSON)
    after = Response.objects.filter(survey=survey, pk__gt=after_id).order_by("pk").annotate(**JSON)
    rows = list(after.values_list(*names)[:limit])
    beside = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    columns: dict[str, pa.Array] = {"id": pa.array(beside["id"], pa.int64())}
    for name in TEXTS:
        columns[name] = pa.array([value or None for value in beside[name]], pa.string())
    columns["answered_on"] = pa.array(beside["answered_on"], pa.date32())
    columns["month"] = pc.strftime(columns["answered_on"], format="%Y-%m")
    columns["weight"] = pa.array(beside["weight"], pa.float64())
    questions = list(survey.questions.all())
    segments = {question.key: pa.string() for question in questions if question.role == Role.SEGMENT}
    answers = {question.key: type_of(question) for question in questions if question.is_answer}
    kept = unpacked(beside["segments_json"], segments) | unpacked(beside["answers_json"], answers)
    return pa.table(columns | {question.key: kept[question.key] for question in questions if question.key in kept})


def unpacked(documents: Sequence[str], types: dict[str, "pa.DataType"]) -> dict[str, "pa.ChunkedArray"]:
    """JSON objects, one a row, as a column for each of these keys; read in one go, millions of answers a second."""
    import pyarrow as pa
    from pyarrow import json

    if not documents or not types:
        return {key: pa.chunked_array([pa.nulls(len(documents), kind)]) for key, kind in types.items()}
    lines = "\n".join(documents).encode()
    read = json.read_json(
        pa.BufferReader(lines),
        read_options=json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=json.ParseOptions(
            explicit_schema=pa.schema(list(types.items())), unexpected_field_behavior="ignore"
        ),
    )
    return {key: read.column(key) for key in types}


def type_of(question: Question) -> "pa.DataType":
    import pyarrow as pa

    return pa.float64() if question.is_numeric else pa.string()
