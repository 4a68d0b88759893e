"""What follows when a person signs in, or changes how they do."""

from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest

from sonda.apps.organizations import audit, sessions
from sonda.apps.organizations.choices import Action
from sonda.apps.organizations.models import User
from sonda.apps.organizations.queries import memberships_of

WHAT = {
    email_changed: "address",
    password_changed: "password",
    password_reset: "password",
    authenticator_added: "second factor added",
    authenticator_removed: "second factor removed",
    authenticator_reset: "second factor made anew",
}


@receiver([authenticator_added, authenticator_removed, authenticator_reset, email_changed])
def end_other_sessions(request: HttpRequest, user: User, **_more: Any) -> None:
    """Whoever came in before with less may not stay (R6.3); a new password ends sessions by itself."""
    sessions.end_others(request, user)


@receiver(user_logged_in)
def record_sign_in(request: HttpRequest, user: User, **_more: Any) -> None:
    """Each organisation that the person may enter now is told."""
    for member in memberships_of(user):
        audit.record(organization=member.organization, actor=member, action=Action.SIGNED_IN)


@receiver(list(WHAT))
def record_change(signal: Any, user: User, **_more: Any) -> None:
    for member in memberships_of(user):
        audit.record(organization=member.organization, actor=member, action=Action.SIGN_IN_CHANGED, what=WHAT[signal])
