"""Doors to the people behind a number: a list, and their rows as a file. Each visit leaves a line in the audit log."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from sonda.apps.analytics import downloads, people, replies
from sonda.apps.analytics.replies import Reply
from sonda.apps.analytics.views.analyses import find, without
from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, Right
from sonda.apps.organizations.requests import MemberRequest, right_required
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question
from sonda.apps.surveys.naming import told_apart

MOST_PAGES = 100_000


@dataclass(frozen=True, kw_only=True)
class Behind:
    """Whose answers are asked for, and how the list of them is called and left.

    `subject` begins their line in the audit log and the name of their file; `rows` gives the address of a file.
    """

    asked: people.Answered
    title: str | Promise
    asks: str | Promise
    when: str
    query: str
    back: str
    subject: str
    rows: Callable[[str], str]


@require_safe
@right_required(Right.EXPORT)
def people_behind(request: MemberRequest, key: str) -> HttpResponse:
    """Who is behind a number: the responses that this very question counts, within the reader's own units."""
    return listed(request, behind(reply_of(request, key)))


@require_safe
@right_required(Right.EXPORT)
def rows(request: MemberRequest, key: str, form: str) -> HttpResponse:
    """Everything these people said, as a file of at most `people.MOST_ROWS` rows."""
    return taken(request, behind(reply_of(request, key)), form)


def reply_of(request: MemberRequest, key: str) -> Reply:
    """The reply whose people are asked for; an analysis that has none to tell, or no answer, is not found."""
    reply = replies.ask(request.member, find(key), without(request.GET, "page"))
    if reply is None or reply.chart is None or not people.can_be_told(reply):
        raise Http404
    return reply


def behind(reply: Reply) -> Behind:
    key = reply.entry.key
    return Behind(
        asked=reply,
        title=reply.entry.title,
        asks=reply.entry.asks,
        when=reply.told_of_people,
        query=reply.query,
        back=reverse("analysis", args=[key]),
        subject=key,
        rows=lambda form: reverse("people_rows", args=[key, form]),
    )


def listed(request: MemberRequest, found: Behind) -> HttpResponse:
    """A page of the list."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    page = people.page(request.member, found.asked, number) if 0 < number < MOST_PAGES else None
    if page is None or number > page.last:
        raise Http404
    note(request, found, Action.SAW, page=number, n=len(page.people))
    told = people.told(found.asked)
    files = [(downloads.NAMES[form], f"{found.rows(form)}?{found.query}") for form in downloads.KINDS]
    names = told_apart((each.key, each.short_in(), each.role) for each in told)
    headed = [(asked, names[asked.key]) for asked in told]
    places = words_of(found.asked.bank.of(Role.UNIT, Role.REGION))
    words = {each.key: each.named_answers for each in told}
    rows = []
    for each in page.people:
        answers = ((asked, name, each.answers.get(asked.key)) for asked, name in headed)
        said = [(asked, name, in_words(answer, words[asked.key])) for asked, name, answer in answers]
        place = each.unit or each.region
        rows.append((each, places.get(place, place), said))
    context = {"behind": found, "page": page, "headed": headed, "rows": rows, "files": files}
    context["has_days"] = any(each.answered_on for each in page.people)
    context["of_items"] = people.who_counts(found.asked).is_of_items
    return render(request, "analytics/people.html", context)


def words_of(questions: Iterable[Question]) -> dict[str, str]:
    """What the values of these questions are called in the reader's language."""
    return {value: name for each in questions for value, name in each.named_answers.items()}


def in_words(answer: object, words: dict[str, str]) -> object:
    """An answer as the figure calls it; own words, numbers and several answers at once stay as they are."""
    return words.get(answer, answer) if isinstance(answer, str) else answer


def taken(request: MemberRequest, found: Behind, form: str) -> HttpResponse:
    """All of them as a file."""
    table = people.table(found.asked)
    questions = found.asked.bank.questions
    names = told_apart((each.key, each.text_in(), each.role) for each in questions)
    words = {each.key: {value: each.option_in(value) for value in each.options} for each in questions}
    labels = {"columns": names, "values": words} if form == "sav" else {}
    body = downloads.write(table, form, **labels)
    note(request, found, Action.EXPORTED, form=form, n=table.num_rows)
    name = found.subject.replace("/", "-")
    attachment = {"Content-Disposition": f'attachment; filename="{name}-people.{form}"'}
    return HttpResponse(body, content_type=downloads.KINDS[form], headers=attachment)


def note(request: MemberRequest, found: Behind, action: Action, **details: object) -> None:
    member = request.member
    subject = f"{found.subject}?{found.query}"[:400]
    audit.record(organization=member.organization, actor=member, action=action, subject=subject, **details)
