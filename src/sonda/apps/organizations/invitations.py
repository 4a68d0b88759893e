"""Invitations: an owner names an address, whoever reads its mail may come in, once and for a week."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations import audit, people
from sonda.apps.organizations.choices import Action, Role
from sonda.apps.organizations.links import digest_of, token_of
from sonda.apps.organizations.models import AuditLine, Invitation, Member, Organization, Unit, User, normal_email
from sonda.apps.organizations.operations import AlreadyMember, add_member, create_user
from sonda.ui.errors import SondaError

LASTS = timedelta(days=7)
DAY = timedelta(days=1)
A_DAY = 100  # invitations that one organisation may send in a day
TO_ONE_ADDRESS = 5  # and to one address


class TooManyInvitations(SondaError):
    message = _("Too many invitations for one day. Try again tomorrow.")
    status = 429


class InvitationIsGone(SondaError):
    """Used, withdrawn, expired and unknown look the same (R2.1)."""

    message = _("This invitation does not work any more. Ask whoever invited you to send it again.")
    status = 404


class AnotherAddress(SondaError):
    message = _("This invitation is for another address. Sign out, and sign in with the address that it was sent to.")
    status = 403


def waiting(member: Member) -> QuerySet[Invitation]:
    """Invitations of the member's organisation that nobody has taken up or withdrawn."""
    found: QuerySet[Invitation] = Invitation.objects.visible_to(member)
    return found.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).prefetch_related("units")


@transaction.atomic
def invite(*, by: Member, email: str, role: Role, units: Iterable[Unit] = (), language: str = "") -> Invitation:
    """Ask an address to join; one that was asked before gets a new link, and the old one is dead.

    Nothing here depends on whether the address has an account (R6.1). Raises AlreadyMember, TooManyInvitations.
    """
    from sonda.apps.organizations.tasks import send_invitation

    email = normal_email(email)
    people.lock(by.organization)
    if Member.objects.filter(organization=by.organization, user__email=email).exists():
        raise AlreadyMember(email=email)
    at = timezone.now()
    refuse_too_many(by.organization, email)
    invitation = waiting(by).filter(email=email).first() or Invitation(organization=by.organization, email=email)
    invitation.role, invitation.language = role, language or by.organization.language
    invitation.invited_by, invitation.sent_at, invitation.expires_at = by.user, at, at + LASTS
    invitation.n_sent += 1
    invitation.nonce = secrets.token_urlsafe(32)
    invitation.digest = digest_of(token_of(invitation))
    invitation.save()
    invitation.units.set(people.ours(by, units))
    audit.record(
        organization=by.organization,
        actor=by,
        action=Action.INVITED,
        subject=email,
        role=role,
        units=[unit.name for unit in invitation.units.all()],
    )
    if settings.MAIL_IS_ON:
        send_invitation.enqueue(
            invitation_id=invitation.pk, n_sent=invitation.n_sent, organization_id=by.organization_id
        )
    return invitation


def send_again(*, invitation: Invitation, by: Member) -> Invitation:
    """A new link to the same address, as it was asked; the old link is dead. Raises as `invite` does."""
    role, units = Role(invitation.role), list(invitation.units.all())
    return invite(by=by, email=invitation.email, role=role, units=units, language=invitation.language)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Member) -> None:
    """The link is dead from now on."""
    people.lock(by.organization)
    if waiting(by).filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        audit.record(organization=by.organization, actor=by, action=Action.WITHDREW, subject=invitation.email)


def refuse_too_many(organization: Organization, email: str) -> None:
    since = timezone.now() - DAY
    sent = AuditLine.objects.filter(organization=organization, action=Action.INVITED, at__gt=since)
    # Over all organisations: one address is not written to by each of them in turn.
    to_one = Invitation.objects.filter(email=email, sent_at__gt=since).aggregate(n=Sum("n_sent"))["n"] or 0
    if sent.count() >= A_DAY or to_one >= TO_ONE_ADDRESS:
        raise TooManyInvitations


def open_invitation(token: str, *, hold: bool = False) -> Invitation:
    """The invitation that a token opens. Raises InvitationIsGone, whatever the reason."""
    found = Invitation.objects.select_related("organization").filter(digest=digest_of(token))
    invitation: Invitation | None = found.first()
    if invitation and hold:  # whoever sends it again or withdraws it holds the organisation too: first or last
        people.lock(invitation.organization)
        invitation = found.first()
    if invitation is None or not invitation.is_open(timezone.now()):
        raise InvitationIsGone
    return invitation


@transaction.atomic
def join_anew(*, token: str, name: str, password: str) -> Member:
    """Take an invitation up with a new account. Raises InvitationIsGone, EmailTaken, ValidationError (password)."""
    invitation = open_invitation(token, hold=True)
    validate_password(password, User(email=invitation.email, name=name))
    user = create_user(email=invitation.email, password=password, name=name, language=invitation.language)
    return take_up(invitation, user)


@transaction.atomic
def join(*, token: str, user: User) -> Member:
    """Take an invitation up with the account that one has. Raises InvitationIsGone, AnotherAddress."""
    invitation = open_invitation(token, hold=True)
    if normal_email(user.email) != invitation.email:
        raise AnotherAddress
    return take_up(invitation, user)


def take_up(invitation: Invitation, user: User) -> Member:
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    present = Member.objects.filter(organization=invitation.organization, user=user).first()
    if present:
        return present
    member = add_member(organization=invitation.organization, user=user, role=Role(invitation.role))
    member.units.set(invitation.units.all())
    audit.record(
        organization=invitation.organization,
        actor=member,
        action=Action.JOINED,
        role=member.role,
    )
    return member
