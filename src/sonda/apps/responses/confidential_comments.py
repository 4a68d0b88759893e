"""Comments of confidential surveys: who may be read beside whom, decided when they come in, and what is read of them.

This is the one place that keeps the promise about words (R3.2, R3.3). The commenters on one question are put into
blocks of at least ten people, as those who are counted are (`sonda.methods.confidentiality`), and a comment is read
with its whole block or not at all. What two views differ by, under whatever filters and before or after whatever
import, is made of whole blocks: never the words of fewer than ten people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom

from django.db.models import Count, F, QuerySet, Sum

from sonda.apps.organizations.models import Member
from sonda.apps.responses.models import Comment, CommentBlock, Response
from sonda.apps.surveys.choices import Kind
from sonda.apps.surveys.models import Survey
from sonda.methods.confidentiality import blocks

LEAST_COMMENTERS = 10  # or as many as the survey promised, where these are more
TOLD_APART = ("voice", "region", "unit")  # the most important first; nothing finer is ever said of a comment
LOTS = 2**62


@dataclass(frozen=True, kw_only=True)
class Words:
    """Comments of whole blocks, in an order drawn by lot: some of them, and how many there are."""

    n: int
    texts: list[str]


def put_in_blocks(survey: Survey, *, import_id: int) -> None:
    """Block the comments that an import brought, question by question. Those for whom there are too few stay unread.

    Once answers of the survey were taken back, comments of later files stay unread too: a file that was corrected and
    brought again may differ from the one before by a single person, whose words two lists would show.
    """
    questions = list(survey.questions.filter(kind=Kind.TEXT))
    if survey.generation > 1 or not questions:
        return
    people = list(Response.objects.filter(survey=survey, import_id=import_id).order_by("pk"))
    lot = SystemRandom()
    for question in questions:
        wrote = [person for person in people if words(person, question.key)]
        found = blocks(
            [[getattr(person, name) for name in TOLD_APART] for person in wrote],
            k=least(survey),
            person=[person.respondent.casefold() or person.source_key for person in wrote],
        )
        groups = [[wrote[place] for place in members] for members in found.members]
        about = {"survey": survey, "import_id": import_id, "question": question.key}
        made = CommentBlock.objects.bulk_create(
            [CommentBlock(**about, n=len(group), **common(group)) for group in groups], batch_size=500
        )
        Comment.objects.bulk_create(
            [
                Comment(block=block, response=person, place=lot.randrange(LOTS))
                for block, group in zip(made, groups, strict=True)
                for person in group
            ],
            batch_size=500,
        )


def least(survey: Survey) -> int:
    """How many people wrote whatever is read together."""
    return max(LEAST_COMMENTERS, survey.threshold)


def words(person: Response, key: str) -> str:
    return str(person.answers.get(key) or "").strip()


def common(group: Sequence[Response]) -> dict[str, str]:
    """What all people of a group have in common."""
    values = {name: {getattr(person, name) for person in group} for name in TOLD_APART}
    return {name: found.pop() for name, found in values.items() if len(found) == 1}


def whole(member: Member, survey: Survey) -> QuerySet[CommentBlock]:
    """The blocks that a member may read, of their own units where they are bound to some; none that lost a comment."""
    seen: QuerySet[CommentBlock] = CommentBlock.objects.visible_to(member)
    return seen.filter(survey=survey).annotate(left=Count("comments")).filter(left=F("n"))


def surveys(member: Member) -> set[int]:
    """The numbers of the surveys of which a member may read comments."""
    return set(CommentBlock.objects.visible_to(member).values_list("survey_id", flat=True).distinct())


def held(member: Member, survey: Survey) -> dict[str, dict[str, dict[str, int]]]:
    """For each question that has comments to read: what whole blocks have in common, with their numbers of comments."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for block in whole(member, survey).order_by("pk"):
        mine = found.setdefault(block.question, {name: {} for name in TOLD_APART})
        for name in TOLD_APART:
            if value := getattr(block, name):
                mine[name][value] = mine[name].get(value, 0) + block.n
    return found


def read(
    member: Member, survey: Survey, *, key: str, among: Mapping[str, Sequence[str]], first: int, many: int
) -> Words:
    """The comments on a question of the blocks that lie wholly within `among` (values of voice, region, unit)."""
    asked = {f"{name}__in": values for name, values in among.items() if name in TOLD_APART}
    found = whole(member, survey).filter(question=key, **asked)
    shown = Comment.objects.filter(block__in=found.values("pk")).order_by("place", "pk")
    said = shown.values_list("response__answers", flat=True)[first : first + many]
    return Words(n=found.aggregate(n=Sum("n"))["n"] or 0, texts=[str(answers[key]).strip() for answers in said])
