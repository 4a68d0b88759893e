"""From a run to what a reader sees: the chart of the answer, with the names of things in the reader's language."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.cut import LASTS
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.lines import GRAINS, MONTH, QUARTER, YEAR
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.ordering import in_order
from sonda.apps.analytics.questions import Months, Question
from sonda.apps.analytics.results import drivers_in, unpack
from sonda.apps.surveys.choices import Role, Voice
from sonda.apps.surveys.models import Question as Asked
from sonda.apps.surveys.naming import told_apart
from sonda.charts import apart, over_time
from sonda.charts.chart import Chart
from sonda.charts.context import Context
from sonda.charts.trend import Period, Quarter
from sonda.engine.table import NOBODY
from sonda.methods import numbers
from sonda.methods.crosstab import Crosstab
from sonda.methods.drivers import Drivers

# The column of an answer's table whose labels a question of this role holds.
LABELLED = (Role.UNIT, Role.REGION, Role.SEGMENT, Role.CAUSE, Role.DESTINATION, Role.LANGUAGE)


def chart_of(entry: Entry, bank: Bank, run: Run) -> Chart:
    """The chart of a finished run that has a result."""
    analysis = unpack(run.result or {})
    told = context(entry, bank, run)
    if (by := run.question["by"]) in GRAINS:
        series = [(period(group, by), result) for group, result in analysis.results]
        chart: Chart = over_time.chart(series, context=told)
        return replace(chart, notes=(*chart.notes, *unfinished(bank, run, by)))
    module = import_module(f"sonda.charts.{entry.chart}")
    looks: dict[str, Any] = {**entry.looks, **entry.looks_of(Question.from_json(run.question))}
    # A word that waits for its language is no text yet for who draws outside the page.
    looks = {name: str(value) if isinstance(value, Promise) else value for name, value in looks.items()}
    if asked := bank.by_key(run.question["options"].get("question")):
        looks["answers"] = asked.named_answers
    if weights := weights_of(run):
        looks["drivers"] = weights
    pairs = lined_up(analysis.results, told)
    if run.question["options"].get("by") not in GRAINS:
        pairs = [(group, table_in_order(result, told)) for group, result in pairs]
    chart = module.chart(pairs, context=told, **looks)
    return apart.compared(chart, pairs, told) if by else chart


def unfinished(bank: Bank, run: Run, grain: str) -> list[str]:
    """That the last quarter or year is told by some of its months only, where it is."""
    months = months_of(bank, run)
    if grain == MONTH or not months or months[-1].month % (12 if grain == YEAR else 3) == 0:
        return []
    last = numbers.month_year(months[-1], language=get_language() or "en")
    return [_("The last period is not whole; the last month with answers is %(month)s.") % {"month": last}]


def months_of(bank: Bank, run: Run) -> list[date]:
    """The months with answers that a run counted."""
    first, last = Question.from_json(run.question).within or ("", "9999-99")
    return [month for month in bank.months if first <= f"{month:%Y-%m}" <= last]


def lined_up(pairs: Sequence[tuple[Any, Any]], told: Context) -> list[tuple[Any, Any]]:
    """Groups with their results in the order in which a reader looks for them; the engine has them by their keys."""
    if any(not isinstance(group, str) for group, _result in pairs):
        return list(pairs)
    return in_order(pairs, key=lambda pair: pair[0], label=lambda pair: told.name(pair[0]))


def table_in_order(result: Any, told: Context) -> Any:
    """A table whose groups stand in that order too; every other result as it is."""
    if not isinstance(result, Crosstab):
        return result
    names = dict.fromkeys(cell.group for cell in result.cells)
    place = {name: at for at, name in enumerate(in_order(names, key=str, label=told.name))}
    return replace(result, cells=tuple(sorted(result.cells, key=lambda cell: place[cell.group])))


def weights_of(run: Run) -> Drivers | None:
    """The drivers from which a priority map was made; None for everything else."""
    packed = (run.result or {}).get("weights")
    return drivers_in(packed) if packed else None


def period(group: object, grain: str) -> Period:
    """A step of time as charts take it: a month as its first day, a year as a number."""
    if grain == MONTH:
        return month(group)
    text = str(group)
    return int(text) if grain == YEAR else Quarter(year=int(text[:4]), number=int(text[-1]))


def month(group: object) -> date:
    """The store's month, "2026-03", as its first day."""
    year, number = str(group).split("-")
    return date(int(year), int(number), 1)


def told_of(bank: Bank, run: Run, chart: Chart, *, filters: Sequence[str] = (), beside_sentence: bool = True) -> str:
    """From when to when the answers are that speak, whether these are all there are, the filters, and how many.

    `beside_sentence`: say also which period the chart's sentence tells of, where the figure shows more of them.
    """
    language = get_language() or "en"
    within = Question.from_json(run.question).within
    months = months_of(bank, run)
    parts = []
    if months and beside_sentence and "latest" in chart.facts:
        last, n = chart.facts["latest"]
        parts.append(_("In the sentence: %(period)s, %(answers)s") % {"period": last, "answers": answers_in(n)})
    if months:
        period = numbers.months(months[0], months[-1], language=language)
        if within and len(months) < len(bank.months):
            period = latest(bank, within, period)
        elif len(months) > 1:
            period = _("Whole period, %(period)s") % {"period": period}
        parts.append(period)
    parts += [*filters, answers_in(chart.n)]
    if bank.survey.is_guarded:
        k = bank.survey.threshold
        shown = ngettext("shown in groups of at least %(k)s person", "shown in groups of at least %(k)s people", k)
        parts.append(shown % {"k": k})
    return " · ".join(parts)


def answers_in(n: int) -> str:
    """“2,688 answers”."""
    return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": numbers.count(n, language=get_language() or "en")}


def latest(bank: Bank, within: Months, period: str) -> str:
    """A period with its name, where it is a usual stretch of months that ends with the latest answers."""
    first, last = (int(text[:4]) * 12 + int(text[5:]) for text in within)
    long = last - first + 1
    if long not in LASTS.values() or within[1] != f"{bank.months[-1]:%Y-%m}":
        return period
    return ngettext("Last %(n)s month, %(period)s", "Last %(n)s months, %(period)s", long) % {
        "n": long,
        "period": period,
    }


def problem_of(run: Run) -> str:
    """Why the data do not allow this analysis, in the reader's language; empty when they do."""
    if not run.problem:
        return ""
    text: str = _(run.problem["text"])
    values: dict[str, str] = run.problem["values"]
    return text % values


def is_nobody(run: Run) -> bool:
    """Was there no row to count, or nobody among them who answered what was asked?"""
    if run.problem:
        return bool(run.problem["text"] == NOBODY)
    return run.is_finished and not (run.result or {}).get("n")


def context(entry: Entry, bank: Bank, run: Run) -> Context:
    """What the chart must know about its reader and its numbers."""
    question = Question.from_json(run.question)
    scored = scored_by(question, bank)
    scale = (scored.scale_low, scored.scale_high) if scored and scored.scale_low is not None else None
    return Context(
        language=(get_language() or "en").split("-")[0],
        names=names_of(bank) | steps_of(question, bank),
        organization=bank.survey.organization.name,
        measure=measure_of(question, bank),
        unit=group_of(question, bank),
        item=str(entry.item),
        ours=voice_name(question.options.get("ours")),
        theirs=voice_name(question.options.get("theirs")),
        voice=question.options.get("ours") or "",
        weighted=bool(question.weight),
        level=question.options.get("level", 0.95),
        scale=scale,  # type: ignore[arg-type]
        happened=bank.happened,
    )


def group_of(question: Question, bank: Bank) -> str:
    """What the groups are: units, where nothing else was asked for."""
    named = {"region": _("Region"), "voice": _("Who speaks"), "language": _("Language"), "company": _("Company")}
    named |= {MONTH: _("Month"), QUARTER: _("Quarter"), YEAR: _("Year")}
    by = question.by or question.options.get("by") or "unit"
    asked = bank.by_key(by)
    return named.get(by) or (asked.short_in() if asked and asked.role == Role.SEGMENT else _("Unit"))


def scored_by(question: Question, bank: Bank) -> Asked | None:
    """The question whose numbers stand on the figure: the score, or one of the rated items."""
    rated = [
        question.options.get("score"),
        *(question.options.get("drivers") or ()),
        *(question.options.get("items") or ()),
    ]
    stated = bank.first(Role.PERFORMANCE) if "performance" in question.options else None
    return next((found for key in rated if (found := bank.by_key(key))), stated)


def measure_of(question: Question, bank: Bank) -> str:
    """What the numbers of the figure are."""
    if asked := bank.by_key(question.options.get("question")):
        return told_apart((each.key, each.text_in(), each.role) for each in bank.questions)[asked.key]
    scored = bank.by_key(question.options.get("score"))
    if scored:
        return scored.short_in()
    rated = scored_by(question, bank)
    if rated and rated.scale_low is not None and rated.scale_high is not None:
        return _("Mean rating, %(low)s–%(high)s") % {"low": f"{rated.scale_low:g}", "high": f"{rated.scale_high:g}"}
    return bank.survey.title_in()


def steps_of(question: Question, bank: Bank) -> dict[str, str]:
    """Names of the months by which a question is told."""
    if question.options.get("by") != MONTH:
        return {}
    language = get_language() or "en"
    return {f"{month:%Y-%m}": numbers.month_year(month, language=language) for month in bank.months}


def names_of(bank: Bank) -> dict[str, str]:
    """Labels of questions, items, dimensions, units, reasons … by the keys that results carry."""
    names = {dimension: bank.survey.dimension_in(dimension) for dimension in bank.survey.dimensions}
    names |= {voice.value: str(voice.label) for voice in Voice}
    # Only where two questions make a pair does a result speak of the item ("03") and not of the question ("v03").
    paired = bank.has(Role.EXPECTATION, Role.PERCEPTION) or bank.has(Role.IMPORTANCE, Role.PERFORMANCE)
    for question in bank.questions:
        names[question.key] = question.short_in()
        if question.item and paired:
            names.setdefault(question.item, question.short_in())
        if question.role in LABELLED:
            names |= {value: question.option_in(value) for value in question.options}
    return names


def voice_name(voice: str | None) -> str:
    """Whose opinion a side of a gap is."""
    if voice is None:
        return ""
    names = {
        Voice.MANAGER: _("leaders"),
        Voice.EMPLOYEE: _("employees"),
        Voice.CUSTOMER: _("our customers"),
        Voice.COMPETITOR: _("the competitor's customers"),
    }
    return names.get(Voice(voice), voice)
