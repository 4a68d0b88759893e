"""Reads: which organisations a person may enter, which one they are in, and whose answers they may see there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sonda.apps.organizations.choices import Role
from sonda.apps.organizations.models import Member, Unit, User


def memberships_of(user: User) -> list[Member]:
    """All memberships of a person, the oldest first, each with its organisation: one query."""
    return list(Member.objects.filter(user=user).select_related("organization").order_by("pk"))


def current_member(memberships: Sequence[Member], organization_id: object) -> Member | None:
    """The membership in the organisation that was entered last, else the first one."""
    entered = [member for member in memberships if member.organization_id == organization_id]
    return next(iter([*entered, *memberships]), None)


def scope_of(member: Member) -> frozenset[str] | None:
    """The names of the units and regions whose answers this member may see; None means all, an empty set none.

    A manager sees their units with everything below them, an employee their own units only; owners, analysts and
    viewers see everything. An answer is within the scope when its unit or its region is. So that this never shows too
    much, a name that is also a region's stands in it only if no unit of that region is outside: one that was moved
    away by hand, or a region called like one of its branches.
    """
    if member.role not in (Role.MANAGER, Role.EMPLOYEE):
        return None
    theirs = set(member.units.filter(organization_id=member.organization_id).values_list("pk", flat=True))
    if not theirs:
        return frozenset()
    units = list(Unit.objects.visible_to(member).only("parent_id", "name", "regions"))
    seen = below(theirs, [(unit.pk, unit.parent_id) for unit in units]) if member.role == Role.MANAGER else theirs
    split = {region for unit in units if unit.pk not in seen for region in unit.regions}
    return frozenset(unit.name for unit in units if unit.pk in seen) - split


def below(roots: Iterable[int], parents: Iterable[tuple[int, int | None]]) -> set[int]:
    """The roots and all that hangs below them, given each one's parent.

    >>> sorted(below([1], [(1, None), (2, 1), (3, 2), (4, None)]))
    [1, 2, 3]
    """
    children = defaultdict(list)
    for one, parent in parents:
        children[parent].append(one)
    found: set[int] = set()
    rest = list(roots)
    while rest:
        one = rest.pop()
        if one not in found:
            found.add(one)
            rest.extend(children[one])
    return found
