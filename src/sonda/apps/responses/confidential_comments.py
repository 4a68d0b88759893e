"""Comments of confidential surveys: who may be read beside whom, decided when they come in, and what is read of them.

This is the one place that keeps the promise about words (R3.2, R3.3). The commenters on one question are put into
blocks of at least ten people, as those who are counted are (`sonda.methods.confidentiality`), and a comment is read
with its whole block or not at all. What two views differ by, under whatever filters and before or after whatever
import, is made of whole blocks: never the words of fewer than ten people.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from django.db.models import Min, Sum

from sonda.apps.organizations.models import Member
from sonda.apps.organizations.queries import scope_of
from sonda.apps.responses.models import Comment, CommentBlock, Response
from sonda.apps.surveys.choices import Kind
from sonda.apps.surveys.models import Survey
from sonda.methods.confidentiality import blocks

LEAST_COMMENTERS = 10  # or as many as the survey promised, where these are more
TOLD_APART = ("voice", "region", "unit")  # the most important first; nothing finer is ever said of a comment
LOTS = 2**62
CHUNK = 2_000


@dataclass(frozen=True, kw_only=True)
class Words:
    """Comments of whole blocks, in an order drawn by lot: some of them, and how many there are."""

    n: int
    texts: list[str]


def put_in_blocks(survey: Survey, *, import_id: int, but: Collection[int] = ()) -> None:
    """Block the comments that an import brought, question by question. Those for whom there are too few stay unread.

    `but`: places in the import, in the order of its responses, of people whose words are read already.

    Once answers of the survey were taken back, comments of later files stay unread too: a file that was corrected and
    brought again may differ from the one before by a single person, whose words two lists would show.
    """
    questions = list(survey.questions.filter(kind=Kind.TEXT))
    if survey.generation > 1 or not questions:
        return
    people, wrote = commenters(survey, import_id, [question.key for question in questions], but=but)
    lot = SystemRandom()
    for key, places in wrote.items():
        found = blocks(
            [people.apart[place] for place in places], k=least(survey), person=[people.who[place] for place in places]
        )
        for start in range(0, len(found.members), CHUNK):
            groups = [[places[each] for each in members] for members in found.members[start : start + CHUNK]]
            about = {"survey": survey, "import_id": import_id, "question": key}
            made = CommentBlock.objects.bulk_create(
                [CommentBlock(**about, n=len(group), **common(group, people)) for group in groups], batch_size=500
            )
            Comment.objects.bulk_create(
                [
                    Comment(
                        block=block,
                        survey=survey,
                        question=key,
                        response_id=people.numbers[place],
                        place=lot.randrange(LOTS),
                    )
                    for block, group in zip(made, groups, strict=True)
                    for place in group
                ],
                batch_size=500,
            )


@dataclass(frozen=True)
class Commenters:
    """Those who wrote something, place by place: the numbers of their responses, who they are, and TOLD_APART."""

    numbers: "array[int]"
    who: list[str]
    apart: list[tuple[str, ...]]


def commenters(
    survey: Survey, import_id: int, keys: Sequence[str], *, but: Collection[int] = ()
) -> tuple[Commenters, dict[str, "array[int]"]]:
    """Everybody of an import who wrote something, and for each question the places of those who wrote about it."""
    people = Commenters(array("q"), [], [])
    wrote = {key: array("q") for key in keys}
    once: dict[tuple[str, ...], tuple[str, ...]] = {}
    rows = Response.objects.filter(survey=survey, import_id=import_id).order_by("pk")
    for row, (number, respondent, source, answers, *values) in enumerate(
        rows.values_list("pk", "respondent", "source_key", "answers", *TOLD_APART).iterator(chunk_size=CHUNK)
    ):
        said = [key for key in keys if words(answers, key)] if row not in but else []
        for key in said:
            wrote[key].append(len(people.numbers))
        if said:
            of = tuple(values)
            people.numbers.append(number)
            people.who.append(respondent.casefold() or source)
            people.apart.append(once.setdefault(of, of))
    return people, wrote


def least(survey: Survey) -> int:
    """How many people wrote whatever is read together."""
    return max(LEAST_COMMENTERS, survey.threshold)


def words(answers: Mapping[str, Any], key: str) -> str:
    return str(answers.get(key) or "").strip()


def common(group: Sequence[int], people: Commenters) -> dict[str, str]:
    """What all people of a group have in common."""
    columns = zip(*(people.apart[place] for place in group), strict=True)
    return {name: values[0] for name, values in zip(TOLD_APART, columns, strict=True) if len(set(values)) == 1}


def surveys(member: Member) -> set[int]:
    """The numbers of the surveys of which a member may read comments."""
    return set(CommentBlock.objects.visible_to(member).values_list("survey_id", flat=True).distinct())


def held(member: Member, survey: Survey) -> dict[str, dict[str, dict[str, int]]]:
    """For each question that has comments to read: what whole blocks have in common, with their numbers of comments."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    blocks_seen = CommentBlock.objects.visible_to(member).filter(survey=survey)
    alike = blocks_seen.values("question", *TOLD_APART).annotate(first=Min("pk"), many=Sum("n")).order_by("first")
    for row in alike:
        mine = found.setdefault(row["question"], {name: {} for name in TOLD_APART})
        for name in TOLD_APART:
            if value := row[name]:
                mine[name][value] = mine[name].get(value, 0) + row["many"]
    return found


def read(
    member: Member, survey: Survey, *, key: str, among: Mapping[str, Sequence[str]], first: int, many: int
) -> Words:
    """The comments on a question of the blocks that lie wholly within `among` (values of voice, region, unit)."""
    asked = {f"{name}__in": values for name, values in among.items() if name in TOLD_APART}
    found = CommentBlock.objects.visible_to(member).filter(survey=survey, question=key, **asked)
    shown = Comment.objects.filter(survey=survey, question=key).order_by("place", "pk")
    if asked or scope_of(member) is not None:
        shown = shown.filter(block__in=found.values("pk"))
    chosen = list(shown.values_list("response_id", flat=True)[first : first + many])
    answers = dict(Response.objects.filter(pk__in=chosen).values_list("pk", "answers"))
    return Words(n=found.aggregate(n=Sum("n"))["n"] or 0, texts=[str(answers[each][key]).strip() for each in chosen])
