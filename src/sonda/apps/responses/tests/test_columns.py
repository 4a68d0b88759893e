"""What the engine counts is what the database holds."""

from datetime import date

import pytest

from sonda.apps.responses import columns, operations, packing, queries
from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Survey
from sonda.apps.surveys.operations import fill_bank
from sonda.engine import analyses, store

pytestmark = pytest.mark.django_db
QUESTIONS = [
    {"key": "plan", "kind": "attribute", "role": "segment"},
    {"key": "recommend", "kind": "rating", "role": "nps", "scale_low": 0.0, "scale_high": 10.0},
    {"key": "note", "kind": "text", "role": "comment"},
]


@pytest.fixture
def survey(organization, settings, tmp_path):
    settings.HOME = tmp_path
    return fill_bank(organization=organization, key="visits", title={"en": "Visits"}, questions=QUESTIONS)


def answer(name, score, **fields):
    answers = {"recommend": score, "note": "ok"} if score is not None else {}
    return {"source_key": name, "respondent": name, "segments": {"plan": "home"}, "answers": answers, **fields}


def bring(survey, *documents):
    return operations.record_many(survey=survey, import_id=1, documents=documents)[:2]


def test_responses_become_columns(survey):
    bring(survey, answer("a", 9, unit="North", weight=2.0, answered_on=date(2026, 3, 31)), answer("b", None))
    rows = queries.tail(survey).to_pylist()
    assert [{name: row[name] for name in row if name != "id"} for row in rows] == [
        {
            "respondent": "a", "voice": "customer", "company": None, "unit": "North", "region": None, "language": None,
            "answered_on": date(2026, 3, 31), "month": "2026-03", "weight": 2.0, "plan": "home", "recommend": 9.0,
            "note": "ok",
        },
        {
            "respondent": "b", "voice": "customer", "company": None, "unit": None, "region": None, "language": None,
            "answered_on": None, "month": None, "weight": 1.0, "plan": "home", "recommend": None, "note": None,
        },
    ]  # fmt: skip


def test_what_came_in_a_moment_ago_is_counted(survey):
    bring(survey, answer("a", 9), answer("b", 3))
    assert operations.sync_store(survey) == 2
    bring(survey, answer("c", 10))
    with queries.source(survey) as source:
        result = analyses.run("nps", source, analyses.Selection(), score="recommend")
    assert result.n == 3
    assert operations.sync_store(survey) == 0


def test_many_come_in_pieces_each_person_once(survey, monkeypatch):
    for module, name, size in [(operations, "CHUNK", 30), (packing, "TOGETHER", 7), (columns, "BATCH", 40)]:
        monkeypatch.setattr(module, name, size)
    monkeypatch.setattr(columns, "PIECE", 10)
    people = [answer(f"p{n}", n % 11) for n in range(95)]
    assert bring(survey, *people[:50]) == (50, 0)
    assert bring(survey, *people[:60], *people[40:]) == (45, 70)
    assert operations.sync_store(survey) == 95
    with queries.source(survey) as source:
        who, order = source.field("respondent").sql, source.field("id").sql
        found = source.run(f"SELECT {who} AS who FROM {source.opened.table} ORDER BY {order}")
    assert found["who"].to_pylist() == [f"p{n}" for n in range(95)]


def test_answers_become_columns_as_they_were_given(survey):
    notes = ["tab\t, line\nand \\N", '"quoted"', "zażółć «дякую» 🙂", "\u2028", "{}", "0"]
    scores = [0, 7, 6.25, 1e300, -0.1, 2**53]
    for note, score in zip(notes, scores, strict=True):
        kept = {"recommend": score, "note": note, "of another survey": [1]}
        bring(survey, {**answer(note, 1, unit=note), "answers": kept, "segments": {"plan": note}})
    rows = queries.tail(survey).to_pylist()
    assert [(row["recommend"], row["note"], row["plan"], row["unit"]) for row in rows] == [
        (score, note, note, note) for note, score in zip(notes, scores, strict=True)
    ]


def test_a_question_that_came_later_is_empty_before(survey):
    bring(survey, answer("a", 9))
    operations.sync_store(survey)
    fill_bank(
        organization=survey.organization, key="visits", title={}, questions=[
            {"key": "queue", "kind": "rating", "role": "touchpoint", "scale_low": 1.0, "scale_high": 5.0}
        ],
    )  # fmt: skip
    bring(survey, {**answer("b", 9), "answers": {"queue": 4}})
    with queries.source(survey) as source:
        assert source.run(f"SELECT count(*) AS n, sum({source.field('queue').sql}) AS s FROM {source.opened.table}")[
            "s"
        ].to_pylist() == [4.0]


def test_the_columns_made_again_have_the_same_checksum(survey):
    for name in "abcdef":
        bring(survey, answer(name, 9))
        operations.sync_store(survey)
    before = store.checksum(columns.table_of(survey))
    columns.rebuild(survey)
    assert store.checksum(columns.table_of(survey)) == before


def test_another_organisation_does_not_find_the_answers(survey, alice, charlie):
    bring(survey, answer("a", 9))
    assert queries.responses(alice).count() == 1
    assert queries.responses(charlie).count() == 0
    with pytest.raises(Survey.DoesNotExist):
        queries.source(survey, charlie)


def test_the_version_changes_with_the_answers(survey):
    first = queries.version(survey)
    bring(survey, answer("a", 9))
    second = queries.version(survey)
    Response.objects.all().delete()
    assert len({first, second, queries.version(survey)}) >= 2
    assert first != second


def test_a_person_counts_once_however_often_the_answer_arrives(survey):
    assert [bring(survey, answer("a", 9)), bring(survey, answer("a", 0), answer("b", 1))] == [(1, 0), (1, 1)]
    assert Response.objects.get(source_key="a").answers["recommend"] == 9
