"""What follows when a person changes how they sign in."""

from typing import Any

from allauth.account.signals import email_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from sonda.apps.organizations.models import User


@receiver([authenticator_added, authenticator_removed, authenticator_reset, email_changed])
def end_other_sessions(request: HttpRequest, user: User, **_more: Any) -> None:
    """Whoever came in before with less may not stay (R6.3); a new password ends sessions by itself.

    Sessions do not know whose they are, so each is looked into: it happens a few times in a person's life.
    """
    others = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=request.session.session_key)
    theirs = [one.pk for one in others.iterator() if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()
