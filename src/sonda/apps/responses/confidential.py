"""Confidential answers: put into blocks when they come in, and handed to the engine as their blocks allow.

This is the one place that keeps the promise (R3.2, R3.3). The columns that the engine counts hold, of a confidential
survey, only what all people of a block have in common, and only answers to questions that all of them answered.
Whatever is asked of those columns counts blocks as a whole: pages, exports, the API and Home need no rule of their own.
"""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from sonda.apps.responses.models import Block, Response
from sonda.apps.surveys.choices import Kind, Role
from sonda.apps.surveys.models import Question, Survey
from sonda.methods.confidentiality import blocks

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 2_000  # blocks in a piece
# What people may be told apart by, the most important first; then come the survey's segments.
TOLD_APART = ("voice", "company", "region", "unit", "month", "language")
COMMON = ("voice", "company", "region", "unit", "language", "month", "answered_on")


def put_in_blocks(survey: Survey, *, import_id: int) -> None:
    """Block the responses that an import brought. Those for whom there are too few are kept and never counted.

    Answers of two imports share no block: so an import can be undone, and a later one changes no figure but by whole
    blocks.
    """
    people = list(Response.objects.filter(survey=survey, import_id=import_id).order_by("pk"))
    segments = [question.key for question in survey.questions.filter(role=Role.SEGMENT)]
    found = blocks(
        [apart(person, segments) for person in people],
        k=survey.threshold,
        person=[person.respondent.casefold() or person.source_key for person in people],
    )
    groups = [[people[place] for place in members] for members in found.members]
    made = Block.objects.bulk_create(
        [Block(survey=survey, import_id=import_id, n=len(group), **common(group, segments)) for group in groups],
        batch_size=500,
    )
    for block, group in zip(made, groups, strict=True):
        for person in group:
            person.block = block
    Response.objects.bulk_update([person for group in groups for person in group], ["block"], batch_size=500)


def apart(person: Response, segments: Sequence[str]) -> tuple[Any, ...]:
    """The attributes of a response in the order of their importance; last, which questions were answered."""
    beside = [value_of(person, name) for name in TOLD_APART]
    return (*beside, *(person.segments.get(key) for key in segments), frozenset(person.answers))


def common(group: Sequence[Response], segments: Sequence[str]) -> dict[str, Any]:
    """What all people of a group have in common, by column."""
    first, *others = group
    alike = {
        name: value_of(first, name)
        for name in COMMON
        if all(value_of(other, name) == value_of(first, name) for other in others)
    }
    kept = {
        key: first.segments[key]
        for key in segments
        if key in first.segments and all(other.segments.get(key) == first.segments[key] for other in others)
    }
    return {**alike, "segments": kept}


def value_of(person: Response, name: str) -> Any:
    if name == "month":
        return person.answered_on and person.answered_on.replace(day=1)
    return getattr(person, name)


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
