import pyarrow as pa
import pytest

from sonda.engine import store
from sonda.engine.errors import DataError


def rows(*ids, **columns):
    return pa.table({"id": pa.array(ids, pa.int64()), **columns})


@pytest.fixture
def table(tmp_path):
    return tmp_path / "7" / "survey-1"


def counted(table):
    with store.source(table) as source:
        found = source.run(f"SELECT count(*) AS n, max(c0) AS last FROM {source.opened.table}").to_pylist()
    return found[0]


def test_nothing_handed_over_is_said_in_a_sentence(table):
    assert store.high_water(table) == 0
    with pytest.raises(DataError, match="There are no answers yet"):
        store.source(table)


def test_rows_are_appended_after_the_high_water_mark(table):
    store.append(table, rows(1, 2, score=[9.0, 3.0]))
    store.append(table, rows(3, score=[7.0]))
    assert store.high_water(table) == 3
    assert counted(table) == {"n": 3, "last": 3}


def test_a_new_column_is_empty_in_older_rows(table):
    store.append(table, rows(1, score=[9.0]))
    store.append(table, rows(2, score=[8.0], effort=[5.0]))
    with store.source(table) as source:
        assert source.columns == ["id", "score", "effort"]
        effort = source.field("effort").sql
        assert source.run(f"SELECT {effort} AS x FROM {source.opened.table} ORDER BY c0").to_pylist() == [
            {"x": None},
            {"x": 5.0},
        ]


def test_a_table_built_again_has_an_equal_checksum_whatever_the_order_and_the_files(table):
    store.append(table, rows(1, 2, score=[9.0, 3.0], unit=["Ż", "b"]))
    store.append(table, rows(3, score=[7.0], unit=["c"]))
    before = store.checksum(table)
    store.rebuild(table, [rows(3, unit=["c"], score=[7.0]), rows(2, 1, unit=["b", "Ż"], score=[3.0, 9.0])])
    assert store.checksum(table) == before
    store.append(table, rows(4, score=[7.0], unit=["c"]))
    assert store.checksum(table) != before


def test_R9_1_an_erased_person_leaves_no_byte_on_disk(table):
    store.append(table, rows(1, 2, respondent=["anna@example.com", "O'Brien"]))
    store.append(table, rows(3, respondent=["anna@example.com"]))
    store.erase(table, column="respondent", values=["anna@example.com", "O'Brien x"])
    assert counted(table) == {"n": 1, "last": 2}
    assert not [path for path in table.rglob("*") if path.is_file() and b"anna@example.com" in path.read_bytes()]


def in_order(table):
    with store.source(table) as source:
        return [row["c0"] for row in source.run(f"SELECT c0 FROM {source.opened.table}").to_pylist()]


def test_many_small_files_become_few_and_rows_lie_as_a_rebuild_would_lay_them(table):
    """Bootstraps draw rows by their place: two layouts of the same rows would give two intervals (R1.6)."""
    for number in range(1, store.MANY_FILES + 1):
        store.append(table, rows(number))
    assert in_order(table) == list(range(1, store.MANY_FILES + 1))
    for number in range(store.MANY_FILES + 1, store.MANY_FILES + 3):
        store.append(table, rows(number))
    assert len(store.files_of(table)) < 5
    assert in_order(table) == list(range(1, store.MANY_FILES + 3))
    assert counted(table) == {"n": store.MANY_FILES + 2, "last": store.MANY_FILES + 2}


def test_a_table_that_is_kept_open_shows_what_came_in_and_what_was_rebuilt_since(table):
    store.append(table, rows(1, 2))
    assert counted(table) == {"n": 2, "last": 2}
    store.append(table, rows(3))
    assert counted(table) == {"n": 3, "last": 3}
    store.rebuild(table, [rows(8, 9)])
    assert counted(table) == {"n": 2, "last": 9}


def test_readers_of_a_table_do_not_meet_and_finish_what_they_began(table):
    store.append(table, rows(1, 2))
    one, other = store.source(table), store.source(table)
    one.derive("double", f"({one.field('id').sql} * 2)::VARCHAR")
    assert other.columns == ["id"]
    other.close()
    for place in range(6):  # more tables than are kept open, and a newer state of this one
        store.append(table.with_name(f"survey-{place + 2}"), rows(7))
        assert counted(table.with_name(f"survey-{place + 2}"))["n"] == 1
    store.append(table, rows(3))
    with one:
        found = one.run(f"SELECT max({one.field('double').sql}) AS most FROM {one.opened.table}")
    assert found.to_pylist() == [{"most": "4"}]
