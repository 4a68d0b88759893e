"""Who is in the organisation and what they may do: changed by its owners."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import RIGHTS, Action, Right, Role
from sonda.apps.organizations.models import Member, Organization, Unit
from sonda.ui.errors import SondaError

REMEMBERED = timedelta(days=30)  # how long a person who was removed can be brought back


class LastOwner(SondaError):
    message = _("%(name)s is the only owner. Make somebody else an owner first.")
    status = 409


def members(member: Member) -> QuerySet[Member]:
    """Who is in the member's organisation."""
    found = Member.objects.filter(organization_id=member.organization_id)
    return found.select_related("user").prefetch_related("units").order_by("user__name", "user__email", "pk")


def removed(member: Member) -> QuerySet[Member]:
    """Who was removed lately and can be brought back, the last one first."""
    since = timezone.now() - REMEMBERED
    found = Member.ever.filter(organization_id=member.organization_id, removed_at__gt=since)
    return found.select_related("user").order_by("-removed_at")


@transaction.atomic
def change_member(*, member: Member, by: Member, role: Role, units: Iterable[Unit]) -> Member:
    """Give a member another role, other units. Raises LastOwner, and Unit.DoesNotExist for another organisation's."""
    member = held(member, by)
    if member.role == Role.OWNER and role != Role.OWNER:
        keep_an_owner(member)
    wanted = ours(by, units)
    before = {unit.name for unit in member.units.all()}
    if member.role != role:
        audit.record(
            organization=by.organization,
            actor=by,
            action=Action.ROLE,
            subject=audit.spelled(member.user),
            before=member.role,
            now=role,
        )
        member.role = role
        member.save(update_fields=["role"])
    if before != {unit.name for unit in wanted}:
        member.units.set(wanted)
        audit.record(
            organization=by.organization,
            actor=by,
            action=Action.UNITS,
            subject=audit.spelled(member.user),
            before=before,
            now={unit.name for unit in wanted},
        )
    return member


@transaction.atomic
def remove_member(*, member: Member, by: Member) -> Member:
    """Let a member see nothing more, from the next request on. Raises LastOwner."""
    member = held(member, by)
    if member.role == Role.OWNER:
        keep_an_owner(member)
    member.removed_at = timezone.now()
    member.save(update_fields=["removed_at"])
    audit.record(organization=by.organization, actor=by, action=Action.REMOVED, subject=audit.spelled(member.user))
    return member


@transaction.atomic
def bring_back(*, member: Member, by: Member) -> Member:
    """Undo a removal: the same role, the same units. Member.DoesNotExist when it was too long ago."""
    lock(by.organization)
    member = removed(by).get(pk=member.pk)
    member.removed_at = None
    member.save(update_fields=["removed_at"])
    audit.record(
        organization=by.organization,
        actor=by,
        action=Action.BROUGHT_BACK,
        subject=audit.spelled(member.user),
        role=member.role,
    )
    return member


def keep_an_owner(member: Member) -> None:
    others = Member.objects.filter(organization_id=member.organization_id, role=Role.OWNER).exclude(pk=member.pk)
    if not others.exists():
        raise LastOwner(name=str(member.user))


def held(member: Member, by: Member) -> Member:
    """The member as they are now, while nobody else changes the organisation's people."""
    lock(by.organization)
    return Member.objects.select_related("user").get(pk=member.pk, organization_id=by.organization_id)


def lock(organization: Organization) -> None:
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def ours(by: Member, units: Iterable[Unit]) -> list[Unit]:
    """These units, each of the member's own organisation; else Unit.DoesNotExist."""
    wanted = {unit.pk for unit in units}
    found = list(Unit.objects.visible_to(by).filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise Unit.DoesNotExist
    return found


def with_people(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Each unit with the number of members who belong to it."""
    return units.annotate(n_people=Count("members"))


def roles() -> Iterator[dict[str, Any]]:
    """What each role may do and whose answers it sees, row by row, as the people page tells it."""
    whose = {
        Role.MANAGER: _("their units and everything below"),
        Role.EMPLOYEE: _("their own units"),
    }
    for role in Role:
        yield {
            "role": role.label,
            "rights": [right in RIGHTS[role] for right in Right],
            "whose": whose.get(role, _("the whole organisation")),
        }
