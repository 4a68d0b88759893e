"""What a file looks like, in each format: kinds, values, ranges, dates, labels, and what was noticed."""

import gzip
import zipfile
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from sonda.apps.transfers.profiling import profiler as profiling
from sonda.apps.transfers.profiling.profile import COUNTED, Profile
from sonda.apps.transfers.profiling.profiler import profile_of
from sonda.engine.source import open_source
from tests.engine.workbooks import ods, xlsx
from tests.shared import shared

HEADER = ["unit", "score", "weight", "day", "note"]
ROWS = [
    ["East", 9, 1.5, "2026-03-01", "Good"],
    ["West", 4, 0.5, "2026-03-02", None],
    ["East", None, 1.0, "2026-03-03", "So so"],
]


def written(path):
    """The same table in a file of this name."""
    import pandas as pd

    frame = pd.DataFrame(ROWS, columns=HEADER)
    match path.name.split(".", 1)[1]:
        case "csv":
            path.write_text(frame.to_csv(index=False))
        case "csv.gz":
            path.write_bytes(gzip.compress(frame.to_csv(index=False, sep=";", decimal=",").encode("utf-16")))
        case "xlsx":
            xlsx(path, {"Answers": [HEADER, *ROWS]})
        case "ods":
            ods(path, [HEADER, *ROWS])
        case "sav":
            pyreadstat.write_sav(frame.fillna({"note": ""}), str(path))
        case "parquet":
            pq.write_table(pa.Table.from_pandas(frame), path)
    return path


def by_name(profile):
    return {column.name: column for column in profile.columns}


def notes(profile):
    return [note["text"] % note["values"] for note in profile.notes]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.xlsx", "a.ods", "a.sav", "a.parquet"])
def test_every_format_gives_the_same_profile(tmp_path, name):
    profile = profile_of(written(tmp_path / name))
    unit, score, weight, day, note = profile.columns
    assert (profile.n_rows, unit.name, unit.kind, unit.n_distinct, unit.values) == (
        3,
        "unit",
        "text",
        2,
        [("East", 2), ("West", 1)],
    )
    assert (score.kind, score.whole, score.low, score.high, score.n_blank) == ("number", True, 4, 9, 1)
    assert (weight.kind, weight.whole, weight.low, weight.high) == ("number", False, 0.5, 1.5)
    assert (day.kind, day.date_formats, day.longest) == ("date", ["%Y-%m-%d"], 10)
    assert (note.kind, note.n, note.n_blank) == ("text", 2, 1)
    assert [row[0] for row in profile.preview] == ["East", "West", "East"]
    assert Profile.from_json(profile.as_json()) == profile


def test_labels_of_spss_are_kept(tmp_path):
    import pandas as pd

    frame = pd.DataFrame({"q1": [1.0, 2.0, 1.0]})
    labels = {"column_labels": ["How was it?"], "variable_value_labels": {"q1": {1.0: "Good", 2.0: "Bad"}}}
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), **labels)
    (q1,) = profile_of(tmp_path / "a.sav").columns
    assert (q1.label, q1.value_labels, q1.values) == ("How was it?", {"1": "Good", "2": "Bad"}, [("1", 2), ("2", 1)])


def test_dates_in_three_formats_are_noticed_and_counted(tmp_path):
    cells = ["2026-03-01"] * 5 + ["31.03.2026"] * 3 + ["03/31/2026", "", "soon"] + ["2026-04-01"] * 20
    (tmp_path / "a.csv").write_text("day,no\n" + "".join(f"{cell},{i}\n" for i, cell in enumerate(cells)))
    profile = profile_of(tmp_path / "a.csv")
    day = by_name(profile)["day"]
    assert (day.kind, day.date_formats) == ("date", [])
    assert notes(profile) == [
        "Column day: 1 of 30 cells are not dates, “soon” for instance.",
        "Column day: its dates are written in several ways (YYYY-MM-DD: 25, DD.MM.YYYY: 3, MM/DD/YYYY: 1 cells).",
    ]


def test_rows_of_headings_below_the_names_are_left_out_and_told(tmp_path):
    path = tmp_path / "tool.csv"
    told = [
        "Recommend?,How satisfied?,Why",
        '"{""ImportId"": ""Q1""}","{""ImportId"": ""Q2""}","{""ImportId"": ""Q3""}"',
    ]
    answers = ["9,4,fast", "0,1,", "7,5,kind", "8,n/a,slow"]
    path.write_text("\n".join(["Q1,Q2,Q3", *told, *answers, ""]).replace("n/a", "3"))
    profile = profile_of(path)
    assert [note["values"] for note in profile.notes] == [{"first": 2, "last": 3}]
    assert (profile.skip_below, profile.n_rows, profile.preview[0]) == (2, 4, ["9", "4", "fast"])
    assert [column.label for column in profile.columns] == ["Recommend?", "How satisfied?", "Why"]
    assert profile_of(path, skip_below=0).n_rows == 6
    path.write_text("\n".join(["Q1,Q2,Q3", *answers, *answers, ""]))
    assert (profile_of(path).notes, profile_of(path).skip_below) == ([], 0)


def test_a_day_that_could_be_a_month_is_noticed(tmp_path):
    (tmp_path / "a.csv").write_text("day;x\n03/04/2026;1\n05/06/2026;2\n")
    profile = profile_of(tmp_path / "a.csv")
    assert profile.columns[0].date_formats == ["%d/%m/%Y", "%m/%d/%Y"]
    assert "Column day: these dates can be read with the day or the month first (DD/MM/YYYY, MM/DD/YYYY)." in notes(
        profile
    )


def test_words_among_numbers_commas_and_codes_are_told_apart(tmp_path):
    rows = ["nps;late;code;rest", *(f"{i % 11};{i};{i:05d};" for i in range(30)), "nie wiem;4,5;00001;", "7; 6 ;1;"]
    (tmp_path / "a.csv").write_text("\n".join(rows) + "\n")
    profile = profile_of(tmp_path / "a.csv")
    nps, late, code, rest = profile.columns
    assert (nps.kind, nps.low, nps.high, nps.whole) == ("number", 0, 10, True)
    assert "Column nps: 1 of 32 cells are not numbers, “nie wiem” for instance." in notes(profile)
    assert (late.kind, late.whole, late.high) == ("number", False, 29)
    assert dict(code.values)["00001"] == 2
    assert (rest.kind, rest.n, rest.n_distinct) == ("empty", 0, 0)


def test_many_different_values_are_not_counted_and_frequent_ones_are_still_exact(tmp_path):
    cells = [f"R{i}" for i in range(3_000)] + ["n/a"] * 40
    (tmp_path / "a.csv").write_text("who,x\n" + "".join(f"{cell},1\n" for cell in cells))
    who = profile_of(tmp_path / "a.csv").columns[0]
    assert (who.n, who.n_distinct, who.values[0]) == (3_040, COUNTED + 1, ("n/a", 40))


KINDS = (
    ["1", "2", "3 ", "\xa04", "", "99", "1,5"],
    ["1,234", "2,500", "7"],
    ["2026-01-03", "03.04.2026", "soon", "2026-03-01 10:00"],
    ["03/04/2026", "12/11/2026"],
    ["ż" * 250, "ż" * 260, "ż", "inf", "1e5", "007", "7"],
    ["20260101", "20261231"],
    [""],
)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_wide_file_is_seen_as_if_its_columns_had_been_asked_one_by_one(tmp_path, monkeypatch, ending):
    rows = [[f"r{n}", *(kind[n * (place + 1) % len(kind)] for place, kind in enumerate(KINDS))] for n in range(1_400)]
    typed = [pa.array([True, None] * 700), pa.array([0.5, float("inf")] * 700), pa.array(range(1_400))]
    names = [f"Q{place}" for place in range(len(rows[0]) * 7)]
    path = tmp_path / f"wide.{ending}"
    if ending == "csv":
        path.write_text("\n".join([",".join(names), *(",".join(f'"{cell}"' for cell in row * 7) for row in rows)]))
    else:
        pq.write_table(pa.table([*map(pa.array, zip(*(row * 7 for row in rows), strict=True)), *typed],
                                [*names, "flag", "number", "whole"]), path)  # fmt: skip
    wide = profile_of(path)
    monkeypatch.setattr(profiling, "AT_ONCE", 100)
    one_by_one = profile_of(path)
    assert len(wide.columns) == len(one_by_one.columns) >= 56
    for ours, theirs in zip(wide.columns, one_by_one.columns, strict=True):
        about = {"values": []} if theirs.n_distinct > COUNTED else {}  # which of equally frequent ones is chance
        assert replace(ours, **about) == replace(theirs, **about)
    assert (wide.notes, wide.preview) == (one_by_one.notes, one_by_one.preview)


def test_formulas_give_their_values_and_without_one_a_blank(tmp_path):
    path = tmp_path / "a.xlsx"
    xlsx(path, {"One": [["a", "b"], [1, 2], [3, 4]]})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>2</v>", b"<f>A2*2</f><v>2</v>").replace(b"<v>4</v>", b"<f>A3*2</f>")
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    b = profile_of(path).columns[1]
    assert (b.values, b.n_blank) == ([("2", 1)], 1)


@pytest.mark.parametrize(
    ("folder", "n_rows", "kinds"),
    [
        ("telco_churn_reasons/telecom_customer_churn.csv", 7043, {"Age": "number", "Contract": "text"}),
        ("kiosk_servqual/kiosk_responses.csv", 211, {"E01": "number", "sex": "text"}),
        ("ecsi_mobi/ecsi_mobi.csv", 250, {"CUEX1": "number"}),
        ("sfo_2015_2017/sfo_customer_survey_2016.csv", 3087, {"INTDATE": "date", "BAREA": "text"}),
        (
            "olist_sample/olist_order_reviews_dataset.csv",
            8225,
            {"review_creation_date": "date", "review_score": "number"},
        ),
    ],
)
@pytest.mark.shared
def test_real_files_are_seen_for_what_they_are(folder, n_rows, kinds):
    path = shared(f"data/{folder}")
    profile = profile_of(path)
    columns = by_name(profile)
    assert profile.n_rows == n_rows
    assert {name: columns[name].kind for name in kinds} == kinds
    with open_source(path) as source:
        assert source.columns == list(columns)
