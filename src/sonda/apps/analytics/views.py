"""Doors: the catalogue, one page per analysis, and its figure and table as files."""

from collections.abc import Callable

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sonda.apps.analytics import queries, replies
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.filters import Filters
from sonda.apps.organizations.requests import MemberRequest, member_required
from sonda.charts import render as drawing
from sonda.charts.chart import Chart


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
    reply = replies.ask(request.member, entry, request.GET)
    template = "analytics/_answer.html" if request.headers.get("HX-Request") == "true" else "analytics/analysis.html"
    told = {
        "entry": entry,
        "reply": reply,
        "chart": reply.chart if reply else None,
        "filters": Filters(reply) if reply and not reply.bank.is_closed else None,
    }
    return render(request, template, told)


@require_safe
@member_required
def export(request: MemberRequest, key: str, form: str) -> HttpResponse:
    """The figure as SVG or PNG, the table as CSV."""
    reply = replies.ask(request.member, find(key), without(request.GET, "theme"))
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


def without(params: QueryDict, *names: str) -> QueryDict:
    """The parameters of an address but for those that are the page's own."""
    left = params.copy()
    for name in names:
        left.pop(name, None)
    return left


def find(key: str) -> Entry:
    try:
        return entries()[key]
    except KeyError as unknown:
        raise Http404 from unknown
