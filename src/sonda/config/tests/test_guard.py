"""R6.6: the service does not start with a missing, short or known secret, nor with DEBUG."""

import secrets

import pytest
from django.core.exceptions import ImproperlyConfigured

from sonda.config.guard import refuse_unsafe_settings

GOOD = secrets.token_urlsafe(50)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("", "is missing"),
        ("x", "too short or too plain"),
        ("changeme" * 10, "too short or too plain"),
        (GOOD[:49], "too short or too plain"),
        ("django-insecure-" + GOOD, "known example"),
    ],
    ids=["none", "short", "plain", "a little short", "example"],
)
def test_R6_6_a_secret_that_others_may_know_is_refused(settings, key, sentence):
    settings.SECRET_KEY = key
    with pytest.raises(ImproperlyConfigured, match=sentence) as refused:
        refuse_unsafe_settings()
    assert not key or key not in str(refused.value)


def test_R6_6_debug_is_never_served(settings):
    settings.SECRET_KEY, settings.DEBUG = GOOD, True
    with pytest.raises(ImproperlyConfigured, match="SONDA_DEBUG"):
        refuse_unsafe_settings()


def test_R6_5_hosts_are_named(settings):
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = GOOD, ["*"]
    with pytest.raises(ImproperlyConfigured, match="SONDA_HOSTS must name"):
        refuse_unsafe_settings()


def test_R6_6_an_earlier_key_is_as_long_as_keys_are(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = GOOD, ["short"]
    with pytest.raises(ImproperlyConfigured, match="SONDA_SECRET_KEY_BEFORE"):
        refuse_unsafe_settings()


def test_a_service_of_its_own_secret_starts(settings):
    settings.SECRET_KEY = GOOD
    refuse_unsafe_settings()
