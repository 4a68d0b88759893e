"""What Home asks, and how the answers become its three stories."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from sonda.apps.analytics import operations, queries, reading
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.results import unpack
from sonda.charts import home as stories
from sonda.charts.chart import Chart
from sonda.methods.control import control_from_points
from sonda.methods.csat import CSAT

BASELINE = 12  # months from which a control chart takes its limits, when there are at least half as many again


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Analyses that a story is made of; those that no survey can feed are left out.

    `followed`: only of surveys whose scores can be followed month by month. `latest`: of the last year of answers
    alone, because what was mended long ago is no news; a control chart needs its whole history and keeps it.
    """

    keys: tuple[str, ...]
    followed: bool = False
    latest: bool = False


FOLLOWED = Ask(keys=("csat", "nps"), followed=True)
STAND = Ask(keys=("csat", "nps", "ces", "churn"))
BREAKS = Ask(keys=("consistency", "gap-competitor", "control", "servqual", "gap-self"), latest=True)
LEAVING = Ask(keys=("churn-reasons", "churn-destinations"))
FIX = Ask(keys=("priorities",), latest=True)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One analysis that a story needs: of which survey, and the run that answers it."""

    entry: Entry
    bank: Bank
    run: Run

    @cached_property
    def results(self) -> tuple[tuple[Any, Any], ...]:
        """(group, result) pairs; none while it is not counted, or where the data do not allow it."""
        return unpack(self.run.result).results if self.run.result else ()

    @property
    def result(self) -> Any:
        return self.results[0][1] if self.results else None


Tell = Callable[[list[Asked]], Chart | None]


@dataclass(frozen=True, kw_only=True)
class Story:
    """One of the three questions of Home with what is known so far."""

    key: str
    asks: str
    asked: list[Asked]
    tell: Tell

    @property
    def waiting(self) -> list[Run]:
        """Runs that are still to be counted."""
        return [each.run for each in self.asked if not each.run.is_finished]

    @cached_property
    def chart(self) -> Chart | None:
        """The answer; None where no survey can give one."""
        return None if self.waiting else self.tell(self.asked)

    @property
    def problem(self) -> str:
        """Why the answers do not allow what a survey asks for; empty where nothing stands in the way."""
        return next((said for each in self.asked if (said := reading.problem_of(each.run))), "")

    @property
    def source(self) -> Asked | None:
        """The analysis that the story is told from: its own page says more."""
        if not self.chart:
            return None
        return next((each for each in self.asked if each.entry.key == self.chart.key), self.asked[0])

    @property
    def about(self) -> str:
        """The kicker: which survey the answer that is told comes from."""
        return self.source.bank.survey.title_in() if self.source else ""

    @property
    def told_of(self) -> str:
        """When, and how many answered."""
        return reading.told_of(self.source.bank, self.source.run, self.chart) if self.chart and self.source else ""


def tell_home(banks: list[Bank]) -> list[Story]:
    """The three stories from the surveys at hand; where a story's own analyses are not to be had, the next best.

    Surveys that keep from the reader which unit an answer is about tell nothing.
    """
    banks = [bank for bank in banks if not bank.is_closed]
    return [
        Story(key="stand", asks=_("Where we stand"), **first(banks, (FOLLOWED, stand), (STAND, plainly))),
        Story(key="breaks", asks=_("Where it breaks"), **first(banks, (BREAKS, breaks), (LEAVING, plainly))),
        Story(key="fix", asks=_("What to fix first"), **first(banks, (FIX, fix))),
    ]


def first(banks: list[Bank], *ways: tuple[Ask, Tell]) -> dict[str, Any]:
    """The first way of telling a story for which there is a survey."""
    for wanted, tell in ways:
        if asked := ask(banks, wanted):
            return {"asked": asked, "tell": tell}
    return {"asked": [], "tell": ways[0][1]}


def plainly(asked: list[Asked]) -> Chart | None:
    """The first analysis that the answers allow, told as on its own page."""
    each = next((each for each in asked if each.result), None)
    return reading.chart_of(each.entry, each.bank, each.run) if each else None


def ask(banks: list[Bank], wanted: Ask) -> list[Asked]:
    """The runs behind a story; each analysis is asked of the first survey that can feed it."""
    found = []
    for key in wanted.keys:
        entry = entries()[key]
        for bank, question in queries.fed_by(entry, banks)[:1]:
            if wanted.followed and not bank.periods:
                continue
            within = last_year(bank) if wanted.latest and key != "control" else None
            asked = replace(question, within=within)
            found.append(Asked(entry=entry, bank=bank, run=operations.run_of(survey=bank.survey, question=asked)))
    return found


def last_year(bank: Bank) -> tuple[str, str] | None:
    """First and last of the twelve months that end with the latest answers; None for undated answers."""
    if not bank.months:
        return None
    last = bank.months[-1]
    return f"{last.year - (last.month < 12)}-{last.month % 12 + 1:02}", f"{last:%Y-%m}"


def stand(asked: list[Asked]) -> Chart | None:
    series = {each.entry.key: [(reading.month(group), result) for group, result in each.results] for each in asked}
    if not any(series.values()):
        return None
    csat, nps = series.get("csat", []), series.get("nps", [])
    return stories.where_we_stand(
        context=reading.context(asked[0].entry, asked[0].bank, asked[0].run),
        csat_by_period=csat,
        nps_by_period=nps,
        control=steadiness(csat),
    )


def satisfied(result: CSAT) -> int:
    """How many were satisfied; from the share, which is shown, where the count is not listed."""
    return round((result.share or 0.0) * result.n) if result.satisfied is None else result.satisfied


def steadiness(series: list[tuple[date, Any]]) -> Any:
    """A p chart of the satisfied, with its limits from the first year; None for a short series."""
    if len(series) < BASELINE * 3 // 2:
        return None
    return control_from_points(
        chart="p",
        t=[f"{when:%Y-%m}" for when, _result in series],
        value=[satisfied(result) for _when, result in series],
        size=[result.n for _when, result in series],
        baseline=BASELINE,
    )


def breaks(asked: list[Asked]) -> Chart | None:
    results = {each.entry.key: each.result for each in asked if each.result}
    if not results:
        return None
    contexts = {each.entry.key: reading.context(each.entry, each.bank, each.run) for each in asked if each.result}
    return stories.where_it_breaks(
        context=next(iter(contexts.values())),
        contexts=contexts,
        units=results.get("consistency"),
        rival=results.get("gap-competitor"),
        opinion=results.get("gap-self"),
        expected=results.get("servqual"),
        watched=results.get("control"),
        signed=any(each.run.question["options"].get("as_") == "nps" for each in asked),
    )


def fix(asked: list[Asked]) -> Chart | None:
    each = next((each for each in asked if each.result), None)
    if each is None:
        return None
    context = reading.context(each.entry, each.bank, each.run)
    return stories.what_to_fix_first(context=context, result=each.result, drivers=reading.weights_of(each.run))
