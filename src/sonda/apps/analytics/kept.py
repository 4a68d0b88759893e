"""Writes of what people keep: saved analyses and annotations. Deleting can be undone until the night."""

from datetime import date, timedelta
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from sonda.apps.analytics.models import Annotation, Kept, Saved, Weighting
from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, Right
from sonda.apps.organizations.models import Member

GONE_AFTER = timedelta(hours=12)

K = TypeVar("K", bound=Kept)


@transaction.atomic
def save_analysis(*, by: Member, entry: str, query: str, name: str, folder: str = "", shared: bool = False) -> Saved:
    """Keep an analysis under a name. Raises PermissionDenied for sharing without the right to write."""
    saved = Saved(organization=by.organization, owner=by, entry=entry, query=query, name=name, folder=folder)
    return arrange(saved=saved, by=by, name=name, folder=folder, shared=shared)


@transaction.atomic
def arrange(*, saved: Saved, by: Member, name: str, folder: str, shared: bool) -> Saved:
    """Rename, move, share or keep private. Raises PermissionDenied for somebody else's, and for sharing without right.

    What somebody else shared stays shared: who may not see it afterwards could not bring it back.
    """
    check(saved, by)
    if shared and not saved.shared and not by.may(Right.WRITE):
        raise PermissionDenied
    if shared and not saved.shared:
        audit.record(organization=by.organization, actor=by, action=Action.SHARED, subject=name, analysis=saved.entry)
    saved.name, saved.folder = name, folder
    saved.shared = shared or (saved.shared and saved.owner_id != by.pk)
    saved.save()
    return saved


def delete_saved(*, saved: Saved, by: Member) -> Saved:
    check(saved, by)
    return hide(saved)


def restore_saved(*, saved: Saved, by: Member) -> Saved:
    check(saved, by)
    return show(saved)


def annotate(*, by: Member, happened_on: date, text: str) -> Annotation:
    """Write down what happened on a day."""
    return Annotation.objects.create(organization=by.organization, owner=by, happened_on=happened_on, text=text)


def hide(kept: K) -> K:
    kept.deleted_at = kept.deleted_at or timezone.now()
    kept.save(update_fields=["deleted_at"])
    return kept


def show(kept: K) -> K:
    kept.deleted_at = None
    kept.save(update_fields=["deleted_at"])
    return kept


def check(saved: Saved, by: Member) -> None:
    if not saved.may_be_changed_by(by):
        raise PermissionDenied


def forget_deleted() -> int:
    """Drop for good what was deleted long enough ago; returns how many."""
    before = timezone.now() - GONE_AFTER
    return sum(kind.objects.filter(deleted_at__lt=before).delete()[0] for kind in (Saved, Annotation, Weighting))
