"""Where a person is signed in."""

import re
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from sonda.apps.organizations.models import User

# The order matters: each of these calls itself by the names of those after it as well.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def sessions(user: User) -> Any:
    return UserSession.objects.filter(user=user)


def end_others(request: HttpRequest, user: User) -> None:
    """End every session of a person but this one.

    Django's sessions do not know whose they are, so each is looked into: it happens a few times in a person's life.
    """
    others = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=request.session.session_key)
    theirs = [one.pk for one in others.iterator() if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()
    sessions(user).exclude(session_key=request.session.session_key).delete()


def browser(agent: str) -> str:
    """What a browser calls itself, in two words.

    >>> browser("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    >>> browser("curl/8.0")
    'curl/8.0'
    """
    found = [next((name for sign, name in signs.items() if sign in agent), "") for signs in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or re.sub(r"\s.*", "", agent)[:40]
