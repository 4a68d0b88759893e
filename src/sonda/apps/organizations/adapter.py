"""How allauth behaves here: no sign-up, links of our own origin, plain words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an owner or by `sonda createowner`."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links in a mail lead to the configured origin, whatever Host the request named (R6.5)."""
        here = self.request.build_absolute_uri("/").rstrip("/")
        ours = {
            key: settings.SONDA_URL + value.removeprefix(here) if str(value).startswith(here + "/") else value
            for key, value in context.items()
        }
        super().send_mail(template_prefix, email, ours)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_label(self, user: Any) -> str:
        return str(user.email)
