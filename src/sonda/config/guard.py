"""The service does not start where it would be unsafe (R6.6)."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MAKE_ONE = 'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'


def refuse_unsafe_settings() -> None:
    """Raise ImproperlyConfigured with a sentence for whoever starts the service."""
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured as empty:
        raise ImproperlyConfigured(f"SONDA_SECRET_KEY is missing. {MAKE_ONE}") from empty
    if len(key) < 50 or len(set(key)) < 10:
        raise ImproperlyConfigured(f"SONDA_SECRET_KEY is too short or too plain: 50 characters at least. {MAKE_ONE}")
    if key.startswith("django-insecure-"):
        raise ImproperlyConfigured(f"SONDA_SECRET_KEY is a known example. {MAKE_ONE}")
    if any(len(earlier) < 50 for earlier in settings.SECRET_KEY_FALLBACKS):
        raise ImproperlyConfigured(
            "SONDA_SECRET_KEY_BEFORE holds a key that is too short to be one of Sonda’s: remove it."
        )
    if settings.DEBUG:
        raise ImproperlyConfigured("SONDA_DEBUG shows the inside of the service to visitors; it cannot be served so.")
    if "*" in settings.ALLOWED_HOSTS:
        raise ImproperlyConfigured("SONDA_HOSTS must name the hosts of this service; * lets anyone forge links.")
