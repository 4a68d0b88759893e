"""Numbers, dates, icons and files for templates: `{% load sonda %}`. The rules are those of sonda.methods.numbers."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4
from zlib import crc32

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template import Context
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from lucide.templatetags.lucide import lucide

from sonda.methods import numbers, typography
from sonda.ui.notices import undo_of
from sonda.ui.styles import MODULES, STYLES
from sonda.ui.terms import explained

register = template.Library()
TAG = re.compile(r"(<[^>]*>)")
JOINT = re.compile(r"(?<=[@._/=&?+-])(?=\w)")


def speech() -> str:
    """The language of this page."""
    return get_language() or settings.LANGUAGE_CODE


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """`{{ mean|number:2 }}` → 3,41"""
    return numbers.number(value, digits, language=speech())


@register.filter
def signed(value: float | None, digits: int = 1) -> str:
    """`{{ nps|signed }}` → +40,4; −1,1"""
    return numbers.points(value, digits, language=speech())


@register.filter
def percent(share: float | None, digits: int = 1) -> str:
    """`{{ share|percent }}` of a share of one → 82,3%"""
    return numbers.percent(share, digits, language=speech())


@register.filter
def count(value: float | None) -> str:
    """`{{ n|count }}` → 8 417"""
    return numbers.count(value, language=speech())


@register.filter
def month(value: date) -> str:
    """`{{ day|month }}` → maj 2024"""
    return numbers.month_year(value, language=speech())


@register.filter
def day(value: date) -> str:
    """`{{ day|day }}` → 3 marca 2025; a moment is told by the day that it falls on here."""
    return numbers.day(localtime(value) if isinstance(value, datetime) else value, language=speech())


@register.filter
def clock(moment: datetime) -> str:
    """`{{ moment|clock }}` → 14:05, as clocks stand here."""
    return f"{localtime(moment):%H:%M}"


@register.simple_tag
def interval(low: float | None, high: float | None, digits: int = 1, sign: bool = False, share: bool = False) -> str:
    """`{% interval low high share=True %}` for tables and captions → 80,5–84,1%"""
    return numbers.interval(low, high, digits, sign, share, language=speech())


@register.simple_tag
def between(low: float | None, high: float | None, digits: int = 1, sign: bool = False, share: bool = False) -> str:
    """`{% between low high %}` inside a sentence → od 80,5 do 84,1"""
    return numbers.between(low, high, digits, sign, share, language=speech())


@register.simple_tag
def period(first: date, last: date) -> str:
    """`{% period first last %}` → 27 sierpnia – 8 września 2019"""
    return numbers.period(first, last, language=speech())


@register.simple_tag
def months(first: date, last: date) -> str:
    """`{% months first last %}` → styczeń 2023 – grudzień 2024"""
    return numbers.months(first, last, language=speech())


@register.filter
def shown(cell: Any) -> Any:
    """A cell of a table: one that knows how to show itself (`cell.shown(language)`), or plain text."""
    return cell.shown(speech()) if hasattr(cell, "shown") else cell


@register.filter
def typo(text: Any) -> str:
    """Text whose lines do not end with a lonely letter; safe text keeps its tags untouched."""
    if isinstance(text, Promise):
        text = str(text)  # safe when what it promised is safe
    if not isinstance(text, SafeString):
        return typography.typo(str(text), language=speech())
    parts = TAG.split(str(text))
    parts[::2] = [typography.typo(part, language=speech()) for part in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308 — it came in safe, and only spaces were changed


@register.filter
def breakable(text: Any) -> SafeString:
    """An address or a key that has to go on in the next line does so at its joints, not in the middle of a word."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in JOINT.split(str(text))))


@register.filter
def beside(first: Iterable[Any], second: Iterable[Any]) -> list[tuple[Any, Any]]:
    """`{% for column, cell in columns|beside:row %}`: two lists walked together; they must be equally long."""
    return list(zip(first, second, strict=True))


@register.filter
def trouble_count(form: BaseForm) -> int:
    """How many errors a form carries."""
    return sum(len(errors) for errors in form.errors.values())


@register.simple_tag(takes_context=True)
def back_url(context: Context) -> str:
    """Where the person came from, if that was here; else Home."""
    request = context.get("request")
    origin = request.headers.get("Referer", "") if request else ""
    parts = urlsplit(origin)
    back = urlunsplit(("", "", parts.path, parts.query, ""))
    if not request or parts.netloc != request.get_host() or parts.path == request.path:
        return "/"
    # A path that begins with two slashes would be read as another host.
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"


@register.inclusion_tag("ui/_term.html", takes_context=True)
def explain(context: Context, label: Any) -> dict[str, Any]:
    """`{% explain column.label %}`: a question mark that says what this word of the glossary means, or nothing."""
    language = speech()
    term = explained(str(label), language)
    if term is None:
        return {}
    return {
        "id": _id_of_term(context.get("request")),
        "key": term.key,
        "word": term.words[language],
        "meaning": term.meanings[language],
    }


def _id_of_term(request: Any) -> str:
    """One that no other term of the page has, nor one of a fragment that is put into it."""
    if request is None:
        return f"term-{uuid4().hex[:8]}"
    request.n_terms = getattr(request, "n_terms", 0) + 1
    part = "part" if request.headers.get("HX-Request") == "true" else "page"
    return f"term-{part}-{crc32(request.path.encode()):x}-{request.n_terms}"


@register.filter
def undo(message: Any) -> str:
    """`{{ message|undo }}`: the address that takes back what a message told, or nothing."""
    return undo_of(message.extra_tags)


@register.filter
def initials(person: Any) -> str:
    """`{{ user|initials }}` → AŻ, from a name or an e-mail address."""
    words = re.findall(r"[^\W\d_]+", str(person).split("@")[0])
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.simple_tag
def icon(name: str, extra: str = "") -> str:
    """`{% icon "house" %}`: a Lucide icon as inline SVG; decoration only, so it needs a word beside it."""
    classes = f"icon {extra}".strip()
    return lucide(name, size=18, stroke_width="1.5", aria_hidden="true", focusable="false", **{"class": classes})  # type: ignore[no-any-return]


@register.simple_tag
def asset(path: str) -> str:
    """Address of a static file. An error page must come up even when the list of hashed names is missing."""
    try:
        return static(path)
    except ValueError:
        return settings.STATIC_URL + path


@register.simple_tag
def stylesheets() -> SafeString:
    """A `<link>` for each style sheet of the kit."""
    paths = [f"sonda/css/{name}.css" for name in STYLES]
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((asset(path),) for path in paths))


@register.simple_tag
def modules() -> SafeString:
    """A `<script type="module">` for each small behaviour of the kit."""
    paths = [f"sonda/js/{name}.js" for name in MODULES]
    return format_html_join("\n", '<script type="module" src="{}"></script>', ((asset(path),) for path in paths))
