"""Sonda's own words on the pages of allauth."""

from pathlib import Path

import allauth
import polib
import pytest
from django.utils.translation import gettext, override

from sonda.apps.organizations.wording import OUR_WORDS


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_each_sentence_is_one_that_allauth_still_says(language):
    theirs = polib.pofile(str(Path(allauth.__file__).parent / "locale" / language / "LC_MESSAGES" / "django.po"))
    assert set(OUR_WORDS) - {entry.msgid for entry in theirs} == set()


def test_ours_come_before_theirs():
    with override("uk"):
        assert gettext("Remember Me") == "Запам’ятати мене"
