from sonda.engine.coverage import answered
from sonda.engine.source import open_source


def test_people_who_answered_are_counted_by_column_in_one_statement(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("a,b\n1,\n2,5\n,\n3,\n", encoding="utf-8")
    with open_source(path) as source:
        assert answered(source, ["a", "b"]) == {"a": 3, "b": 1}
        assert source.statements == 1
        assert answered(source, []) == {}
