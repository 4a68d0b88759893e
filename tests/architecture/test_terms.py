"""The words that pages explain are the rows of docs/glossary.md, in each language."""

import re

import pytest

from sonda.ui.terms import chapters, explained
from tests.architecture.rooms import ROOT

LANGUAGES = ["en", "pl", "uk"]
PARTLY = "The work"  # of what members do only what a reader of results meets is explained


def glossary():
    """{heading: {English: (Polish, Ukrainian, meaning)}}"""
    found = {}
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            rows = found[line.removeprefix("## ")] = {}
        elif line.startswith("| ") and not line.startswith("| English"):
            english, *others = [cell.strip() for cell in line.strip("|").split("|")]
            rows[english] = tuple(others)
    return found


def every_term():
    return [term for chapter in chapters() for term in chapter.terms]


def test_pages_and_glossary_say_the_same():
    explains = {
        chapter.titles["en"]: {
            term.words["en"]: (term.words["pl"], term.words["uk"], term.meanings["en"]) for term in chapter.terms
        }
        for chapter in chapters()
    }
    wanted = glossary()
    wanted[PARTLY] = {word: row for word, row in wanted[PARTLY].items() if word in explains[PARTLY]}
    assert explains == wanted


def test_every_term_has_a_meaning_in_each_language_and_a_key_of_its_own():
    terms = every_term()
    keys = [term.key for term in terms] + [chapter.key for chapter in chapters()]
    assert len(keys) == len(set(keys))
    assert [t.key for t in terms if sorted(t.meanings) != LANGUAGES or not all(t.meanings.values())] == []
    assert [t.key for t in terms if any(meaning.endswith(".") for meaning in t.meanings.values())] == []


@pytest.mark.parametrize(("language", "foreign"), [("en", "„«»"), ("pl", "«»“'"), ("uk", "„“”'")])
def test_meanings_are_set_as_printers_of_the_language_would(language, foreign):
    assert [t.key for t in every_term() if set(t.meanings[language]) & set(foreign + "!—") - {"'"}] == []
    assert language != "uk" or not [t.key for t in every_term() if re.search("[ыэъё]", t.meanings["uk"])]


@pytest.mark.parametrize(
    ("language", "label", "key"),
    [
        ("en", "99.6% interval", "interval"),
        ("pl", "Przedział\xa099,6%", "interval"),
        ("uk", "Різниця: інтервал 95\xa0%", "interval"),
        ("uk", "Задоволеність", "csat"),
        ("pl", "Jednolitość jakości", "consistency"),
        ("en", "Answers", None),
        ("pl", "Jednostka", None),
    ],
)
def test_a_label_of_a_page_finds_its_term(language, label, key):
    found = explained(label, language)
    assert (found and found.key) == key
