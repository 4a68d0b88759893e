"""Doors of the wizard's second half: the columns get their meaning, the file is checked, the import begins."""

import re
from dataclasses import replace
from typing import Any, cast
from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.requests import MemberRequest, right_required
from sonda.apps.surveys.models import in_language
from sonda.apps.transfers.choices import UploadState
from sonda.apps.transfers.mapping.columns import MappingError
from sonda.apps.transfers.mapping.file import FileMapping, read_mapping
from sonda.apps.transfers.mapping.text import text_of, with_text
from sonda.apps.transfers.models import SavedMapping, Upload
from sonda.apps.transfers.profiling.profile import Profile
from sonda.apps.transfers.suggesting.language import is_labelled, relabelled
from sonda.apps.transfers.tasks import check_later, start_later
from sonda.apps.transfers.uploads import queries as uploads
from sonda.apps.transfers.wizard import operations as mapping_operations
from sonda.apps.transfers.wizard.apart import ToldOthers, as_wave, without_people
from sonda.apps.transfers.wizard.forms import PAGE, ColumnsForm, NameForm, TextForm
from sonda.apps.transfers.wizard.labels import Labels
from sonda.apps.transfers.wizard.queries import Draft, draft_of, saved_mappings, surveys
from sonda.apps.transfers.wizard.settings import SettingsForm
from sonda.apps.transfers.wizard.wording import ToldCheck, refused_lines, told
from sonda.ui.errors import SondaError

OPEN = (UploadState.READY, UploadState.CHECKED)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.WRITE)
def columns(request: MemberRequest, upload_id: int) -> HttpResponse:
    """What the columns mean: a form, or the same as text (`?as=text`), or the text to download (`?as=toml`)."""
    upload = get_object_or_404(uploads.uploads(request.member), pk=upload_id)
    if upload.state == UploadState.CHECKING:
        return redirect("upload_check", upload_id)
    if upload.state == UploadState.IMPORTED and upload.became_id:
        return redirect("import", upload.became_id)
    if upload.state not in OPEN:
        return redirect("upload", upload_id)
    if request.method == "POST" and "anew" in request.POST:
        mapping_operations.forget_draft(upload)
        return redirect("upload_columns", upload_id)
    language = (get_language() or "en").split("-")[0]
    draft = draft_of(upload, language=language)
    match request.GET.get("as"):
        case "toml":
            return toml(text_of(draft.mapping), upload.file_name)
        case "text":
            return as_text(request, upload, draft)
    return as_form(request, upload, draft, language)


def as_text(request: MemberRequest, upload: Upload, draft: Draft) -> HttpResponse:
    """The mapping as TOML, to be read and written."""
    form = TextForm(request.POST or None, initial={"text": text_of(draft.mapping)})
    if form.is_valid():
        try:
            read_mapping(form.cleaned_data["text"])
        except MappingError as trouble:
            form.add_error("text", str(trouble))
        else:
            mapping_operations.keep_draft(upload, form.cleaned_data["text"])
            return redirect("upload_columns", upload.pk)
    status = 422 if form.is_bound else 200
    return render(request, "transfers/columns_text.html", {"upload": upload, "form": form}, status=status)


def as_form(request: MemberRequest, upload: Upload, draft: Draft, language: str) -> HttpResponse:
    """The columns of one page as a form; a good one is kept, a bad one comes back as it was typed."""
    profile = Profile.from_json(upload.profile)
    data = request.POST if request.method == "POST" else None
    page = whole_number(request.GET.get("page", "1"))
    form = ColumnsForm(profile, draft, language=language, page=page, data=data)
    played = {str(row.typed["role"]) for row in form.rows} | {
        str(column.role) for column in draft.mapping.columns if column.name not in {row.name for row in form.rows}
    }
    initial = {**SettingsForm.initial_of(draft.mapping, language), "words": draft.words}
    known = list(surveys(request.member))
    settings = SettingsForm(
        data if form.page == 1 else None,
        initial=initial, surveys=known, played=played, labelled=is_labelled(profile),
    )  # fmt: skip
    trouble = ""
    if data is not None:
        settings_are_good = form.page > 1 or settings.is_valid()
        if form.is_valid() and settings_are_good:
            mapping = settings.onto(draft.mapping, language) if form.page == 1 else draft.mapping
            try:
                words = settings.cleaned_data.get("words") if form.page == 1 else ""
                return kept(request, upload, form, mapping, words=words or draft.words)
            except MappingError as error:
                trouble = str(error)
    for row in form.rows:
        row.reasons = told(row.because)
    context = {
        "upload": upload,
        "draft": draft,
        "form": form,
        "settings": settings,
        "trouble": trouble,
        "notes": told(draft.notes),
        "n_meant": len({column.name for column in draft.mapping.columns}),
        "n_columns": len(profile.columns),
        "pages": [
            (number, (number - 1) * PAGE + 1, min(number * PAGE, len(profile.columns)))
            for number in range(1, form.n_pages + 1)
        ],
    }
    return render(request, "transfers/columns.html", context, status=422 if data is not None else 200)


def kept(
    request: MemberRequest, upload: Upload, form: ColumnsForm, mapping: FileMapping, *, words: str
) -> HttpResponse:
    """Keep what was typed, and go where the button says. Raises MappingError."""
    place = whole_number(request.POST.get("like", ""), -1)
    meant = form.like(place) if place in form.made else form.columns()
    if words != form.draft.words:
        meant = relabelled(meant, was=form.draft.words, now=words)
    text = text_of(replace(mapping, columns=meant, text=""))
    read_mapping(text)
    if "check" in request.POST:
        check_later(upload, text)
        return redirect("upload_check", upload.pk)
    mapping_operations.keep_draft(upload, text)
    if "as_text" in request.POST:
        return redirect(f"{reverse('upload_columns', args=[upload.pk])}?as=text")
    named = request.POST.get("labels", "")
    if named.isascii() and named.isdecimal() and len(named) < 6:
        return redirect("upload_labels", upload.pk, int(named))
    page = whole_number(request.POST.get("go") or str(form.page))
    anchor = f"#c{place}" if place in form.made else ""
    return redirect(f"{reverse('upload_columns', args=[upload.pk])}?page={page}{anchor}")


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.WRITE)
def labels(request: MemberRequest, upload_id: int, place: int) -> HttpResponse:
    """How the answers of one column are called, by language."""
    upload = get_object_or_404(uploads.uploads(request.member), pk=upload_id)
    if upload.state not in OPEN:
        return redirect("upload_columns", upload_id)
    draft = draft_of(upload, language=(get_language() or "en").split("-")[0])
    profiles = Profile.from_json(upload.profile).columns
    name = profiles[place].name if place < len(profiles) else None
    column = next((each for each in draft.mapping.columns if each.name == name), None)
    back = reverse("upload_columns", args=[upload_id]) + at_column(place)
    if column is None:
        raise Http404
    table = Labels(column, profiles[place])
    if request.method == "POST":
        meant = [table.named(request.POST) if each is column else each for each in draft.mapping.columns]
        try:
            mapping_operations.keep_draft(upload, with_text(replace(draft.mapping, columns=tuple(meant))).text)
        except MappingError as trouble:
            messages.warning(request, str(trouble))
        return redirect(back)
    context = {"upload": upload, "column": column, "table": table, "back": back}
    return render(request, "transfers/labels.html", context)


def whole_number(text: str, otherwise: int = 1) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def toml(text: str, name: str) -> HttpResponse:
    stem = name.rsplit(".", 1)[0] or "mapping"
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stem)}.toml"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(Right.WRITE)
def check(request: MemberRequest, upload_id: int) -> HttpResponse:
    """The dry run: its progress, then what an import would do; POST goes back to the columns."""
    upload = get_object_or_404(uploads.uploads(request.member), pk=upload_id)
    if upload.state == UploadState.IMPORTED and upload.became_id:
        return redirect("import", upload.became_id)
    if request.method == "POST":
        mapping_operations.mend(upload)
        place = request.POST.get("column", "")
        columns_page = reverse("upload_columns", args=[upload_id])
        return redirect(columns_page + at_column(int(place)) if re.fullmatch(r"[0-9]{1,5}", place) else columns_page)
    if upload.state not in (UploadState.CHECKING, UploadState.CHECKED):
        return redirect("upload_columns", upload_id)
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"transfers/{'_check' if part else 'check'}.html", about(upload))


def at_column(place: int) -> str:
    """Where on the columns page a column stands."""
    return f"?page={place // PAGE + 1}#c{place}"


def about(upload: Upload) -> dict[str, Any]:
    mapping = read_mapping(upload.mapping)
    name = ""
    if upload.state == UploadState.CHECKED and not upload.report.get("n_refused"):
        name = draft_of(upload, language="en").name
    return {
        "told": ToldCheck(upload),
        "others": ToldOthers(upload, mapping),
        "mapping": mapping,
        "title": title_of(mapping),
        "saved_as": name,
    }


def title_of(mapping: FileMapping) -> str:
    return in_language(mapping.title) or mapping.survey


@require_POST
@right_required(Right.WRITE)
def people(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Check again, when rows are known but say something else: without the respondent, or as a wave of its own."""
    upload = get_object_or_404(uploads.uploads(request.member), pk=upload_id)
    if upload.state != UploadState.CHECKED:
        return redirect("upload_check", upload_id)
    mapping = read_mapping(upload.mapping)
    try:
        mapping = as_wave(mapping, request.POST["wave"]) if "wave" in request.POST else without_people(mapping)
        check_later(upload, mapping.text)
    except SondaError as trouble:
        messages.warning(request, str(trouble))
    return redirect("upload_check", upload_id)


@require_safe
@right_required(Right.WRITE)
def report(request: MemberRequest, upload_id: int) -> HttpResponse:
    """The refused cells of the last check, all of them up to a limit, as CSV."""
    upload = get_object_or_404(uploads.uploads(request.member), pk=upload_id)
    path = mapping_operations.refused_path(upload)
    if upload.state != UploadState.CHECKED or not path.exists():
        raise Http404
    response = StreamingHttpResponse(refused_lines(path), content_type="text/csv; charset=utf-8")
    name = quote(f"{upload.file_name.rsplit('.', 1)[0]}-{'refused' if upload.report.get('n_refused') else 'known'}.csv")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return cast("HttpResponse", response)  # what Django calls a response, streamed or not


@require_POST
@right_required(Right.WRITE)
def start(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Begin the import of a checked file; its page shows the progress."""
    upload = get_object_or_404(uploads.uploads(request.member), pk=upload_id)
    save_as = request.POST.get("save_as", "").strip()[:120].replace("\0", "")
    try:
        wanted, is_new = start_later(upload, by=request.member, save_as=save_as)
    except mapping_operations.NotChecked as trouble:
        messages.warning(request, str(trouble))
        return redirect("upload_check", upload_id)
    if not is_new:
        messages.info(request, _("This file was imported with this mapping already; nothing changes."))
    return redirect("import", wanted.pk)


@require_safe
@right_required(Right.WRITE)
def mappings(request: MemberRequest) -> HttpResponse:
    """The mappings that are kept, each with its versions."""
    by_name: dict[str, list[SavedMapping]] = {}
    for saved in saved_mappings(request.member):
        by_name.setdefault(saved.name, []).append(saved)
    return render(request, "transfers/mappings.html", {"kept": list(by_name.values())})


@require_safe
@right_required(Right.WRITE)
def mapping_toml(request: MemberRequest, mapping_id: int) -> HttpResponse:
    """One version of a mapping as the TOML that `sonda import --mapping` takes."""
    saved = get_object_or_404(saved_mappings(request.member), pk=mapping_id)
    return toml(saved.text, f"{saved.name} {saved.version}.toml")


@require_POST
@right_required(Right.WRITE)
def mapping_renaming(request: MemberRequest, mapping_id: int) -> HttpResponse:
    """Call a mapping, with all its versions, otherwise."""
    saved = get_object_or_404(saved_mappings(request.member), pk=mapping_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("A mapping needs a name of at most 120 characters."))
        return redirect("mappings")
    try:
        mapping_operations.rename_mapping(
            organization=request.member.organization, name=saved.name, to=form.cleaned_data["name"]
        )
    except SondaError as trouble:
        messages.warning(request, str(trouble))
    return redirect("mappings")


@require_POST
@right_required(Right.WRITE)
def mapping_forgetting(request: MemberRequest, mapping_id: int) -> HttpResponse:
    """Forget a mapping with all its versions; imports keep the text that they were read with."""
    saved = get_object_or_404(saved_mappings(request.member), pk=mapping_id)
    with transaction.atomic():
        mapping_operations.forget_mapping(organization=request.member.organization, name=saved.name)
    messages.info(request, _("The mapping “%(name)s” was forgotten.") % {"name": saved.name})
    return redirect("mappings")
