"""Polish and Ukrainian sentences are whole, set as their printers would, and use the words of docs/glossary.md.

Whether every sentence of the code is there at all, `scripts/messages.sh --check` says (a step of `make test`).
"""

import re
from functools import cache

import polib
import pytest
from django.conf import settings
from django.utils.translation import ngettext, override

from tests.architecture.rooms import ROOT, SOURCE

LANGUAGES = ["pl", "uk"]
PLACE = re.compile(r"%\((\w+)\)([a-z])")
# Names and formulas that are written alike everywhere.
ALIKE = {
    "Folder",
    "format",
    "Test",
    "e-mail",
    "Region",
    "Segment",
    "Model",
    "Kano",
    "NPS",
    "Net Promoter Score",
    "Net Promoter Score, %(period)s",
}

NAMES = {"TOML", "Sonda", "Ctrl", "Esc", "SVG", "PNG", "CSV"}  # the same in every language


@cache
def catalogue(language):
    return polib.pofile(str(SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"))


def forms(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faulty(language, rule):
    return [(entry.msgid, form) for entry in catalogue(language) for form in forms(entry) if not rule(entry, form)]


def places(text):
    return set(PLACE.findall(text))


def glossary():
    """Rows of the tables as (English, Polish, Ukrainian, meaning), headers left out."""
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if row[0] != "English" and not row[0].startswith("---")]


def test_the_languages_of_the_product_are_those_that_are_checked():
    assert sorted(code for code, _name in settings.LANGUAGES) == sorted(["en", *LANGUAGES])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_in_all_its_forms(language):
    header = catalogue(language).metadata["Plural-Forms"]
    wanted = int(re.search(r"nplurals=(\d)", header)[1])
    assert [e.msgid for e in catalogue(language) if e.fuzzy or e.obsolete or not all(forms(e))] == []
    assert [e.msgid for e in catalogue(language) if e.msgid_plural and len(forms(e)) != wanted] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_has_the_places_of_its_sentence(language):
    def rule(entry, form):
        if not entry.msgid_plural:
            return places(form) == places(entry.msgid)
        # Only Polish has a form for exactly one thing, which may leave the number out as English does.
        single = language == "pl" and form == forms(entry)[0]
        return places(form) == places(entry.msgid_plural) or (single and places(form) == places(entry.msgid))

    assert faulty(language, rule) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_filled(language):
    def rule(entry, form):
        text = form % {name: 1 if kind in "dgf" else "x" for name, kind in places(form)} if places(form) else form
        return "%(" not in text

    assert faulty(language, rule) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_ends_as_in_english(language):
    def rule(entry, form):
        return [form.endswith(mark) for mark in ".:?"] == [entry.msgid.endswith(mark) for mark in ".:?"]

    assert faulty(language, rule) == []


@pytest.mark.parametrize(("language", "foreign"), [("pl", "«»“"), ("uk", "„“”")])
def test_quotes_dashes_and_marks_are_those_of_the_language(language, foreign):
    def rule(entry, form):
        code = '["' in entry.msgid or "!=" in entry.msgid
        return code or not (set('"!' + foreign) & set(form) or " - " in form or "—" in form or "'" in form)

    assert faulty(language, rule) == []


@pytest.mark.parametrize(("language", "wrong"), [("pl", r"użytkowni|konsument"), ("uk", r"користувач|споживач|[ыэъё]")])
def test_a_customer_is_called_a_customer(language, wrong):
    assert faulty(language, lambda entry, form: not re.search(wrong, form, re.IGNORECASE)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stays_english(language):
    def rule(entry, form):
        words = re.findall(r"[A-Za-z]{3,}", PLACE.sub("", entry.msgid))
        return form != entry.msgid or not words or entry.msgid in ALIKE

    assert faulty(language, rule) == []


def untranslated(template):
    """Words that a template says in English to everybody: between its tags, and in attributes that are read out."""
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}|{% blocktrans.*?endblocktrans\w* %}", "", template, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
    read_out = re.findall(r'\b(?:aria-label|title|placeholder|alt|label)="([^"]*)"', text)
    between = re.sub(r"<code.*?</code>|<pre.*?</pre>|<[^>]*>", " ", text, flags=re.S)
    return {word for part in [*read_out, between] for word in re.findall(r"[A-Za-z]{3,}", part)}


def test_no_template_speaks_english_only():
    templates = [path for path in SOURCE.glob("**/templates/**/*.html") if "styleguide" not in path.parts]
    said = {path.name: untranslated(path.read_text(encoding="utf-8")) - NAMES for path in templates}
    assert len(said) > 30
    assert {name: words for name, words in said.items() if words} == {}


def test_every_word_of_the_glossary_has_three_languages_and_a_meaning():
    rows = glossary()
    assert [row for row in rows if len(row) != 4 or not all(row)] == []
    assert len({row[0] for row in rows}) == len(rows) > 90


@pytest.mark.parametrize(("language", "column"), [("pl", 1), ("uk", 2)])
def test_a_label_is_the_word_of_the_glossary(language, column):
    words = {row[0].lower(): row[column].lower() for row in glossary()}
    labels = [(e.msgid, e.msgstr, words[e.msgid.lower()]) for e in catalogue(language) if e.msgid.lower() in words]
    assert [label for label in labels if label[1].lower() != label[2]] == []
    assert len(labels) > 40


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["1 answer", "2 answers", "5 answers", "21 answers"]),
        ("pl", ["1 odpowiedź", "2 odpowiedzi", "5 odpowiedzi", "21 odpowiedzi"]),
        ("uk", ["1 відповідь", "2 відповіді", "5 відповідей", "21 відповідь"]),
    ],
)
def test_the_product_counts_in_every_language(language, said):
    with override(language):
        assert [ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n} for n in (1, 2, 5, 21)] == said
