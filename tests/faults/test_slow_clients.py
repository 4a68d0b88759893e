"""Clients that send half of a request, too much, or too many at once: the served product, spoken to over sockets."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

MEGABYTE = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"  # as a chunk
POST = b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
HALF = POST + b"Content-Length: 1000\r\n\r\nlog"


@pytest.fixture(scope="module")
def serve(tmp_path_factory):
    """Starts `sonda serve` with two threads: the process and its port."""
    home = tmp_path_factory.mktemp("served")

    def started():
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            number = free.getsockname()[1]
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE"))
        }
        environment |= {"SONDA_HOME": str(home), "SONDA_SECRET_KEY": "of-these-tests-only+" * 3}
        command = [sys.executable, "-P", "-m", "sonda.cli", "serve", "--migrate", "--threads", "2"]
        command += ["--port", str(number)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL), number

    return started


@pytest.fixture(scope="module")
def port(serve):
    server, number = serve()
    with server:
        try:
            until_it_answers(number, server)
            yield number
        finally:
            server.terminate()


def until_it_answers(port, server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return health(port)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("sonda serve did not answer")


def health(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as response:
        return response.status


def sent(port, request):
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(request)
    return connection


def status_of(connection):
    with connection:
        return int(connection.recv(100).split()[1])


def test_R8_3_half_sent_requests_hold_nobody_up_and_are_told_that_they_took_too_long(port):
    dawdlers = [sent(port, HALF) for _ in range(20)]
    began = time.monotonic()
    assert health(port) == 200
    assert time.monotonic() - began < 5
    assert {status_of(each) for each in dawdlers} == {408}
    assert health(port) == 200


def test_R8_3_beyond_the_capacity_everybody_is_asked_to_come_again(port):
    crowd = [sent(port, HALF) for _ in range(210)]
    late = sent(port, b"GET /health/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    with late:
        answer = late.recv(500).lower()
    for each in crowd:
        each.close()
    assert answer.startswith(b"http/1.1 503")
    assert b"retry-after: 10" in answer
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            assert health(port) == 200
            break
        except OSError:
            time.sleep(0.2)
    else:
        pytest.fail("the service did not recover")


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        pytest.param(b"Content-Length: 2000000\r\n\r\n", 413, id="too long"),
        pytest.param(b"Content-Length: ten\r\n\r\n", 400, id="no length"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n" + 2 * MEGABYTE, 411, id="of unknown length"),
    ],
)
def test_R7_1_a_body_is_refused_by_what_it_says_of_its_length(port, rest, status):
    assert status_of(sent(port, POST + rest)) == status


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(b"Content-Length: 100\r\n\r\nlogin=a", id="of known length"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n7\r\nlogin=a\r\n", id="in chunks"),
    ],
)
def test_R1_2_a_form_that_was_cut_on_its_way_never_passes_for_a_whole_one(port, part):
    """Whole, it would reach Django and be told 403: it has no CSRF token."""
    with sent(port, POST + part) as connection:
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(100)
    assert not answer.startswith(b"HTTP/1.1 403")
    whole = POST + b"Content-Length: 7\r\n\r\nlogin=a"
    assert status_of(sent(port, whole)) == 403


def test_a_request_for_the_head_of_a_page_brings_no_body(port):
    with sent(port, b"HEAD /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n") as connection:
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n")


def test_a_server_that_is_killed_by_force_leaves_nobody_at_its_port(port, serve):
    server, number = serve()
    with server:
        until_it_answers(number, server)
        server.kill()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", number), timeout=5).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.2)
    raise AssertionError("the server's child goes on listening")
