"""Every question by every group, against the methods of one question, against scipy, and over the rows themselves."""

import numpy as np
import pytest
from scipy.stats import t as student  # noqa: TID253 — in tests only
from statsmodels.stats.multitest import multipletests  # noqa: TID253 — in tests only

from sonda.methods.ces import ces
from sonda.methods.crosstab import ABOVE, BELOW, SOME_DIFFER
from sonda.methods.csat import csat
from sonda.methods.nps import nps
from sonda.methods.pivot import MEAN, NO_SPREAD, NPS, SHARE, TOO_FEW, pivot
from sonda.methods.result import CANNOT_TELL

N = 500
ASKED = {
    "questions": ["recommend", "satisfied", "effort"],
    "by": "unit",
    "nps": ["recommend"],
    "top": {"satisfied": 4},
    "scales": {"satisfied": (1, 5), "effort": (1, 7)},
}


@pytest.fixture(scope="module")
def people():
    """Three units and one of six people; those of “east” rate lower. Some belong nowhere, some skip a question."""
    draw = np.random.default_rng(8)
    unit = draw.choice(["north", "east", "south"], N).astype(object)
    unit[1:7], unit[10:13] = "tiny", None
    mood = draw.normal(size=N) - (unit == "east")
    frame = {
        "recommend": np.clip(np.round(7.5 + 2 * mood), 0, 10),
        "satisfied": np.clip(np.round(3.6 + mood), 1, 5),
        "effort": np.clip(np.round(4.5 + draw.normal(size=N)), 1, 7),
    }
    for column in frame.values():
        column[draw.random(N) < 0.1] = np.nan
    return frame | {"unit": unit, "w": draw.uniform(0.3, 3, N)}


def marks(people, cell):
    """The numbers whose mean a cell tells, and who is inside, of everybody with an answer and a unit."""
    y, names = people[cell.question], people["unit"]
    given = ~np.isnan(y) & np.array([name is not None for name in names])
    y = y[given]
    y = {MEAN: y, SHARE: (y >= 4) * 1.0, NPS: (y >= 9) * 1.0 - (y <= 6)}[cell.measure]
    return y, names[given] == cell.group, people["w"][given]


@pytest.mark.parametrize("weight", [None, "w"])
def test_each_cell_is_what_its_own_method_says_of_the_group(people, weight):
    for cell in pivot(people, weight=weight, **ASKED).cells:
        here = {name: np.asarray(column)[people["unit"] == cell.group] for name, column in people.items()}
        if cell.question == "recommend":
            alone = nps(here, score="recommend", weight=weight)
            expected = (alone.n, alone.nps, alone.low, alone.high)
        elif cell.question == "satisfied":
            alone = csat(here, score="satisfied", scale=(1, 5), weight=weight)
            expected = (alone.n, alone.share, alone.low, alone.high)
        else:
            alone = ces(here, score="effort", scale=(1, 7), weight=weight)
            expected = (alone.n, alone.mean, alone.low, alone.high)
        assert (cell.n, cell.value, cell.low, cell.high) == pytest.approx(expected, rel=1e-9), cell


@pytest.mark.parametrize("weight", [None, "w"])
def test_marks_are_those_of_the_larger_error_under_equality_adjusted_over_the_table(people, weight):
    result = pivot(people, weight=weight, **ASKED)
    tested = [cell for cell in result.cells if cell.p_adjusted is not None]
    assert {cell.group for cell in tested} == {"north", "east", "south"}
    assert {cell.reason for cell in result.cells if cell.group == "tiny"} == {TOO_FEW}
    p = []
    for cell in tested:
        y, inside, w = marks(people, cell)
        w = w if weight else np.ones_like(w)
        mean, k = np.average(y, weights=w), len(y)
        x = np.where(inside, 1 / w[inside].sum(), -1 / w[~inside].sum())
        linearised = ((w * x * (y - mean)) ** 2).sum()
        pooled = np.average((y - mean) ** 2, weights=w) * ((w * x) ** 2).sum()
        d = np.average(y[inside], weights=w[inside]) - np.average(y[~inside], weights=w[~inside])
        assert cell.difference == pytest.approx(d * (100 if cell.measure == NPS else 1))
        p.append(2 * student.sf(abs(d) / np.sqrt(k / (k - 1) * max(linearised, pooled)), k - 1))
    adjusted = multipletests(p, method="holm")[1]
    assert [cell.p_adjusted for cell in tested] == pytest.approx(adjusted, rel=1e-6)
    found = {(cell.question, cell.group): cell.stands for cell in tested}
    assert (found["recommend", "east"], found["satisfied", "east"]) == (BELOW, BELOW)
    assert result.verdict == SOME_DIFFER


def test_people_are_counted_once_and_those_of_no_group_are_said(people):
    result = pivot(people, **ASKED)
    answered = np.any([~np.isnan(people[name]) for name in ASKED["questions"]], axis=0)
    belongs = np.array([name is not None for name in people["unit"]])
    assert result.n == (answered & belongs).sum()
    assert [line.n for line in result.lines] == [
        sum(cell.n for cell in result.cells if cell.question == name) for name in ASKED["questions"]
    ]
    assert any(note.values == {"n": int((answered & ~belongs).sum())} for note in result.notes)


def test_two_groups_are_one_comparison_and_not_two(people):
    there = np.isin(people["unit"].astype(str), ["north", "east"])
    frame = {name: column[there] for name, column in people.items()}
    cells = pivot(frame, **ASKED).cells
    assert [cell.group for cell in cells] == ["east", "north"] * 3
    for one, other in zip(cells[::2], cells[1::2], strict=True):
        assert one.p_adjusted == other.p_adjusted
        assert one.difference == pytest.approx(-other.difference)
    assert (cells[0].stands, cells[1].stands) == (BELOW, ABOVE)


def test_where_nothing_differs_marks_are_as_rare_as_promised():
    draw = np.random.default_rng(3)
    unit = np.repeat(["a", "b", "c", "d"], [150, 150, 30, 12])
    false = 0
    for _ in range(200):
        frame = {f"q{at}": draw.choice([1.0, 2, 3, 4, 5], 342, p=[0.03, 0.04, 0.08, 0.25, 0.6]) for at in range(6)}
        false += pivot(frame | {"unit": unit}, questions=list(frame), by="unit").verdict == SOME_DIFFER
    assert false <= 18  # five in a hundred at the most; 18 of 200 is 2.6 standard errors more


def test_silence_has_its_reasons():
    alike = pivot({"by": ["a", "b"] * 20, "q": [4] * 40}, questions=["q"], by="by")
    assert [(cell.value, cell.reason, cell.stands) for cell in alike.cells] == [(4, NO_SPREAD, CANNOT_TELL)] * 2
    alone = pivot({"by": ["a"] * 20, "q": [4, 5] * 10}, questions=["q"], by="by")
    assert [(cell.rest, cell.p_adjusted) for cell in alone.cells] == [(None, None)]
    assert len(alone.notes) == 1
    nobody = pivot({"by": ["a", None], "q": [None, None]}, questions=["q"], by="by")
    assert (nobody.n, nobody.cells, len(nobody.notes)) == (0, (), 1)
    with pytest.raises(ValueError, match="belongs to a group"):
        pivot({"by": [None, None], "q": [1, 2]}, questions=["q"], by="by")
    with pytest.raises(ValueError, match="scale 1-5"):
        pivot({"by": ["a", "a"], "q": [1, 9]}, questions=["q"], by="by", scales={"q": (1, 5)})
    for asked in ([], ["q", "q"]):
        with pytest.raises(ValueError, match="question"):
            pivot({"by": ["a"], "q": [1]}, questions=asked, by="by")
