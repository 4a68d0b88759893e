"""What the room writes by mail."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from sonda.apps.organizations.links import link_of
from sonda.apps.organizations.models import Invitation


def invitation(wanted: Invitation) -> None:
    """The invitation with its link; the names in it are one line each, whatever was typed."""
    link = link_of(wanted)
    if not link:
        return
    with translation.override(wanted.language):
        names = {"organization": one_line(wanted.organization.name), "inviter": one_line(str(wanted.invited_by or ""))}
        subject = _("%(organization)s invites you to Sonda") % names
        body = render_to_string(
            "organizations/mail/invitation.txt", names | {"link": link, "expires_on": wanted.expires_at}
        )
    send_mail(subject, body, None, [wanted.email])


def one_line(text: str) -> str:
    return " ".join(text.split())
