"""Bad files, columns, codes and options: status 2, one sentence that names row and column, nothing on stdout."""

import gzip
import os

import pytest

from tests.cli.asking import Asked, write
from tests.engine.workbooks import xlsx

NPS = ("--score", "nps", "--json")


@pytest.fixture
def nps(capfdbinary, tmp_path):
    def ask(data, *options, name="data.csv"):
        return Asked(capfdbinary, "nps", write(tmp_path, data, name), *NPS, *options)

    return ask


ELSEWHERE = "in the program that it comes from."
PLAIN = ", but it is plain text, as a .csv file is: end its name with .csv and bring it again."
UNKNOWN = (
    ", but it is no such file: it is damaged, or of a kind that Sonda does not know. "
    f"Save it anew as .xlsx or .csv {ELSEWHERE}"
)
WEB_PAGE = (
    ", but it is a web page with a table: open it in Excel or LibreOffice, save it as .xlsx, and bring that file."
)
NOT_A_BOOK = (
    "data.ods is not a workbook that can be read. It is damaged, or another kind of file; open it in Excel or "
    "LibreOffice, save it as a new .xlsx file, and bring that one."
)
NOT_PARQUET = (
    "data.parquet is not a Parquet file that can be read. It is damaged, or another kind of file; write it anew, "
    f"or save it as .csv or .xlsx {ELSEWHERE}"
)
NOT_SPSS = (
    "data.sav is not an SPSS file that can be read. It is damaged, or another kind of file; save it anew in SPSS, "
    f"or as .csv or .xlsx {ELSEWHERE}"
)


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"nps\n9\n", "data.txt", "data.txt: Sonda reads .csv, .csv.gz, .xlsx, .ods, .sav and .parquet files."),
        (b"nps\n9\n", "data", "data: Sonda reads .csv, .csv.gz, .xlsx, .ods, .sav and .parquet files."),
        (
            b"PK\x03\x04xx",
            "data.csv",
            "data.csv is called .csv, but by its contents it is an .xlsx or .ods workbook: end its name as such files "
            "do, or save it anew as .xlsx or .csv in the program that it comes from.",
        ),
        *((b"nps\n9\n", f"data.{end}", f"data.{end} is called .{end}{PLAIN}") for end in ("xlsx", "parquet", "csv.gz")),
        (b"\x07\x91\xa0" * 99, "data.sav", f"data.sav is called .sav{UNKNOWN}"),
        (b" <html><table>", "data.xlsx", f"data.xlsx is called .xlsx{WEB_PAGE}"),
        (b"PK\x03\x04 no workbook", "data.ods", NOT_A_BOOK),
        (b"PAR1 no table", "data.parquet", NOT_PARQUET),
        (b"$FL2 no table", "data.sav", NOT_SPSS),
        (gzip.compress(b"nps\n" + b"9\n" * 999, mtime=0)[:-9], "data.csv.gz", "data.csv.gz is a damaged gzip file."),
        (b"", "data.csv", "The file data.csv is empty."),
        (b"\xef\xbb\xbf\n \n", "data.csv", "The file data.csv is empty."),
        (b"nps,unit\n", "data.csv", "data.csv has a header and no rows."),
        (b"nps,unit\n\n\n", "data.csv", "data.csv has a header and no rows."),
        (b"nps,unit\n9,a\n8\x00,b\n", "data.csv", "Row 3 holds a NUL byte: this is not a text file."),
        (b"nps,unit\n9,a\n8,b,c\n", "data.csv", "Row 3 does not fit the header: cells 3, columns 2."),
        (b"nps,unit\n9,a\n\n8\n", "data.csv", "Row 4 does not fit the header: cells 1, columns 2."),
        (b'nps,unit\n9,a\n8,"b\n', "data.csv", "Row 3: a quotation mark is opened or closed in the wrong place."),
    ],
)
def test_a_file_that_is_no_table_is_refused(nps, data, name, sentence):
    assert nps(data, name=name).refusal == sentence


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            [b"nps,miasto", "9,Łódź".encode(), "8,Łódź".encode("cp1250")],
            "The file mixes encodings: row 3 is not written like row 2 (one is UTF-8).",
        ),
        (
            ["nps,місто".encode("cp1251"), b"9,x", "8,Львів".encode()],
            "The file mixes encodings: row 3 is not written like row 1 (one is UTF-8).",
        ),
        (
            [b"nps,comment", b'9,"two\nlines"', "8,ż".encode(), "7,ż".encode("cp1250")],
            "The file mixes encodings: row 4 is not written like row 3 (one is UTF-8).",
        ),
    ],
)
def test_a_file_that_mixes_encodings_is_refused_with_its_row(nps, lines, sentence):
    assert nps(b"\n".join(lines) + b"\n").refusal == sentence


def test_a_missing_file_a_folder_and_a_file_that_may_not_be_read_are_refused(capfdbinary, tmp_path):
    assert Asked(capfdbinary, "nps", tmp_path / "no.csv", *NPS).refusal == f"There is no file {tmp_path / 'no.csv'}."
    assert Asked(capfdbinary, "nps", tmp_path, *NPS).refusal == f"{tmp_path} is a folder, not a file."


def test_a_pipe_and_a_device_are_no_files_and_nobody_waits_for_them(capfdbinary, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    for name in ("pipe.csv", "zero.csv"):
        asked = Asked(capfdbinary, "nps", tmp_path / name, *NPS)
        assert asked.refusal == f"{tmp_path / name} is a pipe or a device, not a file."


@pytest.mark.parametrize("letters", [3_000_000, 20_000_000])
def test_a_row_that_is_too_long_is_named(nps, letters):
    said = nps(f"nps,comment\n9,a\n8,{'b' * letters}\n").refusal
    assert said == "Row 3 is too long to be read: more than half a million characters."


def test_a_header_of_any_length_is_read_whole(nps):
    more = [f"column {at}" for at in range(30_000)]
    assert nps([["nps", *more], [9, *"1" * 30_000]]).answer["n"] == 1


def test_a_file_that_begins_with_blank_lines_has_no_names(nps):
    assert nps("\n\nnps,unit\n9,a\n").refusal == "Row 1 holds no names of columns."


def test_a_workbook_that_would_fill_the_memory_is_refused(capfdbinary, tmp_path, monkeypatch):
    xlsx(tmp_path / "bomb.xlsx", {"Sheet": [["nps"], [9]]})
    monkeypatch.setattr("sonda.engine.readers.spreadsheet.MOST_BYTES", 1_000)
    said = Asked(capfdbinary, "nps", tmp_path / "bomb.xlsx", *NPS).refusal
    assert said.startswith("bomb.xlsx unpacks to 0.0 GB, more than the 1e-06 GB of a workbook: ")


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("12", "Column nps, row 3: 12 is not on the scale 0–10."),
        ("-1", "Column nps, row 3: -1 is not on the scale 0–10."),
        ("9.5", "Column nps, row 3: 9.5 is not a whole number."),
        ("ten", "Column nps, row 3: “ten” is not a number."),
        ("inf", "Column nps, row 3: inf is too large to be counted."),
        ("1e400", "Column nps, row 3: 1e400 is too large to be counted."),
        ("NaN", "Column nps, row 3: “NaN” is not a number."),
        ("1" * 60, f"Column nps, row 3: {'1' * 39}… is too large to be counted."),
    ],
)
def test_a_rating_that_is_none_is_named_by_row_and_column(nps, cell, sentence):
    assert nps([["nps"], [9], [cell], [8]]).refusal == sentence


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(nps):
    text = 'nps,comment\n9,"two\nlines"\n\n8,\n12,here\n'
    assert nps(text).refusal == "Column nps, row 5: 12 is not on the scale 0–10."


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ((1, -2), "Column w, row 3: the weight -2 is negative."),
        ((1, ""), "Column w, row 3: the weight is blank."),
        ((1, "NaN"), "Column w, row 3: the weight is blank."),
        ((1, "heavy"), "Column w, row 3: the weight “heavy” is not a number."),
        ((1, "1e99"), "Column w, row 3: 1e99 is too large to be counted."),
        ((0, 0), "Column w: all weights are zero."),
    ],
)
def test_weights_that_cannot_be_weights_are_refused(nps, weights, sentence):
    rows = [["nps", "w"], *zip((9, 3), weights, strict=True)]
    assert nps(rows, "--weight", "w").refusal == sentence


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--weight", "wieght"), "There is no column wieght; is it weight?"),
        (("--by", "zzz"), "There is no column zzz."),
        (("--where", "unit"), "unit is not a condition like COLUMN=VALUE or COLUMN!=VALUE."),
        (("--where", "=a"), "=a is not a condition like COLUMN=VALUE or COLUMN!=VALUE."),
        (("--where", "!=a"), "!=a is not a condition like COLUMN=VALUE or COLUMN!=VALUE."),
        (("--where", "units=a"), "There is no column units; is it unit?"),
        (("--where", "unit=c"), "No rows are left after --where."),
        (("--missing", "Q9*:0"), "No column is named by Q9*, the pattern of missing codes."),
        (("--level", "1"), "The level of an interval lies between 0 and 1."),
        (("--level", "95%"), "argument --level: '95%' is not a number (see sonda analyze nps --help)"),
        (("--interval", "exact"), None),
        (("--colour", "red"), "unrecognized arguments: --colour red (see sonda --help)"),
    ],
)
def test_an_option_that_cannot_be_followed_is_refused(nps, options, sentence):
    said = nps([["nps", "unit", "weight"], [9, "a", 1], [3, "b", 1]], *options).refusal
    assert said == sentence or (sentence is None and said.startswith("argument --interval: invalid choice: 'exact'"))


def test_an_unknown_method_is_refused(capfdbinary):
    assert Asked(capfdbinary, "magic", "data.csv").refusal.startswith("argument METHOD: invalid choice: 'magic'")


@pytest.mark.parametrize(
    ("method", "options", "sentence"),
    [
        ("csat", ("--score", "a", "--scale", "5"), "5 is not a scale like 1-5."),
        (
            "csat",
            ("--score", "a", "--scale", "5-1"),
            "A scale runs from its lowest to its highest answer, not from 5 to 1.",
        ),
        ("csat", ("--score", "a", "--scale", "1-3"), "Column a, row 3: 5 is not on the scale 1–3."),
        ("servqual", ("--expectation", "X", "--perception", "Y"), "No columns pair up by the prefixes X, Y."),
        ("alpha", ("--items", "a"), "At least 2 columns are needed; 1 are named."),
        ("alpha", ("--items", "a,b,a"), "Column a is named twice."),
        (
            "gap",
            ("--items", "a", "--group", "g", "--ours", "x", "--theirs", "q", "--kind", "self"),
            "Nobody in column g belongs to “q”.",
        ),
        (
            "gap",
            ("--items", "a", "--group", "g", "--ours", "x", "--theirs", "x", "--kind", "self"),
            "A gap needs two different groups, not x twice.",
        ),
        (
            "drivers",
            ("--outcome", "a", "--drivers", "b,c", "--missing-data", "complete"),
            "Only 3 rows answered the outcome and every driver; 2 drivers need at least 4. Name fewer drivers.",
        ),
        ("drivers", ("--outcome", "a", "--drivers", "b", "--success", "99"), "No row has 99 in column a."),
        (
            "drivers",
            ("--outcome", "a", "--drivers", "b", "--model", "logit", "--missing-data", "em"),
            "The logistic model uses complete rows only: leave out em.",
        ),
        (
            "priorities",
            ("--importance", "a"),
            "Priorities need the prefixes of importance and performance, or an outcome and its drivers.",
        ),
        (
            "kano",
            ("--functional", "a,b", "--dysfunctional", "c"),
            "2 functional and 1 dysfunctional columns do not pair up.",
        ),
        (
            "kano",
            ("--functional", "a", "--dysfunctional", "g"),
            "Column g, row 2: “x” is not one of the answers that can be given.",
        ),
        (
            "contrast",
            ("--outcome", "a", "--drivers", "b", "--low", "1,2", "--high", "2,5"),
            "The rating 2 cannot be low and high at once.",
        ),
        ("control", ("--chart", "p", "--value", "a"), "Chart p needs --size, the number behind each count."),
        ("control", ("--chart", "nps", "--value", "a"), "An NPS chart needs --time, the time of each answer."),
        (
            "churn",
            ("--duration", "a", "--event", "g", "--event-value", "gone"),
            "No row has “gone” in column g.",
        ),
        (
            "churn",
            ("--duration", "a", "--event", "g", "--event-value", "x", "--times", "12,soon"),
            "“soon” is not a time to report: times are numbers from 0.",
        ),
    ],
)
def test_a_method_says_what_it_cannot_use(capfdbinary, tmp_path, method, options, sentence):
    data = write(tmp_path, [["a", "b", "c", "g"], [2, 4, 1, "x"], [5, 4, 3, "y"], [1, 2, 2, "x"]])
    said = Asked(capfdbinary, method, data, *options, "--json").refusal
    assert said == sentence


@pytest.mark.parametrize(
    ("margins", "out", "sentence"),
    [
        ("[sex]\nf = 5\n", "out.csv", "Column sex, row 3: the margins give no target for “m”."),
        (
            "[sex]\nf = 5\nm = 5\nx = 5\n",
            "out.csv",
            "Nobody in the data belongs to sex = x, so no weight can stand for it.",
        ),
        ("[sex]\nf = -5\nm = 5\n", "out.csv", "margins.toml: sex, f is not a count of 0 or more."),
        (
            "sex = 5\n",
            "out.csv",
            "margins.toml: sex is not a table of population counts such as [sex] with female = 520.",
        ),
        ("[sex\n", "out.csv", None),
        ('[sex]\n"f\\u0000" = 5\nm = 5\n', "out.csv", "A text with a NUL character cannot be compared."),
        ("[sex]\nf = 5\nm = 5\n", "out.xlsx", "out.xlsx: weights are written to a .csv or a .parquet file."),
        ("[sex]\nf = 5\nm = 5\n", "data.csv", None),
        ("[age]\nold = 5\n", "out.csv", "There is no column age."),
    ],
)
def test_raking_says_what_it_cannot_use_and_writes_nothing(capfdbinary, tmp_path, margins, out, sentence):
    data = write(tmp_path, [["nps", "sex"], [9, "f"], [3, "m"]])
    file = write(tmp_path, margins, "margins.toml")
    said = Asked(capfdbinary, "rake", data, "--margins", file, "--out", tmp_path / out, "--json").refusal
    assert said == sentence or sentence is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "margins.toml"]
    assert data.read_text() == "nps,sex\n9,f\n3,m\n"


@pytest.mark.parametrize("value", ["'; DROP TABLE data; --", "{0}", "%(x)s %s", 'x") AS y, (SELECT 1', "a\\'b", "🐈 ż"])
def test_a_name_or_code_that_looks_like_a_statement_is_a_name_or_code(capfdbinary, tmp_path, value):
    data = tmp_path / "data.csv"
    quoted = '"' + value.replace('"', '""') + '"'
    data.write_text(f"{quoted},unit\n9,{quoted}\n3,b\n{quoted},b\n")
    options = ("--missing", quoted, "--where", f"unit!={value} ", "--by", "unit", "--json")
    asked = Asked(capfdbinary, "nps", data, "--score", value, *options[:2], *options[4:])
    assert [(row["group"], row["n"]) for row in asked.answer["rows"]] == []
    assert asked.answer["n"] == 0
    kept = Asked(capfdbinary, "nps", data, "--score", value, *options[:4], "--json")
    assert (kept.answer["n"], kept.answer["rows"][0]["detractors"]) == (1, 1)
