"""The command as a person or a script meets it: help, tables, pipes, Ctrl-C, and examples that run."""

import json
import os
import random
import shlex
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest

from sonda.apps.transfers import demo
from sonda.cli.analyzing.options import METHODS
from sonda.engine import analyses
from tests.cli.asking import Asked, write

SONDA = [sys.executable, "-m", "sonda.cli"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    demo.write(folder / "demo")
    return folder


@pytest.mark.parametrize("method", METHODS)
def test_the_example_in_the_help_runs_on_the_demo_data(capfdbinary, monkeypatch, folder, method):
    monkeypatch.chdir(folder)
    asked = Asked(capfdbinary, *shlex.split(METHODS[method].example), "--json")
    assert asked.status == 0, asked.errors
    assert asked.answer["method"] == method
    assert asked.answer["rows"]


@pytest.mark.parametrize("method", METHODS)
def test_help_shows_the_example(capfdbinary, method):
    asked = Asked(capfdbinary, method, "--help")
    assert asked.status == 0
    assert f"sonda analyze {METHODS[method].example}" in asked.out


def test_the_command_and_the_engine_know_the_same_methods():
    assert tuple(METHODS) == analyses.METHODS


def test_a_table_to_read_has_its_numbers_and_its_warnings_apart(capfdbinary, tmp_path):
    path = write(tmp_path, [["nps", "unit [A]"], [10, "[bold]x"], [9, "[bold]x"], [3, "[bold]x"], [3, "y"]])
    asked = Asked(capfdbinary, "nps", path, "--score", "nps", "--by", "unit [A]")
    assert asked.status == 0
    assert asked.out.splitlines()[0] == "nps (version 1), n = 3"
    assert asked.out.split("─")[-1].split()[:5] == ["[bold]x", "3", "2", "0", "1"]
    assert asked.errors == "warning: Group y is too small to be judged (answers: 1).\n"


def test_codes_that_begin_with_a_minus_are_codes(capfdbinary, tmp_path):
    path = write(tmp_path, [["nps"], [9], [-1], [-9]])
    assert Asked(capfdbinary, "nps", path, "--score", "nps", "--missing", "-1,-9", "--json").answer["n"] == 1


def test_names_that_hold_a_comma_stand_in_quotation_marks(capfdbinary, tmp_path):
    path = write(tmp_path, '"food, drinks",shops\n1,2\n2,3\n3,3\n')
    asked = Asked(capfdbinary, "alpha", path, "--items", '"food, drinks",shops', "--json")
    assert [item["item"] for item in asked.answer["rows"][0]["items"]] == ["food, drinks", "shops"]


def sonda(*words, **options):
    return subprocess.run([*SONDA, *map(str, words)], capture_output=True, check=False, **options)


def test_json_is_utf_8_in_any_locale_and_nothing_else_is_said(tmp_path):
    path = write(tmp_path, [["nps", "місто"], [9, "Łódź"], [3, "Łódź"]])
    done = sonda("analyze", "nps", path, "--score", "nps", "--by", "місто", "--json", env={**os.environ, "LC_ALL": "C"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Łódź".encode() in done.stdout
    assert json.loads(done.stdout)["rows"][0]["group"] == "Łódź"


def test_a_refusal_is_one_line_on_stderr(tmp_path):
    done = sonda("analyze", "nps", tmp_path / "none.csv", "--score", "nps")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"sonda: There is no file {tmp_path / 'none.csv'}.\n"


def test_a_reader_that_goes_away_ends_the_command_in_silence(tmp_path):
    path = write(tmp_path, [["nps", "unit"], *([score, unit] for unit in range(5000) for score in (9, 3))])
    words = shlex.join([*SONDA, "analyze", "nps", str(path), "--score", "nps", "--by", "unit", "--json"])
    done = subprocess.run(["bash", "-c", f"{words} | head -c 10"], capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b'{"method":', b"")


def test_ctrl_c_ends_the_command_with_130_and_without_a_traceback(tmp_path):
    draw = random.Random(1)
    answers = [[draw.randint(0, 10), *(draw.randint(1, 5) for _ in "abcdef")] for _ in range(5000)]
    path = write(tmp_path, [["y", *"abcdef"], *answers])
    words = [*SONDA, "analyze", "drivers", path, "--outcome", "y", "--drivers", "a,b,c,d,e,f", "--bootstrap", "900000"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        time.sleep(6)
        running.send_signal(signal.SIGINT)
        out, errors = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, b"")
    assert b"Traceback" not in errors


def test_help_loads_nothing_heavy():
    code = "import sys; from sonda.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "print([name for name in ('duckdb', 'narwhals', 'numpy', 'django.db', 'rich') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_raked_weights_are_written_beside_the_data(capfdbinary, tmp_path):
    data = write(tmp_path, [["nps", "sex", "note"], [9, "f", '"a, b"'], [3, "f", ""], [8, "m", "ż"]])
    margins = write(tmp_path, "[sex]\nf = 60\nm = 40\n", "margins.toml")
    out = tmp_path / "weighted.csv"
    answer = Asked(capfdbinary, "rake", data, "--margins", margins, "--out", out, "--json").answer
    assert [(row["category"], round(row["achieved"], 6)) for row in answer["rows"]] == [("f", 60.0), ("m", 40.0)]
    found = Asked(capfdbinary, "nps", out, "--score", "nps", "--weight", "weight", "--json").answer
    assert found["rows"][0]["nps"] == pytest.approx(0)
    assert out.read_text().splitlines()[0] == '"nps","sex","note","weight"'
    again = tmp_path / "again.parquet"
    answer = Asked(
        capfdbinary, "rake", out, "--margins", margins, "--out", again, "--weight", "weight", "--json"
    ).answer
    assert answer["warnings"] == ["The column weight of the data was replaced in again.parquet."]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_numbers_of_a_text_file_are_numbers_in_parquet_and_codes_stay_texts(capfdbinary, tmp_path):
    lines = [
        "sex;score;share;postcode;phone;mixed;none",
        "f; 9 ;0,5;00123;+48;1;",
        "m;;-1,25;12345;48;x;",
        "f;10;2;01;1;2;",
    ]
    data = write(tmp_path, "\n".join(lines) + "\n")
    margins, out = write(tmp_path, "[sex]\nf = 60\nm = 40\n", "margins.toml"), tmp_path / "weighted.parquet"
    assert Asked(capfdbinary, "rake", data, "--margins", margins, "--out", out).status == 0
    found = pq.read_table(out)
    assert [str(each) for each in found.schema.types] == [
        "string", "int64", "double", "string", "string", "string", "string", "double",
    ]  # fmt: skip
    assert (found["score"].to_pylist(), found["share"].to_pylist()) == ([9, None, 10], [0.5, -1.25, 2.0])
    assert found["postcode"].to_pylist() == ["00123", "12345", "01"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_spss_file_is_raked_into_another_kind_of_file(capfdbinary, tmp_path, kind):
    pandas, pyreadstat = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    data, out = tmp_path / "answers.sav", tmp_path / f"weighted.{kind}"
    pyreadstat.write_sav(pandas.DataFrame({"nps": [9.0, 3.0, None], "sex": ["f", "m", "f"]}), str(data))
    margins = write(tmp_path, "[sex]\nf = 60\nm = 40\n", "margins.toml")
    assert Asked(capfdbinary, "rake", data, "--margins", margins, "--out", out).status == 0
    found = Asked(capfdbinary, "nps", out, "--score", "nps", "--weight", "weight", "--json").answer
    assert (found["n"], round(found["rows"][0]["nps"], 6)) == (2, round(100 * (30 - 40) / 70, 6))
    refusal = Asked(capfdbinary, "rake", data, "--margins", margins, "--out", tmp_path / "again.sav", "--json").refusal
    assert refusal == "again.sav: weights are written to a .csv or a .parquet file."


def test_a_base_weight_is_carried_into_the_raked_one(capfdbinary, tmp_path):
    data = write(tmp_path, [["sex", "w"], ["f", 1], ["f", 3], ["m", 2]])
    margins = write(tmp_path, "[sex]\nf = 60\nm = 40\n", "margins.toml")
    out = tmp_path / "weighted.csv"
    answer = Asked(capfdbinary, "rake", data, "--margins", margins, "--out", out, "--weight", "w", "--json").answer
    weights = [float(line.split(",")[-1]) for line in out.read_text().splitlines()[1:]]
    assert weights == pytest.approx([15, 45, 40])
    assert answer["deff"] == pytest.approx(3 * (15**2 + 45**2 + 40**2) / 100**2)


def test_waves_are_raked_one_by_one_and_nothing_is_written_when_one_cannot_be(capfdbinary, tmp_path):
    data = write(tmp_path, [["wave", "sex"], [1, "f"], [1, "m"], [2, "f"], [2, "m"], [2, "m"], [3, "f"]])
    margins, out = write(tmp_path, "[sex]\nf = 60\nm = 40\n", "margins.toml"), tmp_path / "weighted.csv"
    words = ("rake", data, "--margins", margins, "--out", out, "--by", "wave", "--json")
    assert Asked(capfdbinary, *words).refusal == (
        "Nothing was written, because group 3 cannot be raked: "
        "Nobody in the data belongs to sex = m, so no weight can stand for it."
    )
    assert not out.exists()
    answer = Asked(capfdbinary, *words, "--where", "wave!=3").answer
    assert {row["group"]: row["achieved"] for row in answer["rows"] if row["category"] == "f"} == {"1": 60, "2": 60}
    assert [line.split(",")[-1] for line in out.read_text().splitlines()] == ['"weight"', "60", "40", "60", "20", "20"]
