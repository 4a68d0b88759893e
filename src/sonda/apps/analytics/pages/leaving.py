"""Leaving: who leaves soonest, for what, where to, and what would have kept them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import QueryDict

from sonda.apps.analytics import lines, queries, reading
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.cut import Cut
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.facets import Facet, facets_of
from sonda.apps.analytics.pages.asking import (
    Asked,
    OfOneSurvey,
    Part,
    chosen,
    filters_said,
    lined_by,
    parts_of,
    put,
    question_of,
    told_of,
)
from sonda.apps.analytics.pages.names import LEAVING as KEY
from sonda.apps.analytics.questions import Question
from sonda.apps.analytics.replies import Reply
from sonda.apps.organizations.models import Member
from sonda.apps.responses import queries as responses
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question as Of
from sonda.charts import leaving
from sonda.charts.chart import Chart
from sonda.engine import coverage
from sonda.engine.errors import DataError
from sonda.methods.churn import Paces

ENTRY, CAUSES = "churn", {"reasons": "churn-reasons", "destinations": "churn-destinations"}
KEPT = ("kept", "would_have_kept", "keep")  # key or item of the question what would have kept them
MOST_GROUPS = 12  # of a column by which customers are set side by side,
MOST_COLUMNS = 20  # how many columns are looked at for the one that tells most,
SHOWN = 8  # and how many of them, the most telling first, can be chosen on the page
LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class Screen(OfOneSurvey):
    """The page as it stands for one reader; a part that the survey cannot feed is None."""

    is_counted: bool
    facet: Facet | None  # by what customers are set side by side
    choices: list[Facet]
    curves: Asked | None
    whole: Asked | None = None  # the curve of all customers
    paces: Asked | None = None
    reasons: Asked | None = None
    destinations: Asked | None = None
    kept: Asked | None = None
    details: Asked | None = None
    n_words: int = 0  # who left and wrote what would have kept them

    @property
    def when(self) -> str:
        """Whose answers, of when and how many, under which filters."""
        said = filters_said(self.asked_of.cut, self.asked_of.facets)
        return " · ".join(part for part in (*said, told_of(self.curves, self.survival)) if part)

    @property
    def problem(self) -> str:
        return self.curves.problem if self.curves else ""

    @cached_property
    def parts(self) -> dict[str, Part]:
        told: dict[str, tuple[Chart | None, Asked | None]] = {
            "survival": (self.survival, self.curves),
            "pace": (self.pace, self.paces),
        }
        for key, asked in (("reasons", self.reasons), ("destinations", self.destinations)):
            told[key] = (asked.chart if asked else None, asked)
        for key, asked in (("kept", self.kept), ("details", self.details)):
            told[key] = (said(asked) if asked else None, asked)
        return parts_of(KEY, told, self.query)

    @property
    def finding(self) -> str:
        """The sentence of the curves."""
        return self.survival.finding if self.survival else ""

    @cached_property
    def survival(self) -> Chart | None:
        if self.curves is None or not self.curves.results:
            return None
        paces: Paces | None = self.paces.result if self.paces else None
        context = replace(self.curves.context, **self.named)
        whole = self.whole.result if self.whole else None
        curves = reading.lined_up(self.curves.results, context)
        return leaving.survival(curves, paces, whole=whole, context=context)

    @property
    def pace(self) -> Chart | None:
        if self.paces is None or self.paces.result is None:
            return None
        return leaving.paces(self.paces.result, context=replace(self.paces.context, **self.named))

    @cached_property
    def named(self) -> dict[str, Any]:
        """The groups in the reader's words."""
        labels = self.facet.labels if self.facet else {}
        return {"names": {**reading.names_of(self.bank), **labels}, "unit": self.facet.title if self.facet else ""}

    @property
    def lined_up(self) -> list[tuple[str, str, bool]]:
        """By what customers can be set side by side: its name, the query of its address, and whether it is on."""
        cut = self.asked_of.cut
        return [
            (facet.title, replace(cut, by=facet.param).query(self.bank.survey.key), facet is self.facet)
            for facet in self.choices
        ]


def said(asked: Asked) -> Chart | None:
    """The answers of those who left to one question."""
    question = asked.bank.by_key(asked.question.options["question"])
    if asked.result is None or question is None or not asked.result.n:
        return None
    names = {**asked.context.names, **{value: question.option_in(value) for value in question.options}}
    return leaving.said(asked.result, context=replace(asked.context, names=names, measure=question.short_in()))


def screen(member: Member, params: QueryDict) -> Screen | None:
    """The page under the cut of an address; None where no survey says who left and after what time.

    Errors: Http404 for a survey that does not, NotAsked, NotInARow and their like for a cut that it does not have.
    """
    entry = entries()[ENTRY]
    fed = feeding(queries.banks(member))
    bank = chosen(fed, params.get("survey"))
    if bank is None:
        return None
    facets = {} if bank.is_closed else facets_of(bank)
    cut = Cut.parse(params, facets=facets, months=bank.months)
    base = question_of(entry, bank, cut, facets)
    if base is None:
        return None
    lined = side_by_side(bank, facets, cut)
    paces = {facet.param: put(entry, bank, pace_of(base, facet, len(lined))) for facet in lined}
    telling = by_surety(lined, paces)
    facet = lined_by(cut, lined) or (telling[0] if telling else None)
    parts: dict[str, Asked | None] = {
        "curves": put(entry, bank, replace(base, by=facet.column if facet else None)),
        "whole": put(entry, bank, base),
        "paces": paces.get(facet.param) if facet else None,
        **causes(bank, cut, facets),
        **answers(entry, bank, base),
    }
    every = [each for each in (*parts.values(), *paces.values()) if each]
    return Screen(
        asked_of=Reply(entry=entry, bank=bank, others=fed, facets=facets, cut=cut, question=base),
        is_counted=all(each.is_counted for each in every),
        facet=facet,
        choices=[each for each in telling if each is facet or each in telling[:SHOWN]],
        n_words=words_of(bank, base),
        **parts,
    )


def feeding(banks: list[Bank]) -> list[Bank]:
    """Surveys that say who left and after what time."""
    return [bank for bank, _question in queries.fed_by(entries()[ENTRY], banks)]


def side_by_side(bank: Bank, facets: Mapping[str, Facet], cut: Cut) -> list[Facet]:
    """Columns by which customers can be compared: the asked one, segments, then places; few enough groups each."""
    if bank.is_closed:
        return []
    own = {question.key for question in bank.of(Role.SEGMENT)}
    fit = [each for each in facets.values() if 2 <= len(each.values) <= MOST_GROUPS and each.column != "voice"]
    ordered = sorted(fit, key=lambda each: (each.param != cut.by, each.column not in own))
    return sorted(ordered[:MOST_COLUMNS], key=lambda each: each.column not in own)


def pace_of(base: Question, facet: Facet, n_columns: int) -> Question:
    """The pace of a column's groups; the level is raised, because the reader sees the column that tells most."""
    options = {key: base.options[key] for key in ("duration", "event", "event_value")}
    options |= {"group": facet.column, "level": 1 - (1 - LEVEL) / n_columns}
    return replace(base, method="pace", options=options, by=None, weight=None)


def by_surety(lined: list[Facet], paces: Mapping[str, Asked | None]) -> list[Facet]:
    """The columns whose groups differ most surely first; as they stand where nothing is counted yet."""

    def surety(facet: Facet) -> tuple[float, float]:
        asked = paces[facet.param]
        result = asked.result if asked else None
        if result is None or result.p_value is None or not result.df:
            return 2.0, 0.0
        return result.p_value, -result.chisq / result.df

    return sorted(lined, key=surety)


def causes(bank: Bank, cut: Cut, facets: Mapping[str, Facet]) -> dict[str, Asked | None]:
    """Reasons and destinations, each as shares of all customers that compete."""
    found = {}
    for name, key in CAUSES.items():
        entry = entries()[key]
        found[name] = put(entry, bank, question_of(entry, bank, cut, facets))
    return found


def answers(entry: Entry, bank: Bank, base: Question) -> dict[str, Asked | None]:
    """What those who left chose: what would have kept them, and one further question about their leaving."""
    kept = kept_question(bank, Role.CHOICE)
    further = next((each for each in bank.of(Role.CHOICE) if each is not kept), None)
    asked = {"kept": kept, "details": further}
    return {name: put(entry, bank, choice_of(base, each)) if each else None for name, each in asked.items()}


def choice_of(base: Question, question: Of) -> Question:
    left = of_those_who_left(base)
    return replace(left, method="choices", options={"question": question.key}, by=None, weight=None)


def of_those_who_left(base: Question) -> Question:
    return base.among(base.options["event"], (base.options["event_value"],))


def kept_question(bank: Bank, role: str) -> Of | None:
    """The question what would have kept them, told by its key or item."""
    return next((each for each in bank.of(role) if {each.key, each.item} & set(KEPT)), None)


def words_of(bank: Bank, base: Question) -> int:
    """How many of those who left wrote in their own words what would have kept them."""
    asked = kept_question(bank, Role.COMMENT)
    if asked is None or bank.is_closed:
        return 0
    try:
        with responses.source(bank.survey) as source:
            selection = lines.selection(of_those_who_left(base))
            return coverage.answered(source, [asked.key], selection)[asked.key]
    except DataError:  # nobody has answered yet
        return 0
