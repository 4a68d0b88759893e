"""Sonda's own words on the pages of allauth."""

from pathlib import Path

import allauth
import polib
import pytest
from django.utils.translation import gettext, override

import sonda
from sonda.apps.organizations.wording import OUR_WORDS


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_each_sentence_is_one_that_allauth_still_says(language):
    theirs = polib.pofile(str(Path(allauth.__file__).parent / "locale" / language / "LC_MESSAGES" / "django.po"))
    assert set(OUR_WORDS) - {entry.msgid for entry in theirs} == set()


def test_in_english_their_titles_have_the_capitals_of_a_sentence():
    names = {"TOTP", "JavaScript"}
    with override("en"):
        for sentence in OUR_WORDS:
            said = gettext(sentence)
            first, *others = said.removesuffix(".").split(". ")[0].split()
            assert first[0].isupper(), said
            assert [word for word in others if word[0].isupper() and word not in names] == [], said
            assert "email" not in said.lower(), said


def test_english_sentences_are_ones_that_allauth_still_says():
    ours = polib.pofile(str(Path(sonda.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    theirs = polib.pofile(str(Path(allauth.__file__).parent / "locale" / "pl" / "LC_MESSAGES" / "django.po"))
    assert {entry.msgid for entry in ours} - {entry.msgid for entry in theirs} == set()


def test_ours_come_before_theirs():
    with override("uk"):
        assert gettext("Remember Me") == "Запам’ятати мене"
