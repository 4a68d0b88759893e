"""Who has answered a survey, when, and in which state its answers are: counted once for each state.

A page asks this of every survey before anything else, so it may not cost a look at every answer. Answers are added in
the order of their numbers and taken away only with a new generation of the survey, so the last number says which state
they are in; what was counted of a state stays true. The columns count it where they hold that state already, else the
database does.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import TruncMonth

from sonda.apps.responses.columns import table_of
from sonda.apps.responses.models import Block, Response, within
from sonda.apps.surveys.choices import Mode
from sonda.apps.surveys.models import Survey

PLACES = ("unit", "region")  # the columns by which a scope is told
MOST = 2_000  # states that are remembered

Scope = frozenset[str] | None


@dataclass
class Spoken:
    """Who has answered a survey, when, and in which state the answers are. It is shared: nobody changes it."""

    voices: set[str] = field(default_factory=set)
    months: list[date] = field(default_factory=list)  # first days, the first one first
    last: int = 0
    n: int = 0

    @property
    def version(self) -> str:
        """A word that changes when the answers change."""
        return f"{self.last}-{self.n}"

    def add(self, voice: str, month: date | None, n: int) -> None:
        self.voices |= {voice} - {""}
        self.months += [month] if month and month not in self.months else []
        self.n += n


State = tuple[str, datetime, str, int, Scope]


class Remembered:
    """What was counted, by state; the one asked last at the end."""

    def __init__(self) -> None:
        self._held: OrderedDict[State, Spoken] = OrderedDict()
        self._lock = Lock()

    def get(self, state: State) -> Spoken | None:
        with self._lock:
            if state in self._held:
                self._held.move_to_end(state)
            return self._held.get(state)

    def put(self, state: State, spoken: Spoken) -> None:
        with self._lock:
            self._held[state] = spoken
            while len(self._held) > MOST:
                self._held.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._held.clear()


REMEMBERED = Remembered()


def spoken_of(asked: QuerySet[Survey], scope: Scope) -> dict[int, Spoken]:
    """The state of each of these surveys; with a scope, of the answers about its units and regions alone.

    As many queries for a hundred surveys as for one: a single one when all states are remembered.
    """
    found: dict[int, Spoken] = {}
    unknown: dict[State, Survey] = {}
    for survey in with_last(asked):
        state = state_of(survey, scope)
        known = REMEMBERED.get(state)
        if known is None:
            known = in_columns(survey, state)
        if known is None:
            unknown[state] = survey
        else:
            found[survey.pk] = known
    if unknown:
        counted = in_database(unknown.values(), scope)
        for state, survey in unknown.items():
            found[survey.pk] = counted.get(survey.pk) or Spoken()
            found[survey.pk].last = state[-2] if found[survey.pk].n else 0
            REMEMBERED.put(state, found[survey.pk])
    return found


def with_last(asked: QuerySet[Survey]) -> QuerySet[Survey]:
    """Surveys with the number of the answer, or of the block of confidential ones, that came last: `last`."""
    one = OuterRef("pk")
    answers = Response.objects.filter(survey=one).order_by("-pk").values("pk")[:1]
    blocks = Block.objects.filter(survey=one).order_by("-pk").values("pk")[:1]
    return asked.annotate(last_answer=Subquery(answers), last_block=Subquery(blocks))


def state_of(survey: Survey, scope: Scope) -> State:
    last = survey.last_block if survey.is_guarded else survey.last_answer  # type: ignore[attr-defined]
    # The time at which the survey was made: a number that was rolled back is given again.
    return str(table_of(survey)), survey.created_at, survey.mode, last or 0, scope


def in_columns(survey: Survey, state: State) -> Spoken | None:
    """Counted by the engine, where its columns hold this state; confidential answers lie there by other numbers."""
    from sonda.engine import coverage, store
    from sonda.engine.errors import DataError
    from sonda.engine.selection import OneOf, Selection

    table, last, scope = table_of(survey), state[-2], state[-1]
    if survey.is_guarded or not last or store.high_water(table) < last:
        return None
    places = [] if scope is None else [OneOf(columns=PLACES, values=tuple(sorted(scope)))]
    try:
        with store.source(table) as source:
            counted = coverage.together(source, ["voice", "month"], Selection(among=places), up_to=last)
    except DataError:  # the columns are being made anew
        return None
    found = Spoken(last=last if counted else 0)
    for (voice, month), n in counted.items():
        found.add(voice, date(int(month[:4]), int(month[5:]), 1) if month else None, n)
    found.months.sort()
    REMEMBERED.put(state, found)
    return found


def in_database(asked: Iterable[Survey], scope: Scope) -> dict[int, Spoken]:
    """Counted in the truth; confidential answers by their blocks. Two queries."""
    wanted = [survey.pk for survey in asked]
    people = within(Response.objects.filter(survey__in=wanted, survey__mode=Mode.IDENTIFIED), scope)
    blocks = within(Block.objects.filter(survey__in=wanted).exclude(survey__mode=Mode.IDENTIFIED), scope)
    by = ("survey_id", "voice", "month")
    months = people.annotate(month=TruncMonth("answered_on"))
    found: dict[int, Spoken] = {}
    for rows in (
        months.order_by().values(*by).annotate(many=Count("pk")),
        blocks.order_by().values(*by).annotate(many=Sum("n")),
    ):
        for row in rows:
            found.setdefault(row["survey_id"], Spoken()).add(row["voice"], row["month"], row["many"])
    for one in found.values():
        one.months.sort()
    return found
