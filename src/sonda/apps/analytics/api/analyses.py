"""Analyses for programs: the catalogue, and the very answer that the page shows, in the words of `sonda analyze`."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field, Path, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict

from sonda.apps.analytics import queries, replies
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.cut import PERIODS
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.lines import BEFORE, GRAINS, NOW
from sonda.apps.analytics.replies import Reply
from sonda.apps.analytics.results import unpack
from sonda.apps.organizations.api import KeyRequest, right_required
from sonda.apps.organizations.choices import Right
from sonda.engine.analyses import Analysis as Counted
from sonda.engine.analyses.analysis import label, plain
from sonda.methods.result import Note, Result
from sonda.ui.api import link, refusals
from sonda.ui.errors import SondaError

router = Router(tags=["analyses"])
AGAIN = "2"  # seconds


class NothingFeedsIt(SondaError):
    message = gettext_lazy("None of your surveys asks what this analysis needs yet.")
    status = 404


class NotForAPart(SondaError):
    message = gettext_lazy("This survey does not say which unit an answer is about")
    status = 403


class Analysis(Schema):
    key: str = Field(examples=["nps"])
    title: str
    asks: str = Field(description="The question that it answers.")
    heavy: bool = Field(description="May answer 202 first: it is counted in the background.")
    surveys: list[str] = Field(description="Keys of the surveys that can feed it.", examples=[["visits"]])


class Catalogue(Schema):
    items: list[Analysis]


class Answer(Schema):
    """What an analysis says. Beside these keys stand those of its method (`r2`, `median` …), as in docs/reference/
    analyze.md; shares are 0–1, and a number that cannot be told is null."""

    model_config = ConfigDict(extra="allow")

    method: str = Field(examples=["nps"])
    version: str | None = Field(description="Of the method; null where nothing could be counted.")
    n: int = Field(description="Answers that were counted.", examples=[2746])
    rows: list[dict[str, Any]] = Field(
        description="As in docs/reference/analyze.md; `group` where the answer is told by groups or steps in time.",
        examples=[[{"n": 2746, "promoters": 1327, "nps": 22.4, "low": 19.3, "high": 25.4}]],
    )
    warnings: list[str] = Field(description="What a reader must know of these numbers.")
    analysis: str = Field(description="Its key in the catalogue.", examples=["nps"])
    survey: str = Field(examples=["visits"])
    finding: str | None = Field(description="The sentence of the page; null where there is too little to tell.")
    about: str = Field(description="Which answers speak: period, filters, how many.")
    whole: dict[str, Any] | None = Field(description="The chosen period as one, where it is told beside another.")
    previous: dict[str, Any] | None = Field(description="The months before it.")
    before: str | None = Field(description="The months before in a sentence, where a period was chosen.")
    page: str = Field(description="The same answer on a page for people.")
    counted_at: datetime


class Waiting(Schema):
    """The answer is being counted: ask `status` again after Retry-After seconds."""

    state: str = Field("counting", examples=["counting"])
    status: str = Field(description="The address where the answer will be.")


def parameter(name: str, description: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "description": description, "schema": schema, **more}


Key = Annotated[str, Field(description="A key of the catalogue.", json_schema_extra={"enum": list(entries())})]
MONTH = {"type": "string", "pattern": "^([12][0-9]{3}-(0[1-9]|1[0-2]))?$", "examples": ["2026-03"]}
SEVERAL = {"type": "array", "items": {"type": "string"}}
CUT = [  # an empty one is as good as none, as in the form of the page
    parameter("survey", "A key of `surveys`; the first survey that can feed the analysis, where it is left out.",
              {"type": "string"}),
    parameter("period", "Told from the latest answers.", {"type": "string", "enum": ["", "all", *PERIODS]}),
    parameter("from", "The first month; says more than `period`.", MONTH),
    parameter("to", "The last month.", MONTH),
    parameter("grain", "Step by step; for analyses whose answer is one number.",
              {"type": "string", "enum": ["", *GRAINS]}),
    parameter("by", "Group by group: a parameter among the survey's `filters`.", {"type": "string"}),
    parameter("weights", "One of the survey's `weights`, `imported` or `none`; for analyses that count by weight.",
              {"type": "string", "pattern": "^(imported|none|[1-9][0-9]*)?$"}),
    parameter("question", "The key of a question; for `crosstab` and `distribution`.", {"type": "string"}),
    *(parameter(name, "Keep answers with one of these values; may be given several times.", SEVERAL)
      for name in ("unit", "region", "voice", "language", "company")),
    parameter("segments", "Further parameters named in the survey's `filters`, such as `segment.plan=home`.",
              {"type": "object", "additionalProperties": SEVERAL}, style="form", explode=True),
]  # fmt: skip


@router.get("analyses", response={200: Catalogue, **refusals()}, url_name="analyses")
@right_required(Right.READ)
def analyses(request: KeyRequest) -> dict[str, Any]:
    """Every analysis, and which surveys can feed it: those that can first. Scope: read."""
    banks = queries.banks(request.member)
    fed = [(entry, queries.fed_by(entry, banks)) for entry in entries().values()]
    items = [
        {
            "key": entry.key,
            "title": str(entry.title),
            "asks": str(entry.asks),
            "heavy": entry.heavy,
            "surveys": [bank.survey.key for bank, _question in found if not bank.is_closed],
        }
        for entry, found in fed
    ]
    return {"items": sorted(items, key=lambda item: not item["surveys"])}


@router.get(
    "analyses/{key}",
    response={200: Answer, 202: Waiting, **refusals(404, 422)},
    url_name="analysis",
    openapi_extra={"parameters": CUT},
)
@right_required(Right.READ)
def analysis(request: KeyRequest, response: HttpResponse, key: Path[Key]) -> Any:
    """What one analysis says of the answers that the parameters choose: the numbers of the page. Scope: read.

    A heavy one that nobody has asked for yet is counted in the background: 202, then the answer at the same address.
    """
    if key not in entries():
        raise Http404
    entry = entries()[key]
    reply = replies.ask(request.member, entry, request.GET)
    if reply is None:
        raise NothingFeedsIt
    if reply.bank.is_closed:
        raise NotForAPart
    if not reply.is_counted:
        response["Retry-After"] = AGAIN
        return Status(
            202, Waiting(state="counting", status=link(f"{reverse('api:analysis', args=[key])}?{reply.query}"))
        )
    return Answer.model_construct(**answer(entry, reply))


def answer(entry: Entry, reply: Reply) -> dict[str, Any]:
    """The run as the command line tells it, with the page's sentence."""
    run, chart = reply.run, reply.chart
    counted = unpack(run.result) if run and run.result else None
    told: dict[str, Any] = {"method": reply.question.method, "version": None, "n": 0, "rows": []}
    if counted:
        told = counted.as_dict()
    told["warnings"] = warnings(counted) if counted else []
    if not chart:
        told["warnings"] = [silence(reply), *told["warnings"]]
    return told | {
        "analysis": entry.key,
        "survey": reply.bank.survey.key,
        "finding": chart.finding if chart else None,
        "about": reply.told_of,
        "whole": row(reply.halves.get(NOW)),
        "previous": row(reply.halves.get(BEFORE)),
        "before": reply.before.line if reply.before else None,
        "page": link(f"{reverse('analysis', args=[entry.key])}?{reply.query}"),
        "counted_at": run.finished_at if run else None,
    }


def row(result: Result | None) -> dict[str, Any] | None:
    """A result as one row; None where there is none."""
    return plain(result.rows()[0]) if result else None


def silence(reply: Reply) -> str:
    """Why there is no finding, in the words of the page."""
    if reply.is_empty:
        return _("Nobody answered in this cut")
    return reply.problem or _("Too few answers to be told this way")


def warnings(counted: Counted) -> list[str]:
    """`Analysis.warnings` in the reader's language."""
    said = [sentence(note) for note in counted.notes]
    for group, result in counted.results:
        before = "" if group is None else f"{label(group)}: "
        said += [before + sentence(note) for note in result.notes]
    return list(dict.fromkeys(said))


def sentence(note: Note) -> str:
    text = _(note.text)
    return text % note.values if note.values else text
