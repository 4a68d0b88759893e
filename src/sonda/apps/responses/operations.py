"""Writes of responses."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F

from sonda.apps.responses import columns
from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Survey

CHUNK = 500  # below SQLite's limit of values in one statement


@transaction.atomic
def record_many(*, survey: Survey, import_id: int, documents: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Keep these responses; (how many were new, how many were known already).

    Who has answered this survey in this wave before (`source_key`) keeps the first answer: the later one is counted as
    known and changes nothing. The survey is held meanwhile, so that two imports cannot bring the same person twice.
    """
    Survey.objects.select_for_update().get(pk=survey.pk)
    stored = known = 0
    for chunk in chunks(documents):
        keys = [document["source_key"] for document in chunk]
        there = set(Response.objects.filter(survey=survey, source_key__in=keys).values_list("source_key", flat=True))
        fresh = [
            Response(organization_id=survey.organization_id, survey=survey, import_id=import_id, **document)
            for document in chunk
            if document["source_key"] not in there
        ]
        Response.objects.bulk_create(fresh)
        stored, known = stored + len(fresh), known + len(chunk) - len(fresh)
    return stored, known


@transaction.atomic
def take_back(*, survey: Survey, import_id: int) -> int:
    """Take out every response that an import brought; returns how many.

    The survey begins a new generation, so that whoever counts sees all of them or none.
    """
    held = Survey.objects.select_for_update().get(pk=survey.pk)
    n, _ = Response.objects.filter(survey=survey, import_id=import_id).delete()
    Survey.objects.filter(pk=held.pk).update(generation=F("generation") + 1)
    survey.refresh_from_db(fields=["generation"])
    return n


def chunks(documents: Iterable[dict[str, Any]]) -> Iterable[Sequence[dict[str, Any]]]:
    rest = iter(documents)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def sync_store(survey: Survey) -> int:
    """Hand the engine what came in since its high-water mark; returns how many responses."""
    return columns.sync(survey)
