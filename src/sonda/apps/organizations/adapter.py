"""How allauth behaves here: no sign-up, links of our own origin, plain words."""

from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

SITE = {"name": "Sonda", "domain": urlsplit(settings.SONDA_URL).netloc}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an owner or by `sonda createowner`."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Ways back (`next`) stay in our origin, whatever other names the service answers to (R6.5)."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={SITE["domain"]}, require_https=settings.SONDA_URL.startswith("https://")
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links in a mail lead to the configured origin, whatever Host the request named (R6.5)."""
        here = self.request.build_absolute_uri("/").rstrip("/")
        ours = {
            key: settings.SONDA_URL + value.removeprefix(here) if str(value).startswith(here + "/") else value
            for key, value in context.items()
        }
        super().send_mail(template_prefix, email, ours | {"current_site": SITE})


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_label(self, user: Any) -> str:
        return str(user.email)

    def encrypt(self, text: str) -> str:
        """Secrets of second factors are useless to whoever has only the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Keys made from the service's own, the present one first, so that it can be changed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("sonda.mfa", "secrets", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
