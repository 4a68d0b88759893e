"""Writes of kept weights: keep, change, delete, bring back. Each leaves a line in the audit log."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from sonda.apps.analytics.kept import hide, show
from sonda.apps.analytics.models import Weighting
from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, Right
from sonda.apps.organizations.models import Member
from sonda.apps.surveys.models import Survey

Margins = dict[str, dict[str, float]]


@transaction.atomic
def keep_weights(
    *, by: Member, survey: Survey, name: str, margins: Margins, voices: list[str], trim: tuple[float, float] | None
) -> Weighting:
    """Keep weights of a survey under a name. Raises PermissionDenied without the right to write."""
    kept = Weighting(organization=by.organization, owner=by, survey=survey, voices=voices)
    return change_weights(weighting=kept, by=by, name=name, margins=margins, trim=trim)


@transaction.atomic
def change_weights(
    *, weighting: Weighting, by: Member, name: str, margins: Margins, trim: tuple[float, float] | None
) -> Weighting:
    """Give weights another name, other targets or bounds; every page that uses them counts anew."""
    weighting.name, weighting.margins = name, margins
    weighting.least, weighting.most = trim or (None, None)
    note(weighting, by, "kept", columns=len(margins))
    weighting.save()
    return weighting


@transaction.atomic
def delete_weights(*, weighting: Weighting, by: Member) -> Weighting:
    note(weighting, by, "deleted")
    return hide(weighting)


@transaction.atomic
def restore_weights(*, weighting: Weighting, by: Member) -> Weighting:
    note(weighting, by, "brought back")
    return show(weighting)


def note(weighting: Weighting, by: Member, what: str, **details: Any) -> None:
    if not by.may(Right.WRITE) or by.organization_id != weighting.organization_id:
        raise PermissionDenied
    audit.record(
        organization=by.organization,
        actor=by,
        action=Action.CHANGED,
        subject=weighting.name,
        weights=what,
        survey=weighting.survey.key,
        **details,
    )
