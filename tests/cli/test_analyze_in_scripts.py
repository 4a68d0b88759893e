"""What scripts do to `sonda analyze`: empty variables, closed and full outputs, damaged files, flags as text."""

import os
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.asking import Asked, write

ROWS = [["nps", "unit", "w"], *([i % 11, "ab"[i % 2], 1 + i % 3] for i in range(40))]


@pytest.fixture
def ask(capfdbinary):
    return lambda *words: Asked(capfdbinary, *words)


@pytest.mark.parametrize("option", ["--weight", "--cluster", "--by", "--score"])
@pytest.mark.parametrize("nothing", ["", "  ", ","])
def test_an_empty_variable_of_a_script_does_not_switch_an_option_off(ask, tmp_path, option, nothing):
    words = [] if option == "--score" else ["--score", "nps"]
    asked = ask("nps", write(tmp_path, ROWS), *words, option, nothing, "--json")
    assert asked.refusal == f"The option {option} is empty."


def test_an_empty_list_of_times_or_successes_is_refused(ask, tmp_path):
    data = write(tmp_path, ROWS)
    churn = ask("churn", data, "--duration", "nps", "--event", "unit", "--event-value", "a", "--times", "", "--json")
    assert churn.refusal == "The option --times is empty."
    drivers = ask("drivers", data, "--outcome", "nps", "--drivers", "w", "--success", "", "--json")
    assert drivers.refusal == "The option --success is empty."


def test_two_sides_of_a_gap_that_differ_in_white_space_only_are_one(ask, tmp_path):
    data = write(tmp_path, ROWS)
    sides = ["gap", data, "--items", "nps", "--kind", "self", "--group"]
    assert ask(*sides, "unit", "--ours", "a", "--theirs", " a", "--json").refusal.startswith("A gap needs two")
    assert ask(*sides, "w", "--ours", "1", "--theirs", "1.0", "--json").refusal.startswith("A gap needs two")


def test_a_units_interval_of_nps_ends_at_the_ends_of_the_scale(ask, tmp_path):
    data = write(tmp_path, "nps,unit\n9,a\n3,a\n8,b\n10,b\n")
    rows = ask("consistency", data, "--score", "nps", "--unit", "unit", "--json").answer["rows"]
    assert [(row["low"] >= -100, row["high"]) for row in rows] == [(True, 100.0), (True, 100.0)]
    free = ask("consistency", data, "--score", "nps", "--unit", "unit", "--as", "mean", "--json").answer["rows"]
    assert free[1]["high"] > 10  # a mean has no scale to end at


@pytest.mark.parametrize("written", ["True", "true", "TRUE", "1"])
def test_true_and_false_of_a_parquet_file_are_found_however_they_are_written(ask, tmp_path, written):
    data = tmp_path / "flags.parquet"
    pq.write_table(pa.table({"nps": [9, 3, 8] * 4, "left": [True, False, None] * 4}), data)
    assert ask("nps", data, "--score", "nps", "--where", f"left={written}", "--json").answer["n"] == 4
    assert ask("nps", data, "--score", "nps", "--where", f"left!={written}", "--json").answer["n"] == 8


def test_numbers_with_a_decimal_comma_compare_as_numbers_in_conditions(ask, tmp_path):
    data = write(tmp_path, "score;unit\n4,5;a\n6,0;b\n3,5;a\n99,0;b\n")
    words = ["consistency", data, "--score", "score", "--unit", "unit", "--as", "mean", "--json"]
    assert ask(*words, "--where", "score!=99").answer["n"] == 3
    assert ask(*words, "--where", "score!=99,0").answer["n"] == 3


def test_a_parquet_file_that_is_damaged_inside_is_named(ask, tmp_path):
    data = tmp_path / "answers.parquet"
    numbers = np.random.default_rng(1).normal(size=50_000)
    pq.write_table(pa.table({"x": numbers, "unit": ["a", "b"] * 25_000}), data, compression="zstd")
    whole = bytearray(data.read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 200] = bytes(200)
    data.write_bytes(whole)
    asked = ask("consistency", data, "--score", "x", "--unit", "unit", "--as", "mean", "--json")
    assert asked.refusal == "answers.parquet cannot be read as a table."


@pytest.mark.parametrize("share", [0.5, 0.99])
def test_an_spss_file_that_ends_too_early_is_named(ask, tmp_path, share):
    pandas, pyreadstat = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    data = tmp_path / "answers.sav"
    pyreadstat.write_sav(pandas.DataFrame({"nps": [9.0, 3.0, 8.0] * 200}), str(data))
    whole = data.read_bytes()
    data.write_bytes(whole[: int(len(whole) * share)])
    assert ask("nps", data, "--score", "nps", "--json").refusal.startswith("answers.sav is not an SPSS file that")


def test_a_logistic_regression_that_foretells_every_answer_has_no_importances(ask, tmp_path):
    data = write(tmp_path, "bought,rating\n" + "1,9\n0,3\n" * 20)
    words = ["--outcome", "bought", "--drivers", "rating", "--model", "logit", "--bootstrap", "0", "--json"]
    answer = ask("drivers", data, *words).answer
    assert (answer["rows"][0]["importance"], answer["rows"][0]["coefficient"], answer["r2"]) == (None, None, None)
    assert answer["warnings"][0].startswith("Some answers foretell the outcome without exception")


def sonda(shell, folder):
    """The command in a shell of its own, `$SONDA` standing for it."""
    return subprocess.run(
        ["bash", "-c", shell],
        cwd=folder,
        env={**os.environ, "SONDA": f"{sys.executable} -P -m sonda.cli"},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("form", ["--json", ""])
def test_a_full_disk_is_one_sentence(tmp_path, form):
    write(tmp_path, ROWS)
    ended = sonda(f"$SONDA analyze nps data.csv --score nps {form} > /dev/full", tmp_path)
    assert (ended.returncode, ended.stderr.decode()) == (
        2,
        "sonda: the answer cannot be written: No space left on device.\n",
    )


@pytest.mark.parametrize("form", ["--json", ""])
def test_whoever_closes_the_output_is_told_nothing(tmp_path, form):
    write(tmp_path, [["nps", "unit"], *([i % 11, f"unit {i // 2}"] for i in range(1800))])
    closed = sonda(f"$SONDA analyze nps data.csv --score nps {form} >&-", tmp_path)
    assert (closed.returncode, closed.stderr) == (0, b"")
    left = sonda(
        f"$SONDA analyze nps data.csv --score nps --by unit {form} | head -c 10; exit ${{PIPESTATUS[0]}}", tmp_path
    )
    assert (left.returncode, left.stderr, len(left.stdout)) == (0, b"", 10)


def test_a_table_can_be_read_on_a_terminal_of_few_letters(tmp_path):
    write(tmp_path, "nps,unit\n9,Łódź\n3,Łódź\n")
    ended = sonda("PYTHONIOENCODING=ascii $SONDA analyze nps data.csv --score nps --by unit", tmp_path)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"??d?" in ended.stdout


@pytest.mark.parametrize("code", ["NaN", "nan", "inf", "NULL", "None", "n/a"])
def test_words_for_nothing_are_missing_when_they_are_named(ask, tmp_path, code):
    data = write(tmp_path, f"nps,unit\n9,a\n {code} ,a\n3,b\n")
    assert ask("nps", data, "--score", "nps", "--missing", f"0,{code}", "--json").answer["n"] == 2
    assert ask("nps", data, "--score", "nps", "--where", f"nps!={code}", "--json").answer["n"] == 2
    assert ask("nps", data, "--score", "nps", "--json").refusal.startswith("Column nps, row 3: ")


def test_a_list_of_columns_may_come_from_the_lines_of_a_file(ask, tmp_path):
    data = write(tmp_path, "a,b,c\n1,2,3\n2,2,4\n3,4,4\n")
    assert ask("alpha", data, "--items", "a\nb\nc\n", "--json").answer["n"] == 3


def test_a_name_of_a_column_may_hold_a_line_break(ask, tmp_path):
    data = write(tmp_path, '"nps\nof 2026",b\n9,2\n3,2\n')
    assert ask("nps", data, "--score", "nps\nof 2026", "--json").answer["n"] == 2


def test_groups_of_a_column_without_any_value_are_none(ask, tmp_path):
    data = write(tmp_path, "nps,unit\n9,\n3,\n")
    answer = ask("nps", data, "--score", "nps", "--by", "unit", "--json").answer
    assert (answer["n"], answer["rows"], len(answer["warnings"])) == (0, [], 2)


def test_the_later_of_two_columns_of_one_name_is_numbered_and_said(ask, tmp_path):
    pq.write_table(pa.table([[9, 3], [1, 2]], names=["nps", " nps"]), tmp_path / "two.parquet")
    for data in (tmp_path / "two.parquet", write(tmp_path, "nps, nps \n9,1\n3,2\n")):
        for score, value in (("nps", 0.0), ("nps (2)", -100.0)):
            answer = ask("nps", data, "--score", score, "--json").answer
            assert answer["rows"][0]["nps"] == value
            assert "Names that stand more than once in the file were numbered: nps (2)." in answer["warnings"]


def test_a_median_that_is_not_reached_says_so_with_causes_too(ask, tmp_path):
    data = write(tmp_path, "months,state,why\n1,left,price\n9,stays,\n9,stays,\n9,stays,\n")
    words = ["churn", data, "--duration", "months", "--event", "state", "--event-value", "left", "--json"]
    for more in ([], ["--cause", "why"]):
        answer = ask(*words, *more).answer
        assert (answer["median"], answer["warnings"]) == (
            None,
            ["Fewer than half have left, so the median is not reached."],
        )


@pytest.mark.parametrize("more", [[], ["--weight", "w"], ["--cluster", "event"], ["--by", "event"]])
def test_times_without_an_order_of_their_own_keep_that_of_the_file(ask, tmp_path, more):
    rows = [["score", "time", "w", "event"]]
    rows += [[(at * 7) % 11, ["Sunday", "Friday", "Monday"][at // 20], 1 + at % 3, at % 4] for at in range(60)]
    data = write(tmp_path, rows)
    answer = ask("control", data, "--chart", "nps", "--value", "score", "--time", "time", *more, "--json").answer
    times = list(dict.fromkeys(row["t"] for row in answer["rows"]))
    assert times == ["Sunday", "Friday", "Monday"]


def test_one_prefix_cannot_stand_for_both_sides(ask, tmp_path):
    data = write(tmp_path, "E1,P1\n5,4\n6,6\n")
    asked = ask("servqual", data, "--expectation", "E", "--perception", "E", "--json")
    assert asked.refusal == "Items pair up by different prefixes, not by E twice."


def test_drivers_that_do_not_fit_into_memory_are_too_many(ask, tmp_path, monkeypatch):
    def full(*_):
        raise MemoryError

    monkeypatch.setattr("sonda.engine.source.SMALL", 10)
    monkeypatch.setattr("sonda.engine.table.Table.collect", full)
    asked = ask("drivers", write(tmp_path, ROWS), "--outcome", "nps", "--drivers", "w", "--json")
    assert asked.refusal.endswith("in too many different combinations to be weighed at once: name fewer of them.")
