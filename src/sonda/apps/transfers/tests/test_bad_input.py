"""Each kind of bad file gets a sentence that names row and column; two spellings only warn."""

import gzip

import pytest

from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.queries import sentence
from sonda.apps.transfers.reading.checking import dry_run


@pytest.fixture
def told(file, mapping_text):
    """What is said about a file: problems, or warnings of a good one."""

    def check(text, name="answers.csv", encoding="utf-8", mapping=mapping_text):
        report = dry_run(file(text, name, encoding), read_mapping(mapping))
        return [sentence(each) for each in report.problems or report.warnings]

    return check


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (",10,", ",12,", "Row 2, column nps: 12 is not on the scale 0–10."),
        (",10,", ",ten,", "Row 2, column nps: “ten” is not a number."),
        (",10,", ",inf,", "Row 2, column nps: “inf” is not a number."),
        (",1.5", ",-1.5", "Row 2, column w: the weight -1.5 is below zero."),
        (",1.5", ",", "Row 2, column w: the weight is blank."),
        (",1.5", ",nan", "Row 2, column w: “nan” is not a number."),
        ("\n1,", "\n ,", "Row 2, column person: the respondent is blank."),
        (",nps,", ",NPS,", "Column nps: the file has no such column."),
    ],
)
def test_a_bad_cell_is_named(told, good, old, new, problem):
    assert told(good.replace(old, new, 1)) == [problem]


def test_all_weights_zero_is_a_bad_file(told, good):
    text = good.replace(",1.5\n", ",0\n").replace(",0.5\n", ",0\n").replace(",1\n", ",0\n")
    assert told(text) == ["Column w: all weights are zero."]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(told, good):
    head, *rows = good.splitlines()
    text = "\n".join([head, "", rows[0], "", rows[1].replace(",3,", ",33,"), rows[2]])
    assert told(text) == ["Row 5, column nps: 33 is not on the scale 0–10."]


def test_a_file_that_is_no_table_is_refused_in_the_words_of_the_reader(told, good):
    assert told("") == ["The file answers.csv is empty."]
    assert told(good.splitlines()[0]) == ["answers.csv has a header and no rows."]
    assert told(good, "answers.docx")[0].endswith("Sonda reads .csv, .csv.gz, .xlsx, .ods, .sav and .parquet files.")
    assert len(told(good.replace("Dobrze", "Dob\0rze"))) == 1


def test_two_encodings_in_a_file_are_refused_with_their_row(told, good):
    text = good.encode() + "4,N,home,9,5,żółć,1\n".encode("cp1250")
    assert "mixes encodings" in told(text)[0]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("cp1250", "Windows-1250 (cp1250)"), ("utf-16", "UTF-16"), ("utf-8-sig", "")],
)
def test_encodings_are_detected_and_named(told, good, encoding, said):
    assert told(good, encoding=encoding) == ([f"The file was read as {said}."] if said else [])


def test_ukrainian_text_of_windows_is_read(file, mapping_text, good):
    text = good.replace("Dobrze, dziękuję", "Все добре, дякую, їхня черга")
    report = dry_run(file(text, encoding="cp1251"), read_mapping(mapping_text))
    assert (report.n_rows, [sentence(each) for each in report.warnings]) == (
        3,
        ["The file was read as Windows-1251 (cp1251)."],
    )


def test_separator_and_decimal_comma_are_named(told):
    text = "person;branch;plan;nps;queue;note;w\n1;N;home;10;5;;1,5\n2;N;home;9;5;;0,5\n"
    assert told(text) == ["Cells are separated by a semicolon.", "Numbers in column w were read with a decimal comma."]


@pytest.mark.parametrize("other", ["SOUTH", "South  ", "Sóuth"])
def test_two_spellings_of_a_unit_warn_and_do_not_refuse(told, good, other):
    warning = f"Column branch: “South” and “{other}” look like one name; they were counted as written."
    assert told(good + f"4,{other},home,9,5,,1\n") == ([] if other.strip() == "South" else [warning])


def test_a_packed_file_reads_the_same(told, good):
    assert told(gzip.compress(good.encode()), "answers.csv.gz") == []


def test_a_comment_keeps_its_lines_and_a_formula_stays_text(bring, db, file, good):
    from sonda.apps.responses.models import Response

    text = good.replace('"Dobrze, dziękuję"', '"=1+1\nsecond line"')
    assert bring(file(text)).state == "done"
    assert Response.objects.get(respondent="1").answers["note"] == "=1+1\nsecond line"


def test_a_text_longer_than_a_page_is_refused(told, good):
    assert told(good.replace("Dobrze, dziękuję", "x" * 20_001)) == [
        "Row 2, column note: the text has 20001 characters, more than 20000."
    ]
