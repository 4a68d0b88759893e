"""Forms as a page shows them, and how to send them well and badly."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
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


@dataclass
class Form:
    """One form of a page: where it goes, and what a browser would send."""

    action: str
    method: str = "get"
    fields: list[tuple[str, object]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    takes_file: str = ""


class Page(HTMLParser):
    """Every form of a page, and its links."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.links = [], []
        self.form = self.select = self.area = None
        self.words = []
        self.silent = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        at = {name: value or "" for name, value in attributes}
        if tag in ("script", "style", "title"):
            self.silent += 1
        if tag == "a":
            self.links.append(at.get("href", ""))
        elif tag == "form":
            self.form = Form(at.get("action", ""), at.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and at.get("type") == "file":
            self.form.takes_file = at["name"]
        elif tag == "input" and at.get("name"):
            if at.get("type") not in ("checkbox", "radio") or "checked" in at:
                self.form.fields.append((at["name"], at.get("value", "")))
        elif tag == "select":
            self.select = at["name"]
            self.form.fields.append((self.select, ""))
        elif tag == "option" and self.select:
            self.form.choices.setdefault(self.select, []).append(at.get("value", ""))
            if "selected" in at:
                self.form.fields[-1] = (self.select, at.get("value", ""))
        elif tag == "textarea":
            self.area = at["name"]
            self.form.fields.append((self.area, ""))
        elif tag == "button" and at.get("name"):
            self.form.buttons.append((at["name"], at.get("value", "")))

    def handle_data(self, data):
        if self.area:
            name, value = self.form.fields[-1]
            self.form.fields[-1] = (name, value + data)
        elif not self.silent:
            self.words += data.split()

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.form = None
        elif tag in ("script", "style", "title"):
            self.silent -= 1


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
