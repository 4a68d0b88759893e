"""People and notebook lines of figures with an n for each item, and of answers told quarter by quarter."""

import io

import numpy as np
import pyarrow.parquet as pq
import pytest

from sonda.apps.analytics.results import unpack
from sonda.apps.jobs import worker
from sonda.apps.organizations.models import AuditLine
from sonda.apps.surveys.choices import Mode

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HEAVY = ("drivers", "priorities")
OF_ITEMS = (*HEAVY, "servqual", "gap-self", "gap-competitor", "kano")
CHOSEN = "period=last12&unit=A"
VOICES = {"gap-self": {"manager", "customer"}, "gap-competitor": {"customer", "competitor"}}
TOUCHED = ("queue", "staff", "price")


@pytest.fixture
def survey(survey):
    """People who skipped, each something else: whoever counts for one line does not for another."""
    answers = list(survey.responses.all())
    for response in answers:
        response.answers = {k: v for at, (k, v) in enumerate(response.answers.items()) if (at * 3 + response.pk) % 5}
    survey.responses.bulk_update(answers, ["answers"])
    return survey


def asked(reader, key, query):
    page = reader.get(f"/understand/{key}/?{query}")
    if page.context["chart"] is None:
        worker.run(once=True)
        page = reader.get(f"/understand/{key}/?{query}")
    return page


def counts(key, said):
    """Did this person answer what a number of the figure is made of?"""
    items = ("01", "02", "03", "04")
    if key == "drivers":
        return "satisfied" in said and bool(said.keys() & set(TOUCHED))
    if key == "priorities":
        return bool(said.keys() & set(TOUCHED))
    if key == "servqual":
        return any({f"E{item}", f"P{item}"} <= said.keys() for item in items)
    if key == "kano":
        return any({f"with_{item}", f"without_{item}"} <= said.keys() for item in items)
    return bool(said.keys() & {*TOUCHED, *(f"P{item}" for item in items)})


def numbers(results):
    """Every number of a result in the order of its rows; what cannot be told is NaN."""
    rows = [row for _group, result in results for row in result.rows()]
    return [np.nan if value is None else float(value) for row in rows for value in row.values() if is_number(value)]


def is_number(value):
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def run(page, taken, key, folder, monkeypatch):
    """What the lines under the figure give from the rows of its people."""
    monkeypatch.chdir(folder)
    (folder / f"{key}-people.parquet").write_bytes(taken)
    space = {}
    exec(page.context["snippet"], space)
    return space["found"].results if "found" in space else ((None, space["result"]),)


def test_who_is_in_one_number_of_the_figure_is_behind_it_and_the_lines_give_its_numbers(
    survey, reader, tmp_path, monkeypatch, capsys
):
    kept = survey.responses.filter(unit="A", answered_on__year=2026)
    for key in OF_ITEMS:
        page = asked(reader, key, CHOSEN)
        assert "/people/" in page.content.decode(), key
        found = reader.get(f"/understand/{key}/people/?{CHOSEN}")
        taken = reader.get(f"/understand/{key}/people.parquet?{CHOSEN}").content
        wanted = {
            each.respondent
            for each in kept
            if each.voice in VOICES.get(key, {"customer"}) and counts(key, each.answers)
        }
        assert set(pq.read_table(io.BytesIO(taken))["respondent"].to_pylist()) == wanted, key
        assert found.context["page"].n == len(wanted) >= page.context["chart"].n > 0, key
        assert "Not everybody answered everything" in found.content.decode()
        told = unpack(page.context["reply"].run.result).results
        mine = run(page, taken, key, tmp_path, monkeypatch)
        assert numbers(mine) == pytest.approx(numbers(told), rel=1e-9, abs=1e-9, nan_ok=True), key
    assert AuditLine.objects.filter(action="saw").count() == len(OF_ITEMS)
    assert AuditLine.objects.filter(action="exported").count() == len(OF_ITEMS)


@pytest.mark.parametrize("grain", ["quarter", "year"])
def test_lines_and_people_of_answers_told_step_by_step_give_the_numbers_of_the_page(
    survey, reader, tmp_path, monkeypatch, capsys, grain
):
    query = f"grain={grain}&unit=B"
    for key in ("crosstab", "pivot"):
        page = asked(reader, key, query)
        taken = reader.get(f"/understand/{key}/people.parquet?{query}").content
        assert pq.read_table(io.BytesIO(taken)).num_rows == page.context["chart"].n > 0
        mine = run(page, taken, key, tmp_path, monkeypatch)
        told = unpack(page.context["reply"].run.result).results
        assert numbers(mine) == pytest.approx(numbers(told), rel=1e-9, abs=1e-9, nan_ok=True), key


def test_R3_5_R4_4_nobody_confidential_is_told_and_nobody_to_who_may_only_look(survey, reader, client, bob):
    client.force_login(bob.user)
    assert "/people/" not in client.get("/understand/kano/").content.decode()
    assert {client.get(f"/understand/{key}/people/").status_code for key in OF_ITEMS} == {403}
    survey.responses.update(mode=Mode.CONFIDENTIAL)
    survey.mode = Mode.CONFIDENTIAL
    survey.save()
    client.logout()
    client.force_login(survey.organization.members.get(role="owner").user)
    for key in OF_ITEMS:
        assert "snippet" not in (asked(client, key, "").context or {})
        assert {client.get(f"/understand/{key}/people{form}").status_code for form in ("/", ".csv")} == {404}
