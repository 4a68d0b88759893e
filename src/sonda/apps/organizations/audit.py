"""The audit log: adding a line, reading it, and proving that it is as it was written."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sonda.apps.organizations.choices import Action, ActorKind
from sonda.apps.organizations.models import AuditHead, AuditLine, Member, Organization, User
from sonda.apps.organizations.models.audit import FIRST

log = logging.getLogger("sonda.audit")

COMMAND_LINE = ActorKind.COMMAND
SERVICE = ActorKind.SERVICE
LONGEST = 400


@transaction.atomic
def record(
    *, organization: Organization, actor: Member | User | ActorKind, action: Action, subject: str = "", **details: Any
) -> AuditLine:
    """Add a line in the caller's transaction: what is undone with it was never recorded.

    `actor` is a member (one that a key stands for, too), a person, COMMAND_LINE or SERVICE. `subject` names what it was
    done to; `details` are small facts and never answers, nor addresses of customers.
    """
    # Two who write at once wait for each other here, so that the chain never forks.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    last = head_of(organization) or AuditLine.objects.filter(organization=organization).order_by("-number").first()
    kind, user, who = named(actor)
    line = AuditLine(
        organization=organization,
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        actor=kind,
        user_id=user,
        who=plain(who),
        action=action,
        subject=plain(str(subject)),
        details=facts(details),
        previous=last.digest if last else FIRST,
    )
    line.digest = line.seal()
    line.save()
    if line.number == 1:
        AuditHead.objects.create(organization=organization, number=1, digest=line.digest)
    else:  # a head that was taken away is not made anew: it is missed for ever
        AuditHead.objects.filter(organization=organization).update(number=line.number, digest=line.digest)
    # The head also stands where nobody with only the database can reach it: for when lines and head were both changed.
    transaction.on_commit(partial(log.info, "audit %s:%s:%s", organization.slug, line.number, line.digest))
    return line


def head_of(organization: Organization) -> AuditHead | None:
    return AuditHead.objects.filter(organization=organization).first()


def named(actor: Member | User | ActorKind) -> tuple[str, int | None, str]:
    if isinstance(actor, Member):
        if actor.key is not None:
            return ActorKind.KEY, actor.user_id, f"{actor.key} ({spelled(actor.user)})"
        return ActorKind.MEMBER, actor.user_id, spelled(actor.user)
    if isinstance(actor, User):
        return ActorKind.MEMBER, actor.pk, spelled(actor)
    return actor, None, "sonda"


def spelled(user: User) -> str:
    return f"{user.name} <{user.email}>" if user.name else user.email


def plain(text: str) -> str:
    """Text that both databases take, not too long; what came from outside may hold anything.

    >>> plain("a\\x00b\\ud800")
    'a�b?'
    """
    return text.encode(errors="replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")[:LONGEST]


def facts(value: Any) -> Any:
    """Details as every database gives them back: fractions, dates and the like in words."""
    if isinstance(value, dict):
        return {plain(str(key)): facts(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [facts(each) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | float):
        return plain(str(value))
    return plain(str(json.loads(json.dumps(value, cls=DjangoJSONEncoder))))


def lines(member: Member) -> QuerySet[AuditLine]:
    """The log of a member's organisation, the newest line first."""
    return AuditLine.objects.visible_to(member)


def since(organization: Organization, first: date | None = None) -> QuerySet[AuditLine]:
    """An organisation's log from a day on, the oldest line first; for who runs the installation."""
    found = AuditLine.objects.filter(organization=organization).order_by("number")
    return found.filter(at__date__gte=first) if first else found


@dataclass(frozen=True)
class Head:
    """The last line of an organisation's log; noted elsewhere, it shows when lines were cut off at the end."""

    slug: str
    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.slug}:{self.number}:{self.digest}"


@dataclass(frozen=True)
class Verdict:
    """Whether an organisation's log is as it was written; `trouble` names the first line that is not."""

    head: Head
    trouble: str = ""


def verify(organization: Organization) -> Verdict:
    """Read the whole log, compare each line with its seal, its number and the line before, and its end with its head.

    Lines may be added meanwhile: the head of before has to be passed, and that of afterwards not to be behind.
    """
    before = head_of(organization)
    number, digest = 0, FIRST
    for line in AuditLine.objects.filter(organization=organization).order_by("number").iterator(chunk_size=2000):
        trouble = wrong_with(line, after=number, digest=digest)
        if not trouble and before and line.number == before.number and line.digest != before.digest:
            trouble = f"line {line.number} is not the one that was kept as the last"
        if trouble:
            return Verdict(Head(organization.slug, number, digest), trouble)
        number, digest = line.number, line.digest
    return Verdict(Head(organization.slug, number, digest), wrong_at_the_end(organization, before, reached=number))


def wrong_at_the_end(organization: Organization, before: AuditHead | None, *, reached: int) -> str:
    after = head_of(organization)
    if before and before.number > reached:
        lost = (
            f"line {before.number} is"
            if before.number == reached + 1
            else f"lines {reached + 1} to {before.number} are"
        )
        return (
            f"{lost} missing: the log was cut off at its end" if reached else f"the whole log is missing: {lost} gone"
        )
    if after is None and reached:
        return "the note of where the log ends is missing"
    if after is None and Member.ever.filter(organization=organization).exists():
        return "the whole log is missing: nothing is in it, and people are"
    if after and after.number < reached:
        return f"line {after.number + 1} was put in: the log was kept as ending before it"
    return ""


def wrong_with(line: AuditLine, *, after: int, digest: str) -> str:
    if line.number != after + 1:
        return f"line {after + 1} is missing"
    if line.seal() != line.digest:
        return f"line {line.number} was changed"
    if line.previous != digest:
        return f"line {line.number} does not follow from the line before it: one of them was put in or sealed anew"
    return ""


def verify_all() -> Iterator[Verdict]:
    for organization in Organization.objects.order_by("pk"):
        yield verify(organization)


def heads() -> list[str]:
    """The last line of every log, in words that `sonda audit verify --head` takes."""
    newest = AuditLine.objects.order_by("organization_id", "-number").select_related("organization")
    seen: dict[int, str] = {}
    for organization in Organization.objects.order_by("pk"):
        line = newest.filter(organization=organization).first()
        if line:
            seen[organization.pk] = str(Head(organization.slug, line.number, line.digest))
    return list(seen.values())


def holds(head: str) -> bool:
    """Whether a line that was noted elsewhere (`slug:number:digest`) still stands in the log."""
    slug, number, digest = [*head.rsplit(":", 2), "", ""][:3]
    if not number.isdecimal():
        return False
    return AuditLine.objects.filter(organization__slug=slug, number=int(number), digest=digest).exists()
