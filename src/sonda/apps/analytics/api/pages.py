"""Joined pages for programs: the sentence, the table of each figure, and the runs behind it, as the page has them."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict

from sonda.apps.analytics import downloads, queries
from sonda.apps.analytics.api.analyses import AGAIN, CUT, NotForAPart, NothingFeedsIt, Waiting, warnings
from sonda.apps.analytics.pages.asking import Asked, Part
from sonda.apps.analytics.pages.names import NAMES
from sonda.apps.analytics.pages.screens import PAGES, Screen, asked_in, screen_of
from sonda.apps.analytics.results import unpack
from sonda.apps.organizations.api import KeyRequest, right_required
from sonda.apps.organizations.choices import Right
from sonda.engine.analyses.analysis import plain
from sonda.ui.api import link, refusals

router = Router(tags=["joined pages"])


class JoinedPage(Schema):
    key: str = Field(examples=["same-everywhere"])
    title: str = Field(examples=["The same everywhere"])
    asks: str = Field(description="The question that it answers.", examples=["Do customers get the same everywhere?"])
    surveys: list[str] = Field(description="Keys of the surveys that can feed it.", examples=[["visits"]])


class JoinedPages(Schema):
    items: list[JoinedPage]


class Run(Schema):
    """One count behind a figure. Beside these keys stand those of its method, as in docs/reference/analyze.md."""

    model_config = ConfigDict(extra="allow")

    key: str = Field(description="Its place on the page.", examples=["units"])
    survey: str = Field(examples=["visits"])
    method: str = Field(examples=["consistency"])
    version: str | None = Field(description="Of the method.", examples=["1"])
    n: int = Field(description="Answers that were counted.", examples=[2746])
    rows: list[dict[str, Any]] = Field(examples=[[{"unit": "Lviv", "n": 812, "mean": 4.1, "verdict": "cannot tell"}]])
    warnings: list[str] = Field(description="What a reader must know of these numbers.", examples=[[]])


class Shown(Schema):
    key: str
    label: str


class Figure(Schema):
    """One figure of the page: its sentence, its table, and the runs that it rests on."""

    key: str = Field(examples=["units"])
    finding: str = Field(examples=["“Oak” is truly below the rest."])
    n: int = Field(examples=[2746])
    columns: list[Shown] = Field(
        description="The columns of the table; an interval is two keys of a row, `…_low` and `…_high`.",
        examples=[[{"key": "unit", "label": "Unit"}, {"key": "n", "label": "Answers"}]],
    )
    rows: list[dict[str, Any]] = Field(
        description="The whole table, unrounded, as its file holds it.", examples=[[{"unit": "Oak", "n": 90}]]
    )
    runs: list[Run]


class WholePage(Schema):
    """A joined page under the cut of the parameters."""

    key: str = Field(examples=["same-everywhere"])
    survey: str = Field(description="The survey that the filters are of.", examples=["visits"])
    finding: str | None = Field(description="The sentence on top; null where there is too little to tell.")
    about: str = Field(description="Which answers speak: surveys, filters, period.")
    parts: list[Figure] = Field(description="The figures in the order of the page.")
    warnings: list[str] = Field(description="Why nothing is told, where nothing is.")
    page: str = Field(description="The same answer on a page for people.")
    counted_at: datetime | None = Field(description="When the last of its runs was counted.")


Key = Annotated[str, Field(description="A key of the list of pages.", json_schema_extra={"enum": list(NAMES)})]
NARROWED = [each for each in CUT if each["name"] not in ("grain", "question", "weights")]


@router.get("pages", response={200: JoinedPages, **refusals()}, url_name="joined_pages")
@right_required(Right.READ)
def pages(request: KeyRequest) -> dict[str, Any]:
    """The pages that join several analyses, and which surveys can feed each. Scope: read."""
    banks = queries.banks(request.member)
    return {
        "items": [
            {
                "key": named.key,
                "title": str(named.title),
                "asks": str(named.asks),
                "surveys": [bank.survey.key for bank in PAGES[named.key].feeding(banks) if not bank.is_closed],
            }
            for named in NAMES.values()
        ]
    }


@router.get(
    "pages/{key}",
    response={200: WholePage, 202: Waiting, **refusals(404, 422)},
    url_name="joined_page",
    openapi_extra={"parameters": NARROWED},
)
@right_required(Right.READ)
def page(request: KeyRequest, response: HttpResponse, key: Path[Key]) -> Any:
    """What one joined page says of the answers that the parameters choose: its sentence and numbers. Scope: read.

    Of very many answers it is counted in the background: 202, then the answer at the same address.
    """
    if key not in NAMES:
        raise Http404
    screen = screen_of(request.member, key, request.GET)
    if screen is None:
        raise NothingFeedsIt
    if screen.is_closed:
        raise NotForAPart
    if not screen.is_counted:
        response["Retry-After"] = AGAIN
        status = link(f"{reverse('api:joined_page', args=[key])}?{screen.query}")
        return Status(202, Waiting(state="counting", status=status))
    return WholePage.model_construct(**told(key, screen))


def told(key: str, screen: Screen) -> dict[str, Any]:
    parts = screen.parts.values()
    finished = [at for asked in asked_in(screen).values() if (at := asked.run.finished_at)]
    return {
        "key": key,
        "survey": screen.asked_of.bank.survey.key,
        "finding": screen.finding or None,
        "about": screen.when,
        "parts": [figure(part) for part in parts],
        "warnings": [] if parts else [screen.problem or _("Too few answers to be told this way")],
        "page": link(f"{reverse(NAMES[key].address)}?{screen.query}"),
        "counted_at": max(finished, default=None),
    }


def figure(part: Part) -> Figure:
    return Figure.model_construct(
        key=part.key,
        finding=part.chart.finding,
        n=part.chart.n,
        columns=[Shown(key=column.key, label=column.label) for column in part.chart.columns],
        rows=[plain(row) for row in downloads.of_chart(part.chart).to_pylist()],
        runs=[run(basis.key, basis.asked) for basis in part.basis],
    )


def run(key: str, asked: Asked) -> Run:
    """A run in the words of the command line."""
    counted = unpack(asked.run.result or {})
    beside = {"key": key, "survey": asked.bank.survey.key, "warnings": warnings(counted)}
    return Run.model_construct(**counted.as_dict() | beside)
