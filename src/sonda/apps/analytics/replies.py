"""One analysis as it stands for one reader: the survey it is asked of, the cut, the run, and what can be told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from sonda.apps.analytics import operations, queries, reading, tasks, weights
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.cut import Cut
from sonda.apps.analytics.downloads import NAMES
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.facets import Facet, facets_of
from sonda.apps.analytics.lines import BEFORE, GRAINS, NOW
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.questions import Question
from sonda.apps.analytics.results import unpack
from sonda.apps.organizations.models import Member
from sonda.charts import comparison
from sonda.charts.chart import Chart
from sonda.methods import numbers

FILES = (("figure", "svg"), ("figure", "png"), ("table", "csv"), ("table", "xlsx"), ("table", "parquet"))


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The answer to one question, or why there is none; `spans` is the run that compares with the months before."""

    entry: Entry
    bank: Bank
    others: list[Bank]
    facets: Mapping[str, Facet]
    cut: Cut
    question: Question
    run: Run | None = None
    spans: Run | None = None

    @property
    def query(self) -> str:
        """The address's query: the survey and the cut, always written the same way."""
        return self.cut.query(self.bank.survey.key)

    @property
    def is_followed(self) -> bool:
        """Does the figure go along time, so that it can say what happened when?"""
        return self.question.by in GRAINS

    @property
    def files(self) -> list[tuple[str, str]]:
        """What can be taken away of the figure and its table, each with its address."""
        return [(NAMES[kind], f"{reverse(door, args=[self.entry.key, kind])}?{self.query}") for door, kind in FILES]

    @property
    def is_counted(self) -> bool:
        return self.run is not None and self.run.is_finished

    @cached_property
    def chart(self) -> Chart | None:
        """The answer; None while it is not counted, and where there is too little to tell."""
        if self.run is None or not self.run.result or not self.run.result["results"]:
            return None
        chart = reading.chart_of(self.entry, self.bank, self.run)
        now = self.halves.get(NOW)
        if self.question.by and now is not None:
            chart = comparison.whole(chart, now, self.context)
        return None if self.cut.narrows and not chart.n else chart

    @cached_property
    def halves(self) -> dict[Any, Any]:
        """The result of the cut's months and that of those before, where the two are compared."""
        return dict(unpack(self.spans.result).results) if self.spans and self.spans.result else {}

    @property
    def before(self) -> comparison.Before | None:
        """The quiet line about the months before."""
        if NOW not in self.halves or self.spans is None:
            return None
        ((_now, then),) = [Question.from_json(self.spans.question).spans or ((), ())]
        first, last = (reading.month(text) for text in then)
        called = numbers.months(first, last, language=get_language() or "en")
        return comparison.before(self.halves[NOW], self.halves.get(BEFORE), called=called, context=self.context)

    @cached_property
    def context(self) -> Any:
        return reading.context(self.entry, self.bank, self.run or Run(question=self.question.as_json()))

    @property
    def told_of(self) -> str:
        """Period, filters, and how many answered."""
        return self._told_of()

    @property
    def told_of_people(self) -> str:
        """The same where no sentence stands below it."""
        return self._told_of(beside_sentence=False)

    def _told_of(self, **how: bool) -> str:
        if self.chart is None or self.run is None:
            return ""
        return reading.told_of(self.bank, self.run, self.chart, filters=self.filters, **how)

    @property
    def filters(self) -> list[str]:
        """Each column that is narrowed, with the values that are kept: “Unit: Lviv, Kyiv”; then the weights."""
        narrowed = [
            f"{self.facets[param].title}: {', '.join(self.facets[param].label(value) for value in values)}"
            for param, values in self.cut.chosen
        ]
        return [*narrowed, *([weights.said(self.bank, self.cut.weights)] if self.cut.weights else [])]

    @property
    def problem(self) -> str:
        """Why the answers cannot be judged this way; empty where they can."""
        return reading.problem_of(self.run) if self.run and not self.is_empty else ""

    @property
    def is_empty(self) -> bool:
        """Did nobody answer in this cut?"""
        return self.cut.narrows and (self.run is None or reading.is_nobody(self.run))


def ask(member: Member, entry: Entry, params: QueryDict) -> Reply | None:
    """The answer to what an address asks; a heavy one is left to a job.

    Errors: as `asked`.
    """
    reply = asked(member, entry, params)
    if reply is None or reply.bank.is_closed:
        return reply
    run = operations.run_of(survey=reply.bank.survey, question=reply.question)
    if not run.is_finished and entry.is_left_to_a_job(reply.bank):
        tasks.count_later(run)
    elif not run.is_finished:
        operations.count(run=run)
    return replace(reply, run=run, spans=compared(reply.question, reply.bank, reply.cut))


def asked(member: Member, entry: Entry, params: QueryDict) -> Reply | None:
    """The entry's question as an address puts it, of the survey it names or of the first that can answer; not counted.

    None when no survey can. A survey of another organisation, or one that cannot feed the analysis, is not found.
    Errors: NotAsked and its like for a cut that these answers do not have (see `Cut.parse`).
    """
    fed = queries.fed_by(entry, queries.banks(member))
    wanted = params.get("survey")
    chosen = fed[:1] if wanted is None else [(bank, question) for bank, question in fed if bank.survey.key == wanted]
    if not chosen:
        if wanted is not None:
            raise Http404
        return None
    bank = chosen[0][0]
    facets = facets_of(bank)
    about = entry.about(bank) if entry.about else {}
    known = weights.accepted(bank, params.get("weights"))
    cut = Cut.parse(params, facets=facets, months=bank.months, questions=about, weights=known)
    cut = queries.in_the_open(entry, bank, cut, facets)
    if cut.weights and not queries.takes_weights(entry, bank, cut):
        raise weights.NotWeighted
    bank.weighed = weights.chosen(bank, cut.weights)
    question = queries.question_of(entry, bank, cut, facets)
    if question is None:
        raise Http404
    others = [other for other, _question in fed]
    return Reply(entry=entry, bank=bank, others=others, facets=facets, cut=cut, question=question)


def compared(question: Question, bank: Bank, cut: Cut) -> Run | None:
    """The run that sets the cut's months beside those before; counted at once, it is one statement."""
    beside = queries.beside_before(question, bank, cut)
    if beside is None:
        return None
    run = operations.run_of(survey=bank.survey, question=beside)
    return run if run.is_finished else operations.count(run=run)
