"""What every answer of the service has in common."""

import json
import logging

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError
from django.test import RequestFactory

from sonda.config import health
from sonda.config.logs import JSONLines


def test_the_service_says_that_it_is_well(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/health/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_R8_3_without_its_database_the_service_says_so_and_when_to_ask_again(monkeypatch):
    def lost():
        raise DatabaseError("secret address of the server")

    monkeypatch.setattr(health.connection, "cursor", lost)
    response = health.health(RequestFactory().get("/health/"))
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert b"secret" not in response.content


def test_R5_2_cookies_and_headers_are_strict(client, alice):
    response = client.post("/account/login/", {"login": "alice@example.com", "password": "alice-has-a-key"})
    cookie = response.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    names = ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")
    assert [response.headers[name] for name in names] == ["DENY", "nosniff", "same-origin"]


PRIVATE = ["/", "/understand/", "/data/", "/data/work/", "/account/email/", "/account/2fa/", "/nothing/here/"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_one_person_sees_is_kept_by_no_browser_and_no_proxy(client, alice, address):
    client.force_login(alice.user)
    assert {"no-store", "private"} <= set(client.get(address)["Cache-Control"].split(", "))


@pytest.mark.parametrize("size", [1, 5_000_000])
@pytest.mark.parametrize("door", ["/language/", "/account/login/", "/account/logout/"])
def test_R7_1_a_file_that_no_page_asked_for_is_refused_unread(client, alice, door, size):
    client.force_login(alice.user)
    file = SimpleUploadedFile("large.bin", b"x" * size)
    assert client.post(door, {"language": "en", "next": "/", "file": file}).status_code == 400


def test_the_administration_of_django_is_not_installed():
    assert "django.contrib.admin" not in django_settings.INSTALLED_APPS


def test_R9_3_a_page_that_asks_nothing_sets_no_cookie(client, db):
    assert not client.get("/health/").cookies


@pytest.fixture
def line():
    """The log line of a record, read back."""

    def line(name, message, *arguments, error=None, **more):
        error = (type(error), error, error.__traceback__) if error else None
        record = logging.LogRecord(name, logging.ERROR, "", 0, message, arguments, error)
        record.__dict__ |= more
        return json.loads(JSONLines().format(record))

    return line


def test_a_log_line_tells_an_error_by_its_class_and_place_without_its_words(line):
    try:
        raise IntegrityError("Key (email)=(olena@example.com) already exists.")
    except IntegrityError as error:
        told = line("sonda", "could not store import %s", 7, error=error)
    assert (told["message"], told["error"]) == ("could not store import 7", "IntegrityError")
    assert "olena" not in json.dumps(told)
    assert told["where"][-1].endswith("test_a_log_line_tells_an_error_by_its_class_and_place_without_its_words")


def test_a_log_line_tells_a_request_by_its_route_not_by_its_address(line, rf):
    request = rf.get("/account/password/reset/key/token-of-somebody/")
    told = line("django.request", "%s: %s", "Not Found", request.path, request=request, status_code=404)
    assert (told["message"], told["route"], told["status"]) == ("Not Found", None, 404)
    assert "token-of-somebody" not in json.dumps(told)
