"""Kept weights for programs: what they are to meet, what they reach, and what they cost, as their page tells it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from sonda.apps.analytics.api.analyses import NotForAPart, sentence
from sonda.apps.analytics.models import Weighting
from sonda.apps.analytics.weighting import looking, queries
from sonda.apps.analytics.weighting.screen import Screen
from sonda.apps.organizations.api import KeyRequest, right_required
from sonda.apps.organizations.choices import Right
from sonda.engine.analyses.analysis import plain
from sonda.methods.raked_mean import RakedMean
from sonda.ui.api import link, refusals

router = Router(tags=["weights"])


class Kept(Schema):
    parameter: str = Field(description="The value of `weights` in the address of an analysis.", examples=["7"])
    name: str = Field(examples=["Census 2025"])
    survey: str = Field(examples=["visits"])


class KeptWeights(Schema):
    items: list[Kept]


class Bounds(Schema):
    """Of each factor, as multiples of the middle one."""

    least: float = Field(examples=[0.3])
    most: float = Field(examples=[3.0])


class Share(Schema):
    """One value of a column. Shares are 0–1, among the answers that say the value."""

    column: str = Field(examples=["unit"])
    value: str = Field(examples=["Lviv"])
    label: str = Field(examples=["Lviv"])
    n: int = Field(description="Answers that say it.", examples=[812])
    before: float | None = Field(description="Their share before raking.", examples=[0.41])
    target: float | None = Field(description="Null for units and regions, where the key sees a part of the answers.",
                                 examples=[0.3])  # fmt: skip
    achieved: float | None = Field(description="Their share by these weights.", examples=[0.3])


class Mean(Schema):
    n: int
    mean: float | None = Field(description="Of NPS: the score; else the mean rating.", examples=[22.4])
    low: float | None
    high: float | None


class Score(Schema):
    """The main score of the survey, before and after."""

    question: str = Field(examples=["recommend"])
    before: Mean
    after: Mean


class Factor(Schema):
    factor: float = Field(description="By which the weight before is multiplied.", examples=[0.83])
    n: int = Field(description="Answers that have it.", examples=[120])


class WholeWeights(Kept):
    """Kept weights and what they do to the answers that the key may see."""

    voices: list[str] = Field(
        description="Whose answers are weighted; all, where it is empty.", examples=[["customer"]]
    )
    bounds: Bounds | None
    method: str = Field(examples=["raking"])
    version: str | None = Field(description="Of the method; null where the weights cannot be made.")
    n: int | None = Field(description="Answers that are weighted.", examples=[2746])
    verdict: str | None = Field(description="Whether the targets are met.", examples=["margins met"])
    design_effect: float | None = Field(description="n·Σw²/(Σw)² (Kish).", examples=[1.24])
    effective_n: float | None = Field(description="Answers without weights that would tell as much.", examples=[2214.5])
    smallest: float | None = Field(description="The smallest factor.", examples=[0.44])
    largest: float | None = Field(description="The largest factor.", examples=[1.9])
    shares: list[Share]
    factors: list[Factor]
    score: Score | None
    finding: str | None = Field(description="The sentence of the page; null where the weights cannot be made.")
    warnings: list[str] = Field(description="What a reader must know of these numbers.", examples=[[]])
    page: str = Field(description="The same on a page for people.")


@router.get("weights", response={200: KeptWeights, **refusals()}, url_name="weights")
@right_required(Right.READ)
def kept_weights(request: KeyRequest) -> dict[str, Any]:
    """The weights that were kept, by survey and name. Scope: read."""
    return {"items": [named(each) for each in queries.weightings(request.member)]}


@router.get("weights/{int:weighting_id}", response={200: WholeWeights, **refusals(404)}, url_name="kept_weights")
@right_required(Right.READ)
def one_of_the_weights(request: KeyRequest, weighting_id: int) -> dict[str, Any]:
    """Targets, what the weights reach of them, and what they cost: the numbers of their page. Scope: read."""
    kept = looking.find(request.member, weighting_id, deleted=False)
    bank, _others = looking.bank_of(request.member, kept.survey.key)
    if bank is None or bank.is_closed:
        raise NotForAPart
    return told(kept, looking.of_kept(bank, kept))


def named(kept: Weighting) -> dict[str, Any]:
    return {"parameter": str(kept.pk), "name": kept.name, "survey": kept.survey.key}


def told(kept: Weighting, screen: Screen) -> dict[str, Any]:
    """The page as numbers; nulls and a sentence where the answers no longer fit the targets."""
    bounded = kept.least is not None and kept.most is not None
    head = named(kept) | {
        "voices": kept.voices,
        "bounds": {"least": kept.least, "most": kept.most} if bounded else None,
        "method": "raking",
        "page": link(reverse("weighting_kept", args=[kept.pk])),
    }
    found, chart = screen.weighed, screen.chart
    if found is None or chart is None:
        nothing = dict.fromkeys(
            ("version", "n", "verdict", "design_effect", "effective_n", "smallest", "largest", "score", "finding")
        )
        why = screen.problem or _("These weights cannot be made")
        return head | nothing | {"shares": [], "factors": [], "warnings": [why]}
    effects, raking = found.effects, found.raking
    numbers: dict[str, Any] = plain(
        {
            "version": raking.version,
            "n": effects.n,
            "verdict": raking.verdict,
            "design_effect": effects.deff,
            "effective_n": effects.effective,
            "smallest": effects.least,
            "largest": effects.most,
            "shares": [
                {
                    "column": facet.column,
                    "value": each.value,
                    "label": facet.label(each.value),
                    "n": each.n,
                    "before": each.before,
                    "target": each.target,
                    "achieved": each.after,
                }
                for facet, each in screen.values
            ],
            "factors": [{"factor": factor, "n": n} for factor, n in effects.factors],
            "score": {"question": found.score.key, "before": mean(found.before), "after": mean(found.after)}
            if found.score
            else None,
            "finding": chart.finding,
            "warnings": [sentence(note) for note in raking.notes],
        }
    )
    return head | numbers


def mean(result: RakedMean) -> dict[str, Any]:
    return {"n": result.n, "mean": result.mean, "low": result.low, "high": result.high}
