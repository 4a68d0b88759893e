"""The words that pages use and what they mean, in each language: the rows of docs/glossary.md that a reader meets.

They lie here because pages show them wherever Sonda runs; `tests/architecture/test_terms.py` holds both equal.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

INTERVAL_LEVEL = re.compile(r"[\d.,]+\s?%")
ABBREVIATION = re.compile(r"^(.+?)\s+\((\w+)\)$")  # "satisfaction (CSAT)"


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word: what it is called and what it means, by language; `also` are other labels of the same thing."""

    key: str
    words: Mapping[str, str]
    meanings: Mapping[str, str]
    also: tuple[str, ...] = ()
    is_plain: bool = False  # an everyday word: in the glossary, without a question mark beside it

    def labels(self, language: str) -> set[str]:
        """Everything that a page may call it in this language, as `normal` writes it."""
        word = self.words[language]
        parts = ABBREVIATION.match(word)
        return {normal(label) for label in (word, *(parts.groups() if parts else ()), *self.also)}


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """Terms that belong together, under one heading."""

    key: str
    titles: Mapping[str, str]
    terms: tuple[Term, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """The whole glossary of the pages, in its order."""
    found = sorted((path for path in files(__package__).iterdir() if path.name.endswith(".toml")), key=lambda p: p.name)
    return tuple(_chapter(path.name.removesuffix(".toml"), path.read_text(encoding="utf-8")) for path in found)


def explained(label: str, language: str) -> Term | None:
    """The term that a label names and that is worth a question mark.

    >>> explained("95% interval", "en").key, explained("Worst tenth: interval", "en").key, explained("Unit", "en")
    ('interval', 'interval', None)
    >>> explained("Net Promoter Score, 2017", "en").key
    'nps'
    """
    known = _by_label(language)
    last = label.rsplit(": ", 1)[-1]
    found = known.get(normal(last)) or known.get(normal(last.split(",")[0]))
    return None if found is None or found.is_plain else found


def normal(label: str) -> str:
    """A label without its level, its spaces and its capitals.

    >>> normal("Przedział\\xa099,6%")
    'przedział'
    """
    return " ".join(INTERVAL_LEVEL.sub("", label.replace("\xa0", " ")).split()).casefold()


@cache
def _by_label(language: str) -> dict[str, Term]:
    every = [term for chapter in chapters() for term in chapter.terms]
    return {label: term for term in reversed(every) for label in term.labels(language)}


def _chapter(key: str, text: str) -> Chapter:
    told = tomllib.loads(text)
    titles = told.pop("title")
    return Chapter(key=key, titles=titles, terms=tuple(_term(key, row) for key, row in told.items()))


def _term(key: str, row: Mapping[str, object]) -> Term:
    also, is_plain = row.get("also", ()), row.get("plain", False)
    pairs = {name: value for name, value in row.items() if name not in ("also", "plain")}
    words = {language: pair[0] for language, pair in pairs.items() if isinstance(pair, list)}
    meanings = {language: pair[1] for language, pair in pairs.items() if isinstance(pair, list)}
    return Term(
        key=key,
        words=words,
        meanings=meanings,
        also=tuple(also) if isinstance(also, list) else (),
        is_plain=bool(is_plain),
    )
