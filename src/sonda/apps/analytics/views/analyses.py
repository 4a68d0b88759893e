"""Doors: the catalogue, one page per analysis, and its figure and table as files."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sonda.apps.analytics import comments, downloads, people, queries, replies, shelf, snippets
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.choosing import Choosing
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.filters import Filters
from sonda.apps.analytics.forms import AnnotationForm, KeepForm
from sonda.apps.analytics.replies import Reply
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member
from sonda.apps.organizations.requests import MemberRequest, member_required
from sonda.charts import render as drawing
from sonda.charts.chart import Chart

PAGE = "analytics/analysis.html"


@require_safe
@member_required
def catalogue(request: MemberRequest) -> HttpResponse:
    """What was saved, then every analysis: those that the answers can feed first, then what the others would need."""
    banks = queries.banks(request.member)
    fed = [(entry, queries.fed_by(entry, banks)) for entry in entries().values()]
    return render(
        request,
        "analytics/catalogue.html",
        {
            "open": [(entry, found) for entry, found in fed if found],
            "waiting": [entry for entry, found in fed if not found],
            "has_words": request.member.may(Right.EXPORT) and comments.may_be_read(request.member),
            "folders": shelf.folders(request.member),
            "deleted": shelf.deleted(request.member),
        },
    )


@require_safe
@member_required
def analysis(request: MemberRequest, key: str) -> HttpResponse:
    """One analysis; a heavy one that is not counted yet shows its progress and asks again by itself."""
    entry = find(key)
    reply = replies.ask(request.member, entry, request.GET)
    template = "analytics/_answer.html" if request.headers.get("HX-Request") == "true" else PAGE
    told: dict[str, Any] = {
        "entry": entry,
        "reply": reply,
        "chart": reply.chart if reply else None,
        "filters": Filters(reply) if reply and not reply.bank.is_closed else None,
        "choosing": Choosing(reply) if reply and not reply.bank.is_closed else None,
    }
    if reply and reply.chart and people.can_be_told(reply):
        told |= {"may_see_people": request.member.may(Right.EXPORT), "snippet": snippets.of(reply)}
    elif reply and reply.chart and request.member.may(Right.EXPORT):
        told["has_words"] = comments.may_be_read(request.member, reply.bank)
    if reply and template == PAGE:
        told |= beside(request, reply)
    return render(request, template, told)


def beside(request: MemberRequest, reply: Reply) -> dict[str, Any]:
    """What else can be done on the page of an analysis: keep it, write down what happened."""
    member = request.member
    told: dict[str, Any] = {"keep": keeping(member, reply.entry.key, reply.query)}
    if reply.is_followed:
        told["annotations"] = shelf.annotations(member)
        told["gone"] = shelf.deleted_annotations(member)
        told["annotate"] = AnnotationForm(auto_id="happened-%s") if member.may(Right.WRITE) else None
    return told


def keeping(member: Member, key: str, query: str) -> KeepForm:
    """The form that keeps a view: what it is of, and its cut."""
    kept = {"entry": key, "query": query}
    return KeepForm(by=member, folders=shelf.folder_names(member), initial=kept, auto_id="keep-%s")


@require_safe
@member_required
def export(request: MemberRequest, key: str, form: str) -> HttpResponse:
    """The figure as SVG or PNG, the table as CSV, XLSX or Parquet."""
    may_take(request.member, form)
    reply = replies.ask(request.member, find(key), without(request.GET, "theme"))
    chart = reply.chart if reply else None
    if chart is None:
        raise Http404
    theme = "dark" if request.GET.get("theme") == "dark" else "light"
    body, kind = FORMS[form](chart, theme)
    attachment = {"Content-Disposition": f'attachment; filename="{key}.{form}"'}
    return HttpResponse(body, content_type=kind, headers=attachment)


def may_take(member: Member, form: str) -> None:
    """A picture is what everybody sees on the page; numbers leave with those who may take data out (R4.4)."""
    if form not in PICTURES and not member.may(Right.EXPORT):
        raise PermissionDenied


PICTURES = ("svg", "png")
FORMS: dict[str, Callable[[Chart, str], tuple[str | bytes, str]]] = {
    "svg": lambda chart, theme: (drawing.svg(chart, theme=theme), "image/svg+xml"),
    "png": lambda chart, theme: (drawing.png(chart, theme=theme), "image/png"),
    "csv": lambda chart, _theme: ("\ufeff" + drawing.csv(chart), downloads.KINDS["csv"]),
    "xlsx": lambda chart, _theme: (downloads.as_xlsx(downloads.of_chart(chart)), downloads.KINDS["xlsx"]),
    "parquet": lambda chart, _theme: (downloads.as_parquet(downloads.of_chart(chart)), downloads.KINDS["parquet"]),
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
