"""What the joined pages share: a question put to a survey under the page's cut, its run, and files of its parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from sonda.apps.analytics import operations, people, queries, reading, snippets, tasks
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.cut import Cut
from sonda.apps.analytics.downloads import NAMES
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.facets import Facet
from sonda.apps.analytics.filters import Filters, Option
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.questions import Question
from sonda.apps.analytics.replies import FILES, Reply
from sonda.apps.analytics.results import unpack
from sonda.apps.responses import queries as responses
from sonda.charts.chart import Chart
from sonda.charts.context import Context

MANY = 300_000  # responses, from which a page of several counts is counted by a job


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of one survey with its run, and how its answer is read."""

    entry: Entry
    bank: Bank
    question: Question
    run: Run

    @property
    def is_counted(self) -> bool:
        return self.run.is_finished

    @cached_property
    def results(self) -> list[tuple[Any, Any]]:
        """Groups with their results; none while it is not counted, and where the data do not allow it."""
        return list(unpack(self.run.result).results) if self.run.result else []

    @property
    def result(self) -> Any | None:
        """The result of the whole, where there are no groups."""
        return self.results[0][1] if self.results else None

    @cached_property
    def context(self) -> Context:
        return reading.context(self.entry, self.bank, self.run)

    @cached_property
    def chart(self) -> Chart | None:
        """The answer as the catalogue draws it."""
        return reading.chart_of(self.entry, self.bank, self.run) if self.results else None

    @property
    def problem(self) -> str:
        return reading.problem_of(self.run)

    @property
    def halves(self) -> Mapping[Any, Any]:
        """A joined page compares no stretches of time."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One question that a figure rests on: its key in the addresses of people, and its name where there are several."""

    key: str
    asked: Asked
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One figure of a page: its place in the addresses of files, its chart, and the questions that it rests on."""

    page: str
    key: str
    chart: Chart
    query: str
    basis: tuple[Basis, ...] = ()

    @property
    def people(self) -> list[tuple[str, str]]:
        """The people behind the figure: the name of each question, where there are several, and an address."""
        return [
            (each.title, f"{reverse('part_people', args=[self.page, each.key])}?{self.query}")
            for each in self.basis
            if people.can_be_told(each.asked)
        ]

    @property
    def snippet(self) -> str:
        """Lines for a notebook that give the numbers of the figure; empty where nobody may be told one by one."""
        told = [each for each in self.basis if people.can_be_told(each.asked)]
        return snippets.counted((f"{self.page}-{each.key}-people.parquet", each.asked) for each in told)

    @property
    def files(self) -> list[tuple[str, str]]:
        """What can be taken away of the figure and its table, each with its address."""
        doors = {"figure": "part_figure", "table": "part_table"}
        return [
            (NAMES[form], f"{reverse(doors[door], args=[self.page, self.key, form])}?{self.query}")
            for door, form in FILES
        ]


@dataclass(frozen=True, kw_only=True)
class OfOneSurvey:
    """What a page shows when all of it is asked of one survey."""

    asked_of: Reply

    @property
    def bank(self) -> Bank:
        return self.asked_of.bank

    @property
    def is_closed(self) -> bool:
        """May the reader see a part, and nobody can tell which?"""
        return self.bank.is_closed

    @property
    def pick(self) -> list[Bank]:
        """Surveys to choose from, where there is a choice."""
        return self.asked_of.others if len(self.asked_of.others) > 1 else []

    @property
    def query(self) -> str:
        return self.asked_of.query


@dataclass(frozen=True)
class PageFilters(Filters):
    """Filters of a page whose groups the reader chooses among `choices`, though its answer is no single score."""

    choices: Sequence[Facet] = ()

    @property
    def in_a_row(self) -> bool:
        return bool(self.choices)

    @property
    def lines(self) -> list[Option]:
        return [Option(value=each.param, label=each.title, on=each.param == self.cut.by) for each in self.choices]

    @property
    def grains(self) -> list[Any]:
        return []

    @property
    def weights(self) -> list[Option]:
        return []  # each part of a page has weights of its own


def parts_of(page: str, told: Mapping[str, tuple[Chart | None, Asked | None]], query: str) -> dict[str, Part]:
    """Figures that rest on one question each, by key; those that have no chart are left out."""
    return {
        key: Part(page=page, key=key, chart=chart, query=query, basis=(Basis(key=key, asked=asked),) if asked else ())
        for key, (chart, asked) in told.items()
        if chart
    }


def put(entry: Entry, bank: Bank, question: Question | None) -> Asked | None:
    """Ask a question as it is, counted now, or by a job where the answers are many; None for no question."""
    if question is None or bank.is_closed:
        return None
    run = operations.run_of(survey=bank.survey, question=question, version=version_of(bank))
    if not run.is_finished and bank.n > MANY:
        tasks.count_later(run)
    elif not run.is_finished:
        operations.count(run=run)
    return Asked(entry=entry, bank=bank, question=question, run=run)


def version_of(bank: Bank) -> str:
    """The version of a survey's answers, looked at once for all questions of a page: a bank lives for one request."""
    known: str = bank.__dict__.setdefault("_version_of_all", "") or responses.version(bank.survey)
    bank.__dict__["_version_of_all"] = known
    return known


def question_of(entry: Entry, bank: Bank, cut: Cut, facets: Mapping[str, Facet]) -> Question | None:
    """The entry's question under the page's cut; None where the survey cannot feed it or the cut."""
    if any(param not in facets for param, _values in cut.chosen):
        return None
    if not bank.months and (cut.period or cut.first or cut.last):
        return None
    question = queries.question_of(entry, bank, plain(cut), facets)
    return question and replace(question, by=None)


def plain(cut: Cut) -> Cut:
    """The cut without the page's own choice of groups."""
    return replace(cut, by="", grain="")


def chosen(fed: list[Bank], wanted: str | None) -> Bank | None:
    """The survey that an address names, or the first that can answer. Errors: Http404 for one that cannot."""
    if wanted is None:
        return fed[0] if fed else None
    found = next((bank for bank in fed if bank.survey.key == wanted), None)
    if found is None:
        raise Http404
    return found


def lined_by(cut: Cut, choices: Sequence[Facet]) -> Facet | None:
    """The column by which an address lines up a page; None where it does not say.

    Errors: NotInARow for a column by which this page is not told, and for steps in time.
    """
    found = next((each for each in choices if each.param == cut.by), None)
    if cut.grain or (cut.by and found is None):
        raise queries.NotInARow
    return found


def merged(facets: Iterable[Mapping[str, Facet]]) -> dict[str, Facet]:
    """The facets of several surveys as one: values and labels of a parameter together."""
    found: dict[str, Facet] = {}
    for each in facets:
        for param, facet in each.items():
            before = found.get(param)
            found[param] = (
                facet
                if before is None
                else replace(
                    before,
                    values={**facet.values, **before.values},
                    labels={**facet.labels, **before.labels},
                )
            )
    return found


def told_of(asked: Asked | None, chart: Chart | None) -> str:
    """From when to when the answers are that speak, and how many; empty where nothing speaks."""
    return reading.told_of(asked.bank, asked.run, chart) if asked and chart else ""


def language() -> str:
    return (get_language() or "en").split("-")[0]


def filters_said(cut: Cut, facets: Mapping[str, Facet]) -> list[str]:
    """Each column that is narrowed, with the values that are kept: “Unit: Lviv, Kyiv”."""
    return [
        f"{facets[param].title}: {', '.join(facets[param].label(value) for value in values)}"
        for param, values in cut.chosen
    ]
