"""The people behind a number: the very responses that a question counts, a page of them or all as columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics import lines
from sonda.apps.analytics.bank import Bank
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


def needed(question: Question) -> tuple[str, ...]:
    """The columns that must be answered for a response to count; none where a response counts for some of many items.

    Only analyses whose n is a number of responses have people behind them that can be told one by one.
    """
    options = question.options
    match question.method:
        case "distribution":
            return (options["question"],)
        case "crosstab" if options["by"] not in (lines.QUARTER, lines.YEAR):  # those are no columns of the answers
            return options["question"], options["by"]
        case "pivot" if options["by"] not in (lines.QUARTER, lines.YEAR):
            return (options["by"],)
        case "nps" | "csat" | "ces":
            return (options["score"],)
        case "consistency":
            return options["score"], options["unit"]
        case "control":
            return options["value"], options["time"]
        case "contrast":
            return options["outcome"], *options["drivers"]
        case "alpha":
            return tuple(options["items"])
        case "churn":
            return (options["duration"],)
        case "pace":
            return options["duration"], options["group"]
        case "choices":
            return (options["question"],)
        case "spread" if options.get("line"):
            return options["items"][0], options["line"]
    return ()


def one_of(bank: Bank, question: Question) -> tuple[str, ...]:
    """The columns of which a response must answer one at least, where a figure tells of many items, an n each."""
    match question.method:
        case "spread" if not question.options.get("line"):
            return tuple(question.options["items"])
        case "gap" | "tops":
            return tuple(question.options["items"])
        case "servqual":
            return tuple(bank.keys(Role.EXPECTATION, Role.PERCEPTION))
    return ()


def sides(question: Question) -> tuple[str, ...]:
    """The voices that a figure sets side by side; none where it is of everybody it counts."""
    options = question.options
    match question.method:
        case "gap":
            return options["ours"], options["theirs"]
        case "tops":
            return tuple(options["voices"])
    return ()


def are_told(question: Question) -> bool:
    """Does the question count responses that can be named one by one?"""
    return bool(needed(question) or some_of(question)[0])


def some_of(question: Question) -> tuple[tuple[str, ...], int]:
    """Columns of which a response must answer some to count, and how many; none where `needed` says it all."""
    match question.method:
        case "correlation":
            return tuple(question.options["questions"]), 2
        case "pivot" if question.options["by"] not in (lines.QUARTER, lines.YEAR):
            return tuple(question.options["questions"]), 1
    return (), 0


def can_be_told(reply: Answered) -> bool:
    """Are there people behind the number who may be seen one by one? Confidential ones never are (R3.5)."""
    return are_told(reply.question) and not reply.bank.survey.is_guarded


def can_be_listed(reply: Answered) -> bool:
    """Are there people behind a figure of many items, or of one, who may be seen one by one?"""
    counts = are_told(reply.question) or one_of(reply.bank, reply.question)
    return bool(counts) and not reply.bank.survey.is_guarded and not reply.bank.is_closed


def of(reply: Answered) -> Question:
    """The question of a reply, with the groups that were too small to be judged left out as they are on the page."""
    question = reply.question
    if among := sides(question):
        question = question.among(question.options["group"], among)
    if not question.by or reply.halves or reply.run is None:
        return question
    judged = tuple(str(item["group"]) for item in (reply.run.result or {}).get("results", ()))
    return question.among(question.by, judged)


def page(member: Member, reply: Answered, number: int) -> Page:
    """One page of the people behind a reply, read once more through the member's own rights."""
    question = of(reply)
    with responses.source(reply.bank.survey) as source:
        rows = those(source, question, one_of(reply.bank, question))
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


def those(source: Source, question: Question, some: tuple[str, ...] = ()) -> str:
    """The rows that a question counts, as a table expression; `some`: columns of which one must be answered."""
    lines.up(source, question)
    answered = [f"{source.field(name).sql} IS NOT NULL" for name in needed(question)]
    if question.by:
        answered.append(f"{source.field(question.by).sql} IS NOT NULL")
    if some:
        answered.append(f"({' OR '.join(f'{source.field(name).sql} IS NOT NULL' for name in some)})")
    several, least = some_of(question)
    if several:
        answered.append(f"{' + '.join(f'({source.field(name).sql} IS NOT NULL)::INT' for name in several)} >= {least}")
    kept = lines.selection(replace(question, by=None)).conditions(source)
    return f"(SELECT * FROM {source.opened.table} WHERE {' AND '.join([*kept, *answered]) or 'TRUE'})"  # noqa: S608


def table(reply: Answered) -> "pa.Table":
    """Everything that the people behind a reply said, as columns by key, in the order in which it came in.

    Errors: TooManyRows.
    """
    question = of(reply)
    names = columns(reply.bank, question)
    with responses.source(reply.bank.survey) as source:
        rows = those(source, question, one_of(reply.bank, question))
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
    made = [name for name in (question.by, question.weight) if name]
    return list(dict.fromkeys([*BESIDE, *made, *asked]))


def told(reply: Answered) -> list[Asked]:
    """The questions whose answers a list of people shows: the scores, and what they said in words."""
    keys: Iterable[Any] = (*needed(reply.question), *some_of(reply.question)[0]) or one_of(reply.bank, reply.question)
    scores = [asked for key in keys if (asked := reply.bank.by_key(key)) and asked.is_answer]
    words = [asked for asked in reply.bank.of(Role.COMMENT) if asked.key not in keys]
    return [*scores[:6], *words[:1]]
