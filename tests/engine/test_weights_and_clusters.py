"""Weights and clusters where a method's limits, curves or margins come from more than one mean."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from sonda.engine.analyses import METHODS, run
from sonda.engine.analyses import churn as counting
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import open_source

TOWNS = ("Kyiv", "Lviv")
GONE = {"duration": "t", "event": "state", "event_value": "gone"}


@pytest.fixture
def leavers(tmp_path):
    rows = "".join(f"{1 + i % 7},{'gone' if i % 3 else 'here'},{i % 10},{i % 4},{'ab'[i % 2]}\n" for i in range(120))
    path = tmp_path / "leavers.csv"
    path.write_text("t,state,household,street,town\n" + rows)
    return path


def asked(path, method, selection, **options):
    with open_source(path) as source:
        answer = run(method, source, selection, **options)
        assert source.statements == 1
        return answer


def test_clusters_widen_or_narrow_the_interval_of_staying_and_leave_the_share(leavers):
    bare, drawn = (asked(leavers, "churn", Selection(cluster=c), **GONE).as_dict() for c in ([], ["household"]))
    assert [row["survival"] for row in drawn["rows"]] == [row["survival"] for row in bare["rows"]]
    assert [row["at_risk"] for row in drawn["rows"]] == [row["at_risk"] for row in bare["rows"]]
    assert drawn["rows"][2]["low"] != pytest.approx(bare["rows"][2]["low"], rel=1e-3)
    assert drawn["median"] == bare["median"]


def test_several_columns_name_a_cluster_together(leavers):
    two, one = (
        asked(leavers, "churn", Selection(cluster=c), **GONE).as_dict() for c in (["household", "street"], ["street"])
    )
    assert two["rows"][2]["low"] != one["rows"][2]["low"]


def test_clusters_are_those_of_the_group(leavers):
    by_town = asked(leavers, "churn", Selection(by="town", cluster=["household"]), **GONE)
    for town, result in by_town.results:
        alone = Selection(where=[f"town={town}"], cluster=["household"])
        assert result.rows() == [pytest.approx(r) for r in asked(leavers, "churn", alone, **GONE).as_dict()["rows"]]


def test_customers_of_one_event_have_no_interval_and_a_warning(leavers):
    answer = asked(leavers, "churn", Selection(where=["household=3"], cluster=["household"]), **GONE).as_dict()
    assert {(row["low"], row["high"]) for row in answer["rows"]} == {(None, None)}
    assert "The customers come from one event, so the interval cannot be judged." in answer["warnings"]


def test_too_many_clusters_and_durations_are_refused_in_a_sentence(leavers, monkeypatch):
    monkeypatch.setattr(counting, "MOST_LINES", 20)
    with pytest.raises(DataError) as refusal:
        asked(leavers, "churn", Selection(cluster=["household"]), **GONE)
    assert str(refusal.value) == (
        "Durations and clusters make more than 20 combinations; round the durations in column t first."
    )


MARGINS = {"sex": {"f": 60, "m": 40}}
WAVES = [(1, "f"), (1, "m"), (1, "m"), (2, "f"), (2, "f"), (2, "m")]


def waves(tmp_path, people, header="wave,sex"):
    path = tmp_path / "waves.csv"
    path.write_text(header + "\n" + "".join(",".join(map(str, person)) + "\n" for person in people))
    return path


def raked(path, selection, out=None):
    with open_source(path) as source:
        return run("rake", source, selection, margins=MARGINS, out=out)


def written(out):
    return [line.split(",")[-1] for line in out.read_text().splitlines()[1:]]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_each_wave_is_raked_on_its_own_and_the_file_holds_all(tmp_path, kind):
    path, out = waves(tmp_path, WAVES), tmp_path / f"out.{kind}"
    answer = raked(path, Selection(by="wave"), out).as_dict()
    assert [(row["group"], row["category"], row["achieved"]) for row in answer["rows"]] == [
        ("1", "f", pytest.approx(60)),
        ("1", "m", pytest.approx(40)),
        ("2", "f", pytest.approx(60)),
        ("2", "m", pytest.approx(40)),
    ]
    assert answer["deff"] == {
        "1": pytest.approx(3 * (60**2 + 2 * 20**2) / 100**2),
        "2": pytest.approx(3 * (2 * 30**2 + 40**2) / 100**2),
    }
    assert (answer["n"], answer["warnings"]) == (6, [])
    found = pq.read_table(out)["weight"].to_pylist() if kind == "parquet" else list(map(float, written(out)))
    assert found == pytest.approx([60, 20, 20, 30, 30, 40])


def test_a_wave_gets_the_weights_that_it_gets_alone(tmp_path):
    people = [(1 + i % 3, "fm"[i % 5 > 2], 0.5 + i % 4) for i in range(60)]
    path, together, alone = waves(tmp_path, people, "wave,sex,w"), tmp_path / "all.csv", tmp_path / "one.csv"
    raked(path, Selection(by="wave", weight="w"), together)
    raked(path, Selection(where=["wave=2"], weight="w"), alone)
    second = [weight for weight, (wave, *_) in zip(written(together), people, strict=True) if wave == 2]
    assert second == written(alone)


def test_a_wave_that_cannot_be_raked_refuses_the_whole_file(tmp_path):
    path, out = waves(tmp_path, [*WAVES, (3, "f"), (3, "f")]), tmp_path / "out.csv"
    with pytest.raises(DataError) as refusal:
        raked(path, Selection(by="wave"), out)
    assert str(refusal.value) == (
        "Nothing was written, because group 3 cannot be raked: "
        "Nobody in the data belongs to sex = m, so no weight can stand for it."
    )
    assert not out.exists()
    answer = raked(path, Selection(by="wave")).as_dict()
    assert list(answer["deff"]) == ["1", "2"]
    assert answer["warnings"] == [
        "Group 3 cannot be judged: Nobody in the data belongs to sex = m, so no weight can stand for it."
    ]


def test_a_row_of_no_wave_has_a_blank_weight_and_that_is_said(tmp_path):
    path, out = waves(tmp_path, [*WAVES, ("", "f")]), tmp_path / "out.csv"
    answer = raked(path, Selection(by="wave"), out).as_dict()
    assert written(out)[-1] == ""
    assert answer["warnings"] == [
        "Rows without a value in wave have no weight in out.csv.",
        "Rows without a value in wave, in no group: 1.",
    ]


def test_waves_of_which_none_is_named_are_refused(tmp_path):
    path, out = waves(tmp_path, [("", "f"), ("", "m")]), tmp_path / "out.csv"
    with pytest.raises(DataError, match="No group in wave"):
        raked(path, Selection(by="wave"), out)
    assert not out.exists()


def test_several_columns_make_a_group_together(tmp_path):
    people = [(wave, sex, town) for wave in (1, 2) for sex in "fm" for town in ("Łódź", "Kyiv")]
    path, out = waves(tmp_path, people, "wave,sex,town"), tmp_path / "out.csv"
    answer = raked(path, Selection(by=["wave", "town"]), out)
    assert [group for group, _ in answer.results] == [("1", "Kyiv"), ("1", "Łódź"), ("2", "Kyiv"), ("2", "Łódź")]
    assert list(map(float, written(out))) == pytest.approx([60, 60, 40, 40] * 2)


def test_clusters_play_no_part_in_weights_and_that_is_said(tmp_path):
    path, out = waves(tmp_path, WAVES), tmp_path / "out.csv"
    answer = raked(path, Selection(cluster=["wave"]), out).as_dict()
    assert answer["warnings"] == ["Raking makes weights, not an interval, so the clusters play no part."]
    assert answer["deff"] == pytest.approx(raked(path, Selection()).as_dict()["deff"])


@pytest.mark.parametrize("chart", ["p", "c", "imr"])
def test_charts_of_points_take_weights_and_say_that_clusters_play_no_part(tmp_path, chart):
    header = "count,size,w,site\n"
    (tmp_path / "days.csv").write_text(header + "".join(f"{i % 5},20,{1 + i % 3},{i % 4}\n" for i in range(24)))
    size = {"size": "size"} if chart == "p" else {}
    options = {"chart": chart, "value": "count", **size}
    path = tmp_path / "days.csv"
    plain, weighted, drawn = (
        asked(path, "control", selection, **options).as_dict()
        for selection in (Selection(), Selection(weight="w"), Selection(weight="w", cluster=["site"]))
    )
    assert weighted["rows"][0]["center"] != plain["rows"][0]["center"]
    assert drawn["rows"] == weighted["rows"]
    assert (plain["warnings"], drawn["n"]) == (weighted["warnings"], 24)
    assert any("the clusters play no part" in warning for warning in drawn["warnings"])


@pytest.mark.parametrize(
    ("method", "options", "said"),
    [
        ("drivers", {"outcome": "y", "drivers": ["a", "b"], "bootstrap": 0}, "carry no weight"),
        ("contrast", {"outcome": "y", "drivers": ["a", "b"], "low": ["1"], "high": ["5"]}, "carry no weight"),
        ("control", {"chart": "p", "value": "a", "size": "n", "time": "t"}, "answers that carry weight: 0"),
        ("consistency", {"score": "y", "unit": "t"}, "answers that carry weight: 0"),
    ],
    ids=lambda value: value if isinstance(value, str) and value in METHODS else "",
)
def test_a_group_whose_weights_are_all_zero_is_told_so(tmp_path, method, options, said):
    draw = np.random.default_rng(3)
    rows = [(town, *draw.integers(1, 6, 3), int(town == "Kyiv"), i % 12, 7) for town in TOWNS for i in range(200)]
    lines = [",".join(map(str, row)) for row in [("town", "y", "a", "b", "w", "t", "n"), *rows]]
    (tmp_path / "answers.csv").write_text("\n".join(lines))
    with open_source(tmp_path / "answers.csv") as source:
        answer = run(method, source, Selection(by="town", weight="w"), **options)
    (note,) = (note for note in answer.as_dict()["warnings"] if "Lviv" in note)
    assert said in note
