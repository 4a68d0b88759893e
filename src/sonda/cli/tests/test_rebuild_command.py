"""`sonda rebuild` after a disk was damaged."""

import shutil

import pytest

from sonda.apps.responses import columns, operations
from sonda.apps.surveys.operations import fill_bank
from sonda.cli.main import main
from sonda.engine import store


@pytest.fixture
def table(organization, settings, tmp_path):
    settings.HOME = tmp_path
    question = {"key": "recommend", "kind": "rating", "role": "nps", "scale_low": 0.0, "scale_high": 10.0}
    survey = fill_bank(organization=organization, key="visits", title={"en": "Visits"}, questions=[question])
    people = [{"source_key": name, "respondent": name, "answers": {"recommend": 9}} for name in "abc"]
    operations.record_many(survey=survey, import_id=1, documents=people)
    operations.sync_store(survey)
    return columns.table_of(survey)


def lose_everything(table):
    shutil.rmtree(table)


def lose_the_rows(table):
    for file in store.files_of(table):
        file.unlink()


def lose_the_log(table):
    shutil.rmtree(table / "_delta_log")


def damage_the_log(table):
    for file in (table / "_delta_log").iterdir():
        file.write_bytes(b"\0" * 10)


@pytest.mark.parametrize("happens", [lose_everything, lose_the_rows, lose_the_log, damage_the_log])
def test_what_a_disk_has_lost_is_made_again(table, capsys, happens):
    before = store.checksum(table)
    happens(table)
    assert main(["rebuild"]) == 0
    assert store.checksum(table) == before
    assert capsys.readouterr().err.splitlines()[-1] == "Surveys whose columns were made again: 1."


def test_only_one_organisation_may_be_asked_for(table, capsys):
    assert main(["rebuild", "--organization", "sowa-net"]) == 0
    assert main(["rebuild", "--organization", "nobody"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "sonda: There is no survey of nobody."
