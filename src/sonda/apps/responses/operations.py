"""Writes of responses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sonda.apps.responses import columns, confidential, confidential_comments, counted_before, packing
from sonda.apps.surveys.models import Survey

CHUNK = 5_000
Progress = Callable[[int], None]  # how many have been kept so far


class Recorded(NamedTuple):
    n_new: int
    n_known: int  # already
    n_withheld: int = 0  # of the new ones: not counted because of whom they were counted with before


def record_many(*, survey: Survey, import_id: int, documents: Iterable[dict[str, Any]]) -> Recorded:
    """`record_rows` for responses as dictionaries of their fields."""
    return record_rows(survey=survey, import_id=import_id, rows=map(packing.packed, documents))


@transaction.atomic
def record_rows(
    *, survey: Survey, import_id: int, rows: Iterable[packing.Row], progress: Progress | None = None
) -> Recorded:
    """Keep these responses.

    Who has answered this survey in this wave before (`source_key`) keeps the first answer: the later one is counted as
    known and changes nothing. The survey is held meanwhile, so that two imports cannot bring the same person twice.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    stored = seen = 0
    keep = partial(packing.insert, survey=survey, import_id=import_id, at=timezone.now())
    with packing.roomy():
        for chunk in chunks(rows):
            stored, seen = stored + keep(chunk), seen + len(chunk)
            if progress:
                progress(seen)
    if survey.is_guarded:
        before = confidential.put_in_blocks(survey, import_id=import_id)
        confidential_comments.put_in_blocks(survey, import_id=import_id, but=before.withheld)
        return Recorded(stored, seen - stored, len(before.withheld))
    return Recorded(stored, seen - stored)


@transaction.atomic
def take_back(*, survey: Survey, import_id: int) -> int:
    """Take out every response that an import brought; returns how many.

    The survey begins a new generation, so that whoever counts sees all of them or none.
    """
    held = Survey.objects.select_for_update().get(pk=survey.pk)
    with packing.roomy():
        if held.is_guarded:
            counted_before.remember_former(held)
        n = packing.remove(survey=survey, import_id=import_id)
    Survey.objects.filter(pk=held.pk).update(generation=F("generation") + 1)
    survey.refresh_from_db(fields=["generation"])
    return n


def chunks(rows: Iterable[packing.Row]) -> Iterator[Sequence[packing.Row]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def sync_store(survey: Survey) -> int:
    """Hand the engine what came in since its high-water mark; returns how many responses."""
    return columns.sync(survey)
