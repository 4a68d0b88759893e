"""The page of all words; every question mark beside a word leads here."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sonda.ui.terms import Term, chapters


@dataclass(frozen=True, kw_only=True)
class Told:
    """A term in the reader's language, with what it is called in the others."""

    key: str
    word: str
    meaning: str
    others: tuple[tuple[str, str], ...]


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term that pages use, by chapter."""
    language = get_language() or settings.LANGUAGE_CODE
    found = [
        (chapter.key, chapter.titles[language], [told(term, language) for term in chapter.terms])
        for chapter in chapters()
    ]
    layout = "ui/page.html" if getattr(request, "member", None) else "ui/base.html"
    return render(request, "ui/terms.html", {"chapters": found, "layout": layout})


def told(term: Term, language: str) -> Told:
    others = tuple((code, word) for code, word in term.words.items() if code != language)
    return Told(key=term.key, word=term.words[language], meaning=term.meanings[language], others=others)
