"""Doors: the catalogue, one page per analysis, and its figure and table as files."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sonda.apps.analytics import operations, queries, reading, tasks
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.models import Run
from sonda.apps.organizations.requests import MemberRequest, member_required
from sonda.charts import render as drawing
from sonda.charts.chart import Chart


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One analysis as it stands: the survey it is asked of, the run, and the chart once it is counted."""

    entry: Entry
    bank: Bank
    others: list[Bank]
    run: Run

    @cached_property
    def chart(self) -> Chart | None:
        return reading.chart_of(self.entry, self.bank, self.run) if self.run.result else None

    @property
    def told_of(self) -> str:
        return reading.told_of(self.bank, self.run, self.chart) if self.chart else ""

    @property
    def problem(self) -> str:
        return reading.problem_of(self.run)


@require_safe
@member_required
def catalogue(request: MemberRequest) -> HttpResponse:
    """Every analysis: those that the organisation's answers can feed first, then what the others would need."""
    banks = queries.banks(request.member)
    fed = [(entry, queries.fed_by(entry, banks)) for entry in entries().values()]
    return render(
        request,
        "analytics/catalogue.html",
        {
            "open": [(entry, found) for entry, found in fed if found],
            "waiting": [entry for entry, found in fed if not found],
        },
    )


@require_safe
@member_required
def analysis(request: MemberRequest, key: str) -> HttpResponse:
    """One analysis; a heavy one that is not counted yet shows its progress and asks again by itself."""
    entry = find(key)
    reply = ask(request, entry)
    template = "analytics/_answer.html" if request.headers.get("HX-Request") == "true" else "analytics/analysis.html"
    return render(request, template, {"entry": entry, "reply": reply, "chart": reply.chart if reply else None})


@require_safe
@member_required
def export(request: MemberRequest, key: str, form: str) -> HttpResponse:
    """The figure as SVG or PNG, the table as CSV."""
    reply = ask(request, find(key))
    chart = reply.chart if reply else None
    if chart is None:
        raise Http404
    theme = "dark" if request.GET.get("theme") == "dark" else "light"
    body, kind = FORMS[form](chart, theme)
    attachment = {"Content-Disposition": f'attachment; filename="{key}.{form}"'}
    return HttpResponse(body, content_type=kind, headers=attachment)


FORMS: dict[str, Callable[[Chart, str], tuple[str | bytes, str]]] = {
    "svg": lambda chart, theme: (drawing.svg(chart, theme=theme), "image/svg+xml"),
    "png": lambda chart, theme: (drawing.png(chart, theme=theme), "image/png"),
    "csv": lambda chart, _theme: ("\ufeff" + drawing.csv(chart), "text/csv; charset=utf-8"),
}


def find(key: str) -> Entry:
    try:
        return entries()[key]
    except KeyError as unknown:
        raise Http404 from unknown


def ask(request: MemberRequest, entry: Entry) -> Reply | None:
    """Put the entry's question to the survey of the address, or to the first that can answer; None when none can.

    A survey of another organisation, or one that cannot feed the analysis, is not found.
    """
    fed = queries.fed_by(entry, queries.banks(request.member))
    wanted = request.GET.get("survey")
    if wanted is not None:
        chosen = [(bank, question) for bank, question in fed if bank.survey.key == wanted]
        if not chosen:
            raise Http404
    else:
        chosen = fed[:1]
    if not chosen:
        return None
    bank, question = chosen[0]
    run = operations.run_of(survey=bank.survey, question=question)
    if not run.is_finished and entry.heavy:
        tasks.count_later(run)
    elif not run.is_finished:
        operations.count(run=run)
    return Reply(entry=entry, bank=bank, others=[other for other, _question in fed], run=run)
