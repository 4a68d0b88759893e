"""A total below the answers: noticed, said with its row, left out unless somebody knows better."""

import gzip

import pytest

from sonda.apps.transfers.choices import State
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.profiling.profiler import profile_of
from sonda.apps.transfers.reading.checking import dry_run
from sonda.apps.transfers.tests.test_exports_of_tools import as_file, drafted, notes, text_as_csv  # noqa: F401 a fixture

pytestmark = pytest.mark.any_database  # how a file is read; what is stored of it other tests ask of both

NAMES = ["Oddział", "NPS", "Obsługa", "Komentarz"]
ANSWERS = [
    ["Łódź" if i % 2 else "Kraków", str(i % 11), str(i % 5 + 1), "było\nmiło" if i % 3 else ""] for i in range(60)
]
FOOT = [["Razem", "300", "180", ""], ["Średnia:", "5,0", "3,0", ""]]
LEFT_OUT = "Row %s at the end (“%s”) is left out: it holds a total, and nobody’s answers."


def told(report):
    return [warning["text"] % warning["values"] for warning in report.warnings]


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_totals_below_the_answers_are_left_out_and_said_with_their_rows(tmp_path, drafted, bring, ending):  # noqa: F811 the fixture
    path = as_file(tmp_path, [NAMES, *ANSWERS, [None] * 4, *FOOT], ending)
    before = path.read_bytes()
    said = [LEFT_OUT % (row, word) for row, word in ((63, "Razem"), (64, "Średnia:"))]
    profile = profile_of(path)
    assert (profile.n_rows, profile.skip_end, profile.columns[1].high) == (60, 2, 10)
    assert notes(profile)[-2:] == said
    mapping = drafted(path)
    assert "skip_end = 2" in mapping
    report = dry_run(path, read_mapping(mapping))
    assert (report.n_rows, report.n_refused, told(report)[-2:]) == (60, 0, said)
    done = bring(path, mapping)
    assert (done.state, done.n_stored) == (State.DONE, 60)
    assert path.read_bytes() == before


@pytest.mark.django_db
def test_a_total_that_nobody_left_out_is_read_and_said(tmp_path, drafted):  # noqa: F811 the fixture
    path = as_file(tmp_path, [NAMES, *ANSWERS, [], ["Усього", "5", "3", ""]], "csv")
    mapping = drafted(path, skip_end=0)
    assert "skip_end" not in mapping
    report = dry_run(path, read_mapping(mapping))
    assert report.n_rows == 61
    assert told(report)[-1].startswith(
        "Row 63 at the end (“Усього”) looks like a total and is read as somebody’s answers."
    )


def test_what_is_said_of_the_end_counts_and_a_packed_file_has_one_as_well(tmp_path):
    text = text_as_csv([NAMES, *ANSWERS, ["Total", "5", "3", ""], [None] * 4])
    path = tmp_path / "answers.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    assert (profile_of(path).n_rows, profile_of(path).skip_end) == (60, 1)
    assert profile_of(path, skip_end=3).n_rows == 58
    recoded = tmp_path / "answers.csv"
    recoded.write_bytes(text_as_csv([["Badanie"], NAMES, *ANSWERS, ["Ogółem", "5", "3", ""]]).encode("cp1250"))
    profile = profile_of(recoded)
    assert (profile.n_rows, profile.header_row) == (60, 2)
    assert LEFT_OUT % (63, "Ogółem") in notes(profile)


@pytest.mark.parametrize(
    "last",
    [
        ["Kraków", "5", "3", "Total"],  # somebody's comment
        ["Total", "very good", "five", "I liked it"],
        ["k60", "5", "3", "Suma\nRazem"],
        ["Razem we dwoje", "5", "3", ""],
    ],
)
def test_an_answer_is_no_total(tmp_path, last):
    assert profile_of(as_file(tmp_path, [NAMES, *ANSWERS, last], "csv")).n_rows == 61
    branches = [["Suma", "5", "3", ""], *ANSWERS, ["Suma", "5", "3", ""]]
    assert profile_of(as_file(tmp_path, [NAMES, *branches[-20:-1], *branches[:1], *branches[-1:]], "csv")).skip_end == 0
    assert profile_of(as_file(tmp_path, [NAMES, FOOT[0]], "csv")).n_rows == 1
