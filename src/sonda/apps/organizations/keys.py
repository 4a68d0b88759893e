"""Keys for programs: made, revoked, and turned into the member that they speak for."""

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations import audit
from sonda.apps.organizations.choices import Action, Scope
from sonda.apps.organizations.models import ApiKey, Member
from sonda.ui.errors import SondaError

MARK = "sonda_"
SHOWN = len(MARK) + 6
A_YEAR, LONGEST = 365, 730  # days
MOST = 100  # keys of one organisation that work at the same time
USE_NOTED = timedelta(minutes=1)


class TooManyKeys(SondaError):
    message = _("There are too many keys. Revoke the ones that nobody uses.")
    status = 409


def keys(member: Member) -> QuerySet[ApiKey]:
    """The keys of the member's organisation, the newest first."""
    found: QuerySet[ApiKey] = ApiKey.objects.visible_to(member)
    return found.select_related("member__user")


@transaction.atomic
def make_key(*, by: Member, name: str, scopes: Iterable[Scope], days: int = A_YEAR) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown now and never again. Raises TooManyKeys."""
    at = timezone.now()
    if keys(by).filter(revoked_at__isnull=True, expires_at__gt=at).count() >= MOST:
        raise TooManyKeys
    secret = MARK + secrets.token_urlsafe(32)  # 256 bits: one round of SHA-256 is enough to hide it
    key: ApiKey = ApiKey.objects.create(
        organization=by.organization,
        member=by,
        name=name,
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=sorted(str(scope) for scope in set(scopes)),
        expires_at=at + timedelta(days=min(days, LONGEST)),
    )
    audit.record(
        organization=by.organization, actor=by, action=Action.KEY_MADE, subject=str(key), scopes=key.scopes, days=days
    )
    return key, secret


@transaction.atomic
def revoke_key(*, key: ApiKey, by: Member) -> None:
    """The key opens nothing from the next request on."""
    if keys(by).filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        audit.record(organization=by.organization, actor=by, action=Action.KEY_REVOKED, subject=str(key))


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def actor(request: HttpRequest) -> Member | None:
    """The member that the request's key speaks for (`member.key` is set), with no more rights than both have.

    The key stands in the header `Authorization: Bearer …`, nowhere else. Looked up at each request: None as soon as it
    is revoked or over, or its maker is gone.
    """
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.startswith(MARK):
        return None
    found = ApiKey.objects.select_related("member__user", "member__organization")
    key: ApiKey | None = found.filter(digest=digest_of(secret), member__user__is_active=True).first()
    at = timezone.now()
    if key is None or not key.works_at(at):
        return None
    if key.last_used_at is None or at - key.last_used_at > USE_NOTED:
        with suppress(OperationalError):  # a note that is not worth waiting for
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)
    key.member.key = key
    return key.member
