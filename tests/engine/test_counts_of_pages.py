"""What the pages ask for beside the command line: counted from a file as the methods count rows, weights and all."""

import numpy as np
import pytest

from sonda.engine.analyses import Selection, run
from sonda.engine.source import open_source
from sonda.methods.churn import cox
from sonda.methods.sums import sums

N = 600


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    rng = np.random.default_rng(5)
    table = {
        "who": rng.choice(["manager", "customer", "employee"], N, p=[0.2, 0.6, 0.2]),
        "unit": rng.choice(["North", "South", ""], N),
        "a": rng.integers(1, 8, N).astype(object),
        "b": rng.integers(1, 6, N).astype(object),
        "weight": rng.gamma(4, 0.25, N).round(4),
        "months": rng.integers(0, 40, N),
        "left": rng.choice(["yes", "no"], N),
        "why": rng.choice(["price", "faults", ""], N),
    }
    table["a"][rng.random(N) < 0.2] = ""
    path = tmp_path_factory.mktemp("people") / "people.csv"
    lines = [",".join(table), *(",".join(map(str, row)) for row in zip(*table.values(), strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, table


def ask(people, method, *, weight=None, where=(), **options):
    with open_source(people[0]) as source:
        ((_group, result),) = run(method, source, Selection(weight=weight, where=where), **options).results
    return result


def numbers(table, name):
    return np.array([float("nan") if cell == "" else float(cell) for cell in table[name]])


def test_top_answers_of_each_voice_with_people_as_clusters(people):
    _path, table = people
    options = {"items": ["a", "b"], "group": "who", "voices": ["manager", "customer"], "lowest": {"a": 6, "b": 5}}
    result = ask(people, "tops", **options)
    here = table["who"] == "manager"
    a, b = numbers(table, "a")[here], numbers(table, "b")[here]
    top = np.column_stack([np.where(np.isnan(a), np.nan, a >= 6), b >= 5])
    persons = np.repeat(np.arange(here.sum()), 2)
    expected = sums(top.ravel(), None, persons)
    found = result.of("manager")
    assert (found.n, found.people, found.share) == (expected.n, here.sum(), pytest.approx(expected.mean))
    assert result.of("customer", "b").n == (table["who"] == "customer").sum()
    assert result.of("employee") is None


@pytest.mark.parametrize("weight", [None, "weight"])
def test_spread_of_columns_and_of_groups(people, weight):
    _path, table = people
    columns = ask(people, "spread", items=["a", "b"], weight=weight)
    total = sums(numbers(table, "a"), table["weight"] if weight else None)
    assert [line.line for line in columns.lines] == ["a", "b"]
    assert (columns.lines[0].n, columns.lines[0].mean) == (total.n, pytest.approx(total.mean))
    assert columns.lines[0].sd == pytest.approx(total.variance**0.5)
    groups = ask(people, "spread", items=["b"], line="unit", weight=weight)
    assert {line.line: line.n for line in groups.lines} == {
        name: (table["unit"] == name).sum() for name in ("North", "South")
    }


def test_pace_of_groups_is_cox_on_the_rows(people):
    _path, table = people
    result = ask(people, "pace", duration="months", event="left", event_value="yes", group="who")
    mine = (table["who"] == result.groups[0].group).astype(float)
    frame = {"months": table["months"], "left": table["left"], "mine": mine}
    (expected,) = cox(frame, duration="months", event="left", event_value="yes", influences=["mine"]).influences
    assert result.groups[0].ratio == pytest.approx(expected.hazard_ratio, rel=1e-6)
    assert sum(group.n for group in result.groups) == N


def test_choices_count_who_answered_under_the_cut(people):
    _path, table = people
    result = ask(people, "choices", question="why", where=["left=yes"])
    expected = {name: ((table["why"] == name) & (table["left"] == "yes")).sum() for name in ("price", "faults")}
    assert {answer.answer: answer.n for answer in result.answers} == expected
