"""Answers that are possible but cannot be judged: null with a warning, never NaN."""

import json

import pytest

from tests.cli.asking import Asked, write


@pytest.fixture
def ask(capfdbinary, tmp_path):
    def run(method, rows, *options):
        return Asked(capfdbinary, method, write(tmp_path, rows), *options, "--json")

    return run


def finite(text):
    """No NaN and no infinity anywhere: such tokens are no JSON."""

    def refuse(token):
        raise AssertionError(token)

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize(
    ("scores", "low"),
    [([], None), ([9], "number"), ([9, 9, 9], "number"), ([5], "number")],
)
def test_nps_of_nobody_of_one_and_of_people_who_agree(ask, scores, low):
    asked = ask("nps", [["nps", "x"], ["", 1], *([score, 1] for score in scores)], "--score", "nps")
    row = finite(asked.out)["rows"][0]
    assert row["n"] == len(scores)
    assert (row["low"] is None) == (low is None)
    assert bool(asked.answer["warnings"]) == (low is None)


@pytest.mark.parametrize("scores", [[], [4], [4, 4, 4]])
def test_ces_of_nobody_of_one_and_of_people_who_agree_has_no_interval(ask, scores):
    asked = ask("ces", [["ces", "x"], ["", 1], *([score, 1] for score in scores)], "--score", "ces", "--scale", "1-7")
    row = finite(asked.out)["rows"][0]
    assert (row["n"], row["low"], row["high"]) == (len(scores), None, None)
    assert len(asked.answer["warnings"]) == 1


def test_csat_of_nobody_has_no_share(ask):
    asked = ask("csat", [["csat", "x"], ["", 1]], "--score", "csat", "--scale", "1-5")
    assert finite(asked.out)["rows"] == [
        {"n": 0, "satisfied": 0, "share": None, "low": None, "high": None, "mean": None}
    ]


ROWS = [["y", "a", "b", "same", "copy"], *([i % 7, (i * 5) % 6, (i * 3) % 5, 4, (i * 5) % 6] for i in range(90))]


@pytest.mark.parametrize("drivers", ["a,same", "a,copy"])
def test_a_driver_that_is_constant_or_a_copy_is_null_with_a_warning(ask, drivers):
    asked = ask("drivers", ROWS, "--outcome", "y", "--drivers", drivers, "--bootstrap", "20")
    assert any(row["importance"] is None for row in finite(asked.out)["rows"])
    assert asked.answer["warnings"]


def test_an_outcome_that_is_constant_is_null_with_a_warning(ask):
    asked = ask("drivers", ROWS, "--outcome", "same", "--drivers", "a,b", "--bootstrap", "20")
    assert finite(asked.out)["r2"] is None
    assert asked.answer["warnings"]


@pytest.mark.parametrize("few", [True, False])
def test_a_logistic_model_calls_the_outcome_by_its_column(ask, monkeypatch, few):
    monkeypatch.setattr("sonda.engine.source.SMALL", 20_000 if few else 10)
    rows = [["bought again", "a"], *([1, i % 5] for i in range(40))]
    asked = ask("drivers", rows, "--outcome", "bought again", "--drivers", "a", "--model", "logit")
    assert asked.answer["warnings"] == ['All answers to "bought again" are the same: nothing can drive them.']


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("alpha", ("--items", "same,copy")),
        ("alpha", ("--items", "a,copy")),
        ("contrast", ("--outcome", "y", "--drivers", "same", "--low", "1", "--high", "5")),
        ("consistency", ("--score", "same", "--unit", "a", "--as", "mean")),
        ("consistency", ("--score", "y", "--unit", "same", "--as", "mean")),
        ("control", ("--chart", "imr", "--value", "same")),
        ("gap", ("--items", "same", "--group", "b", "--ours", "1", "--theirs", "2", "--kind", "self")),
        ("priorities", ("--outcome", "y", "--drivers", "a,same", "--bootstrap", "20")),
    ],
)
def test_columns_without_spread_never_give_nan(ask, method, options):
    asked = ask(method, ROWS, *options)
    assert finite(asked.out)["warnings"]


def test_a_group_that_is_too_small_has_no_row_but_a_warning(ask):
    rows = [["nps", "unit"], [9, "a"], [3, "a"], [9, "b"], ["", "c"], [8, ""]]
    answer = ask("nps", rows, "--score", "nps", "--by", "unit").answer
    assert [(row["group"], row["n"]) for row in answer["rows"]] == [("a", 2)]
    assert answer["warnings"] == [
        "Rows without a value in unit, in no group: 1.",
        "Group b is too small to be judged (answers: 1).",
        "Group c is too small to be judged (answers: 0).",
    ]


def test_a_unit_in_two_spellings_is_counted_as_written_with_a_warning_that_names_both(ask):
    rows = [["nps", "unit"], [9, "East"], [3, "East"], [9, "EAST"], [3, "EAST"], [7, "e\u0301"], [7, "é"], [7, "é"]]
    answer = ask("nps", rows, "--score", "nps", "--by", "unit").answer
    assert [(row["group"], row["n"]) for row in answer["rows"]] == [("EAST", 2), ("East", 2), ("é", 2)]
    assert answer["warnings"][:2] == [
        "Column unit: “EAST” and “East” look like one name; they were counted as written.",
        "Column unit: “e\u0301” and “é” look like one name; they were counted as written.",
    ]
    consistency = ask("consistency", rows, "--score", "nps", "--unit", "unit").answer
    assert any("EAST" in warning and "East" in warning for warning in consistency["warnings"])


def test_groups_stand_in_the_order_of_numbers_then_of_names(ask):
    rows = [["nps", "unit"], *([score, unit] for unit in ("10", "b", "9", "a") for score in (9, 3))]
    answer = ask("nps", rows, "--score", "nps", "--by", "unit").answer
    assert [row["group"] for row in answer["rows"]] == ["9", "10", "a", "b"]


def test_keys_beside_the_rows_are_given_by_group(ask):
    rows = [["t", "state", "plan"], *([t, "left" if t % 2 else "here", "ab"[t % 3 == 0]] for t in range(1, 13))]
    answer = ask("churn", rows, "--duration", "t", "--event", "state", "--event-value", "left", "--by", "plan").answer
    assert set(answer["median"]) == {"a", "b"}
    assert {row["group"] for row in answer["rows"]} == {"a", "b"}
