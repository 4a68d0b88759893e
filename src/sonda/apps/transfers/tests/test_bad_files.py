"""Damaged, disguised and unusual files through the wizard's door: a clear sentence each, or the right table."""

import gzip
import struct
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from sonda.apps.transfers.choices import UploadState
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.tests.test_uploads import bring, home, told  # noqa: F401  `home` is a fixture
from sonda.apps.transfers.wizard.queries import draft_of
from tests.engine.workbooks import ods, xlsx

pytestmark = pytest.mark.django_db
HEADER = ["unit", "score", "day"]
ROWS = [["East", 9, "2026-03-01"], ["West", 4, "2026-03-02"], ["Łódź", 3, "2026-03-03"]]


def file(path, rows=ROWS, header=HEADER):
    """The bytes of a file of this kind."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=header)
    match path.name.split(".", 1)[1]:
        case "xlsx":
            xlsx(path, {"A": [header, *rows]})
        case "ods":
            ods(path, [header, *rows])
        case "sav":
            pyreadstat.write_sav(frame, str(path))
        case "parquet":
            pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
        case "csv.gz":
            path.write_bytes(gzip.compress(frame.to_csv(index=False).encode()))
    return path.read_bytes()


def said(client, member, content, name):
    """What the wizard says of a file: at the door, or when it was read; nothing is kept of one refused at the door."""
    answer = bring(client, member, content, name)
    if answer.status_code >= 400:
        assert not Upload.objects.exists()
        return answer.text.replace("\xa0", " ")
    upload = Upload.objects.get()
    draft_of(upload, language="en") if upload.profile else None
    text = told(client, upload)
    upload.delete()
    assert (upload.state == UploadState.UNREADABLE) == ("Bring another file" in text)
    return text


@pytest.mark.parametrize(
    ("ending", "sentence"),
    [
        ("xlsx", "is not a workbook that can be read."),
        ("ods", "is not a workbook that can be read."),
        ("sav", "is not an SPSS file that can be read."),
        ("parquet", "is not a Parquet file that can be read."),
        ("csv.gz", "is a damaged gzip file."),
    ],
)
def test_a_file_that_is_cut_damaged_empty_or_only_a_header_is_told_so(client, alice, tmp_path, ending, sentence):
    name = f"answers.{ending}"
    whole = file(tmp_path / name)
    for share in (0.1, 0.6, 0.98):
        assert f"{name} {sentence}" in said(client, alice, whole[: int(len(whole) * share)], name)
    middle = len(whole) // 2
    holes = (whole[:8] + b"\0" * 900, whole[: middle - 60] + b"\xff" * 120 + whole[middle + 60 :])
    for damaged in holes:
        text = said(client, alice, damaged, name)
        assert sentence in text or "3 rows, 3 columns" in text
    assert f"The file {name} is empty." in said(client, alice, b"", name)
    header = file(tmp_path / f"header.{ending}", rows=[])
    assert f"{name} has a header and no rows." in said(client, alice, header, name)
    assert "but it is plain text, as a .csv file is: end its name with .csv and bring it again." in said(
        client, alice, b"a;b\n1;2\n", name
    )
    if ending != "sav":
        twice = tmp_path / f"twice.{ending}"
        if ending == "parquet":
            pq.write_table(pa.table([[1], [2]], names=["a", "a"]), twice)
        assert "Names that stand more than once in the file were numbered: a (2)." in said(
            client, alice, twice.read_bytes() if twice.exists() else file(twice, [[1, 2]], ["a", "a"]), name
        )


def test_letters_broken_within_a_workbook_are_no_fault_of_ours(client, alice, tmp_path):
    whole = file(tmp_path / "a.xlsx")
    for place in (whole.index(b"<c r="), whole.index(b"East")):
        broken = whole[:place] + b"\xff\xfe" + whole[place + 2 :]
        assert "is not a workbook that can be read." in said(client, alice, broken, "a.xlsx")


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path.read_bytes()


def test_a_bomb_a_locked_file_and_a_file_of_another_kind_are_told_at_once_or_when_read(client, alice, tmp_path):
    bomb = packed(tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": b"0" * 123_457})
    bomb = bomb.replace(struct.pack("<I", 123_457), struct.pack("<I", 1_000_100_000))
    assert "unpacks to 1.0 GB, more than the 1 GB of a workbook" in said(client, alice, bomb, "bomb.xlsx")
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    locked = packed(tmp_path / "a.ods", {"content.xml": b"\x01", "META-INF/manifest.xml": manifest})
    assert "a.ods is protected by a password" in said(client, alice, locked, "a.ods")
    old = b"\xd0\xcf\x11\xe0" + bytes(600)
    assert "it is an old .xls workbook" in said(client, alice, old, "a.xlsx")
    assert "Sonda reads .csv" in said(client, alice, old, "a.xls")
    for content, what in ((b"%PDF-1.4", "a PDF document"), (b"$FL2@(#)", "an SPSS .sav file"), (b"PAR1", "a .parquet")):
        assert f"by its contents it is {what}" in said(client, alice, content, "a.csv")
    assert "is not a workbook that can be read." in said(
        client, alice, packed(tmp_path / "d.docx", {"word/document.xml": "<w/>"}), "a.xlsx"
    )
    assert "holds a NUL byte: this is not a text file" in said(client, alice, b"\x89PNG\r\n\x1a\n" + bytes(90), "a.csv")


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        (b"a;b\n1,5;2,5\n2,25;3,5\n", ("2 rows, 2 columns", "semicolon", "2,25")),
        (b"sep=;\na;b\n1,5;2\n2,25;3\n", ("2 rows, 2 columns", "semicolon")),
        ("a;b\n1,5;ż\n".encode("utf-16"), ("1 row, 2 columns", "UTF-16", "ż")),
        ("a;b\n1,5;z\n".encode("utf-16-le"), ("1 row, 2 columns", "UTF-16")),
        (("a,b\n" + "9" * 400 + ",1e999\n-1e308,1\n").encode(), ("2 rows, 2 columns",)),
        (b"day,n\n2026-03-01,1\n31.03.2026,2\n03/31/2026,3\n", ("its dates are written in several ways",)),
        ("a;b\n1;ż\n".encode("utf-16")[:-1], ("the encoding of this text is not known",)),
        (b"a,b\n1," + b"x" * 2_100_000 + b"\n2,3\n", ("Row 2 is too long to be read",)),
        (b"\xef\xbb\xbf", ("is empty.",)),
        (b",,\n1,2,3\n", ("has a header and no rows",)),
    ],
)
def test_text_files_of_every_habit(client, alice, content, sentences):
    text = said(client, alice, content, "answers.csv")
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_a_merged_header_titles_above_it_and_days_since_1904(client, alice, tmp_path):
    merged = [["About you", None, "Rating", None], ["age", "sex", "desk", "queue"], [30, "F", 5, 4], [31, "M", 4, 3]]
    xlsx(tmp_path / "m.xlsx", {"A": merged})
    assert "Row 2 does not fit the header" in (
        text := said(client, alice, (tmp_path / "m.xlsx").read_bytes(), "m.xlsx")
    )
    assert 'name="header_row"' in text
    xlsx(tmp_path / "t.xlsx", {"A": [["Report of March", None, None], [None] * 3, HEADER, *ROWS], "B": [["x"], [1]]})
    text = said(client, alice, (tmp_path / "t.xlsx").read_bytes(), "t.xlsx")
    assert "The names of the columns stand in row 3" in text
    assert 'name="sheet"' in text
    xlsx(tmp_path / "d.xlsx", {"A": [["day", "n"], [44000, 1], [44001, 2]]})
    with zipfile.ZipFile(tmp_path / "d.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    for name, old, new in (
        ("xl/workbook.xml", b"<sheets>", b'<workbookPr date1904="1"/><sheets>'),
        ("xl/worksheets/sheet1.xml", b'<c r="A2">', b'<c r="A2" s="1">'),
        ("xl/worksheets/sheet1.xml", b'<c r="A3">', b'<c r="A3" s="1">'),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>",
         b'<Relationship Id="rId9" Type="%b/styles" Target="styles.xml"/></Relationships>' % office),
    ):  # fmt: skip
        parts[name] = parts[name].replace(old, new)
    parts["xl/styles.xml"] = (
        b'<styleSheet xmlns="%b"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>' % main
    )
    text = said(client, alice, packed(tmp_path / "d.xlsx", parts), "d.xlsx")
    assert "2024-06-19" in text
