"""Weights and clusters where a method's limits, curves or margins come from more than one mean."""

import pytest

from sonda.engine.analyses import churn as counting
from sonda.engine.analyses import run
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import open_source

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
