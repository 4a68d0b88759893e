"""Doors to the people behind a number: a list, and their rows as a file. Each visit leaves a line in the audit log."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sonda.apps.analytics import downloads, people, replies
from sonda.apps.analytics.replies import Reply
from sonda.apps.analytics.views.analyses import find, without
from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, Right
from sonda.apps.organizations.requests import MemberRequest, right_required

MOST_PAGES = 100_000


@require_safe
@right_required(Right.EXPORT)
def people_behind(request: MemberRequest, key: str) -> HttpResponse:
    """Who is behind a number: the responses that this very question counts, within the reader's own units."""
    reply = reply_of(request, key)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    found = people.page(request.member, reply, number) if 0 < number < MOST_PAGES else None
    if found is None or number > found.last:
        raise Http404
    note(request, reply, Action.SAW, page=number, n=len(found.people))
    rows = [(each, [each.answers.get(asked.key) for asked in people.told(reply)]) for each in found.people]
    files = [
        (downloads.NAMES[form], f"{reverse('people_rows', args=[key, form])}?{reply.query}") for form in downloads.KINDS
    ]
    told = {"entry": reply.entry, "reply": reply, "page": found, "asked": people.told(reply), "rows": rows}
    told["files"] = files
    return render(request, "analytics/people.html", told)


@require_safe
@right_required(Right.EXPORT)
def rows(request: MemberRequest, key: str, form: str) -> HttpResponse:
    """Everything these people said, as a file of at most `people.MOST_ROWS` rows."""
    reply = reply_of(request, key)
    table = people.table(reply)
    labels = {"columns": {each.key: each.text_in() for each in reply.bank.questions}} if form == "sav" else {}
    body = downloads.write(table, form, **labels)
    note(request, reply, Action.EXPORTED, form=form, n=table.num_rows)
    attachment = {"Content-Disposition": f'attachment; filename="{key}-people.{form}"'}
    return HttpResponse(body, content_type=downloads.KINDS[form], headers=attachment)


def reply_of(request: MemberRequest, key: str) -> Reply:
    """The reply whose people are asked for; an analysis that has none to tell, or no answer, is not found."""
    reply = replies.ask(request.member, find(key), without(request.GET, "page"))
    if reply is None or reply.chart is None or not people.can_be_told(reply):
        raise Http404
    return reply


def note(request: MemberRequest, reply: Reply, action: Action, **details: object) -> None:
    member = request.member
    subject = f"{reply.entry.key}?{reply.query}"[:400]
    audit.record(organization=member.organization, actor=member, action=action, subject=subject, **details)
