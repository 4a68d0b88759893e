"""The three gaps: us and competitors, us and the customer, our own opinion and the customers'."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from sonda.apps.analytics import queries, reading
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.cut import Cut
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.facets import Facet, facets_of
from sonda.apps.analytics.pages import pairing
from sonda.apps.analytics.pages.asking import (
    Asked,
    Basis,
    Part,
    chosen,
    filters_said,
    language,
    lined_by,
    merged,
    put,
    question_of,
)
from sonda.apps.analytics.pages.names import THREE_GAPS as KEY
from sonda.apps.analytics.pages.pairing import Paired, Ref
from sonda.apps.analytics.replies import Reply
from sonda.apps.organizations.models import Member
from sonda.apps.surveys.choices import Role, Voice
from sonda.charts import gap as gaps
from sonda.charts import servqual, three_gaps
from sonda.charts.chart import Chart
from sonda.charts.context import Context
from sonda.charts.three_gaps import OWN, RIVAL, SERVICE, Board
from sonda.methods.top_answers import lowest_top

ENTRIES = {OWN: "gap-self", RIVAL: "gap-competitor", SERVICE: "servqual"}
OVERALL = (Role.OUTCOME, Role.CSAT, Role.NPS)


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One of the three: who feeds it, what it says, and the words of its finding."""

    kind: str
    asked: Asked

    @cached_property
    def finding(self) -> str:
        if self.asked.result is None:
            return self.asked.problem
        if self.kind == SERVICE:
            return servqual.finding(servqual.ordered(self.asked.result), self.asked.context)
        return gaps.finding(self.asked.result, self.asked.context, self.asked.question.options["kind"])

    @property
    def title(self) -> str:
        return three_gaps.panel(self.kind).title

    @cached_property
    def refs(self) -> list[Ref]:
        """Its items, each with the question that asks about it."""
        result, bank = self.asked.result, self.asked.bank
        if result is None:
            return []
        if self.kind == SERVICE:
            named = bank.items(Role.PERCEPTION)
            rows = [(named.get(row.item), row) for row in result.items if row.level == "item"]
        else:
            rows = [(bank.by_key(item.item), item) for item in result.items]
        return [Ref(survey=bank.survey.pk, question=question, found=row) for question, row in rows if question]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A gap that nobody has asked about, and what would fill it."""

    title: str
    ask: str


@dataclass(frozen=True, kw_only=True)
class Screen:
    """The page as it stands for one reader. `closed`: surveys that do not say which unit their answers are about."""

    found: list[Gap]
    asked_of: Reply
    is_counted: bool
    closed: list[Bank]
    tops: Asked | None = None
    overall: Asked | None = None
    employees: Asked | None = None

    @cached_property
    def rows(self) -> tuple[list[Paired], list[Paired]]:
        """Items that stand together, and those of a gap that shares no item with another."""
        return pairing.apart(pairing.pair((gap.kind, gap.refs) for gap in self.found))

    @cached_property
    def board(self) -> Board:
        """The sentence on top: leaders beside customers, else the first gap that says something."""
        for asked, overall in ((self.overall, True), (self.tops, False)):
            if asked is not None and asked.result is not None:
                told = three_gaps.board(
                    asked.result, marks=self.marks(asked), overall=overall, context=self.context([])
                )
                if told is not None:
                    return told
        first = next((gap for gap in self.found if gap.asked.result), None)
        return Board(finding=first.finding if first else "", deck="", verdict="")

    def marks(self, asked: Asked) -> str:
        """The top answers in words, where all items have one scale: “6–7 of 7”."""
        found = {self.mark(asked.bank, key) for key in asked.question.options["items"]}
        return found.pop() if len(found) == 1 else ""

    def mark(self, bank: Bank, key: str) -> str:
        question = bank.by_key(key)
        if question is None or question.scale_low is None or question.scale_high is None:
            return ""
        top, high = lowest_top(question.scale_low, question.scale_high), round(question.scale_high)
        marks = str(high) if top == high else f"{top}–{high}"
        return _("%(marks)s of %(high)s") % {"marks": marks, "high": high}

    def context(self, rows: list[Paired]) -> Context:
        names: dict[str, str] = {}
        for gap in self.found:
            names |= reading.names_of(gap.asked.bank)
        if self.tops is not None:
            names |= reading.names_of(self.tops.bank)
        names |= {key_of(at): row.title for at, row in enumerate(rows)}
        return Context(language=language(), names=names, item=_("Item"))

    def drawn(self, rows: list[Paired], board: Board) -> Chart:
        items = [
            three_gaps.Item(
                key=key_of(at), rival=row.found.get(RIVAL), service=row.found.get(SERVICE), own=row.found.get(OWN)
            )
            for at, row in enumerate(rows)
        ]
        kinds = [kind for kind in three_gaps.KINDS if any(kind in row.found for row in rows)]
        results = [gap.asked.result for gap in self.found if gap.kind in kinds and gap.asked.result]
        behind = [self.tops.result] if self.tops and self.tops.result and OWN in kinds else []
        return three_gaps.chart(
            items, kinds=kinds, board=board, results=[*results, *behind], context=self.context(rows)
        )

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Every figure of the page by its key."""
        together, alone = self.rows
        charts: dict[str, tuple[Chart, tuple[Basis, ...]]] = {}
        bases = [Basis(key=gap.kind, asked=gap.asked, title=gap.title) for gap in self.found if gap.asked.result]
        if together:
            kinds = {kind for row in together for kind in row.found}
            charts["gaps"] = (
                self.drawn(together, self.board),
                (*(basis for basis in bases if basis.key in kinds), *self.of_the_board),
            )
        for gap in self.found:
            mine = [row for row in alone if gap.kind in row.found]
            if mine:
                drawn = self.drawn(mine, Board(finding=gap.finding, deck="", verdict=""))
                charts[gap.kind] = drawn, tuple(basis for basis in bases if basis.key == gap.kind)
        if self.employees is not None and (chart := self.employees.chart):
            charts["employees"] = chart, (Basis(key="employees", asked=self.employees),)
        return {
            key: Part(page=KEY, key=key, chart=chart, query=self.query, basis=basis)
            for key, (chart, basis) in charts.items()
        }

    @property
    def of_the_board(self) -> list[Basis]:
        """What the sentence on top is made of beside the gaps."""
        told = (("overall", self.overall, _("Top marks overall")), ("tops", self.tops, _("Top marks of all items")))
        return [Basis(key=key, asked=asked, title=title) for key, asked, title in told if asked and asked.result]

    @property
    def is_closed(self) -> bool:
        """May the reader see a part of what each survey says, and nobody can tell which?"""
        return bool(self.closed) and not self.found

    @property
    def problem(self) -> str:
        return next((gap.asked.problem for gap in self.found if gap.asked.problem), "")

    @property
    def finding(self) -> str:
        """The sentence on top."""
        return self.board.finding

    @property
    def lead(self) -> Part | None:
        return self.parts.get("gaps")

    @property
    def alone(self) -> list[tuple[str, Part]]:
        """Gaps that share no item with another, each with its name."""
        return [(gap.title, self.parts[gap.kind]) for gap in self.found if gap.kind in self.parts]

    @property
    def staff(self) -> Part | None:
        return self.parts.get("employees")

    @property
    def missing(self) -> list[Missing]:
        ask = {
            RIVAL: _("Let customers of a competitor rate the same items of that competitor."),
            SERVICE: _("Ask customers twice about each item: what they expect, and what they get."),
            OWN: _("Let your leaders answer the same questions that your customers answer."),
        }
        there = {gap.kind for gap in self.found if gap.asked.result}
        return [
            Missing(title=three_gaps.panel(kind).title, ask=ask[kind]) for kind in three_gaps.KINDS if kind not in there
        ]

    @property
    def pick(self) -> list[Bank]:
        """Surveys to choose from, where some are not on the page already."""
        used = {gap.asked.bank.survey.pk for gap in self.found}
        return self.asked_of.others if len(self.asked_of.others) > len(used) else []

    @property
    def query(self) -> str:
        return self.asked_of.query

    @property
    def when(self) -> str:
        """Which surveys speak, under which filters."""
        banks = {gap.asked.bank.survey.pk: gap.asked.bank for gap in self.found}.values()
        titles = [bank.survey.title_in() for bank in banks]
        return " · ".join([*titles, *filters_said(self.asked_of.cut, self.asked_of.facets)])


def key_of(at: int) -> str:
    return f"row-{at}"


def screen(member: Member, params: QueryDict) -> Screen | None:
    """The page under the cut of an address; None where no survey feeds any of the gaps.

    Errors: Http404 for a survey that feeds none of them, NotAsked, NotInARow and their like for a cut that they do not
    have.
    """
    banks = queries.banks(member)
    fed = by_kind(banks)
    every = together_of(fed)
    first = chosen(every, params.get("survey"))
    if first is None:
        return None
    taken = {kind: first if first in found else found[0] for kind, found in fed.items() if found}
    used = [bank for bank in every if bank in taken.values()]
    own_facets = {bank.survey.pk: {} if bank.is_closed else facets_of(bank) for bank in used}
    together = merged(own_facets.values())
    cut = Cut.parse(params, facets=together, months=sorted({month for bank in used for month in bank.months}))
    lined_by(cut, [])
    found = []
    for kind, bank in taken.items():
        entry = entries()[ENTRIES[kind]]
        asked = put(entry, bank, question_of(entry, bank, cut, own_facets[bank.survey.pk]))
        found += [Gap(kind=kind, asked=asked)] if asked else []
    more = beside(next((gap.asked for gap in found if gap.kind == OWN), None))
    every_asked = [*(gap.asked for gap in found), *(asked for asked in more.values() if asked)]
    return Screen(
        found=found,
        asked_of=reply(found, first, every, together, cut),
        is_counted=all(asked.is_counted for asked in every_asked),
        closed=[bank for bank in used if bank.is_closed],
        **more,
    )


def by_kind(banks: list[Bank]) -> dict[str, list[Bank]]:
    """The surveys that can feed each of the gaps."""
    return {kind: [bank for bank, _question in queries.fed_by(entries()[key], banks)] for kind, key in ENTRIES.items()}


def together_of(fed: Mapping[str, list[Bank]]) -> list[Bank]:
    return list({bank.survey.pk: bank for found in fed.values() for bank in found}.values())


def feeding(banks: list[Bank]) -> list[Bank]:
    """Surveys that feed one of the gaps or more."""
    return together_of(by_kind(banks))


def reply(found: list[Gap], first: Bank, every: list[Bank], facets: Mapping[str, Facet], cut: Cut) -> Reply:
    """What the row of filters asks about the page."""
    entry: Entry = found[0].asked.entry if found else entries()[ENTRIES[OWN]]
    question = found[0].asked.question if found else queries.question_of(entry, first)
    if question is None:  # nothing of the cut could be asked: any question of this survey tells its facets
        question = next(
            each for key in ENTRIES.values() if (each := queries.question_of(entries()[key], first)) is not None
        )
    return Reply(entry=entry, bank=first, others=every, facets=facets, cut=cut, question=question)


def beside(own: Asked | None) -> dict[str, Asked | None]:
    """What is asked beside our own opinion: top answers of each voice, and what employees say."""
    if own is None:
        return {}
    bank, options = own.bank, own.question.options
    voices = [voice for voice in (Voice.MANAGER, Voice.EMPLOYEE, Voice.CUSTOMER) if voice in bank.voices]
    asked: dict[str, Asked | None] = {"tops": tops(own, options["items"], voices)}
    if overall := bank.preferred(*OVERALL):
        asked["overall"] = tops(own, [overall.key], voices)
    if Voice.EMPLOYEE in bank.voices:
        told = {**options, "ours": Voice.EMPLOYEE.value}
        asked["employees"] = put(own.entry, bank, replace(own.question, options=told))
    return asked


def tops(own: Asked, items: list[str], voices: list[Voice]) -> Asked | None:
    """Shares of top answers on items that have a scale."""
    asked = [(key, own.bank.by_key(key)) for key in items]
    lowest = {
        key: lowest_top(question.scale_low, question.scale_high)
        for key, question in asked
        if question and question.scale_low is not None and question.scale_high is not None
    }
    if not lowest:
        return None
    options = {"items": list(lowest), "group": "voice", "voices": [voice.value for voice in voices], "lowest": lowest}
    return put(own.entry, own.bank, replace(own.question, method="tops", options=options))
