"""Doors: entering another of one's organisations, and choosing a language."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from sonda.apps.organizations.requests import ENTERED, MemberRequest, member_required


@require_POST
@member_required
def entry(request: MemberRequest, organization_id: int) -> HttpResponse:
    """Work in another organisation of mine from now on; anyone else's is not found."""
    if organization_id not in {member.organization_id for member in request.memberships}:
        raise Http404
    request.session[ENTERED] = organization_id
    return HttpResponseRedirect("/")


@require_POST
@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and with the person when they are signed in; go back to `next`."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return set_language(request)
