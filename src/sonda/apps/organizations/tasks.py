from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import task

from sonda.apps.jobs.schedules import regularly
from sonda.apps.organizations import mails
from sonda.apps.organizations.models import Invitation

KEPT = timedelta(days=30)  # after their week


@regularly("5 4 * * *")
@task()
def forget_expired_sessions() -> None:
    """Drop sessions whose time is over, and what was noted of where they came from."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@regularly("10 4 * * *")
@task()
def forget_old_invitations() -> None:
    """Drop invitations that nobody can take up any more; who was invited stands in the audit log."""
    Invitation.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()


@task()
def send_invitation(invitation_id: int, n_sent: int, organization_id: int) -> None:
    """Write to the address that was invited, in the language chosen; what was sent again or withdrawn stays unsent."""
    invitation = Invitation.objects.select_related("organization", "invited_by").get(pk=invitation_id)
    if invitation.n_sent == n_sent and invitation.is_open(timezone.now()):
        mails.invitation(invitation)
