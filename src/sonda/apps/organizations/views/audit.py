"""Doors: the audit log, to read and to take along."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sonda.apps.organizations import audit, titles
from sonda.apps.organizations.choices import Action, Right
from sonda.apps.organizations.forms.settings import AuditForm
from sonda.apps.organizations.models import AuditLine
from sonda.apps.organizations.requests import MemberRequest, right_required

PAGE = 50


@require_safe
@right_required(Right.PEOPLE)
def audit_log(request: MemberRequest) -> HttpResponse:
    """Who did what, the newest first."""
    form, found = asked(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "lines": titles.drawn(request.member, page.object_list),
        "rest": rest.urlencode(),
        "is_narrowed": any(rest.values()),
    }
    return render(request, "organizations/settings/audit.html", context, status=422 if form.errors else 200)


@require_safe
@right_required(Right.PEOPLE)
def audit_csv(request: MemberRequest) -> HttpResponse:
    """The lines that were asked for as one table; that somebody took them stands in the log itself."""
    _form, found = asked(request)
    audit.record(
        organization=request.member.organization, actor=request.member, action=Action.EXPORTED, subject="audit log"
    )
    streamed: HttpResponseBase = StreamingHttpResponse(rows(found), content_type="text/csv; charset=utf-8")
    streamed["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return streamed  # type: ignore[return-value]  # as good as an HttpResponse to whoever sends it


def asked(request: MemberRequest) -> tuple[AuditForm, QuerySet[AuditLine]]:
    """The form and the lines that it asks for; what cannot be understood asks for nothing."""
    form = AuditForm(request.GET)
    if not form.is_valid():
        return form, AuditLine.objects.none()
    wanted: dict[str, Any] = form.cleaned_data
    found = audit.lines(request.member)
    names = {"who": "who__icontains", "action": "action", "since": "at__date__gte", "until": "at__date__lte"}
    return form, found.filter(**{lookup: wanted[name] for name, lookup in names.items() if wanted[name]})


class Echo:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def rows(found: QuerySet[AuditLine]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(["number", "at", "by", "who", "action", "subject", "details", "digest"])
    for line in found.iterator(chunk_size=2000):
        told = [line.actor, line.who, line.action, line.subject, line.told_details, line.digest]
        yield writer.writerow([line.number, line.at.isoformat(), *map(safe, told)])


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (R5.4).

    >>> safe("=1+1"), safe("Anna")
    ("'=1+1", 'Anna')
    """
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
