"""Attempts to sign in are kept for as long as they count."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from sonda.config import settings as product


@pytest.fixture
def kept_in_database(db, settings):
    """The product's own cache; other tests keep theirs in memory."""
    settings.CACHES = product.CACHES
    call_command("createcachetable", verbosity=0)


def sign_in(password):
    return Client().post("/account/login/", {"login": "alice@example.com", "password": password})


def test_R6_1_guessing_for_hundreds_of_addresses_does_not_free_one(kept_in_database, alice):
    """Django's cache in the database would forget a third of its notes with each one above 300."""
    for n in range(5):
        assert sign_in(f"wrong {n}").status_code == 200
    for n in range(700):
        cache.set(f"attempt-for-another-address-{n}", [0.0], 300)
    assert cache.get("attempt-for-another-address-0") == [0.0]
    assert sign_in("alice-has-a-key").status_code == 200


def test_notes_whose_time_is_over_do_not_pile_up(kept_in_database):
    for n in range(400):
        cache.set(f"over-{n}", 1, 300)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sonda_cache SET expires = %s", ["2020-01-01 00:00:00+00:00"])
        cache.set("fresh", 1, 300)
        cursor.execute("SELECT count(*) FROM sonda_cache")
        assert cursor.fetchone() == (1,)
