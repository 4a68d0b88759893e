"""Writes: an organisation begins, a person joins it."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, Origin, Role
from sonda.apps.organizations.models import Member, Organization, User, normal_email
from sonda.apps.organizations.queries import memberships_of
from sonda.ui.errors import SondaError


class SlugTaken(SondaError):
    message = _("Another organisation already has the address “%(slug)s”.")
    status = 409


class AlreadyMember(SondaError):
    message = _("%(email)s is already a member of this organisation.")
    status = 409


class EmailTaken(SondaError):
    message = _("%(email)s already has an account.")
    status = 409


class NoSuchPerson(SondaError):
    message = _("Nobody signs in with %(email)s.")
    status = 404


class UnknownLanguage(SondaError):
    message = _("Sonda does not speak “%(language)s” yet.")


@transaction.atomic
def create_organization(
    *, name: str, slug: str = "", language: str = "en", origin: Origin = Origin.OWN, owner: User | None = None
) -> Organization:
    """Begin an organisation; `owner` becomes its first member. Without `slug` it is made from the name.

    Raises SlugTaken, UnknownLanguage.
    """
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(language=language)
    slug = slug or slugify(name) or "organization"
    if Organization.objects.filter(slug=slug).exists():
        raise SlugTaken(slug=slug)
    organization = Organization.objects.create(name=name, slug=slug, language=language, origin=origin)
    if owner:
        add_member(organization=organization, user=owner, role=Role.OWNER)
        audit.record(
            organization=organization, actor=audit.COMMAND_LINE, action=Action.JOINED, subject=audit.spelled(owner)
        )
    return organization


@transaction.atomic
def own_organization(*, name: str, language: str = "en", owner: User) -> Organization:
    """The organisation of this name or address that nobody has entered yet (an import began it) gets its owner.

    Where there is none, a new one begins, as `create_organization` says.
    """
    called = Q(name=name) | Q(slug=name) | Q(slug=slugify(name))
    waiting = Organization.objects.select_for_update().filter(
        called, ~Exists(Member.objects.filter(organization=OuterRef("pk")))
    )
    organization = waiting.order_by("pk").first()
    if organization is None:
        return create_organization(name=name, language=language, owner=owner)
    add_member(organization=organization, user=owner, role=Role.OWNER)
    audit.record(
        organization=organization, actor=audit.COMMAND_LINE, action=Action.JOINED, subject=audit.spelled(owner)
    )
    return organization


@transaction.atomic
def create_user(*, email: str, password: str, name: str = "", language: str = "") -> User:
    """A person who can sign in. Raises EmailTaken; ValidationError when the password is weak.

    Whoever runs the installation vouches for the address: a second factor asks for one that is verified.
    """
    email = normal_email(email)
    if User.objects.filter(email=email).exists():
        raise EmailTaken(email=email)
    user = User(email=email, name=name, language=language)
    user.full_clean(exclude=["password"])
    validate_password(password, user)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def set_password(*, email: str, password: str) -> User:
    """A new password, which ends the person's sessions. Raises NoSuchPerson; ValidationError when it is weak."""
    user = User.objects.select_for_update(no_key=True).filter(email=normal_email(email)).first()
    if user is None:
        raise NoSuchPerson(email=email)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    for member in memberships_of(user):
        audit.record(
            organization=member.organization,
            actor=audit.COMMAND_LINE,
            action=Action.SIGN_IN_CHANGED,
            subject=audit.spelled(user),
            what="password",
        )
    return user


@transaction.atomic
def rename(*, user: User, name: str) -> None:
    """Another name of a person; the log keeps the one under which they did things."""
    if name != user.name:
        for member in memberships_of(user):
            audit.record(
                organization=member.organization, actor=member, action=Action.SIGN_IN_CHANGED, what="name", now=name
            )
        user.name = name
        user.save(update_fields=["name"])


@transaction.atomic
def add_member(*, organization: Organization, user: User, role: Role = Role.VIEWER) -> Member:
    """Let a person into an organisation, also one who was removed before. Raises AlreadyMember."""
    member, new = Member.ever.select_for_update().get_or_create(
        user=user, organization=organization, defaults={"role": role}
    )
    if not new:
        if member.removed_at is None:
            raise AlreadyMember(email=user.email)
        member.removed_at, member.role = None, role
        member.save(update_fields=["removed_at", "role"])
        member.units.clear()
    return member


@transaction.atomic
def change_organization(*, by: Member, name: str, language: str) -> Organization:
    """Another name or language for the member's organisation; its address stays. Raises UnknownLanguage."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(language=language)
    organization = Organization.objects.select_for_update(no_key=True).get(pk=by.organization_id)
    before = {"name": organization.name, "language": organization.language}
    if before != {"name": name, "language": language}:
        organization.name, organization.language = name, language
        organization.save(update_fields=["name", "language"])
        audit.record(
            organization=organization,
            actor=by,
            action=Action.SETTINGS,
            subject=name,
            before=before,
            now={"name": name, "language": language},
        )
    return organization
