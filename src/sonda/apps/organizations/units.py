"""The unit tree: learned from answers, then arranged by people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, UnitKind
from sonda.apps.organizations.models import Member, Organization, Unit
from sonda.apps.organizations.queries import below
from sonda.methods.alphabet import alphabetical
from sonda.ui.errors import SondaError

SPACE = "\N{EM SPACE}"


class UnitExists(SondaError):
    message = _("There is a unit of this kind called “%(name)s” already.")
    status = 409


class UnitWithinItself(SondaError):
    message = _("“%(name)s” cannot stand within itself or within one of its own units.")
    status = 409


class UnitIsNeeded(SondaError):
    message = _("“%(name)s” has answers or units of its own, so it stays.")
    status = 409


@transaction.atomic
def learn(*, organization: Organization, pairs: Iterable[tuple[str, str]]) -> int:
    """Keep the regions and units that answers name, as pairs (region, unit), the usual pair of a unit first.

    Returns how many were new. What is known keeps its name and, if a person put it somewhere, its place.
    """
    pairs = [(region, unit) for region, unit in pairs if region or unit]
    if not pairs:
        return 0
    held(organization)
    known = {(unit.kind, unit.name): unit for unit in Unit.objects.filter(organization=organization)}
    before = len(known)

    def kept(kind: UnitKind, name: str) -> Unit:
        unit = known.get((kind, name))
        if unit is None:
            unit = known[kind, name] = Unit.objects.create(organization=organization, kind=kind, name=name)
        if not unit.learned:
            unit.learned = True
            unit.save(update_fields=["learned"])
        return unit

    for region, name in pairs:
        above = kept(UnitKind.REGION, region) if region else None
        if not name:
            continue
        unit = known.get((UnitKind.DEPARTMENT, name)) or kept(UnitKind.BRANCH, name)
        if above is None:
            continue
        if unit.parent_id is None and not unit.arranged and above.pk not in within(unit, known.values()):
            unit.parent = above
        if region not in unit.regions:
            unit.regions, unit.learned = [*unit.regions, region], True
            unit.save(update_fields=["parent", "regions", "learned"])
    return len(known) - before


@transaction.atomic
def create_unit(*, by: Member, name: str, kind: UnitKind = UnitKind.BRANCH, parent: Unit | None = None) -> Unit:
    """A unit that no answer has named yet. Raises UnitExists."""
    held(by.organization)
    if Unit.objects.visible_to(by).filter(kind=kind, name=name).exists():
        raise UnitExists(name=name)
    unit: Unit = Unit.objects.create(
        organization=by.organization, name=name, kind=kind, parent=parent and found(by, parent), arranged=True
    )
    audit.record(organization=by.organization, actor=by, action=Action.TREE, subject=name, done="created")
    return unit


@transaction.atomic
def arrange_unit(*, unit: Unit, by: Member, label: str, parent: Unit | None) -> Unit:
    """Give a unit the name that people read and its place in the tree. Raises UnitWithinItself."""
    held(by.organization)  # two who move at once could close a circle that neither of them sees
    unit = found(by, unit)
    above = found(by, parent) if parent else None
    if above and above.pk in within(unit, Unit.objects.visible_to(by)):
        raise UnitWithinItself(name=str(unit))
    changes = {"label": "" if label == unit.name else label, "parent": above}
    changed = {name for name, value in changes.items() if getattr(unit, name) != value}
    if changed:
        unit.label, unit.parent = str(changes["label"]), above
        unit.arranged = unit.arranged or "parent" in changed
        unit.save(update_fields=["label", "parent", "arranged"])
        audit.record(
            organization=by.organization,
            actor=by,
            action=Action.TREE,
            subject=unit.name,
            label=unit.label,
            within=above.name if above else "",
        )
    return unit


@transaction.atomic
def remove_unit(*, unit: Unit, by: Member) -> None:
    """Take out a unit that was made by hand. Raises UnitIsNeeded for one that answers name, or that holds others."""
    held(by.organization)
    unit = found(by, unit)
    if unit.learned or unit.children.exists():
        raise UnitIsNeeded(name=str(unit))
    audit.record(organization=by.organization, actor=by, action=Action.TREE, subject=unit.name, done="removed")
    unit.delete()


def held(organization: Organization) -> None:
    """Whoever changes the tree of this organisation waits for whoever is changing it."""
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def found(by: Member, unit: Unit) -> Unit:
    """The unit as it is now; another organisation's is not found (Unit.DoesNotExist)."""
    fresh: Unit = Unit.objects.visible_to(by).get(pk=unit.pk)
    return fresh


def within(unit: Unit, units: Iterable[Unit]) -> set[int]:
    """The unit and everything below it."""
    return below([unit.pk], [(each.pk, each.parent_id) for each in units])


def units(member: Member) -> QuerySet[Unit]:
    """The units of a member's organisation."""
    found: QuerySet[Unit] = Unit.objects.visible_to(member)
    return found


@dataclass(frozen=True)
class Branch:
    """A unit where it stands in the tree: how deep, and how many members it has."""

    unit: Unit
    depth: int
    n_people: int = 0

    @property
    def indent(self) -> str:
        return SPACE * self.depth


def tree(all_units: Iterable[Unit]) -> list[Branch]:
    """The units in reading order, each above its own."""
    children: dict[int | None, list[Unit]] = {}
    for unit in all_units:
        children.setdefault(unit.parent_id, []).append(unit)
    told: list[Branch] = []

    def walk(parent: int | None, depth: int) -> None:
        for unit in sorted(children.get(parent, []), key=lambda one: (alphabetical(str(one)), one.pk)):
            told.append(Branch(unit, depth, getattr(unit, "n_people", 0)))
            walk(unit.pk, depth + 1)

    walk(None, 0)
    return told
