"""Files that come in through the door, spoken to over sockets: whole, slowly, by halves, by strangers, too large."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from sonda.apps.transfers.uploads.arrivals import Trouble
from sonda.config import intake
from tests.faults.test_slow_clients import health, until_it_answers

SECRET = "s" * 32  # of the CSRF cookie
ROWS = b"unit,score\n" + b"East,9\n" * 150_000
PEOPLE = """
import json, django; django.setup()
from django.test import Client
from sonda.apps.organizations import operations
from sonda.apps.organizations.models import User
house = operations.create_organization(name="House", slug="house")
cookies = {}
for role in ("owner", "viewer"):
    user = User.objects.create_user(f"{role}@example.com", "has-a-key-of-their-own", name=role)
    operations.add_member(organization=house, user=user, role=role)
    client = Client()
    client.force_login(user)
    cookies[role] = client.cookies["sessionid"].value
from sonda.apps.organizations import keys
owner = house.members.get(role="owner")
for scope in ("read", "write"):
    cookies[f"key to {scope}"] = keys.make_key(by=owner, name=scope, scopes=[scope])[1]
print(json.dumps(cookies))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """`sonda serve` with two threads, files up to 3 MB, an owner and a viewer who are signed in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("served")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE"))}
    environment |= {"SONDA_HOME": str(home), "SONDA_SECRET_KEY": "of-these-tests-only+" * 3, "SONDA_UPLOAD_MAX_MB": "3"}
    (home / "uploads").mkdir()
    (home / "uploads" / "left.part").write_bytes(b"of a process that was killed")
    command = [sys.executable, "-P", "-m", "sonda.cli", "serve", "--migrate", "--threads", "2", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            until_it_answers(port, server)
            environment["DJANGO_SETTINGS_MODULE"] = "sonda.config.settings"
            people = subprocess.run(
                [sys.executable, "-P", "-c", PEOPLE], env=environment, capture_output=True, check=True
            )
            yield SimpleNamespace(port=port, files=home / "uploads", cookies=json.loads(people.stdout))
        finally:
            server.terminate()


def form(content=ROWS, name="answers.csv", token=SECRET, **fields):
    """A multipart body as a browser writes it."""
    fields = {"csrfmiddlewaretoken": token, **fields} if token else fields
    parts = [f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    file = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    return "".join([*parts, file]).encode() + content + b"\r\n--x--\r\n"


def head(served, who, length, token=SECRET):
    cookies = f"csrftoken={SECRET}" + (f"; sessionid={served.cookies[who]}" if who else "")
    lines = ["POST /data/uploads/new/ HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookies}", f"Content-Length: {length}"]
    lines += ["Content-Type: multipart/form-data; boundary=x"] + ([f"X-CSRFToken: {token}"] if token else [])
    return "\r\n".join([*lines, "", ""]).encode()


def connect(served, request):
    connection = socket.create_connection(("127.0.0.1", served.port), timeout=20)
    connection.sendall(request)
    return connection


def answer(connection):
    with connection:
        return connection.recv(65_536).decode("latin-1")


def status(connection):
    return int(answer(connection).split()[1])


def lying(served):
    return sorted(path.name for path in served.files.iterdir() if path.name != "lock")


def test_a_file_comes_in_slowly_while_other_pages_answer(served):
    assert "left.part" not in lying(served)
    body = form()
    with connect(served, head(served, "owner", len(body), token="")) as connection:
        for first in range(0, len(body), 100_000):
            connection.sendall(body[first : first + 100_000])
            time.sleep(0.02)
            if first == 500_000:
                assert len(lying(served)) == 1
                assert health(served.port) == 200
        said = connection.recv(65_536).decode("latin-1")
    assert said.startswith("HTTP/1.1 302")
    number = said.lower().split("location: /data/uploads/")[1].split("/")[0]
    assert lying(served) == [number]
    assert (served.files / number / "answers.csv").read_bytes() == ROWS


@pytest.mark.parametrize(
    ("who", "token", "length", "expected"),
    [
        pytest.param(None, SECRET, 2_000_000, 302, id="a stranger"),
        pytest.param("viewer", SECRET, 2_000_000, 403, id="who may not write"),
        pytest.param("owner", "t" * 32, 2_000_000, 403, id="another site's form"),
        pytest.param("owner", SECRET, 5_000_000_000, 413, id="too large"),
        pytest.param("owner", SECRET, "ten", 400, id="of no length"),
    ],
)
def test_R8_3_nobody_is_heard_out_who_may_not_bring_a_file(served, who, token, length, expected):
    """Not a byte of the body is sent, and the answer is there."""
    before = lying(served)
    assert status(connect(served, head(served, who, length, token))) == expected
    assert lying(served) == before


def test_a_form_of_another_site_without_a_script_is_refused_at_its_first_fields(served):
    body = form(token="t" * 32)
    assert status(connect(served, head(served, "owner", len(body), token="") + body[:1_000])) == 403


@pytest.mark.parametrize("polite", [True, False], ids=["half closed", "gone"])
def test_a_file_that_breaks_off_leaves_nothing(served, polite):
    before, body = lying(served), form()
    connection = connect(served, head(served, "owner", len(body)) + body[:700_000])
    until = time.monotonic() + 5
    while lying(served) == before and time.monotonic() < until:
        time.sleep(0.01)
    assert lying(served) != before
    if polite:
        connection.shutdown(socket.SHUT_WR)
        said = answer(connection)
        assert not said or said.startswith("HTTP/1.1 400")
    connection.close()
    until = time.monotonic() + 5
    while lying(served) != before and time.monotonic() < until:
        time.sleep(0.05)
    assert lying(served) == before


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(form(n_bytes=7), 409, id="another length"),
        pytest.param(form(sha256="0" * 64), 409, id="another digest"),
        pytest.param(form(b""), 422, id="empty"),
        pytest.param(form(name=""), 400, id="no file"),
        pytest.param(form()[:-20] + b"-" * 20, 400, id="a form without an end"),
        pytest.param(form(ROWS * 3), 413, id="larger than its limit"),
        pytest.param(b"nothing of a form", 400, id="no form"),
    ],
)
def test_a_file_that_is_not_what_was_announced_leaves_nothing(served, body, expected):
    before = lying(served)
    assert status(connect(served, head(served, "owner", len(body)) + body)) == expected
    assert lying(served) == before


def test_R8_3_few_files_come_in_at_once_and_the_next_is_asked_to_come_again(served):
    before, body = lying(served), form()
    begun = [connect(served, head(served, "owner", len(body)) + body[:2_000]) for _ in range(intake.MOST)]
    until = time.monotonic() + 5
    while len(lying(served)) < len(before) + intake.MOST and time.monotonic() < until:
        time.sleep(0.01)
    said = answer(connect(served, head(served, "owner", len(body)))).lower()
    assert said.startswith("http/1.1 503")
    assert "retry-after: 30" in said
    assert health(served.port) == 200
    for each in begun:
        each.sendall(body[2_000:])
    assert [status(each) for each in begun] == [302] * intake.MOST


MAPPING = """
format = 1
survey = "short"
[constants]
answered_on = "2026-03"
[columns]
unit = { role = "unit" }
score = { role = "nps" }
"""


def by_key(served, key, body, *more):
    """What a program sends: its key, no cookie."""
    lines = ["POST /api/v1/imports HTTP/1.1", "Host: 127.0.0.1", *more]
    lines += [f"Authorization: Bearer {served.cookies.get(key, key)}", f"Content-Length: {len(body)}"]
    lines += ["Content-Type: multipart/form-data; boundary=x"]
    return "\r\n".join([*lines, "", ""]).encode()


def test_a_program_brings_a_file_with_its_mapping_by_key(served):
    """The mapping may come as a file of its own, as `curl -F mapping=@visits.toml` sends it, and after the file."""
    mapping = f'--x\r\nContent-Disposition: form-data; name="mapping"; filename="m.toml"\r\n\r\n{MAPPING}\r\n'
    before, body = lying(served), mapping.encode() + form(token="")
    after = form(token="").removesuffix(b"--x--\r\n") + mapping.encode() + b"--x--\r\n"
    said = answer(connect(served, by_key(served, "key to write", body) + body))
    assert said.startswith("HTTP/1.1 202")
    again = answer(connect(served, by_key(served, "key to write", after) + after))
    assert again.startswith("HTTP/1.1 200")
    number = json.loads(said.split("\r\n\r\n")[1])["id"]
    assert number == json.loads(again.split("\r\n\r\n")[1])["id"]
    kept = served.files.parent / "imports" / str(number) / "answers.csv"
    assert not kept.exists() or kept.read_bytes() == ROWS  # a worker may have read it already
    assert lying(served) == before


@pytest.mark.parametrize(
    ("key", "more", "expected"),
    [
        pytest.param("sonda_nobodys", (), 401, id="no key of ours"),
        pytest.param("key to read", (), 403, id="a key that may only read"),
        pytest.param("sonda_nobodys", ("X-CSRFToken: " + SECRET,), 401, id="a browser's token"),
    ],
)
def test_R8_3_no_program_is_heard_out_without_a_key_that_may_write(served, key, more, expected):
    before, body = lying(served), form(token="")
    assert status(connect(served, by_key(served, key, body, *more))) == expected
    session = f"Cookie: csrftoken={SECRET}; sessionid={served.cookies['owner']}"
    assert status(connect(served, by_key(served, key, body, session, *more))) == expected
    assert lying(served) == before


def test_a_programs_form_that_cannot_be_understood_leaves_nothing(served):
    before = lying(served)
    for body, expected in (
        (form(token=""), 422),
        (form(), 422),
        (b"no form", 422),
        (form(ROWS * 3, token=""), 413),
        (form(token="")[:-20] + b"-" * 20, 422),
    ):
        said = answer(connect(served, by_key(served, "key to write", body) + body))
        assert (int(said.split()[1]), "application/problem+json" in said) == (expected, True), said
    assert lying(served) == before


@pytest.mark.parametrize(("limits", "waits"), [({"SILENCE": 0.05}, 1), ({"GRACE": 0.02, "PACE": 10_000}, 0.03)])
def test_who_falls_silent_or_dawdles_is_not_waited_for(monkeypatch, limits, waits):
    for name, value in limits.items():
        monkeypatch.setattr(intake, name, value)

    async def dawdle():
        while True:
            await asyncio.sleep(waits)
            yield b"x"

    async def receive():
        async for _piece in intake.Body(dawdle(), 1_000).pieces():
            pass

    with pytest.raises(intake.Failed) as failed:
        asyncio.run(receive())
    assert failed.value.trouble == Trouble.SLOW
