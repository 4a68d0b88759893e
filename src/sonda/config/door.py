"""The door that `sonda serve` opens: bodies are awaited without a thread and within limits, then Django answers.

Threads are few, so nobody may hold one by sending half of a request (R8.3), and a form that was cut short on its way
must not pass for a whole one. Whoever dawdles gets 408; a body that does not say its length 411, one above the limit
413, one that ends before its length 400; beyond the capacity of the door everybody gets 503 with Retry-After.
Only the files of the upload page and of the API may be larger and take longer (`sonda.config.intake`).
"""

import asyncio
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from sonda.config.wsgi import application as pages  # first: it makes Django ready

# isort: split
from django.urls import reverse

from sonda.apps.transfers.uploads import arrivals, parts
from sonda.config.intake import Intake
from sonda.config.orphans import end_with_starter

if TYPE_CHECKING:
    from granian.rsgi import HTTPProtocol, Scope

LARGEST = 1_100_000  # bytes of a body; a little above Django's own limit, which has the better sentence
LONGEST = 10.0  # seconds until a body is there
MOST = 200  # requests inside at once
AGAIN = "10"  # seconds after which to come again
WITH_BODY = ("POST", "PUT", "PATCH")

Answer = tuple[int, list[tuple[str, str]], bytes]


class Refused(Exception):
    """A body that Django never sees, and with which status."""

    def __init__(self, status: int) -> None:
        self.status = status


class Door:
    """An RSGI application in front of a WSGI one, which runs in `threads` threads."""

    def __init__(self, wsgi: Any, *, threads: int, most: int = MOST, longest: float = LONGEST) -> None:
        self.wsgi = wsgi
        self.threads = ThreadPoolExecutor(threads, "page")
        self.most = most
        self.longest = longest
        self.inside = 0
        self.intake = Intake()
        self.uploads: dict[str, bool] = {}  # addresses that take files, and whether a key opens them

    def __rsgi_init__(self, _loop: Any) -> None:
        """Once in each process, before the first request."""
        self.uploads = {reverse("upload_new"): False, reverse("api:imports"): True}
        parts.forget_left_parts()
        end_with_starter()

    async def __rsgi__(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        if scope.proto != "http":
            protocol.close(403)
        elif self.inside >= self.most:
            refuse(protocol, 503)
        else:
            self.inside += 1
            try:
                if scope.method == "POST" and scope.path in self.uploads:
                    await self.take(scope, protocol)
                else:
                    await self.answer(scope, protocol)
            finally:
                self.inside -= 1

    async def answer(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        try:
            async with asyncio.timeout(self.longest):
                body = await body_of(scope, protocol)
        except TimeoutError:
            refuse(protocol, 408)
        except Refused as refused:
            refuse(protocol, refused.status)
        else:
            loop = asyncio.get_running_loop()
            status, headers, content = await loop.run_in_executor(self.threads, self.page, scope, body)
            protocol.response_bytes(status, headers, content)

    async def take(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        """A file for a view that is asked before the body is read."""
        loop = asyncio.get_running_loop()

        async def ask(arrival: arrivals.Arrival, token: str) -> Answer:
            told = {arrivals.KEY: arrival, "CONTENT_TYPE": "", "HTTP_X_CSRFTOKEN": token}
            return await loop.run_in_executor(self.threads, self.page, scope, b"", told)

        length = scope.headers.get("content-length")
        if length is None or not (length.isascii() and length.isdigit()):
            refuse(protocol, 411)
            return
        status, headers, content = await self.intake.take(
            scope, protocol, length=int(length), ask=ask, by_key=self.uploads[scope.path]
        )
        if status >= 400:
            headers = [*headers, ("connection", "close")]
        protocol.response_bytes(status, headers, content)

    def page(self, scope: "Scope", body: bytes, told: dict[str, Any] | None = None) -> Answer:
        """What Django answers."""
        begun: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            begun["status"] = int(status.split()[0])
            begun["headers"] = [(name.lower(), value) for name, value in headers]

        parts: Iterable[bytes] = self.wsgi(environ(scope, body) | (told or {}), start)
        try:
            content = b"" if scope.method == "HEAD" else b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close:
                close()
        return begun["status"], begun["headers"], content


async def body_of(scope: "Scope", protocol: "HTTPProtocol") -> bytes:
    """The whole body. Only its length tells a whole one from one that was cut: granian ends both alike."""
    length = scope.headers.get("content-length")
    if length is None:
        if scope.headers.get("transfer-encoding") or (scope.http_version.startswith("2") and scope.method in WITH_BODY):
            raise Refused(411)
        return b""
    if not (length.isascii() and length.isdigit()) or int(length) > LARGEST:
        raise Refused(413)
    body = b"".join([part async for part in protocol])
    if len(body) != int(length):
        raise Refused(400)
    return body


def environ(scope: "Scope", body: bytes) -> dict[str, Any]:
    """The request as WSGI (PEP 3333) describes it, less headers with an underscore, which could pass for others."""
    host, _, port = scope.server.rpartition(":")
    described: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name in scope.headers.keys():  # noqa: SIM118 — not a dict
        value = ("; " if name == "cookie" else ",").join(scope.headers.get_all(name))
        if name == "content-type":
            described["CONTENT_TYPE"] = value
        elif name != "content-length" and "_" not in name:
            described[f"HTTP_{name.upper().replace('-', '_')}"] = value
    if scope.authority:  # HTTP/2 names the host here
        described.setdefault("HTTP_HOST", scope.authority)
    return described


def refuse(protocol: "HTTPProtocol", status: int) -> None:
    headers = [("content-type", "text/plain"), ("connection", "close"), ("retry-after", AGAIN)]
    protocol.response_empty(status, headers)


application = Door(pages, threads=int(os.environ.get("SONDA_THREADS", "4")))
