"""Files as survey tools write them: further headings, names that stand twice, their dates and percentages."""

import csv
import io
from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Question
from sonda.apps.transfers.choices import State, UploadState
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.mapping.text import text_of
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.profiling.profile import Profile
from sonda.apps.transfers.profiling.profiler import profile_of
from sonda.apps.transfers.reading.checking import dry_run
from sonda.apps.transfers.suggesting.roles import suggest
from sonda.apps.transfers.uploads.forms import HowForm
from sonda.apps.transfers.wizard.queries import draft_of
from tests.engine.workbooks import ods, xlsx

pytestmark = pytest.mark.any_database  # how a file is read; what is stored of it other tests ask of both

QUALTRICS = [
    ["ResponseId", "Q1", "Q2_1", "Q2_2", "Q2_3"],
    ["Response ID", "Would you\nrecommend us?", "How was: - The queue", "How was: - Staff", "How was: - Price"],
    [f'{{"ImportId":"QID{i}"}}' for i in range(5)],
    *([f"R_{i:02d}", str(i % 11), str(i % 7 + 1), str((i + 2) % 7 + 1), str((i + 4) % 7 + 1)] for i in range(20)),
]
MONKEY = [
    ["Respondent ID", "Would you recommend us?", "How was it?", "", "", "Why"],
    ["", "Response", "Staff", "Price", "Speed", "Open-Ended Response"],
    *([str(100 + i), str(i % 11), str(i % 5 + 1), str((i + 1) % 5 + 1), str((i + 3) % 5 + 1), ""] for i in range(20)),
]


def text_as_csv(rows, end="\n"):
    written = io.StringIO()
    csv.writer(written, lineterminator=end).writerows(rows)
    return written.getvalue()


def as_file(folder, rows, ending):
    path = folder / f"answers.{ending}"
    if ending == "csv":
        path.write_text(text_as_csv(rows, end="\r\n"), newline="")
    else:
        filled = [[cell or None for cell in row] for row in rows]
        xlsx(path, {"Answers": filled}) if ending == "xlsx" else ods(path, filled)
    return path


def notes(profile):
    return [note["text"] % note["values"] for note in profile.notes]


@pytest.fixture
def drafted(organization):
    """The mapping that the wizard suggests for a file, as the TOML that `sonda import` takes."""

    def draft(path, **how):
        upload = Upload(organization=organization, file_name=path.name, state=UploadState.READY, options=how)
        upload.profile = Profile.from_json(profile_of(path, **how).as_json()).as_json()
        return text_of(draft_of(upload, language="en").mapping)

    return draft


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_the_headings_of_qualtrics_are_left_out_and_are_the_questions(tmp_path, drafted, bring, ending):
    path = as_file(tmp_path, QUALTRICS, ending)
    profile = profile_of(path)
    assert (profile.n_rows, profile.skip_below, profile.columns[1].label) == (20, 2, "Would you recommend us?")
    mapping = drafted(path)
    assert "skip_below = 2" in mapping
    done = bring(path, mapping)
    assert (done.state, done.n_stored, done.warnings) == (State.DONE, 20, [])
    assert Question.objects.get(key="q1").texts == {"en": "Would you recommend us?"}
    assert Response.objects.get(respondent="R_09").answers["q1"] == 9


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_the_options_of_surveymonkey_stand_behind_their_question(tmp_path, drafted, bring, ending):
    path = as_file(tmp_path, MONKEY, ending)
    profile = profile_of(path)
    names = ["How was it? [Staff]", "How was it? [Price]", "How was it? [Speed]", "Why"]
    assert [column.name for column in profile.columns][2:] == names
    assert notes(profile) == [
        "Row 2 holds more headings, it seems, so it is left out. If somebody’s answers stand in it, say below that no "
        "rows are to be left out."
    ]
    done = bring(path, drafted(path))
    assert (done.state, done.n_stored) == (State.DONE, 20)
    assert Response.objects.get(respondent="103").answers["how_was_it_staff"] == 4


@pytest.mark.django_db
def test_rows_below_the_headings_keep_their_numbers_and_nobody_is_left_out_by_force(tmp_path, drafted):
    rows = [[*row] for row in QUALTRICS]
    path = as_file(tmp_path, rows, "csv")
    mapping = drafted(path)
    rows[6][2] = "soon"
    broken = as_file(tmp_path, [*rows[:5], [], *rows[5:]], "csv")
    (problem,) = dry_run(broken, read_mapping(mapping)).problems
    assert (problem["row"], problem["column"]) == (8, "Q2_1")
    assert profile_of(path, skip_below=0).n_rows == 22
    assert "skip_below" not in drafted(path, skip_below=0)
    first = [["id", "nps", "queue", "since"], ["1", "none", "hard to say", "2026-01-01"]]
    people = [[str(i), "7", "5", "2026-01-01"] for i in range(2, 9)]
    words = [["kind", "said"], *(["Response", f"so {letter}"] for letter in "abcdefgh")]  # everybody says it
    assert profile_of(as_file(tmp_path, words, "csv")).skip_below == 0
    assert profile_of(as_file(tmp_path, [*first, *people], "csv")).skip_below == 0


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_names_that_stand_twice_are_numbered_and_said(tmp_path, drafted, bring, ending):
    rows = [["id", "Oceń", "Dlaczego", "Oceń ", "Dlaczego"]]
    rows += [[f"k{i}", str(i % 11), f"bo tak {i}", str(10 - i % 11), f"bo nie {i}"] for i in range(20)]
    path = as_file(tmp_path, rows, ending)
    profile = profile_of(path)
    assert [column.name for column in profile.columns][2:] == ["Dlaczego", "Oceń (2)", "Dlaczego (2)"]
    said = "Names that stand more than once in the file were numbered: Oceń (2), Dlaczego (2)."
    assert said in notes(profile)
    done = bring(path, drafted(path))
    assert done.state == State.DONE
    assert [warning["text"] % warning["values"] for warning in done.warnings] == [said]
    assert Response.objects.get(respondent="k3").answers["dlaczego_2"] == "bo nie 3"


@pytest.mark.django_db
def test_another_row_of_names_takes_no_number_of_headings_from_the_former(organization):
    upload = Upload(organization=organization, file_name="answers.csv")
    found = Profile(n_rows=9, columns=[], preview=[], header_row=1, skip_below=2)

    def said(**typed):
        form = HowForm.of(upload, found, QueryDict(urlencode({"header_row": 1, "skip_below": 2, **typed})))
        assert form.is_valid()
        return form.options()

    assert said(decimal=",") == {"header_row": 1, "skip_below": 2, "decimal": ","}
    assert said(header_row=2) == {"header_row": 2}  # else the first of the answers would be left out
    assert said(header_row=2, skip_below=1) == {"header_row": 2, "skip_below": 1}
    assert said(skip_below=0) == {"header_row": 1, "skip_below": 0}


def column_of(profile, name):
    return next(column for column in profile.columns if column.name == name)


def answered(folder, name, cells, ending="csv"):
    """A file of who answered, a column of these cells, and a score."""
    rows = [["klient", name, "NPS"], *([f"k{i}", cell, i % 11] for i, cell in enumerate(cells))]
    if ending == "csv":
        return as_file(folder, rows, "csv")
    xlsx(folder / "answers.xlsx", {"Answers": rows})
    return folder / "answers.xlsx"


DAYS = {
    "Zulu": [f"2026-03-{day:02d}T23:59:00Z" for day in range(1, 29)],
    "offset": [f"2026-03-{day:02d}T00:15:00+02:00" for day in range(1, 29)],
    "thousandths": [f"2026-03-{day:02d} 23:59:59.987" for day in range(1, 29)],
    "of all kinds": [f"2026-03-{day:02d}{('', ' 07:05', 'T07:05:01.5-0530')[day % 3]}" for day in range(1, 29)],
    "in a row": [f"202603{day:02d}" for day in range(1, 29)],
    "Excel": [46081 + day + (day % 4) / 4 for day in range(1, 29)],
}


@pytest.mark.django_db
@pytest.mark.parametrize("cells", DAYS.values(), ids=DAYS)
def test_times_of_machines_are_dates_of_the_day_that_is_written(tmp_path, drafted, bring, cells):
    path = answered(tmp_path, "Data wypełnienia", cells)
    assert notes(profile_of(path)) == []
    done = bring(path, drafted(path))
    assert (done.state, done.n_stored) == (State.DONE, 28)
    assert str(Response.objects.get(respondent="k4").answered_on) == "2026-03-05"


@pytest.mark.django_db
def test_midnights_of_a_workbook_are_times_like_the_others(tmp_path, drafted, bring):
    times = [datetime(2026, 3, day, hour % 3 * 8) for hour, day in enumerate(range(1, 29))]
    path = answered(tmp_path, "Timestamp", times, "xlsx")
    assert notes(profile_of(path)) == []
    mapping = drafted(path)
    assert "date_format" not in mapping
    assert bring(path, mapping).n_stored == 28
    assert str(Response.objects.get(respondent="k3").answered_on) == "2026-03-04"


@pytest.mark.django_db
def test_days_counted_by_excel_are_told_with_one_of_them_and_other_numbers_stay_numbers(tmp_path):
    days = [*range(46000, 46030), "brak", "brak", "brak"]  # the most frequent cell is no day
    (day,) = (
        guess for guess in suggest(profile_of(answered(tmp_path, "Data ankiety", days))) if guess.role == "period"
    )
    assert [str(note) for note in day.because] == ["Its numbers are days as Excel counts them: 46000 is 2025-12-09."]
    roles = [guess.role for guess in suggest(profile_of(answered(tmp_path, "Zarobki", days[:30])))]
    assert roles == ["respondent", "number", "nps"]


@pytest.mark.django_db
def test_the_day_that_limesurvey_writes_for_nobody_is_no_answer(tmp_path, drafted, bring):
    cells = ["1980-01-01 00:00:00" if i % 2 else f"2026-02-{i + 1:02d} 10:00:00" for i in range(20)]
    path = answered(tmp_path, "submitdate", cells)
    told = [str(note) for guess in suggest(profile_of(path)) for note in guess.because]
    assert (
        "1980-01-01 00:00:00 is what LimeSurvey writes where nothing was sent off; it is taken as “no answer”." in told
    )
    assert bring(path, drafted(path)).n_stored == 20
    found = dict(Response.objects.values_list("respondent", "answered_on"))
    assert (str(found["k2"]), found["k3"]) == ("2026-02-03", None)


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["{}%", "{} %", "{},5 %", "{}.5\u00a0%"])
def test_percentages_are_numbers_of_a_hundred(tmp_path, drafted, bring, written):
    path = answered(tmp_path, "Udział zakupów", [written.format(i) for i in range(30)])
    share = column_of(profile_of(path), "Udział zakupów")
    half = 0.5 if "5" in written else 0
    assert (share.kind, share.is_percent, share.low, share.high) == ("number", True, half, 29 + half)
    mapping = drafted(path)
    assert bring(path, mapping).n_stored == 30
    assert Question.objects.get(key="udzial_zakupow").role == "number"
    assert Response.objects.get(respondent="k7").answers["udzial_zakupow"] == 7 + half


def test_shares_written_in_two_ways_are_not_taken_as_one_amount(tmp_path):
    path = answered(tmp_path, "Share", [f"{i}%" if i % 2 else f"0.{10 + i}" for i in range(1, 31)])
    (guess,) = (guess for guess in suggest(profile_of(path)) if guess.name == "Share")
    assert guess.role == ""
    assert "with it 45 counts as 45" in str(guess.because[0])
