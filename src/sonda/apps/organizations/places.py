"""What Ctrl-K finds of this room: the pages that the member may open."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations.choices import Right
from sonda.ui import palette

SETTINGS = _("Settings")
PAGES = (
    (Right.PEOPLE, _("People"), "people"),
    (Right.PEOPLE, _("Invite somebody"), "invitation"),
    (Right.PEOPLE, _("Units"), "units"),
    (Right.KEYS, _("Keys"), "keys"),
    (Right.PEOPLE, _("Audit log"), "audit_log"),
    (Right.PEOPLE, _("Organisation"), "organization"),
    (None, _("Where you are signed in"), "usersessions_list"),
)


@palette.register
def settings_pages(request: HttpRequest) -> Iterator[palette.Destination]:
    member = getattr(request, "member", None)
    for right, label, name in PAGES:
        if member and (right is None or member.may(right)):
            yield palette.Destination(label=label, url=str(reverse_lazy(name)), group=SETTINGS)
