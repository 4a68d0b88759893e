"""The same answers in every kind of file, encoding and dialect give the same figures, and say how they were read."""

import gzip

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from sonda.engine.analyses import run
from sonda.engine.errors import DataError
from sonda.engine.readers import numbering
from sonda.engine.readers import text as text_reader
from sonda.engine.readers.numbering import texts
from sonda.engine.selection import Selection
from sonda.engine.source import Source, open_source
from tests.engine.workbooks import ods, xlsx

HEADER = ["nps ", "місто", "waga"]
ROWS = [(10, "Львів", 1.5), (9, "Łódź", 0.5), (8, "Львів", 1.0), (3, "Łódź", 2.25), (None, "Київ", 1.0)]


def counted(path, **options):
    selection = Selection(by=HEADER[1], weight="waga", **options)
    with open_source(path) as source:
        answer = run("nps", source, selection, score="nps").as_dict()
        assert source.statements == 1
    return [(row["group"], row["n"], row["nps"]) for row in answer["rows"]], answer["warnings"]


def text(separator=",", comma=False, rows=ROWS):
    def cell(value):
        written = "" if value is None else str(value)
        return written.replace(".", ",") if comma and isinstance(value, float) else written

    lines = [HEADER, *([cell(value) for value in row] for row in rows)]
    return "".join(separator.join(line) + "\n" for line in lines)


EXPECTED = [("Łódź", 2, 100 * (0.5 - 2.25) / 2.75), ("Львів", 2, 60.0)]
TOO_SMALL = "Group Київ is too small to be judged (answers that carry weight: 0)."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (text().encode(), []),
        (text().encode("utf-8-sig"), []),
        (text(";").encode(), ["Cells are separated by a semicolon."]),
        (text("\t").encode(), ["Cells are separated by a tab."]),
        (text("|").encode(), ["Cells are separated by a vertical bar."]),
        *(
            (data, ["Cells are separated by a semicolon."])
            for data in (
                f"sep=;\n{text(';')}".encode(),
                f"SEP=;\r\n{text(';')}".encode("utf-8-sig"),
                f'"sep=;"\n{text(";")}'.encode(),
                f"sep=;\n{text(';')}".replace("\n", "\r").encode(),
            )
        ),
        (f"sep=,\n{text()}".encode(), []),
        (f"sep=^\n{text('^')}".encode(), ["Cells are separated by a ^."]),
        (
            text(";", comma=True).encode(),
            ["Cells are separated by a semicolon.", "Numbers in column waga were read with a decimal comma."],
        ),
        (text().encode("utf-16"), ["The file was read as UTF-16."]),
        (text().encode("utf-16-be"), ["The file was read as UTF-16."]),
        (text().replace("\n", "\r\n").encode(), []),
        (text().replace("\n", "\r").encode(), []),
        (text().replace("9,Łódź", ' 9 ,"Łódź "').encode(), []),
    ],
)
def test_a_text_file_is_read_as_it_was_written(tmp_path, data, said):
    path = tmp_path / "answers.csv"
    path.write_bytes(data)
    rows, warnings = counted(path)
    assert [row[:2] for row in rows] == [row[:2] for row in EXPECTED]
    assert [row[2] for row in rows] == pytest.approx([row[2] for row in EXPECTED])
    assert warnings[: len(said)] == said
    assert TOO_SMALL in warnings


@pytest.mark.parametrize(
    "data",
    [
        b"sep=;\r\nnps;unit\r\n9;a\r\n\r\n12;b\r\n",
        b"sep=;\nnps;unit\r\n9;a\r\n\r\n12;b\r\n",
        b"\xef\xbb\xbfsep=;\nnps;unit\n9;a\n\n12;b\n",
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_the_line_that_tells_excel_the_separator_counts_as_a_row_of_the_file(tmp_path, data, packed):
    path = tmp_path / ("answers.csv.gz" if packed else "answers.csv")
    path.write_bytes(gzip.compress(data) if packed else data)
    with open_source(path) as source, pytest.raises(DataError, match=r"^Column nps, row 5: 12 is not on the scale"):
        run("nps", source, Selection(), score="nps")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("sep=;\n", "The file answers.csv is empty."),
        ("sep=;\nnps;unit\n", "answers.csv has a header and no rows."),
        ("sep=;\nnps;unit\n9;a\n8\n", "Row 4 does not fit the header: cells 1, columns 2."),
        ('sep=;\nnps;unit\n9;a\n8;"b\n', "Row 4: a quotation mark is opened or closed in the wrong place."),
    ],
)
def test_what_is_wrong_below_that_line_is_named_by_its_row(tmp_path, data, sentence):
    path = tmp_path / "answers.csv"
    path.write_text(data)
    with pytest.raises(DataError) as refused, open_source(path) as source:
        run("nps", source, Selection(), score="nps")
    assert str(refused.value) == sentence


def test_one_column_of_decimal_commas_needs_no_separator(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("score\n4,5\n3,0\n\n1,5\n")
    with open_source(path) as source:
        answer = run("control", source, Selection(), chart="imr", value="score").as_dict()
    assert [row["value"] for row in answer["rows"]] == [4.5, 3, 1.5]
    assert answer["warnings"][0] == "Numbers in column score were read with a decimal comma."


def test_line_ends_of_two_kinds_are_read_at_the_second_attempt(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(text().replace("\n", "\r\n", 2).encode())
    with open_source(path) as source:
        assert run("nps", source, Selection(), score="nps").n == 4


@pytest.mark.parametrize(
    ("encoding", "town", "said"),
    [
        ("cp1250", "Łódź", "The file was read as Windows-1250 (cp1250)."),
        ("cp1250", "Gdańsk", "The file was read as Windows-1250 (cp1250)."),
        ("cp1251", "Чернівці", "The file was read as Windows-1251 (cp1251)."),
        ("cp1251", "Ґрунь і Їжаків", "The file was read as Windows-1251 (cp1251)."),
    ],
)
def test_an_eight_bit_file_is_read_by_its_letters_and_says_so(tmp_path, encoding, town, said):
    path = tmp_path / "answers.csv"
    path.write_bytes(f'score,town,comment\n9,{town},"ok\nok"\n9,{town},ok\n3,Rome,ok\n3,Rome,ok\n'.encode(encoding))
    with open_source(path) as source:
        answer = run("nps", source, Selection(by="town"), score="score").as_dict()
    assert [row["group"] for row in answer["rows"]] == sorted(["Rome", town])
    assert answer["warnings"] == [said]


def test_a_decimal_comma_that_comes_late_is_still_found(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("nps;w\n" + "9;1\n" * 2000 + "3;0,5\n3;0,5\n")
    with open_source(path) as source:
        answer = run("nps", source, Selection(weight="w"), score="nps").as_dict()
    assert answer["rows"][0]["nps"] == pytest.approx(100 * 1999 / 2001)
    assert "Numbers in column w were read with a decimal comma." in answer["warnings"]


def test_a_thousand_between_commas_is_not_guessed_to_be_a_decimal(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text('nps,w\n9,"1,000"\n3,"2,000"\n')
    with open_source(path) as source, pytest.raises(DataError, match=r"row 2: the weight “1,000” is not a number"):
        run("nps", source, Selection(weight="w"), score="nps")


def test_a_file_that_writes_both_decimal_signs_in_one_column_is_refused(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("nps;w\n9;1,5\n3;1.5\n")
    with open_source(path) as source, pytest.raises(DataError, match=r"row 3: the weight “1.5” is not a number"):
        run("nps", source, Selection(weight="w"), score="nps")


def test_a_packed_text_file(tmp_path):
    path = tmp_path / "answers.CSV.gz"
    path.write_bytes(gzip.compress(text().encode()))
    rows, _ = counted(path)
    assert [row[:2] for row in rows] == [row[:2] for row in EXPECTED]


def test_workbooks(tmp_path):
    xlsx(tmp_path / "answers.xlsx", {"Empty": [], "Answers": [HEADER, *ROWS]})
    ods(tmp_path / "answers.ods", [HEADER, *ROWS])
    for name in ("answers.xlsx", "answers.ods"):
        rows, warnings = counted(tmp_path / name)
        assert [row[:2] for row in rows] == [row[:2] for row in EXPECTED]
        assert [row[2] for row in rows] == pytest.approx([row[2] for row in EXPECTED])
        assert warnings == [TOO_SMALL]


def test_a_row_of_a_workbook_is_numbered_as_the_workbook_shows_it(tmp_path):
    xlsx(tmp_path / "answers.xlsx", {"A": [[], ["nps"], [9], [], ["twelve"]]})
    with open_source(tmp_path / "answers.xlsx") as source, pytest.raises(DataError) as refused:
        run("nps", source, Selection(), score="nps")
    assert str(refused.value) == "Column nps, row 5: “twelve” is not a number."
    assert (refused.value.row, refused.value.column) == (5, "nps")


def test_a_workbook_of_several_sheets_says_which_was_read(tmp_path):
    xlsx(tmp_path / "answers.xlsx", {"First": [["nps"], [9]], "Second": [["nps"], [3]]})
    with open_source(tmp_path / "answers.xlsx") as source:
        assert [str(note) for note in source.notes] == ["Of 2 sheets the first, First, was read."]
    with open_source(tmp_path / "answers.xlsx", sheet="Second") as source:
        assert run("nps", source, Selection(), score="nps").as_dict()["rows"][0]["detractors"] == 1
    with pytest.raises(DataError, match="has no sheet Third"):
        open_source(tmp_path / "answers.xlsx", sheet="Third")


def test_an_spss_file_keeps_its_codes_and_its_labels(tmp_path):
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame({"nps": [10.0, 9.0, 8.0, 3.0, np.nan], "town": list("abaab"), "w": [1.5, 0.5, 1, 2.25, 1]})
    labels = {"nps": {10.0: "certainly", 0.0: "never"}}
    pyreadstat.write_sav(frame, str(tmp_path / "answers.sav"), variable_value_labels=labels)
    with open_source(tmp_path / "answers.sav") as source:
        assert source.labels == {"nps": {"10": "certainly", "0": "never"}}
        answer = run("nps", source, Selection(weight="w"), score="nps").as_dict()
    assert (answer["n"], answer["rows"][0]["promoters"]) == (4, 2)


def test_parquet_files_go_together_by_name(tmp_path):
    pq.write_table(pa.table({"nps": pa.array([10, 9], pa.int8()), "East & 'West'": ["a", "b"]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"East & 'West'": ["a"], "nps": pa.array([3.0]), "new": [True]}), tmp_path / "2.parquet")
    with Source.from_parquet([tmp_path / "1.parquet", tmp_path / "2.parquet"]) as source:
        assert source.columns == ["nps", "East & 'West'", "new"]
        answer = run("nps", source, Selection(where=["East & 'West'=a"]), score="nps").as_dict()
        assert answer["n"] == 2
        assert run("nps", source, Selection(where=["new=true"]), score="nps").n == 1


def test_a_name_with_stars_and_brackets_names_one_file(tmp_path):
    for name in ("a[1]*.csv", "a1.csv"):
        (tmp_path / name).write_text("nps\n9\n")
    with open_source(tmp_path / "a[1]*.csv") as source:
        assert run("nps", source, Selection(), score="nps").n == 1


def test_codes_compare_as_text_and_numbers_as_numbers(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("nps,q,code\n9,6,01\n9,6.0,1\n9, 6 ,1.0\n9,x6,one\n3,,\n")
    with open_source(path) as source:

        def kept(*where, **options):
            return run("nps", source, Selection(where=where, **options), score="nps").n

        assert kept("q=6") == kept("q=6.0") == 3
        assert kept("q!=6") == 2
        assert kept("q=") == 1
        assert kept("q!=") == 4
        assert kept("code=1") == 3
        assert kept("code=one") == 1
        assert kept(missing=["9.0"]) == 1
        assert kept(missing=["q:9"]) == 5
        assert kept(missing=["n*:9"]) == 1


def test_a_temporary_folder_is_gone_when_the_source_is_closed(tmp_path):
    (tmp_path / "a.csv").write_text("nps\n9\n")
    with open_source(tmp_path / "a.csv") as source:
        folder = source._folder
        assert folder.is_dir()
    assert not folder.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "COPY (SELECT 1) TO '{secret}'",
        "ATTACH '{secret}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_paths = ['{secret}']",
        "SELECT * FROM read_csv('https://example.org/a.csv')",
    ],
)
def test_no_statement_reaches_another_file_the_network_or_an_extension(tmp_path, statement):
    import duckdb

    (tmp_path / "a.csv").write_text("nps\n9\n")
    (tmp_path / "secret.csv").write_text("secret\n1\n")
    with open_source(tmp_path / "a.csv") as source, pytest.raises(duckdb.Error):
        source._connection.execute(statement.format(secret=tmp_path / "secret.csv")).fetchall()


def test_a_year_as_the_name_of_a_column_is_a_whole_number_in_a_workbook(tmp_path):
    xlsx(tmp_path / "answers.xlsx", {"A": [[2026, "unit"], [9, "x"]]})
    with open_source(tmp_path / "answers.xlsx") as source:
        assert source.columns == ["2026", "unit"]


def test_ctrl_c_within_a_statement_is_ctrl_c_and_no_trouble_of_the_data(tmp_path, monkeypatch):
    class Interrupted:
        def sql(self, _):
            raise RuntimeError("Query interrupted")

        def close(self):
            pass

    (tmp_path / "answers.csv").write_text("nps,unit\n9,a\n")
    with open_source(tmp_path / "answers.csv") as source:
        monkeypatch.setattr(source, "_connection", Interrupted())
        with pytest.raises(KeyboardInterrupt):
            source.run("SELECT 1")


def test_R7_1_a_packed_file_that_unpacks_to_more_than_answers_ever_fill_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(text_reader, "MOST_UNPACKED", 3_000_000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000))
    with pytest.raises(DataError, match=r"bomb\.csv\.gz unpacks to more than 0\.003 GB: split it"):
        open_source(path)
    monkeypatch.setattr(text_reader, "MOST_UNPACKED", 5_000_000)
    open_source(path).close()


def test_rows_between_blank_lines_are_numbered_in_one_walk_of_the_file(tmp_path, monkeypatch):
    lines = ["a,b", "", "1,2", '"x\n\ny",3', "", "", *(f"{n},{n}" for n in range(400)), "", "9,9"]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(lines))
    walks = []
    monkeypatch.setattr(numbering, "texts", lambda opened: walks.append(1) or texts(opened))
    with open_source(path) as source:
        shown = [source.opened.true_row(record) for record in range(2, 405)]
    assert shown == [3, 4, *range(7, 407), 408]
    assert len(walks) == 1


def test_R7_1_a_line_without_end_below_the_names_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("a,b\nx," + 2_000_000 * "y" + "\n" + 400 * "1,2\n")
    with pytest.raises(DataError, match="Row 2 is too long"):
        open_source(path, skip_below=1)


def test_formulas_without_a_result_and_errors_of_excel_are_said(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "answers.xlsx") as book:
        book.add_worksheet("Cover")
        page = book.add_worksheet("R&D")
        page.write_row(0, 0, ["nps", "unit", "sum"])
        for row in range(1, 4):
            page.write_formula(row, 0, "=RANDBETWEEN(0,10)", value="")
            page.write_formula(row, 1, "=1/0", value="#DIV/0!")
            page.write_formula(row, 2, "=1+1", value=2)
    with open_source(tmp_path / "answers.xlsx", sheet="R&D") as source:
        told = [str(note) for note in source.notes]
    assert [each[:95] for each in told] == [
        "Cells with a formula whose result the file does not carry: 3, the first is A2. They are read as",
        "Cells in which Excel shows an error (#DIV/0!): 3, the first is B2. They are read as blank.",
    ]


def test_a_name_in_merged_cells_is_that_of_each_column_below_it_and_a_title_is_not(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "answers.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["id"])
        page.merge_range(0, 1, 0, 2, "Rating")
        page.write_row(1, 0, ["a", 9, 4])
        titled = book.add_worksheet("Titled")
        titled.merge_range(0, 0, 0, 2, "Survey 2026")
        titled.write_row(1, 0, ["a", 9, 4])
    with open_source(tmp_path / "answers.xlsx") as source:
        assert source.columns == ["id", "Rating", "Rating (2)"]
        assert "“Rating” stands in merged cells over 2 columns; each of them is called so." in map(str, source.notes)
    with pytest.raises(DataError, match="does not fit the header"):
        open_source(tmp_path / "answers.xlsx", sheet="Titled")
