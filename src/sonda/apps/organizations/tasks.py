from importlib import import_module

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from sonda.apps.jobs.schedules import regularly
from sonda.apps.organizations import mails
from sonda.apps.organizations.models import Invitation


@regularly("5 4 * * *")
@task()
def forget_expired_sessions() -> None:
    """Drop sessions whose time is over."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@task()
def send_invitation(invitation_id: int, n_sent: int, organization_id: int) -> None:
    """Write to the address that was invited, in the language chosen; what was sent again or withdrawn stays unsent."""
    invitation = Invitation.objects.select_related("organization", "invited_by").get(pk=invitation_id)
    if invitation.n_sent == n_sent and invitation.is_open(timezone.now()):
        mails.invitation(invitation)
