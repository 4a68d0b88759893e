"""What counts as a number in a cell: the same at every door, and never what only a programming language would read."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sonda.engine.analyses import run
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import open_source
from sonda.methods.control import control
from sonda.methods.nps import nps
from tests.engine.workbooks import ods, xlsx

NUMBERS = {
    " 7 ": 7,
    "\u20097\u3000": 7,
    "+7": 7,
    "7.0": 7,
    "007": 7,
    "7e0": 7,
    "0.7E+1": 7,
    ".7e1": 7,
    "7.": 7,
    "\ufeff7": 7,
}
NO_NUMBERS = ["1_0", "_1", "1_", "0x10", "NaN", "true", "７", "٧", "+-5", "1e", "7%", "1 000", "0b1", "7f", "--7"]


def stored(folder, kind, column, cells):
    path = folder / f"answers.{kind}"
    rows = [[column, "unit"], *([cell, "a"] for cell in cells)]
    if kind == "csv":
        path.write_text("".join(f'"{cell}",{unit}\n' for cell, unit in rows))
    elif kind == "parquet":
        pq.write_table(pa.table({column: pa.array(cells, pa.string()), "unit": ["a"] * len(cells)}), path)
    else:
        xlsx(path, {"Sheet": rows}) if kind == "xlsx" else ods(path, rows)
    return path


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "ods"])
@pytest.mark.parametrize("cell", NO_NUMBERS)
def test_a_cell_that_is_no_number_is_refused_with_its_row(tmp_path, kind, cell):
    path = stored(tmp_path, kind, "nps", ["9", cell])
    row = 2 if kind == "parquet" else 3
    with open_source(path) as source, pytest.raises(DataError) as refused:
        run("nps", source, Selection(), score="nps")
    assert str(refused.value) == f"Column nps, row {row}: “{cell}” is not a number."


def test_weights_and_sizes_are_read_as_strictly(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("nps,w\n9,1_0\n3,1\n")
    with open_source(path) as source:
        with pytest.raises(DataError, match=r"^Column w, row 2: the weight “1_0” is not a number\.$"):
            run("nps", source, Selection(weight="w"), score="nps")
        with pytest.raises(DataError, match=r"^Column w, row 2: “1_0” is not a number\.$"):
            run("control", source, Selection(), chart="p", value="nps", size="w")


def test_a_decimal_comma_does_not_make_a_number_of_it(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("x;y\n1,5;1\n1_0,5;1\n2,5;1\n")
    with open_source(path) as source, pytest.raises(DataError, match=r"^Column x, row 3: “1_0,5” is not a number\.$"):
        run("control", source, Selection(), chart="imr", value="x")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_all_ways_to_write_a_number_give_that_number_at_both_doors(tmp_path, kind):
    cells = list(NUMBERS)
    with open_source(stored(tmp_path, kind, "x", cells)) as source:
        counted = run("control", source, Selection(), chart="imr", value="x").as_dict()
    framed = control({"x": cells}, chart="imr", value="x")
    assert [row["value"] for row in counted["rows"]] == list(NUMBERS.values())
    assert [point.value for point in framed.points] == list(NUMBERS.values())


@pytest.mark.parametrize("cell", NO_NUMBERS)
def test_a_frame_refuses_what_a_file_refuses(cell):
    pd = pytest.importorskip("pandas")
    for frame in ({"nps": ["9", cell]}, pd.DataFrame({"nps": ["9", cell]}), pa.table({"nps": ["9", cell]})):
        with pytest.raises(ValueError, match=r"Column nps, row 2: .* is not a number\.$"):
            nps(frame, score="nps")


def test_nothing_among_texts_is_nothing():
    assert nps({"nps": ["9", None, float("nan"), ""]}, score="nps").n == 1


@pytest.mark.parametrize("code", ["1" * 400, "1e400", "inf"])
def test_a_code_beyond_all_numbers_is_a_text(tmp_path, code):
    path = tmp_path / "answers.csv"
    path.write_text(f"nps,unit\n9,a\n{code},a\n3,a\n")
    with open_source(path) as source:
        assert run("nps", source, Selection(missing=[code]), score="nps").n == 2
