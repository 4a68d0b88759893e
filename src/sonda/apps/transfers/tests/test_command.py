"""`sonda import` as a person at a terminal meets it."""

import json
import os
import subprocess
import sys

import pytest

from sonda.apps.transfers.homes import NoAddress, home_of
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.tests.conftest import GOOD, MAPPING


@pytest.fixture
def sonda(tmp_path):
    """Run the command in a process and a home of its own."""
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    environment = {
        **{
            name: value for name, value in os.environ.items() if not name.startswith(("SONDA_", "DJANGO_", "DATABASE_"))
        },
        "SONDA_HOME": str(tmp_path / "home"),
        "SONDA_SECRET_KEY": "a-key-for-this-test-alone-0123456789-abcdefghijklmnop",
    }

    def run(*args, text=GOOD, name="answers.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "sonda.cli", "import", name, "--mapping", "m.toml", *args],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr.strip().splitlines()

    return run


NOBODY = "Nobody can see “sowa” yet; this lets its owner in: sonda createowner --email ADDRESS --organization sowa"


@pytest.mark.slow
def test_a_refused_file_that_began_an_organization_says_that_nobody_can_enter_it(sonda):
    bad = sonda("--organization", "sowa", text=GOOD.replace(",10,", ",12,"))
    assert bad == (2, "", ["sonda: answers.csv: Row 2, column nps: 12 is not on the scale 0–10.", NOBODY])


@pytest.mark.parametrize("typed", ["zielona-sowa", "Zielona Sowa", " Zielona  Sowa"])
def test_an_organization_may_be_named_by_its_name(db, typed):
    mapping = read_mapping(MAPPING)
    begun = home_of(mapping, slug="Zielona Sowa")
    assert (begun.name, begun.slug) == ("Zielona Sowa", "zielona-sowa")
    assert home_of(mapping, slug=typed) == begun


def test_a_name_without_latin_letters_is_no_other_organization(organization):
    with pytest.raises(NoAddress):
        home_of(read_mapping(MAPPING), slug="Сова")


@pytest.mark.slow
def test_a_file_is_stored_once_and_a_bad_one_ends_with_status_2(sonda):
    assert sonda("--dry-run") == (
        0, "", ["answers.csv: 3 rows can be imported; nothing was stored (--dry-run)."],
    )  # fmt: skip
    first = sonda("--organization", "sowa")
    assert first == (0, "", ["answers.csv: 3 rows read, 3 responses stored in “Visits” of sowa.", NOBODY])
    status, _out, told = sonda("--organization", "sowa")
    assert (status, told[1:], "already: nothing changes." in told[0]) == (0, [NOBODY], True)
    assert sonda(text=GOOD.replace(",10,", ",12,"), name="bad.csv") == (
        2, "", ["sonda: bad.csv: Row 2, column nps: 12 is not on the scale 0–10."],
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "sonda: There is no organisation yet: name one with --organization SLUG and it is created."),
        (("--mapping", "nobody"), "sonda: There is no mapping “nobody”: "),
        (("--dry-run", "--mapping", "bad.json"), "sonda: There is no mapping “bad.json”: "),
    ],
)
def test_what_cannot_be_done_is_one_sentence_with_status_2(sonda, args, told):
    status, out, lines = sonda(*args)
    assert (status, out, len(lines), lines[0].startswith(told)) == (2, "", 1, True), json.dumps(lines)
