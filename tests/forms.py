"""Forms as a page shows them, and what a browser would send of them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form of a page: where it goes, and what a browser would send."""

    action: str
    method: str = "get"
    css: str = ""
    fields: list[tuple[str, object]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    takes_file: str = ""

    @property
    def sent(self):
        """Names and values, for a client that takes a dictionary."""
        return dict(self.fields)


class Page(HTMLParser):
    """Every form of a page, and its links."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.links = [], []
        self.form = self.select = self.area = None
        self.words = []
        self.silent = 0
        self.feed(text)

    def form_at(self, action):
        return next(form for form in self.forms if form.action == action)

    def form_of(self, css):
        return next(form for form in self.forms if form.css == css)

    def handle_starttag(self, tag, attributes):
        at = {name: value or "" for name, value in attributes}
        if tag in ("script", "style", "title"):
            self.silent += 1
        if tag == "a":
            self.links.append(at.get("href", ""))
        elif tag == "form":
            self.form = Form(at.get("action", ""), at.get("method", "get").lower(), at.get("class", ""))
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
            shown = self.form.choices.setdefault(self.select, [])
            shown.append(at.get("value", ""))
            if "selected" in at or len(shown) == 1:
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
