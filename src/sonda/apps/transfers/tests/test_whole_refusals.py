"""Files that a check stumbled over: everything wrong is told at once, columns of lists are left out and named."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.profiling.profiler import profile_of
from sonda.apps.transfers.queries import sentence
from sonda.apps.transfers.reading.checking import dry_run
from sonda.engine.errors import DataError
from sonda.engine.readers import text

MAPPING = """
format = 1
survey = "small"
title = { en = "Small" }
[columns.id]
role = "respondent"
[columns.NPS]
role = "nps"
"""
LISTS = (
    MAPPING
    + """
[columns.x]
role = "segment"
"""
)


def told(path, mapping=MAPPING):
    report = dry_run(path, read_mapping(mapping))
    return [sentence(each) for each in report.problems or report.warnings]


def test_every_reason_is_told_at_once_with_the_cells_as_written(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,NPS\nb,15\nb,5\nc,5\nC ,5\nd,1e999\ne,7.5\n,3\n,4\n")
    assert told(path) == [
        "Row 2, column NPS: 15 is not on the scale 0–10.",
        "Row 3, column id: the same respondent stands in row 2 already.",
        "Row 5, column id: the same respondent stands in row 4 already.",
        "Row 6, column NPS: “1e999” is not a number.",
        "Row 7, column NPS: 7.5 is not a whole number.",
        "Row 8, column id: the respondent is blank.",
        "Row 9, column id: the respondent is blank.",
    ]


@pytest.mark.parametrize(
    "cells", [[[1, 2], [3]], [{"a": 1}, {"a": 2}], pa.array([[("a", 1)], []], pa.map_("str", "i8"))]
)
def test_a_column_of_lists_or_structures_is_left_out_and_named(tmp_path, cells):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": ["a", "b"], "NPS": [5, 6], "x": cells}), path)
    left_out = "Column x holds lists or structures, not single values; it is left out."
    profile = profile_of(path)
    assert [column.name for column in profile.columns] == ["id", "NPS"]
    assert [sentence(note) for note in profile.notes] == [left_out]
    assert told(path) == [left_out]
    assert told(path, LISTS) == ["Column x: it holds lists or structures, not single values."]


def test_a_file_that_unpacks_to_far_too_much_is_refused_early(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "LIKELY_UNPACKED", 1_000_000)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"id,NPS\n" + b"a,5\n" * 1_000_000))
    with pytest.raises(DataError, match="unpacks to more than 200 times its size"):
        profile_of(path)


def test_a_file_with_more_rows_than_may_come_is_refused_before_the_work(tmp_path, settings):
    settings.IMPORT_MAX_ROWS = 2
    path = tmp_path / "a.csv"
    path.write_text("id,NPS\na,5\nb,6\n")
    assert profile_of(path).n_rows == 2
    path.write_text("id,NPS\na,5\nb,6\nc,7\nd,8\n")
    sentence_ = "a.csv has more than 2 rows, the most that one file may have: split it."
    with pytest.raises(DataError) as refused:
        profile_of(path)
    assert [str(refused.value), *told(path)] == [sentence_, sentence_]
