"""Door to what people of confidential surveys wrote. Each visit leaves a line in the audit log."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sonda.apps.analytics import comments
from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, Right
from sonda.apps.organizations.requests import MemberRequest, right_required


@require_safe
@right_required(Right.EXPORT)
def shown(request: MemberRequest) -> HttpResponse:
    """Comments without names, in groups of whole blocks, in an order drawn by lot."""
    found = comments.read(request.member, request.GET) if request.GET or comments.surveys(request.member) else None
    if found is not None:
        subject = f"comments?{found.query}"[:400]
        audit.record(
            organization=request.member.organization,
            actor=request.member,
            action=Action.SAW,
            subject=subject,
            page=found.number,
            n=len(found.words.texts),
        )
    return render(request, "analytics/comments.html", {"found": found})
