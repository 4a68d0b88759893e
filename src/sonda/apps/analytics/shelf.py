"""Reads of what people keep: saved analyses by folder, annotations, and what was deleted a moment ago."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.models import Annotation, Saved
from sonda.apps.analytics.pages.names import NAMES
from sonda.apps.organizations.models import Member


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One saved analysis as the list shows it to a reader."""

    saved: Saved
    title: str
    may_change: bool

    @property
    def address(self) -> str:
        return f"/understand/{self.saved.entry}/?{self.saved.query}"


def folders(member: Member) -> list[tuple[str, list[Kept]]]:
    """The saved analyses that a member may open, by folder; those in none come first."""
    found = [shown(saved, member) for saved in Saved.objects.visible_to(member).there().select_related("owner__user")]
    return [(folder, list(group)) for folder, group in groupby(found, key=lambda kept: kept.saved.folder)]


def shown(saved: Saved, member: Member) -> Kept:
    named = entries().get(saved.entry) or NAMES.get(saved.entry)
    title = str(named.title) if named else saved.entry
    return Kept(saved=saved, title=title, may_change=saved.may_be_changed_by(member))


def folder_names(member: Member) -> list[str]:
    """Folders that are there already, for a form to offer."""
    named = Saved.objects.visible_to(member).there().exclude(folder="")
    return list(named.order_by("folder").values_list("folder", flat=True).distinct())


def deleted(member: Member) -> Iterable[Saved]:
    """What the member could bring back."""
    gone = Saved.objects.visible_to(member).filter(deleted_at__isnull=False)
    return [saved for saved in gone if saved.may_be_changed_by(member)]


def annotations(member: Member) -> list[Annotation]:
    """What happened, by day."""
    return list(Annotation.objects.visible_to(member).there())


def deleted_annotations(member: Member) -> list[Annotation]:
    return list(Annotation.objects.visible_to(member).filter(deleted_at__isnull=False))
