"""What is sent badly, and how: fields as bytes go over the wire."""

from uuid import uuid4

# What people, scripts and enemies type. Not all of it is text: bytes go out as they are.
NASTY = [
    "", " ", "\0", "a\0b", "\ud800", "\u202egnp.exe", "\u200b", "👩👩👧👦" * 20, "x" * 100_000, "ą" * 130, "9" * 5_000,
    "-1", "0", "1e999", "NaN", "inf", "1–" + "9" * 400, "5–1", "1-5", "-1e5–2", "٣", "²", "１", "1_0", "9" * 20,
    "%s %(n)s {0}", "%d%d", "%", "%Q", "%Y-%m-%d | %d.%m.%Y", "%d%H%d", "'; DROP TABLE x; --", "=1+1", "=", "{",
    "<script>alert(1)</script>", "../../etc/passwd", "2026-10", "2026-02-30", "10000-01-01", "0000-01",
    "a\r\nSet-Cookie: x=1", "a = b\n= c", "1 = \n2 = x = y", "{quality}", "E{quality}", "column 1", "region", "answers",
    "respondent", "wave", "nps", "touchpoint", "segment", "event", "voice", "period", "weight", "confidential",
    "anonymous", "5", "1000", "utf-16", "cp1250", ";", ",", "\t", "true", "on", "null", "[]",
    b"\xff\xfe\xc3", b"\xed\xa0\x80",
]  # fmt: skip


def raw(value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def urlencoded(fields):
    def quoted(value):
        return b"".join(b"%%%02X" % byte for byte in raw(value))

    return b"&".join(quoted(name) + b"=" + quoted(value) for name, value in fields)


def multipart(fields, file=None):
    """The body and its content type; `file` is (field, name, content)."""
    boundary = uuid4().hex.encode()
    parts = [
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (boundary, raw(name), raw(value))
        for name, value in fields
    ]
    if file:
        head = b'--%b\r\nContent-Disposition: form-data; name="%b"; filename="%b"\r\n\r\n%b\r\n'
        parts.append(head % (boundary, *map(raw, file)))
    return b"".join(parts) + b"--%b--\r\n" % boundary, f"multipart/form-data; boundary={boundary.decode()}"
