"""The secret in an invitation's link: made from the service's own key, stored as a digest."""

import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes

from sonda.apps.organizations.models import Invitation


def token_of(invitation: Invitation, secret: str | None = None) -> str:
    """The token of the last sending, made again from the service's own key: the database alone does not give it."""
    about = f"{invitation.email}|{invitation.nonce}"
    return salted_hmac("sonda.invitation", about, secret=secret, algorithm="sha256").hexdigest()


def digest_of(token: str) -> str:
    return hashlib.sha256(force_bytes(token, errors="replace")).hexdigest()


def link_of(invitation: Invitation) -> str:
    """Where the invitation is taken up; empty when the service's key was changed since it was sent."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = token_of(invitation, secret)
        if hmac.compare_digest(digest_of(token), invitation.digest):
            return f"{settings.SONDA_URL}/join/{token}/"
    return ""
