"""The demo files look like a real company's, and are the same bytes each time."""

import csv
import hashlib
import tomllib

import pytest

from sonda.apps.transfers import demo
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.queries import sentence
from sonda.apps.transfers.reading.checking import dry_run
from sonda.engine import analyses
from sonda.engine.source import open_source

SEMICOLON = "Cells are separated by a semicolon."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo")
    demo.write(path)
    return path


def test_the_same_seed_writes_the_same_bytes(folder, tmp_path):
    demo.write(tmp_path)
    digests = [
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(at.iterdir())}
        for at in (folder, tmp_path)
    ]
    assert digests[0] == digests[1]
    assert len(digests[0]) == 13


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("answers", 9_000, []),
        ("servqual", 700, [SEMICOLON, "Numbers in column weight were read with a decimal comma."]),
        ("voices", 2_664, ["Cells are separated by a tab."]),
        ("kano", 600, []),
        ("leavers", 3_200, ["The file was read as Windows-1250 (cp1250).", SEMICOLON]),
    ],
)
def test_each_file_goes_with_its_mapping(folder, name, rows, said):
    mapping = read_mapping((folder / f"{name}.toml").read_text(encoding="utf-8"))
    report = dry_run(folder / f"{name}.csv", mapping)
    assert (report.n_rows, report.problems, [sentence(each) for each in report.warnings]) == (rows, [], said)


def test_the_file_has_two_spellings_of_a_branch_and_the_mapping_knows(folder):
    with open_source(folder / "answers.csv") as source:
        analysis = analyses.run("consistency", source, analyses.Selection(), score="recommend", unit="branch")
    warnings = " ".join(analysis.as_dict()["warnings"])
    assert "Dabrowa" in warnings
    assert "Dąbrowa" in warnings


def test_customers_write_in_three_languages_about_what_they_used(folder):
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    written = {
        language: {row["comment"] for row in rows if row["language"] == language} for language in ("pl", "uk", "en")
    }
    assert all(len(comments) > 20 for comments in written.values())
    used = [sum(row[name] not in ("", "0") for name in row if name.startswith("t_")) for row in rows]
    assert sum(used) / len(used) < 6  # of 14


def test_every_word_of_the_bank_is_there_in_three_languages(folder):
    for path in folder.glob("*.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        if "format" not in data:
            continue
        mapping = read_mapping(path.read_text(encoding="utf-8"))
        for column in mapping.columns:
            if column.role not in ("respondent", "period", "language", "voice", "company", "weight"):
                assert set(column.short) == {"pl", "uk", "en"}, column.name


@pytest.mark.django_db
def test_loading_twice_changes_nothing(settings, tmp_path):
    from sonda.apps.organizations.models import Member, User
    from sonda.apps.responses.models import Response

    settings.HOME = tmp_path
    owner = User.objects.create_user("owner@example.com")
    notes = []
    first = demo.load(owner=owner, progress=lambda **note: notes.append(note["done"]))
    count = Response.objects.count()
    assert (demo.load(owner=owner), Response.objects.count()) == (first, count)
    assert count == 16_164
    assert notes == sorted(notes)
    assert [(m.role, m.organization.name, m.organization.origin) for m in Member.objects.all()] == [
        ("owner", "Bystra", "example")
    ]
