from sonda.engine import analyses
from sonda.engine.source import open_source


def test_a_respondent_who_answered_no_item_of_a_dimension_is_not_counted_in_it(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("E1,P1,E2,P2\n7,5,6,6\n6,5,,\n,,,\n5,3,7,6\n", encoding="utf-8")
    with open_source(path) as source:
        done = analyses.run(
            "servqual",
            source,
            analyses.Selection(),
            expectation="E",
            perception="P",
            dimensions={"first": ["1"], "second": ["2"]},
        )
    rows = {(row["level"], row["item"]): (row["n"], row["gap"]) for row in done.as_dict()["rows"]}
    assert rows["dimension", "first"] == (3, (-2 - 1 - 2) / 3)
    assert rows["dimension", "second"] == (2, -0.5)
    assert rows["overall", None] == (3, (-1 - 1 - 1.5) / 3)
