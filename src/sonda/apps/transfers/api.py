"""Imports for programs: a file brought with its mapping, what became of it, and its undoing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from sonda.apps.organizations.api import KeyRequest, right_required
from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member
from sonda.apps.transfers import operations, queries, tasks
from sonda.apps.transfers.choices import State
from sonda.apps.transfers.models import Import
from sonda.apps.transfers.uploads import arrivals
from sonda.apps.transfers.uploads import operations as uploading
from sonda.apps.transfers.uploads.arrivals import Arrival, Trouble
from sonda.apps.transfers.wizard.queries import saved_mappings
from sonda.apps.transfers.wording import Told
from sonda.engine.errors import DataError
from sonda.engine.readers.kinds import kind_of
from sonda.ui.api import Paging, link, refusals
from sonda.ui.errors import SondaError

router = Router(tags=["imports"])
FIELDS = {"mapping", "saved_mapping", "sha256", "n_bytes"}


class NotAForm(SondaError):
    message = _("Send multipart/form-data with one file, and its mapping as “mapping” or “saved_mapping”.")
    status = 415


class OneMapping(SondaError):
    message = _("Say what the columns mean: either a “mapping” in TOML, or the name of a “saved_mapping”.")
    status = 422


class NoSuchMapping(SondaError):
    message = _("There is no mapping called “%(name)s”.")
    status = 422


class UnknownField(SondaError):
    message = _("The form has a field “%(field)s” that means nothing here.")
    status = 422


class NotText(SondaError):
    message = _("“%(field)s” is not text in UTF-8.")
    status = 422


class NotDone(SondaError):
    message = _("Only an import that has stored its file can be undone.")
    status = 409


class Bad(Schema):
    """A cell, or something about the whole file, that cannot be right."""

    row: int | None
    column: str | None
    sentence: str


class Imported(Schema):
    id: int
    file: str = Field(examples=["visits_2026-03.csv"])
    survey: str | None = Field(description="Key of the survey; null until something was stored.")
    state: str = Field(description="queued, running, done, refused, undoing, undone; given_up when nobody works on it.")
    finding: str = Field(description="What happened, in one sentence.")
    n_rows: int
    n_stored: int
    n_known: int = Field(description="Respondents who had already answered; their first answer stays.")
    n_refused: int = Field(description="Cells that cannot be right; with one, nothing is stored.")
    n_removed: int = Field(description="Responses that undoing took out.")
    problems: list[Bad] = Field(description="The first hundred.")
    warnings: list[str]
    created_at: datetime
    finished_at: datetime | None
    status: str = Field(description="Where to ask how it goes on.")
    page: str = Field(description="The same for people.")


class Imports(Schema):
    items: list[Imported]
    next: str | None = Field(description="The cursor of what follows; null at the end.")


class Older(Paging):
    cursor: str = Field("", pattern="^[0-9]{0,18}$", description="`next` of the answer before; nothing for the newest.")


FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "oneOf": [{"required": ["mapping"]}, {"required": ["saved_mapping"]}],
                    "additionalProperties": False,
                    "properties": {
                        "file": {
                            "type": "string",
                            "contentMediaType": "application/octet-stream",
                            "description": ".csv, .csv.gz, .xlsx, .ods, .sav or .parquet; its name tells the kind.",
                        },
                        "mapping": {"type": "string", "description": "TOML (docs/reference/mapping.md)."},
                        "saved_mapping": {
                            "type": "string",
                            "description": "Instead: the name of a kept mapping; its latest version counts.",
                        },
                        "sha256": {"type": "string", "description": "Of the file; it is refused if it differs."},
                    },
                },
                "encoding": {"file": {"contentType": "application/octet-stream"}},
            }
        },
    }
}


@router.get("imports", response={200: Imports, **refusals(422)}, url_name="imports")
@right_required(Right.WRITE)
def imports(request: KeyRequest, paging: Query[Older]) -> dict[str, Any]:
    """Imports, the newest first. Scope: write."""
    found = queries.imports(request.member)
    if paging.cursor:
        found = found.filter(pk__lt=int(paging.cursor))
    page = list(found[: paging.limit + 1])
    items, more = page[: paging.limit], len(page) > paging.limit
    return {"items": [told(each) for each in items], "next": str(items[-1].pk) if more else None}


@router.get("imports/{int:import_id}", response={200: Imported, **refusals(404)}, url_name="import")
@right_required(Right.WRITE)
def one_import(request: KeyRequest, import_id: int) -> dict[str, Any]:
    """One import: how far it is, what was stored, what was refused and why. Scope: write."""
    return told(get_object_or_404(queries.imports(request.member), pk=import_id))


@router.post(
    "imports",
    response={200: Imported, 202: Imported, **refusals(408, 409, 413, 415, 422, 507)},
    openapi_extra=FORM,
)
@right_required(Right.WRITE)
def new_import(request: KeyRequest) -> Any:
    """Bring a file: 202 while it is being read, 200 where the same file came in with the same mapping before.

    A file is stored wholly or not at all. The door asks here first, with the headers alone, whether a file may come
    (204); so nothing is taken from whoever has no key. Scope: write.
    """
    arrival: Arrival = request.META.get(arrivals.KEY) or Arrival(n_bytes=0, trouble=Trouble.NOT_A_FORM)
    if arrival.trouble == Trouble.NOT_A_FORM:
        raise NotAForm
    uploading.may_come(arrival)
    if not arrival.file:
        return HttpResponse(status=204)
    wanted, is_new = begin(request.member, arrival)
    return Status(202 if is_new else 200, told(wanted))


@router.post("imports/{int:import_id}/undo", response={202: Imported, **refusals(404, 409)}, url_name="import_undo")
@right_required(Right.WRITE)
def undo(request: KeyRequest, import_id: int) -> Any:
    """Take out all responses of an import, in the background; undone already: nothing happens. Scope: write."""
    found = get_object_or_404(queries.imports(request.member), pk=import_id)
    tasks.undo_later(found, by=request.member)
    found.refresh_from_db()
    if found.state not in (State.UNDOING, State.UNDONE):
        raise NotDone
    return Status(202, told(found))


def begin(member: Member, arrival: Arrival) -> tuple[Import, bool]:
    """The import of a file that came in, left to a worker; and whether it is a new one.

    Errors: those of the form, of the mapping, and NoTable for a file that cannot be read at all.
    """
    text = mapping_of(member, arrival.fields)
    name = uploading.plain_name(arrival.name)
    if arrival.file is None or not name:
        raise uploading.NoFile
    wanted: Import | None = None
    try:
        with transaction.atomic():
            wanted, is_new = operations.request_import(
                organization=member.organization,
                path=arrival.file,
                mapping_text=text,
                file_name=name,
                ours=arrival.sha256,
                by=member,
            )
            if is_new:
                kind_of(operations.copy_of(wanted))
                wanted = tasks.enqueue(wanted)
    except DataError as trouble:
        if wanted:
            operations.forget_copy(wanted)
        values = {**trouble.note.values, "file": name}
        raise uploading.NoTable(problem=queries.sentence({"text": trouble.note.text, "values": values})) from None
    return wanted, is_new


def mapping_of(member: Member, fields: Mapping[str, bytes]) -> str:
    """The mapping that a form brings or names."""
    said: dict[str, str] = {}
    for name, content in fields.items():
        if name not in FIELDS:
            raise UnknownField(field=name[:80])
        try:
            said[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise NotText(field=name) from None
    text, name = said.get("mapping", ""), said.get("saved_mapping", "")
    if bool(text) == bool(name):
        raise OneMapping
    if text:
        return text
    saved = saved_mappings(member).filter(name=name).first() if "\0" not in name else None
    if saved is None:
        raise NoSuchMapping(name=name[:120])
    return saved.text


def told(wanted: Import) -> dict[str, Any]:
    words = Told(wanted)
    return {
        "id": wanted.pk,
        "file": wanted.file_name,
        "survey": wanted.survey.key if wanted.survey else None,
        "state": "given_up" if words.is_given_up else wanted.state,
        "finding": words.finding,
        "n_rows": wanted.n_rows,
        "n_stored": wanted.n_stored,
        "n_known": wanted.n_known,
        "n_refused": wanted.n_refused,
        "n_removed": wanted.n_removed,
        "problems": [
            {"row": problem.get("row"), "column": problem.get("column"), "sentence": queries.sentence(problem)}
            for problem in wanted.problems
        ],
        "warnings": words.warnings,
        "created_at": wanted.created_at,
        "finished_at": wanted.finished_at,
        "status": link(reverse("api:import", args=[wanted.pk])),
        "page": link(reverse("import", args=[wanted.pk])),
    }
