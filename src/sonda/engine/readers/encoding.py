"""In which letters is a text file written: UTF-8, UTF-16, Windows-1250 or Windows-1251; never by halves."""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sonda.engine.errors import DataError
from sonda.methods.result import N_

CHUNK = 1 << 20
LINE = 1 << 22
Opener = Callable[[], BinaryIO]

# Letters of both Windows pages; punctuation and no-break spaces beyond ASCII say nothing about the language.
LETTERS = rb"\x8a\x8c-\x8f\x9a\x9c-\x9f\xa1-\xa3\xa5\xa8\xaa\xaf\xb2-\xb4\xb8-\xba\xbc-\xff"
WORD = re.compile(rb"[A-Za-z" + LETTERS + rb"]+")
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
LATIN = re.compile(rb"[A-Za-z]")


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What reading all bytes once has shown."""

    encoding: str
    blank_lines: bool
    lines: int = 0


def scan(opened: Opener) -> Scan:
    """Read all bytes once, in bounded memory.

    Errors: DataError naming the row of a NUL byte, or the first row in another encoding than the rest.
    """
    with opened() as file:
        first = file.read(4096)
        wide = utf_16(first)
        if wide:
            return Scan(encoding=wide, blank_lines=True)
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        chunk, blank, last, count = first, False, b"", 1
        while chunk:
            if b"\0" in chunk:
                raise DataError(N_("Row %(row)s holds a NUL byte: this is not a text file."), row=row_of_nul(opened))
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return Scan(encoding=windows_page(opened), blank_lines=True)
            seam = last + chunk
            blank = blank or b"\n\n" in seam or b"\n\r\n" in seam
            last = chunk[-2:]
            count += chunk.count(b"\n")
            chunk = file.read(CHUNK)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return Scan(encoding=windows_page(opened), blank_lines=True)
    return Scan(encoding="utf-8", blank_lines=blank, lines=count)


def utf_16(first: bytes) -> str | None:
    """UTF-16 by its mark, or by zeros that all stand on one side of each pair of bytes."""
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = first[0::2].count(0), first[1::2].count(0)
    if max(even, odd) * 5 > len(first) // 2 and min(even, odd) == 0:
        return "utf-16-le" if odd else "utf-16-be"
    return None


def said(opened: Opener, encoding: str) -> Scan:
    """The encoding that somebody said, after a look at whether it is already UTF-8 as it lies there."""
    if encoding == "utf-16":
        with opened() as file:
            return Scan(encoding=utf_16(file.read(4096)) or "utf-16-le", blank_lines=True)
    if encoding == "utf-8":
        found = scan(opened)
        return found if found.encoding == "utf-8" else Scan(encoding="utf-8-sig", blank_lines=True)
    return Scan(encoding=encoding, blank_lines=True)


def lines(opened: Opener) -> Iterator[tuple[int, bytes]]:
    """Lines with the row they belong to: a line break within quotes does not begin a new row."""
    row, inside = 1, False
    with opened() as file:
        while line := file.readline(LINE):
            yield row, line
            inside ^= bool(line.count(b'"') & 1)
            if not inside and line.endswith(b"\n"):
                row += 1


def row_of_nul(opened: Opener) -> int:
    return next(row for row, line in lines(opened) if b"\0" in line)


def windows_page(opened: Opener) -> str:
    """`cp1250` or `cp1251` by the words: Latin words mix ASCII with letters beyond it, Cyrillic words do not.

    Errors: DataError when some rows are UTF-8 and others are not.
    """
    utf_8: list[int] = []
    other: list[int] = []
    latin = cyrillic = 0
    for row, line in lines(opened):
        if not BEYOND_ASCII.search(line):
            continue
        (utf_8 if is_utf_8(line) else other).append(row)
        if utf_8 and other:
            raise DataError(
                N_("The file mixes encodings: row %(row)s is not written like row %(other)s (one is UTF-8)."),
                row=max(utf_8[0], other[0]),
                other=min(utf_8[0], other[0]),
            )
        del utf_8[1:], other[1:]
        for word in WORD.findall(line):
            if BEYOND_ASCII.search(word):
                latin, cyrillic = latin + bool(LATIN.search(word)), cyrillic + (not LATIN.search(word))
    return "cp1251" if cyrillic > latin else "cp1250"


def is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def to_utf_8(opened: Opener, encoding: str, target: Path) -> int:
    """Write the same text in UTF-8, piece by piece; returns the number of lines.

    Errors: DataError naming the row that the encoding cannot read.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    row = 1
    with opened() as file, target.open("wb") as out:
        while True:
            chunk = file.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as trouble:
                row += chunk[: trouble.start].count(b"\n")
                raise DataError(N_("Row %(row)s: the encoding of this text is not known."), row=row) from None
            nul = text.find("\0")
            if nul >= 0:
                row += text[:nul].count("\n")
                raise DataError(N_("Row %(row)s holds a NUL character: this is not a text file."), row=row)
            row += text.count("\n")
            out.write(text.encode())
            if not chunk:
                return row
