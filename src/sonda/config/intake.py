"""Files on their way in: asked about first, then streamed to a temporary file without holding a thread.

Nothing is taken from whom the upload page or the API would not let in: Django is asked with the request's headers
before the body is read (of a form without JavaScript its first fields are, because the CSRF token is among them; a
program's key is a header). A body is one MB in memory at a time; what is silent, dawdles, is cut or finds no room
leaves nothing behind.
"""

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from sonda.apps.transfers.uploads.arrivals import Arrival, Trouble
from sonda.apps.transfers.uploads.parts import Part

if TYPE_CHECKING:
    from granian.rsgi import HTTPProtocol, Scope

MOST = 4  # files at once
SILENCE = 30.0  # seconds without a byte
GRACE = 60.0  # seconds until the pace is looked at
PACE = 16_000  # bytes a second: a day for a gigabyte
ASKED_WITHIN = 10.0  # seconds until the fields before the file are there
PIECE = 1 << 20
FIELDS = 1 << 20  # bytes of all fields together
WORDS = ("mapping",)  # fields that may come as a file of their own
HEADER = 8_192

Answer = tuple[int, list[tuple[str, str]], bytes]
Ask = Callable[[Arrival, str], Awaitable[Answer]]


class Failed(Exception):
    """A file that does not come in."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


class Body:
    """The body of a request as it comes: never silent, never too slow, as long as it said."""

    def __init__(self, protocol: "HTTPProtocol", length: int) -> None:
        self.parts = aiter(protocol)
        self.length = length
        self.received = 0
        self.began = asyncio.get_running_loop().time()

    async def part(self) -> bytes:
        """The next bytes; none at the end."""
        try:
            async with asyncio.timeout(SILENCE):
                part: bytes = await anext(self.parts)
        except StopAsyncIteration:
            if self.received != self.length:
                raise Failed(Trouble.CUT) from None
            return b""
        except TimeoutError:
            raise Failed(Trouble.SLOW) from None
        self.received += len(part)
        took = asyncio.get_running_loop().time() - self.began
        if took > GRACE and self.received < took * PACE:
            raise Failed(Trouble.SLOW)
        return part

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes in pieces that are worth a walk to the disk."""
        gathered = bytearray()
        while part := await self.part():
            gathered += part
            if len(gathered) >= PIECE:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)


class Form:
    """The parts of a multipart form: short fields, then one file whose bytes are handed on."""

    def __init__(self, content_type: str, length: int) -> None:
        kind, options = parse_options_header(content_type)
        if kind != "multipart/form-data" or not options.get("boundary"):
            raise Failed(Trouble.NOT_A_FORM)
        self.parser = PushMultipartParser(
            options["boundary"], content_length=length, max_header_size=HEADER, max_segment_count=10
        )
        self.segment: MultipartSegment | None = None
        self.is_file = False  # the segment that is being read
        self.fields: dict[str, bytes] = {}
        self.file_name: str | None = None
        self.n_fields = 0

    def feed(self, piece: bytes) -> list[bytes]:
        """The bytes of the file in this piece of the body."""
        content = []
        try:
            for event in self.parser.parse(piece):
                if isinstance(event, MultipartSegment):
                    self.begin(event)
                elif event and self.is_file:
                    content.append(bytes(event))
                elif event and self.segment:
                    self.field(str(self.segment.name), bytes(event))
        except MultipartError:
            raise Failed(Trouble.NOT_A_FORM) from None
        return content

    def begin(self, segment: MultipartSegment) -> None:
        self.segment = segment
        self.is_file = segment.filename is not None and segment.name not in WORDS
        if self.is_file:
            if self.file_name is not None:
                raise Failed(Trouble.NOT_A_FORM)
            self.file_name = segment.filename
        else:
            self.field(str(segment.name), b"")

    def field(self, name: str, content: bytes) -> None:
        self.n_fields += len(content)
        if self.n_fields > FIELDS:
            raise Failed(Trouble.NOT_A_FORM)
        self.fields[name] = self.fields.get(name, b"") + content

    def end(self) -> None:
        try:
            self.parser.close()
        except MultipartError:
            raise Failed(Trouble.CUT) from None

    def text(self, name: str) -> str:
        return self.fields.get(name, b"").decode("ascii", "replace")


class Intake:
    """All files that come in through this process."""

    def __init__(self, *, most: int = MOST) -> None:
        self.disk = ThreadPoolExecutor(2, "upload")
        self.most = most
        self.under_way: set[Body] = set()

    async def take(
        self, scope: "Scope", protocol: "HTTPProtocol", *, length: int, ask: Ask, by_key: bool = False
    ) -> Answer:
        """Django's answer: to the question whether a file may come, or to the file; `by_key` from a program."""
        body = Body(protocol, length)
        early: list[bytes] = []
        token = scope.headers.get("x-csrftoken") or ""
        try:
            form = Form(scope.headers.get("content-type") or "", length)
            if not token and not by_key:
                early = await asyncio.wait_for(before_the_file(form, body), ASKED_WITHIN)
                token = form.text("csrfmiddlewaretoken")
        except Failed as failed:
            return await ask(Arrival(n_bytes=length, trouble=failed.trouble), token)
        except TimeoutError:
            return await ask(Arrival(n_bytes=length, trouble=Trouble.SLOW), token)
        owed = sum(each.length - each.received for each in self.under_way)
        allowed = await ask(Arrival(n_bytes=length, owed=owed), token)
        if allowed[0] != 204:
            return allowed
        if len(self.under_way) >= self.most:
            return await ask(Arrival(n_bytes=length, trouble=Trouble.CROWDED), token)
        self.under_way.add(body)
        try:
            return await self.receive(form, body, early, lambda arrival: ask(arrival, token))
        finally:
            self.under_way.discard(body)

    async def receive(
        self, form: Form, body: Body, early: list[bytes], ask: Callable[[Arrival], Awaitable[Answer]]
    ) -> Answer:
        loop = asyncio.get_running_loop()
        part: Part | None = None
        try:
            part = await loop.run_in_executor(self.disk, Part)
            await loop.run_in_executor(self.disk, part.write, early)
            async for piece in body.pieces():
                await loop.run_in_executor(self.disk, keep, part, form, piece)
            form.end()
            await loop.run_in_executor(self.disk, part.finish)
            if form.text("sha256") not in ("", part.sha256) or form.text("n_bytes") not in ("", str(part.n_bytes)):
                raise Failed(Trouble.CHANGED)
            return await ask(
                Arrival(
                    n_bytes=part.n_bytes,
                    file=part.path,
                    name=form.file_name or "",
                    sha256=part.sha256,
                    fields=form.fields,
                )
            )
        except Failed as failed:
            return await ask(Arrival(n_bytes=body.length, trouble=failed.trouble))
        except OSError as trouble:
            if trouble.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise
            return await ask(Arrival(n_bytes=body.length, trouble=Trouble.FULL))
        finally:
            if part:
                await loop.run_in_executor(self.disk, part.close)


async def before_the_file(form: Form, body: Body) -> list[bytes]:
    """Read until the file begins; the bytes of the file that came along."""
    early: list[bytes] = []
    while form.file_name is None and (part := await body.part()):
        early += form.feed(part)
    return early


def keep(part: Part, form: Form, piece: bytes) -> None:
    part.write(form.feed(piece))
