"""Reads: which organisations a person may enter, and which one they are in."""

from collections.abc import Sequence

from sonda.apps.organizations.models import Member, User


def memberships_of(user: User) -> list[Member]:
    """All memberships of a person, the oldest first, each with its organisation: one query."""
    return list(Member.objects.filter(user=user).select_related("organization").order_by("pk"))


def current_member(memberships: Sequence[Member], organization_id: object) -> Member | None:
    """The membership in the organisation that was entered last, else the first one."""
    entered = [member for member in memberships if member.organization_id == organization_id]
    return next(iter([*entered, *memberships]), None)
