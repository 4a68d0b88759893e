"""Confidential answers: put into blocks when they come in, and handed to the engine as their blocks allow.

This is the one place that keeps the promise (R3.2, R3.3). The columns that the engine counts hold, of a confidential
survey, only what all people of a block have in common, and only answers to questions that all of them answered.
Whatever is asked of those columns counts blocks as a whole: pages, exports, the API and Home need no rule of their own.
"""

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from sonda.apps.responses import counted_before, packing
from sonda.apps.responses.counted_before import Bound, Codes
from sonda.apps.responses.models import Block, Response
from sonda.apps.surveys.choices import Kind, Role
from sonda.apps.surveys.models import Question, Survey
from sonda.methods.confidentiality import blocks

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 2_000  # blocks in a piece
# What people may be told apart by, the most important first; then come the survey's segments.
TOLD_APART = ("voice", "company", "region", "unit", "month", "language")


@dataclass(frozen=True)
class People:
    """Those whom an import brought, place by place: their numbers, who they are, and what may tell them apart."""

    numbers: "array[int]"  # of their responses, in order
    who: list[str]
    days: list[date | None]
    apart: list[tuple[Any, ...]]  # TOLD_APART, then the segments; last, which questions were answered
    codes: Codes


def put_in_blocks(survey: Survey, *, import_id: int) -> Bound:
    """Block the responses that an import brought. Those for whom there are too few are kept and never counted.

    Answers of two imports share no block: so an import can be undone, and a later one changes no figure but by whole
    blocks. People who were counted before come back in the blocks that they had, or are withheld; returns who that is.
    """
    segments = [question.key for question in survey.questions.filter(role=Role.SEGMENT)]
    people = brought(survey, import_id, segments)
    before = counted_before.bound(survey, people.codes, import_id=import_id)
    groups = [*before.groups, *free_groups(survey, people, but=before.places)]
    for start in range(0, len(groups), CHUNK):
        some = groups[start : start + CHUNK]
        made = Block.objects.bulk_create(
            [
                Block(survey=survey, import_id=import_id, n=len(group), **common(group, people, segments))
                for group in some
            ],
            batch_size=500,
        )
        packing.put_in_blocks(
            (block.pk, people.numbers[place]) for block, group in zip(made, some, strict=True) for place in group
        )
        numbered = ((block.pk, group) for block, group in zip(made, some, strict=True))
        counted_before.remember(survey, import_id=import_id, codes=people.codes, blocks=numbered)
    return before


def free_groups(survey: Survey, people: People, *, but: set[int]) -> Sequence[Sequence[int]]:
    """The blocks of those who may be counted with anybody."""
    if not but:
        return blocks(people.apart, k=survey.threshold, person=people.who).members
    free = [place for place in range(len(people.who)) if place not in but]
    apart, who = [people.apart[place] for place in free], [people.who[place] for place in free]
    found = blocks(apart, k=survey.threshold, person=who).members
    return [[free[each] for each in group] for group in found]


def brought(survey: Survey, import_id: int, segments: Sequence[str]) -> People:
    """The people of an import. A million of them are read as a stream, and equal values are held once."""
    people = People(array("q"), [], [], [], Codes())
    rows = Response.objects.filter(survey=survey, import_id=import_id).order_by("pk")
    names = ("voice", "company", "region", "unit", "language")
    once: dict[Any, Any] = {}

    def held(value: Any) -> Any:
        return once.setdefault(value, value)

    for (
        number,
        respondent,
        key,
        day,
        weight,
        voice,
        company,
        region,
        unit,
        language,
        parts,
        answers,
    ) in rows.values_list(
        "pk", "respondent", "source_key", "answered_on", "weight", *names, "segments", "answers"
    ).iterator(chunk_size=CHUNK):
        month = day and day.replace(day=1)
        values = (voice, company, region, unit, month, language, *map(parts.get, segments), frozenset(answers))
        people.numbers.append(number)
        people.who.append(respondent.casefold() or key)
        people.days.append(held(day))
        people.apart.append(held(tuple(map(held, values))))
        said = (voice, company, day, unit, region, language, weight, parts, answers)  # `counted_before.SAID`
        people.codes.add(key, respondent, said)
    return people


def common(group: Sequence[int], people: People, segments: Sequence[str]) -> dict[str, Any]:
    """What all people of a group have in common, by column."""
    columns = zip(*(people.apart[place] for place in group), strict=True)
    alike = {
        name: values[0]
        for name, values in zip((*TOLD_APART, *segments), columns, strict=False)  # the last one is no attribute
        if values.count(values[0]) == len(values)
    }
    days = {people.days[place] for place in group}
    return {
        **{name: alike[name] for name in TOLD_APART if name in alike},
        "answered_on": days.pop() if len(days) == 1 else None,
        "segments": {key: alike[key] for key in segments if alike.get(key) is not None},
    }


def counted(survey: Survey) -> int:
    """How many responses are in blocks."""
    return Block.objects.filter(survey=survey).aggregate(n=Sum("n"))["n"] or 0


def batches(survey: Survey, after: int = 0) -> Iterator["pa.Table"]:
    """The survey's blocks as columns, from the response with the running number `after` + 1 on."""
    done, last = 0, 0
    while chunk := list(Block.objects.filter(survey=survey, pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        fresh, before = [], done
        for block in chunk:
            done += block.n
            if done > after:
                fresh.append(block)
        if fresh:
            yield table(survey, fresh, number=max(before, after))


def table(survey: Survey, chunk: Sequence[Block], *, number: int) -> "pa.Table":
    """Whole blocks as columns; in a block people stand in the order of their answers, which tells nothing of them."""
    import pyarrow as pa

    people: dict[int, list[Response]] = {block.pk: [] for block in chunk}
    for person in Response.objects.filter(block__in=people).only("block_id", "answers", "weight"):
        people[person.block_id or 0].append(person)
    groups = [sorted(people[block.pk], key=answers_and_weight) for block in chunk]

    def shared(values: list[Any], kind: "pa.DataType") -> "pa.Array":
        """One value of each block, for each of its people."""
        return pa.array([value for value, group in zip(values, groups, strict=True) for _ in group], kind)

    n = sum(map(len, groups))
    columns: dict[str, pa.Array] = {
        "id": pa.array(range(number + 1, number + n + 1), pa.int64()),
        "respondent": pa.nulls(n, pa.string()),
        "answered_on": shared([block.answered_on for block in chunk], pa.date32()),
        "month": shared([block.month and f"{block.month:%Y-%m}" for block in chunk], pa.string()),
        "weight": pa.array([person.weight for group in groups for person in group], pa.float64()),
    }
    for name in ("voice", "company", "unit", "region", "language"):
        columns[name] = shared([getattr(block, name) or None for block in chunk], pa.string())
    for question in survey.questions.all():
        if question.role == Role.SEGMENT:
            columns[question.key] = shared([block.segments.get(question.key) for block in chunk], pa.string())
        elif question.is_answer:
            kind = pa.float64() if question.is_numeric else pa.string()
            columns[question.key] = pa.array([each for group in groups for each in together(group, question)], kind)
    return pa.table(columns)


def answers_and_weight(person: Response) -> tuple[str, float]:
    return json.dumps(person.answers, sort_keys=True), person.weight


def together(group: Sequence[Response], question: Question) -> list[Any]:
    """The answers of a block to a question: all of them, or none where somebody gave none. Words are never shown."""
    answers = [person.answers.get(question.key) for person in group]
    if question.kind == Kind.TEXT or any(answer is None for answer in answers):
        return [None] * len(answers)
    return [float(answer) for answer in answers] if question.is_numeric else answers
