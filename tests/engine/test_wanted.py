"""What a person says about a file counts more than what was detected; what stands above the header is found."""

import io
import zipfile

import pytest

from sonda.engine.errors import DataError
from sonda.engine.readers import spreadsheet
from sonda.engine.source import open_source
from tests.engine.workbooks import xlsx

TITLED = 'Report for May;;\n"of two\nlines";;\n\nunit;score;note\nEast;9,5;ok\nWest;8,0;so so\n'


def cells(source):
    fields = ", ".join(field.sql for field in source.opened.fields)
    return [list(row.values()) for row in source.run(f"SELECT {fields} FROM {source.opened.table}").to_pylist()]


def test_the_header_below_a_title_is_found_in_text_and_in_a_workbook(tmp_path):
    text, book = tmp_path / "a.csv", tmp_path / "a.xlsx"
    text.write_text(TITLED)
    xlsx(book, {"One": [["Report for May"], [], ["unit", "score"], ["East", 9.5], ["West", 8]]})
    for path, row in ((text, 5), (book, 3)):
        with open_source(path, find_header=True) as source:
            assert (source.columns[:2], source.opened.header_row) == (["unit", "score"], row)
            assert [line[0] for line in cells(source)] == ["East", "West"]
        with open_source(path, header_row=row) as source:
            assert source.columns[:2] == ["unit", "score"]
    with pytest.raises(DataError, match="has nothing in row 99 or below it"):
        open_source(book, header_row=99)


def test_without_a_word_the_header_is_the_first_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("unit;score\nEast;9\n")
    for options in ({}, {"find_header": True}):
        with open_source(path, **options) as source:
            assert (source.columns, source.opened.header_row) == (["unit", "score"], 1)


def test_separator_encoding_and_decimal_sign_are_taken_as_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("unit,a;score\nŁódź,b;1,5\n".encode("iso-8859-2"))
    with open_source(path, encoding="iso-8859-2", separator=";", decimal=",") as source:
        assert source.columns == ["unit,a", "score"]
        assert cells(source) == [["Łódź,b", "1,5"]]
        assert source.decimal_comma == {"unit,a", "score"}
    with open_source(path, decimal=".") as source:
        assert source.decimal_comma == set()
    with pytest.raises(DataError, match="Row 2: the encoding of this text is not known"):
        open_source(path, encoding="utf-8")


def test_a_locked_workbook_is_told_from_an_old_one(tmp_path):
    for name, content, said in (
        ("locked.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0 and more", "an old .xls workbook"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match=said):
            open_source(tmp_path / name)
    path = tmp_path / "locked.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(DataError, match="protected by a password"):
        open_source(path)


def test_R7_1_a_workbook_that_says_less_than_it_unpacks_to_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 1_000_000)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * 260_001)
    honest, liar = tmp_path / "honest.xlsx", tmp_path / "liar.xlsx"
    honest.write_bytes(whole.getvalue())
    liar.write_bytes(whole.getvalue().replace((1_040_004).to_bytes(4, "little"), (1_000).to_bytes(4, "little")))
    with pytest.raises(DataError, match=r"unpacks to 0.0 GB"):
        open_source(honest)
    with pytest.raises(DataError, match="not a workbook"):
        open_source(liar)
