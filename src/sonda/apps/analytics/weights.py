"""With which weights answers are asked: as they were imported, with none, or with some that somebody kept."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sonda.apps.analytics.bank import NO_WEIGHTS, Bank
from sonda.apps.analytics.models import Weighting
from sonda.engine.weighing import Targets
from sonda.ui.errors import SondaError

IMPORTED = "imported"


class NotWeighted(SondaError):
    message = gettext_lazy("This analysis counts every answer alike, so weights cannot be chosen for it.")


class WeightsGone(SondaError):
    message = gettext_lazy(
        "The weights that the address asks for were deleted. Take “weights=…” out of it, or bring them back under "
        "“Weighting”."
    )
    status = 404


def accepted(bank: Bank, asked: str | None = None) -> dict[str, str]:
    """What an address may say about weights, each with how it is written in the one order of addresses.

    Errors: WeightsGone for `asked`, where it names weights of this survey that were deleted.
    """
    kept = {str(each.pk): str(each.pk) for each in bank.weightings}
    if asked and asked.isascii() and asked.isdecimal() and len(asked) < 18 and asked not in kept:
        gone = Weighting.objects.filter(
            organization_id=bank.survey.organization_id, survey=bank.survey, pk=int(asked), deleted_at__isnull=False
        )
        if gone.exists():
            raise WeightsGone
    usual = {IMPORTED: "", NO_WEIGHTS: NO_WEIGHTS} if bank.imported_weight else {NO_WEIGHTS: ""}
    return usual | kept


def chosen(bank: Bank, weights: str) -> Targets | str | None:
    """What an address's word for weights means for a bank."""
    found = by_number(bank, weights)
    return targets_of(bank, found) if found else weights or None


def targets_of(bank: Bank, weighting: Weighting) -> Targets:
    """What kept weights are to meet, as the engine takes it: shares that add up to 1."""
    trim = None if weighting.least is None or weighting.most is None else (weighting.least, weighting.most)
    return Targets(
        shares=shares_of(weighting.margins), voices=tuple(weighting.voices), trim=trim, base=bank.imported_weight
    )


def shares_of(margins: dict[str, dict[str, float]]) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    """Percentages as shares, each column divided by its sum, which rounding may keep off a hundred.

    >>> shares_of({"sex": {"f": 25, "m": 75}})
    (('sex', (('f', 0.25), ('m', 0.75))),)
    """
    return tuple(
        (column, tuple((value, share / sum(values.values())) for value, share in sorted(values.items())))
        for column, values in sorted(margins.items())
    )


def options(bank: Bank) -> list[tuple[str, str]]:
    """What can be chosen: the word in the address and what a reader calls it."""
    usual = [("", _("as imported")), (NO_WEIGHTS, _("none"))] if bank.imported_weight else [("", _("none"))]
    return [*usual, *((str(each.pk), each.name) for each in bank.weightings)]


def said(bank: Bank, weights: str) -> str:
    """“Weights: Census 2025”."""
    found = by_number(bank, weights)
    return _("Weights: %(name)s") % {"name": found.name if found else _("none")}


def by_number(bank: Bank, weights: str) -> Weighting | None:
    return next((each for each in bank.weightings if str(each.pk) == weights), None) if weights else None
