"""Any question by any group: chosen in the address, strictly, narrowed and taken away like every other analysis."""

import csv
import io

import pytest
from django.db.models import F

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue.any_question import crosstabs, distributions
from sonda.apps.analytics.tests import company, planted
from sonda.apps.responses.models import Block
from sonda.apps.responses.operations import record_many
from sonda.apps.surveys.choices import Kind, Mode
from sonda.apps.surveys.models import Survey

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def cells(response):
    """The rows of the table under the figure, by the labels of their columns."""
    chart = response.context["chart"]
    return [dict(zip([c.key for c in chart.columns], [cell.value for cell in row], strict=True)) for row in
            chart.every_row or chart.rows]  # fmt: skip


def test_every_rating_number_and_choice_can_be_asked_and_nobodys_own_words(survey, reader):
    asked = {each.key for each in Bank(survey).questions if each.is_answer and each.kind != Kind.TEXT}
    assert set(distributions(Bank(survey))) == set(crosstabs(Bank(survey))) == asked
    for key in ("recommend", "tenure", "why"):
        for page in ("distribution", "crosstab"):
            response = reader.get(f"/understand/{page}/?question={key}")
            chart = response.context["chart"]
            assert (response.status_code, chart.n > 0, bool(chart.finding)) == (200, True, True), (page, key)


def test_a_cell_counts_the_people_who_are_there(survey, reader):
    response = reader.get("/understand/crosstab/?question=satisfied&by=unit")
    people = survey.responses.filter(voice="customer")
    for row in cells(response):
        here = people.filter(unit=row["group"])
        assert row["of"] == here.filter(answers__satisfied__isnull=False).count()
        assert row["n"] == here.filter(answers__satisfied=int(row["answer"])).count()
    worse = [row for row in cells(response) if row["told"] == "less frequent"]
    assert {"C"} >= {row["group"] for row in worse if row["answer"] == "5"}
    assert "<select" in response.content.decode()


def test_the_groups_are_a_facet_or_a_step_of_time_and_one_view_has_one_address(survey, reader):
    month = reader.get("/understand/crosstab/?by=month&question=satisfied").context["reply"]
    assert month.query == "survey=visits&question=satisfied&grain=month"
    year = reader.get("/understand/crosstab/?question=satisfied&grain=year")
    assert {row["group"] for row in cells(year)} <= {"2024", "2025", "2026"}
    voice = reader.get("/understand/crosstab/?by=voice")
    assert len({row["group"] for row in cells(voice)}) == 3


def test_managers_and_employees_are_asked_where_they_answered_and_the_page_says_who_speaks(organization, reader):
    survey = planted.voices(organization)
    people = survey.responses
    for voice in ("manager", "employee"):
        chart = reader.get(f"/understand/distribution/?question=speed&voice={voice}").context["chart"]
        assert chart.n == people.filter(voice=voice).count()
    both = reader.get("/understand/distribution/?question=speed&voice=manager&voice=employee").context["chart"]
    assert both.n == people.filter(voice__in=("manager", "employee")).count()
    people.filter(voice__in=("customer", "competitor")).delete()
    Survey.objects.update(generation=F("generation") + 1)  # as whoever takes answers away does
    reply = reader.get("/understand/distribution/").context["reply"]
    assert (reply.chart.n, reply.query) == (200, "survey=voices&voice=employee")
    assert reply.filters == ["Who speaks: Employee"]
    assert reader.get("/understand/nps/").context["reply"] is None


def test_R3_2_another_voice_of_a_confidential_survey_is_counted_by_whole_blocks_alone(organization, reader):
    survey = company.make_survey(organization, n=120, mode=Mode.CONFIDENTIAL)
    blocks = Block.objects.filter(survey=survey, voice="manager")
    for units in ("", "A", "BC"):
        query = "&".join(["voice=manager", *(f"unit={unit}" for unit in units)])
        told = blocks.filter(unit__in=units) if units else blocks
        chart = reader.get(f"/understand/distribution/?question=satisfied&{query}").context["chart"]
        assert (chart.n if chart else 0) == sum(block.n for block in told), query


def test_groups_stand_in_the_order_of_their_names_and_codes_in_that_of_their_numbers(organization, reader):
    survey = company.make_survey(organization)
    unit = survey.questions.get(key="unit")
    unit.options = {"A": {"en": "Żory 10"}, "B": {"en": "Łódź"}, "C": {"en": "żory 9"}}
    unit.save()
    chart = reader.get("/understand/crosstab/?question=satisfied&by=unit").context["chart"]
    names = list(dict.fromkeys(row[0].value for row in chart.every_row or chart.rows))
    assert names == ["Łódź", "żory 9", "Żory 10"]
    options = reader.get("/understand/nps/").context["filters"].groups[0].options
    assert [option.label for option in options] == ["Łódź", "żory 9", "Żory 10"]
    for old, new in zip("ABC", ("10", "9", "1"), strict=True):
        survey.responses.filter(unit=old).update(unit=new)
    again = company.make_survey(organization, key="codes", n=0)
    unit = again.questions.get(key="unit")
    unit.options = {"10": {"en": "a year"}, "9": {"en": "never"}, "1": {"en": "monthly"}}
    unit.save()
    documents = [
        {"source_key": str(each.pk), "unit": each.unit, "weight": 1.0, "answers": each.answers}
        for each in survey.responses.all()
    ]
    record_many(survey=again, import_id=9, documents=documents)
    chart = reader.get("/understand/nps/?survey=codes&by=unit").context["chart"]
    assert [row[0].value for row in chart.rows] == ["monthly", "never", "a year"]


@pytest.mark.parametrize(
    "address",
    [
        "crosstab/?question=comment",
        "crosstab/?question=unit",
        "crosstab/?question=satisfied&question=effort",
        "crosstab/?by=recommend",
        "distribution/?question=nothing",
        "distribution/?by=unit",
        "nps/?question=satisfied",
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(survey, reader, address):
    assert reader.get(f"/understand/{address}").status_code in (400, 404, 422)


def test_filters_and_files_go_with_the_question(survey, reader):
    response = reader.get("/understand/distribution/?question=effort&unit=A")
    here = survey.responses.filter(voice="customer", unit="A", answers__effort__isnull=False)
    assert response.context["chart"].n == here.count()
    page = response.content.decode()
    assert 'name="question" value="effort"' in page  # the form of filters asks the same question
    assert '<input type="hidden" name="unit" value="A">' in page  # another question keeps the filter
    for form in ("csv", "xlsx", "parquet"):
        found = reader.get(f"/understand/distribution/table.{form}?question=effort&unit=A")
        assert found.status_code == 200
    lines = reader.get("/understand/crosstab/table.csv?question=effort&unit=A&by=month").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert sum(int(row["n"]) for row in rows) == here.count()


def test_the_snippet_gives_the_numbers_of_the_page(survey, reader, tmp_path, monkeypatch):
    response = reader.get("/understand/crosstab/?question=satisfied&by=unit")
    assert "crosstab(rows, question='satisfied', numeric=True, scale=(1, 5), by='unit'" in response.context["snippet"]
    rows = reader.get("/understand/crosstab/people.parquet?question=satisfied&by=unit")
    (tmp_path / "crosstab-people.parquet").write_bytes(b"".join(rows) if rows.streaming else rows.content)
    monkeypatch.chdir(tmp_path)
    told: dict = {}
    exec(response.context["snippet"], told)  # the page's own snippet
    page = [(row["group"], row["answer"], row["n"], row["share"], row["p"]) for row in cells(response)]
    mine = [(c.group, c.answer, c.n, c.share, c.p_adjusted) for c in told["result"].cells]
    assert [row[:3] for row in mine] == [row[:3] for row in page]
    for one, other in zip(mine, page, strict=True):
        assert one[3:] == pytest.approx(other[3:])
