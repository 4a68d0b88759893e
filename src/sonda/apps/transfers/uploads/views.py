"""Doors of the wizard's first half: bring a file, see what it is, have it read otherwise, forget it."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.requests import MemberRequest, right_required
from sonda.apps.transfers.tasks import read_later
from sonda.apps.transfers.uploads import arrivals
from sonda.apps.transfers.uploads import operations as uploading
from sonda.apps.transfers.uploads import queries as uploads
from sonda.apps.transfers.uploads.arrivals import Arrival, Trouble
from sonda.apps.transfers.uploads.forms import HowForm
from sonda.apps.transfers.uploads.wording import ToldUpload, limits
from sonda.ui.errors import SondaError

AGAIN = "30"  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.WRITE)
def upload_new(request: MemberRequest) -> HttpResponse:
    """The page to drop a file on; POST is the door's question about a file, then the file (see `arrivals`)."""
    if request.method != "POST":
        return render(request, "transfers/upload_new.html", limits())
    arrival: Arrival = request.META.get(arrivals.KEY) or Arrival(n_bytes=0, trouble=Trouble.NOT_A_FORM)
    try:
        uploading.may_come(arrival)
        if not arrival.file:
            return HttpResponse(status=204)
        with transaction.atomic():
            upload = uploading.take_in(member=request.member, arrival=arrival)
            read_later(upload)
    except SondaError as error:
        response = refusal(request, error)
        if error.status == 503:
            response["Retry-After"] = AGAIN
        return response
    return redirect("upload", upload.pk)


def refusal(request: MemberRequest, error: SondaError) -> HttpResponse:
    """The page again with the sentence; only the sentence for the script that brings the file."""
    name = "_upload_refused" if request.headers.get("X-Requested-With") == "sonda" else "upload_new"
    return render(request, f"transfers/{name}.html", {**limits(), "problem": str(error)}, status=error.status)


@require_safe
@right_required(Right.WRITE)
def upload(request: MemberRequest, upload_id: int) -> HttpResponse:
    """One file: being read, unreadable and why, or what is in it."""
    found = get_object_or_404(uploads.uploads(request.member), pk=upload_id)
    told = ToldUpload(found)
    part = request.headers.get("HX-Request") == "true"
    context = {"told": told, "form": HowForm.of(found, told.profile) if not told.is_being_read else None}
    return render(request, f"transfers/{'_upload' if part else 'upload'}.html", context)


@require_POST
@right_required(Right.WRITE)
def upload_reading(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Read the file anew as the person says; what cannot be said of it is shown beside its field."""
    found = get_object_or_404(uploads.uploads(request.member), pk=upload_id)
    told = ToldUpload(found)
    form = HowForm.of(found, told.profile, request.POST)
    if not form.is_valid():
        return render(request, "transfers/upload.html", {"told": told, "form": form}, status=400)
    with transaction.atomic():
        read_later(uploading.read_otherwise(found, form.options()))
    return redirect("upload", upload_id)


@require_POST
@right_required(Right.WRITE)
def upload_forgetting(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Forget a file and what was said about it; an import that it became stays."""
    found = get_object_or_404(uploads.uploads(request.member), pk=upload_id)
    uploading.forget(found)
    return redirect("imports")
