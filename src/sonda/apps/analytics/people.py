"""The people behind a number: the very responses that a question counts, a page of them or all as columns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics import counts, lines
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.counts import Counts
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.questions import Question
from sonda.apps.organizations.models import Member
from sonda.apps.responses import queries as responses
from sonda.apps.responses.models import Response
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question as Asked
from sonda.engine import duck
from sonda.engine.source import Source
from sonda.ui.errors import SondaError

if TYPE_CHECKING:
    import pyarrow as pa

    from sonda.charts.chart import Chart

A_PAGE = 50
MOST_ROWS = 100_000  # in one file
BESIDE = ("respondent", "answered_on", "month", "voice", "company", "unit", "region", "language", "weight")


class Answered(Protocol):
    """A question of a survey with its answer: a reply of the catalogue, or one of those on a joined page."""

    @property
    def bank(self) -> Bank: ...

    @property
    def question(self) -> Question: ...

    @property
    def run(self) -> Run | None: ...

    @property
    def halves(self) -> Mapping[Any, Any]: ...

    @property
    def chart(self) -> "Chart | None": ...


class TooManyRows(SondaError):
    message = _("A file holds at most %(most)s answers; these are %(n)s. Choose a shorter period or fewer units.")


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of the people, the latest first, and how many there are."""

    n: int
    number: int
    people: list[Response]

    @property
    def last(self) -> int:
        return max(-(-self.n // A_PAGE), 1)


def can_be_told(reply: Answered) -> bool:
    """Are there people behind the figure who may be seen one by one? Confidential ones never are (R3.5)."""
    closed = reply.bank.survey.is_guarded or reply.bank.is_closed
    return not closed and counts.of(reply.question, reply.bank) is not None


def who_counts(reply: Answered) -> Counts:
    """What the people behind a reply have answered; one that has none to tell is never asked this."""
    return counts.of(reply.question, reply.bank) or Counts()


def of(reply: Answered) -> Question:
    """The question of a reply, with the groups that were too small to be judged left out as they are on the page."""
    question = reply.question
    if among := counts.sides(question):
        question = question.among(question.options["group"], among)
    if not question.by or reply.halves or reply.run is None:
        return question
    judged = tuple(str(item["group"]) for item in (reply.run.result or {}).get("results", ()))
    return question.among(question.by, judged)


def page(member: Member, reply: Answered, number: int) -> Page:
    """One page of the people behind a reply, read once more through the member's own rights."""
    question = of(reply)
    with responses.source(reply.bank.survey) as source:
        rows = those(source, question, who_counts(reply))
        ids, n = counted(source, rows, limit=A_PAGE, offset=(number - 1) * A_PAGE)
    found = {each.pk: each for each in responses.responses(member).filter(survey=reply.bank.survey, pk__in=ids)}
    return Page(n=n, number=number, people=[found[pk] for pk in ids if pk in found])


def counted(source: Source, rows: str, *, limit: int, offset: int) -> tuple[list[int], int]:
    """Numbers of the responses among some rows, the latest first, and how many there are: one statement."""
    number, day = source.field("id").sql, source.field("answered_on").sql
    found = source.run(
        f"SELECT {number} AS id, count(*) OVER () AS n FROM {rows}"  # noqa: S608 — made of duck.text and field()
        f" ORDER BY {day} DESC NULLS LAST, {number} DESC LIMIT {int(limit)} OFFSET {int(offset)}"
    ).to_pylist()
    if not found and offset:
        return [], counted(source, rows, limit=1, offset=0)[1]
    return [row["id"] for row in found], found[0]["n"] if found else 0


def those(source: Source, question: Question, who: Counts) -> str:
    """The rows that a question counts, as a table expression."""
    lines.up(source, question)
    answered = who.conditions(source)
    if question.by:
        answered.append(f"{source.field(question.by).sql} IS NOT NULL")
    kept = lines.selection(replace(question, by=None)).conditions(source)
    return f"(SELECT * FROM {source.opened.table} WHERE {' AND '.join([*kept, *answered]) or 'TRUE'})"  # noqa: S608


def table(reply: Answered) -> "pa.Table":
    """Everything that the people behind a reply said, as columns by key, in the order in which it came in.

    Errors: TooManyRows.
    """
    question = of(reply)
    names = columns(reply.bank, question)
    with responses.source(reply.bank.survey) as source:
        rows = those(source, question, who_counts(reply))
        held = [name for name in names if name in source.columns]
        chosen = ", ".join(f"{source.field(name).sql} AS {duck.name(name)}" for name in held)
        number = source.field("id").sql
        statement = f"SELECT {chosen} FROM {rows} ORDER BY {number} LIMIT {MOST_ROWS + 1}"  # noqa: S608 — as above
        found = source.run(statement)
    if found.num_rows > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS, n=reply.chart.n if reply.chart else found.num_rows)
    return found


def columns(bank: Bank, question: Question) -> list[str]:
    """Who spoke, when and about what, the steps and weights that the question makes, then segments and answers."""
    asked = [each.key for each in bank.questions if each.role == Role.SEGMENT or each.is_answer]
    made = [name for name in (question.by, question.options.get("by"), question.weight) if name]
    return list(dict.fromkeys([*BESIDE, *made, *asked]))


def told(reply: Answered) -> list[Asked]:
    """The questions whose answers a list of people shows: the scores, and what they said in words."""
    keys = who_counts(reply).columns
    scores = [asked for key in keys if (asked := reply.bank.by_key(key)) and asked.is_answer]
    words = [asked for asked in reply.bank.of(Role.COMMENT) if asked.key not in keys]
    return [*scores[:6], *words[:1]]
