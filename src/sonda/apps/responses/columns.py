"""Responses as columns: what the engine's store is fed with, and the feeding."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from sonda.apps.responses import confidential
from sonda.apps.responses.models import Response
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question, Survey

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 50_000
TEXTS = ("respondent", "voice", "company", "unit", "region", "language")


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
    while (rows := tail(survey, after)).num_rows:
        after = rows.column("id")[-1].as_py()
        yield rows


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


def tail(survey: Survey, after_id: int = 0, *, limit: int = BATCH) -> "pa.Table":
    """Responses that came in after a number, as columns, at most `limit`; the last `id` is the next number."""
    import pyarrow as pa

    names = ("id", *TEXTS, "answered_on", "weight", "segments", "answers")
    found = Response.objects.filter(survey=survey, pk__gt=after_id).order_by("pk").values_list(*names)[:limit]
    rows = list(found)
    beside = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    columns: dict[str, pa.Array] = {"id": pa.array(beside["id"], pa.int64())}
    for name in TEXTS:
        columns[name] = pa.array([value or None for value in beside[name]], pa.string())
    columns["answered_on"] = pa.array(beside["answered_on"], pa.date32())
    columns["month"] = pa.array([day and f"{day:%Y-%m}" for day in beside["answered_on"]], pa.string())
    columns["weight"] = pa.array(beside["weight"], pa.float64())
    for question in survey.questions.all():
        if question.role == Role.SEGMENT:
            columns[question.key] = pa.array([kept.get(question.key) for kept in beside["segments"]], pa.string())
        elif question.is_answer:
            columns[question.key] = pa.array([answer(kept, question) for kept in beside["answers"]], type_of(question))
    return pa.table(columns)


def answer(answers: dict[str, Any], question: Question) -> Any:
    value = answers.get(question.key)
    return float(value) if question.is_numeric and value is not None else value


def type_of(question: Question) -> Any:
    import pyarrow as pa

    return pa.float64() if question.is_numeric else pa.string()
