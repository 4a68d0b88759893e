"""The people behind a number: as many as the figure counts, within rights, taken away as files that no sheet runs."""

import csv
import io
import re
from html import unescape

import pyarrow.parquet as pq
import pyreadstat
import pytest

from sonda.apps.analytics import people
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.tests import company
from sonda.apps.analytics.views.people import in_words
from sonda.apps.organizations import titles
from sonda.apps.organizations.choices import Action
from sonda.apps.organizations.models import AuditLine, Unit
from sonda.apps.responses import confidential
from sonda.apps.surveys.choices import Mode, Role
from sonda.engine.source import open_source

pytestmark = pytest.mark.django_db

TOLD = [
    "nps",
    "csat",
    "ces",
    "contrast",
    "consistency",
    "control",
    "churn",
    "distribution",
    "crosstab",
    "pivot",
    "churn-reasons",
    "churn-destinations",
    "alpha",
]
OF_ITEMS = ["servqual", "gap-self", "gap-competitor", "kano"]


@pytest.fixture
def gaps(survey):
    """The survey with holes: every seventh answer is missing, some people name no unit and no day."""
    for response in survey.responses.all():
        response.answers = {k: v for at, (k, v) in enumerate(response.answers.items()) if (at + response.pk) % 7}
        response.unit = "" if response.pk % 11 == 0 else response.unit
        response.answered_on = None if response.pk % 13 == 0 else response.answered_on
        response.save()
    return survey


@pytest.mark.any_database
def test_whose_people_can_be_told_is_known_and_the_others_lead_nowhere(survey, reader):
    told = [key for key in entries() if f"/{key}/people/" in reader.get(f"/understand/{key}/").content.decode()]
    assert sorted(told) == sorted(TOLD + OF_ITEMS)
    assert reader.get("/understand/drivers/people/").status_code == 404  # heavy ones, before they are counted


@pytest.mark.parametrize(
    "query", ["", "period=last12&unit=A&unit=B", "grain=quarter", "by=unit&voice=manager", "unit=C"]
)
def test_as_many_people_are_behind_a_number_as_the_figure_counts(gaps, reader, query):
    for key in TOLD:
        if key not in people_of_groups(query):
            continue
        chart = reader.get(f"/understand/{key}/?{query}").context["chart"]
        found = reader.get(f"/understand/{key}/people/?{query}").context["page"]
        rows = pq.read_table(io.BytesIO(reader.get(f"/understand/{key}/people.parquet?{query}").content))
        assert (found.n, rows.num_rows) == (chart.n, chart.n), key


def people_of_groups(query):
    if query == "grain=quarter":
        return [*TOLD[:3], "crosstab", "pivot"]
    return TOLD if "grain" not in query and "by" not in query else TOLD[:3]


def test_the_list_shows_the_latest_first_by_pages_and_each_visit_is_written_down(survey, alice, reader):
    first = reader.get("/understand/nps/people/?unit=A&unit=B&survey=visits").context["page"]
    assert (first.n, first.last, len(first.people)) == (96, 2, 50)
    second = reader.get("/understand/nps/people/?page=2&unit=A&unit=B").context["page"]
    days = [person.answered_on for person in (*first.people, *second.people)]
    assert (len(days), days) == (96, sorted(days, reverse=True))
    assert len({person.pk for person in (*first.people, *second.people)}) == 96
    lines = AuditLine.objects.filter(action="saw", user_id=alice.user_id)
    assert {line.subject for line in lines} == {"nps?survey=visits&unit=A&unit=B"}
    for page in ("0", "3", "x", "²", "-1", "9" * 30):
        assert reader.get(f"/understand/nps/people/?page={page}&unit=A&unit=B").status_code == 404


def test_the_list_calls_units_and_answers_as_the_figure_does(survey, reader):
    unit = survey.questions.get(role=Role.UNIT)
    unit.options = {"A": {"en": "Alder", "uk": "Вільхівка"}}
    unit.save()
    listed = reader.get("/understand/nps/people/?unit=A").context["rows"]
    assert {place for _, place, _ in listed} == {"Alder"}
    survey.responses.update(answered_on=None)
    assert '<th scope="col">Day</th>' not in reader.get("/understand/nps/people/?unit=A").content.decode()
    assert [in_words(answer, {"A": "Alder"}) for answer in ("A", ["A"], 7.0, None)] == ["Alder", ["A"], 7.0, None]


def test_R4_1_a_manager_sees_the_people_of_their_own_units_alone(survey, join, client):
    manager = join("anna", "manager")
    manager.units.add(Unit.objects.create(organization=manager.organization, name="A"))
    client.force_login(manager.user)
    assert {person.unit for person in client.get("/understand/nps/people/").context["page"].people} == {"A"}
    rows = pq.read_table(io.BytesIO(client.get("/understand/nps/people.parquet").content))
    assert (set(rows["unit"].to_pylist()), rows.num_rows) == ({"A"}, 48)
    for form in ("", ".csv", ".xlsx", ".sav"):
        assert client.get(f"/understand/nps/people{form or '/'}?unit=C").status_code == 404


@pytest.mark.parametrize("role", ["viewer", "employee"])
def test_R4_4_who_may_not_take_data_out_sees_no_people_and_no_link_to_them(survey, join, client, role):
    member = join("eve", role)
    member.units.add(Unit.objects.create(organization=member.organization, name="A"))
    client.force_login(member.user)
    assert "/nps/people/" not in client.get("/understand/nps/").content.decode()
    for form in ("/", ".csv", ".xlsx", ".parquet", ".sav"):
        assert client.get(f"/understand/nps/people{form}").status_code == 403
    assert not AuditLine.objects.filter(action__in=["saw", "exported"]).exists()


FORMULAS = ["=1+1", "+48 22", "-2", "@SUM(A1)", "\tx", "plain"]


@pytest.fixture
def formulas(organization, home):
    survey = company.make_survey(organization, n=60, only=(Role.NPS, Role.UNIT))
    for at, text in enumerate(FORMULAS):
        survey.responses.filter(source_key__in=[f"r{n}" for n in range(at, 60, 6)]).update(unit=text, respondent=text)
    return survey


def test_R5_4_rows_leave_as_text_and_numbers_and_come_back_equal(formulas, reader, tmp_path):
    taken = {form: reader.get(f"/understand/nps/people.{form}").content for form in ("csv", "xlsx", "parquet", "sav")}
    plain = pq.read_table(io.BytesIO(taken["parquet"]))
    lines = list(csv.DictReader(io.StringIO(taken["csv"].decode("utf-8-sig"))))
    escaped = [f"'{text}" if text != "plain" else text for text in plain["unit"].to_pylist()]
    assert [line["unit"] for line in lines] == escaped
    assert [float(line["recommend"]) for line in lines] == plain["recommend"].to_pylist()
    (tmp_path / "rows.xlsx").write_bytes(taken["xlsx"])
    with open_source(tmp_path / "rows.xlsx") as back:
        table = back.run(
            f"SELECT {back.field('unit').sql} AS u, {back.field('recommend').sql}::DOUBLE AS r FROM {back.opened.table}"
        )
    assert table["u"].to_pylist() == plain["unit"].to_pylist()
    assert table["r"].to_pylist() == plain["recommend"].to_pylist()
    (tmp_path / "rows.sav").write_bytes(taken["sav"])
    frame, meta = pyreadstat.read_sav(str(tmp_path / "rows.sav"))
    assert list(frame["recommend"]) == plain["recommend"].to_pylist()
    assert meta.column_names_to_labels["recommend"] == "Recommend"
    assert AuditLine.objects.filter(action="exported").count() == 4


def test_R5_4_the_table_of_a_figure_leaves_as_a_workbook_and_as_parquet(formulas, reader, tmp_path):
    chart = reader.get("/understand/nps/?by=unit").context["chart"]
    (tmp_path / "table.xlsx").write_bytes(reader.get("/understand/nps/table.xlsx?by=unit").content)
    with open_source(tmp_path / "table.xlsx") as back:
        found = back.run(
            f"SELECT {back.field('group').sql} AS g, {back.field('nps').sql}::DOUBLE AS s FROM {back.opened.table}"
        )
    assert sorted(found["s"].to_pylist()) == pytest.approx(sorted(row[1].value for row in chart.rows))
    rows = pq.read_table(io.BytesIO(reader.get("/understand/nps/table.parquet?by=unit").content))
    assert sorted(rows["group"].to_pylist()) == sorted(str(row[0].value) for row in chart.rows)


def test_a_file_of_too_many_rows_is_refused_with_a_sentence(survey, reader, monkeypatch):
    monkeypatch.setattr(people, "MOST_ROWS", 10)
    response = reader.get("/understand/nps/people.csv")
    assert (response.status_code, "holds at most 10" in response.content.decode().replace("\xa0", " ")) == (400, True)


@pytest.mark.parametrize("query", ["period=last12&unit=A", "grain=year", "grain=quarter", "by=unit&voice=customer"])
def test_the_notebook_snippet_gives_the_number_of_the_page(gaps, reader, query, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for key in people_of_groups(query):
        response = reader.get(f"/understand/{key}/?{query}")
        page, chart = unescape(response.content.decode()), response.context["chart"]
        (snippet,) = re.findall(r"<code>(import pyarrow.*?)</code>", page, re.DOTALL)
        file = re.search(r'read_table\("([^"]+)"\)', snippet)[1]
        (tmp_path / file).write_bytes(reader.get(f"/understand/{key}/people.parquet?{query}").content)
        exec(snippet, {})
        said = capsys.readouterr().out
        if key in TOLD[:3]:
            halves = response.context["reply"].halves
            values = [halves["now"]] if halves else [result for _g, result in results_of(response)]
            for value in values:
                assert close(said, value.low), key
        assert re.search(rf"\b{chart.n}\b", said) or len(said.splitlines()) > 1, key


def results_of(response):
    from sonda.apps.analytics.results import unpack

    return unpack(response.context["reply"].run.result).results


def close(said, low):
    numbers = [float(text) for text in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", said)]
    return any(abs(number - low) < 1e-9 for number in numbers)


def test_R3_5_nobody_is_told_one_by_one_of_confidential_answers(survey, reader):
    answers = survey.responses.all()
    survey.mode = Mode.CONFIDENTIAL
    survey.save()
    answers.update(mode=Mode.CONFIDENTIAL)
    confidential.put_in_blocks(survey, import_id=answers.first().import_id)
    page = reader.get("/understand/nps/").content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "shown in groups of at least 5 people" in page
    assert "/nps/people/" not in page
    for address in ("/understand/nps/people/", *(f"/understand/nps/people.{form}" for form in ("csv", "xlsx", "sav"))):
        assert reader.get(address).status_code == 404


def test_R4_4_whoever_may_only_look_takes_no_numbers_away(survey, client, bob):
    client.force_login(bob.user)
    page = client.get("/understand/nps/").content.decode()
    assert "figure.svg" in page
    assert "table.csv" not in page
    assert client.get("/understand/nps/figure.svg").status_code == 200
    assert client.get("/understand/nps/table.csv").status_code == 403


def test_the_log_tells_whose_answers_were_seen_by_their_names(survey, reader, alice):
    """Stored as it was asked, drawn in words; a survey that is gone stays what it was called."""
    asked = "period=last12&unit=A&unit=B&voice=manager"
    reader.get(f"/understand/nps/people/?{asked}")
    line = AuditLine.objects.first()
    [drawn] = titles.drawn(alice, [line])
    assert line.subject == f"nps?survey={survey.key}&period=last12&unit=A&unit=B&voice=manager"
    assert drawn.subject == (
        f"Net Promoter Score · {survey.title_in()} · Last 12 months · Unit: A · Unit: B · Who speaks: Manager"
    )
    gone = AuditLine(action=Action.SAW, subject="leaving/curves?survey=gone&language=pl&segment.plan=x", details={})
    assert titles.drawn(alice, [gone])[0].subject == "Leaving · gone · Language of the answer: Polish · plan: x"
    odd = AuditLine(action=Action.SAW, subject="nps?survey=%00&question=%00&segment.%00=x", details={})
    assert titles.drawn(alice, [odd])[0].subject == "Net Promoter Score"
