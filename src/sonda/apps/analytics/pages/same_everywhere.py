"""The same everywhere: how even the service is between units, touchpoints and segments."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from sonda.apps.analytics import queries, reading
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.cut import Cut
from sonda.apps.analytics.facets import Facet, facets_of
from sonda.apps.analytics.pages.asking import (
    Asked,
    OfOneSurvey,
    Part,
    chosen,
    filters_said,
    lined_by,
    parts_of,
    plain,
    put,
    told_of,
)
from sonda.apps.analytics.pages.names import SAME_EVERYWHERE as KEY
from sonda.apps.analytics.questions import Question
from sonda.apps.analytics.replies import Reply
from sonda.apps.organizations.models import Member
from sonda.apps.surveys.choices import Role, Voice
from sonda.apps.surveys.models import Question as Of
from sonda.charts import evenness
from sonda.charts.chart import Chart
from sonda.charts.context import Context

ENTRY = "consistency"
RATED = (Role.TOUCHPOINT, Role.PERFORMANCE, Role.PERCEPTION)
SCORES = (Role.CSAT, Role.OUTCOME, Role.NPS, Role.CES)
LEAST = 2  # lines that can be compared


@dataclass(frozen=True, kw_only=True)
class Screen(OfOneSurvey):
    """The page as it stands for one reader; a part that the survey cannot feed is None."""

    is_counted: bool
    score: Of | None
    facet: Facet | None  # by what the third part is lined up
    choices: list[Facet]
    by_unit: Asked | None = None
    touchpoints: Asked | None = None
    lines: Asked | None = None

    @property
    def when(self) -> str:
        """Whose answers to what, of when, under which filters."""
        said = filters_said(self.asked_of.cut, self.asked_of.facets)
        about = self.score.short_in() if self.score else self.bank.survey.title_in()
        told = told_of(self.by_unit, self.units.chart if self.units else None)
        return " · ".join(part for part in (about, *said, told) if part)

    @property
    def problem(self) -> str:
        return self.by_unit.problem if self.by_unit else ""

    @cached_property
    def units(self) -> evenness.Units | None:
        """The caterpillar, the index, and who differs for certain or by luck."""
        if self.by_unit is None or self.by_unit.result is None:
            return None
        return evenness.units(self.by_unit.results, context=self.by_unit.context)

    @cached_property
    def parts(self) -> dict[str, Part]:
        charts: dict[str, Chart] = {}
        if self.units is not None:
            charts["units"] = self.units.chart
        if self.touchpoints and self.touchpoints.result:
            context = self.context_of(self.touchpoints)
            charts["touchpoints"] = evenness.spread(self.touchpoints.result, context=context, of=_("Touchpoint"))
        if self.lines and self.lines.result and self.facet:
            context = self.context_of(self.lines)
            charts["lines"] = evenness.spread(self.lines.result, context=context, of=self.facet.title)
        asked = {"units": self.by_unit, "touchpoints": self.touchpoints, "lines": self.lines}
        return parts_of(KEY, {key: (chart, asked[key]) for key, chart in charts.items() if chart.n}, self.query)

    @property
    def finding(self) -> str:
        """The sentence of the first figure."""
        return next((part.chart.finding for part in self.parts.values()), "")

    def context_of(self, asked: Asked) -> Context:
        """Names of touchpoints and of a facet's values; the scale is that of the first column counted."""
        first = self.bank.by_key(asked.question.options["items"][0])
        scale = (first.scale_low, first.scale_high) if first and first.scale_low is not None else None
        names = {**reading.names_of(self.bank), **(self.facet.labels if self.facet else {})}
        return replace(asked.context, names=names, scale=scale)  # type: ignore[arg-type]

    @property
    def lead(self) -> Part | None:
        return self.parts.get("units")

    @property
    def of_touchpoints(self) -> Part | None:
        return self.parts.get("touchpoints")

    @property
    def of_lines(self) -> Part | None:
        return self.parts.get("lines")

    @property
    def lined_up(self) -> list[tuple[str, str, bool]]:
        """What the third part can be lined up by: its name, the query of its address, and whether it is on."""
        cut = self.asked_of.cut
        return [
            (
                facet.title,
                replace(cut, by=facet.param).query(self.bank.survey.key),
                facet is self.facet,
            )
            for facet in self.choices
        ]


def screen(member: Member, params: QueryDict) -> Screen | None:
    """The page under the cut of an address; None where no survey can feed any part of it.

    Errors: Http404 for a survey that cannot, NotAsked, NotInARow and their like for a cut that it does not have.
    """
    bank = chosen(fed := feeding(queries.banks(member)), params.get("survey"))
    if bank is None:
        return None
    facets = {} if bank.is_closed else facets_of(bank)
    cut = Cut.parse(params, facets=facets, months=bank.months)
    score = bank.preferred(*SCORES)
    base = question_about(bank, cut, facets)
    lined = [facet for facet in facets.values() if len(facet.values) >= LEAST and facet.column != "voice"]
    facet = lined_by(cut, lined) or default(lined)
    entry = entries()[ENTRY]
    parts = {
        "by_unit": put(entry, bank, base if base.method == ENTRY else None),
        "touchpoints": put(entry, bank, spread_of(base, bank, bank.keys(*first_of(bank)))),
        "lines": put(entry, bank, spread_of(base, bank, [score.key], facet.column) if score and facet else None),
    }
    asked = [each for each in parts.values() if each]
    return Screen(
        asked_of=Reply(entry=entry, bank=bank, others=fed, facets=facets, cut=cut, question=base),
        is_counted=all(each.is_counted for each in asked),
        score=score,
        facet=facet,
        choices=lined,
        **parts,
    )


def feeding(banks: list[Bank]) -> list[Bank]:
    """Surveys that can feed a part: those that know their units first, closed ones last."""
    entry = entries()[ENTRY]
    units = [bank for bank, _question in queries.fed_by(entry, banks)]
    others = [bank for bank in banks if bank not in units and len(bank.keys(*RATED)) >= LEAST]
    return sorted([*units, *others], key=lambda bank: bank.is_closed)


def question_about(bank: Bank, cut: Cut, facets: Mapping[str, Facet]) -> Question:
    """The catalogue's question about units, or, where a survey knows no units, the same cut of its customers."""
    question = queries.question_of(entries()[ENTRY], bank, plain(cut), facets)
    if question is not None:
        return question
    bare = Question(method="spread").within_scope(bank.scope)
    if len(bank.voices) > 1 and Voice.CUSTOMER in bank.voices and not cut.values("voice"):
        bare = bare.among("voice", (Voice.CUSTOMER.value,))
    return queries.narrowed(bare, bank, plain(cut), facets)


def first_of(bank: Bank) -> list[str]:
    """The first kind of rated item that the survey has at least two of."""
    return next(([role] for role in RATED if len(bank.keys(role)) >= LEAST), [])


def spread_of(base: Question, bank: Bank, items: list[str], line: str | None = None) -> Question | None:
    """Average, spread and worst tenth of these columns, or of one by the values of another, under the same cut."""
    if not items:
        return None
    options = {"items": items, **({"line": line} if line else {})}
    return replace(base, method="spread", options=options, by=None, weight=bank.weight)


def default(lined: list[Facet]) -> Facet | None:
    """Segments and regions before units, which have a figure of their own."""
    return next((facet for facet in lined if facet.column != "unit"), lined[0] if lined else None)
