"""Doors of annotations: what happened on a day, written down, deleted and brought back."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sonda.apps.analytics import kept
from sonda.apps.analytics.forms import AnnotationForm
from sonda.apps.analytics.models import Annotation
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.requests import MemberRequest, right_required
from sonda.ui import notices


@require_POST
@right_required(Right.WRITE)
def creation(request: MemberRequest) -> HttpResponse:
    """Write down what happened; every trend shows it."""
    form = AnnotationForm(request.POST)
    if not form.is_valid():
        return render(request, "analytics/annotation.html", {"form": form, "back": back(request)}, status=422)
    kept.annotate(by=request.member, **form.cleaned_data)
    return HttpResponseRedirect(back(request))


@require_POST
@right_required(Right.WRITE)
def deletion(request: MemberRequest, annotation_id: int) -> HttpResponse:
    gone = kept.hide(find(request, annotation_id))
    said = _("“%(name)s” was deleted. You can bring it back below the list.") % {"name": gone.text}
    notices.say(request, said, undo=reverse("annotation_restoration", args=[gone.pk]), within=kept.GONE_AFTER)
    return HttpResponseRedirect(back(request))


@require_POST
@right_required(Right.WRITE)
def restoration(request: MemberRequest, annotation_id: int) -> HttpResponse:
    kept.show(find(request, annotation_id))
    return HttpResponseRedirect(back(request))


def find(request: MemberRequest, annotation_id: int) -> Annotation:
    found: Annotation = get_object_or_404(Annotation.objects.visible_to(request.member), pk=annotation_id)
    return found


def back(request: MemberRequest) -> str:
    """The page of ours that the form stood on."""
    address = request.POST.get("next", "")
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else "/understand/"
