"""The page of weights as one member sees it, made of targets: kept ones, or those that somebody typed."""

from dataclasses import replace

from django.http import Http404
from django.shortcuts import get_object_or_404

from sonda.apps.analytics import reading, weights
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.models import Run, Weighting
from sonda.apps.analytics.weighting import queries
from sonda.apps.analytics.weighting.forms import Column, WeightingForm, typed_as
from sonda.apps.analytics.weighting.screen import Screen
from sonda.apps.organizations.models import Member
from sonda.engine.errors import DataError
from sonda.engine.weighing import Targets


def find(member: Member, weighting_id: int, *, deleted: bool = True) -> Weighting:
    """Kept weights of the member's organisation; without `deleted` only those that are still there."""
    among = Weighting.objects.visible_to(member).select_related("survey")
    found: Weighting = get_object_or_404(among if deleted else among.there(), pk=weighting_id)
    return found


def bank_of(member: Member, key: str | None) -> tuple[Bank | None, list[Bank]]:
    """The survey that is asked for, or the first one that can be weighted, and all there are."""
    found = queries.banks(member)
    if key is None:
        return next((bank for bank in found if queries.weighable(bank)), found[0] if found else None), found
    bank = next((bank for bank in found if bank.survey.key == key), None)
    if bank is None:
        raise Http404
    return bank, found


def of_kept(bank: Bank, kept: Weighting) -> Screen:
    """The page of kept weights, made of all answers and seen in the member's own."""
    facets = queries.weighable(bank)
    chosen = tuple(param for param, facet in facets.items() if facet.column in kept.margins)
    screen = Screen(bank=bank, facets=facets, chosen=chosen, kept=kept)
    if not chosen:
        return screen
    columns = queries.columns_of(bank, [facets[param] for param in chosen], kept.voices, kept.margins)
    screen = replace(screen, form=form_of(kept, columns))
    return looked(screen, weights.targets_of(bank, kept), whole=True)


def form_of(kept: Weighting, columns: list[Column]) -> WeightingForm:
    bounds = {name: f"{bound:g}" for name, bound in (("least", kept.least), ("most", kept.most)) if bound is not None}
    return WeightingForm(columns=columns, initial={"name": kept.name} | bounds | typed_as(kept.margins, columns))


def looked(screen: Screen, targets: Targets, *, whole: bool) -> Screen:
    """The page with what the targets do; with a sentence, where the answers do not fit them."""
    try:
        return replace(screen, weighed=queries.weigh(screen.bank, targets, whole=whole))
    except DataError as trouble:
        told = Run(problem={"text": trouble.note.text, "values": {k: str(v) for k, v in trouble.note.values.items()}})
        return replace(screen, problem=reading.problem_of(told))
