"""Rows of people who are known: the same again changes nothing; something else is said, and nothing is lost."""

import csv
import io

import pytest

from sonda.apps.responses.models import Response
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.tests.test_wizard import brought, checked, home, started  # noqa: F401  fixtures
from sonda.apps.transfers.wizard import operations as mapping_operations

MARCH = "respondent,Data,Oddział,NPS\n" + "".join(
    f"{n},2026-03-0{1 + n % 9},{'Łódź' if n % 2 else 'Dąbrowa'},{n % 11}\n" for n in range(1, 31)
)
APRIL = MARCH.replace("2026-03", "2026-04")


def listed(client, upload):
    text = client.get(f"/data/uploads/{upload.pk}/report.csv").getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def otherwise(client, upload, **said):
    answer = client.post(f"/data/uploads/{upload.pk}/people/", said)
    assert answer["Location"] == f"/data/uploads/{upload.pk}/check/"
    mapping_operations.check(upload.pk)
    upload.refresh_from_db()
    return client.get(f"/data/uploads/{upload.pk}/check/").text.replace("\xa0", " ")


@pytest.mark.django_db
def test_running_numbers_of_a_second_month_are_told_and_both_ways_out_lose_nothing(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    checked(client, first := brought(MARCH, name="ankieta.csv"))
    started(client, first)

    same = brought(MARCH + "\n", name="ankieta.csv")
    told = checked(client, same)
    assert "nothing is new: everybody in this file has answered already" in told
    assert "upload_people" not in told
    assert 'id="known"' not in told
    assert "Checked: nothing new in it" in client.get("/data/").text

    second = brought(APRIL, name="ankieta kwiecień.csv")
    told = checked(client, second)
    assert (second.report["n_known"], second.report["n_other"], second.report["n_stored"]) == (30, 30, 0)
    assert "Nothing of this file would be stored: every row is known already." in told
    assert "30 rows have the number of somebody who is known, but with other answers, another date" in told
    assert "These look like running numbers, not people: “respondent” counts the rows of the file." in told
    assert "Checked: 30 known rows say something else" in client.get("/data/").text.replace("\xa0", " ")
    lines = listed(client, second)
    assert len(lines) == 31
    assert lines[1] == ["2", "respondent", "1", "is known already, but with something else in: Data"]

    told = otherwise(client, second)
    assert "30 responses will be stored" in told
    assert all(column.role != "respondent" for column in read_mapping(second.mapping).columns)

    third = brought(APRIL.replace("2026-04", "2026-05"), name="ankieta.csv")
    assert 'value="2026-05"' in checked(client, third)  # suggested: all these rows are of that month
    assert "A wave needs a name" in client.post(f"/data/uploads/{third.pk}/people/", {"wave": " "}, follow=True).text
    assert "30 responses will be stored" in otherwise(client, third, wave="2026-05")
    for upload in (second, third):
        assert started(client, upload).n_stored == 30
    assert Response.objects.count() == 90


@pytest.mark.django_db
def test_a_few_corrected_rows_stay_out_and_the_import_says_so(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    checked(client, first := brought(MARCH, name="ankieta.csv"))
    started(client, first)
    mended = MARCH.replace("\n7,2026-03-08,Łódź,7\n", "\n7,2026-03-08,Dąbrowa,9\n") + "31,2026-03-09,Łódź,4\n"
    upload = brought(mended.replace("\n3,", "\n\n3,"), name="ankieta.csv")  # a blank line is a row of a spreadsheet
    told = checked(client, upload)
    assert (upload.report["n_known"], upload.report["n_other"], upload.report["n_stored"]) == (30, 1, 1)
    assert "1 row has the number of somebody who is known" in told
    assert "undo the import that brought them" in told
    assert f"{upload.pk}/people/" not in told  # whoever left the numbers out now would count everybody twice
    assert listed(client, upload)[1:] == [
        ["9", "respondent", "7", "is known already, but with something else in: Oddział, NPS"]
    ]
    done = started(client, upload)
    assert [warning["values"] for warning in done.warnings] == [{"n": 1}]
    assert "Rows that are known already, but with other answers" in client.get(f"/data/{done.pk}/").text
    assert Response.objects.get(respondent="7").answers == {"nps": 7}


@pytest.mark.django_db
def test_R3_confidential_answers_are_not_compared_so_that_no_file_of_guesses_learns_them(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    promise = {"mode": "confidential", "threshold": "5"}
    checked(client, first := brought(MARCH, name="ankieta.csv"), **promise)
    done = started(client, first)
    guess = brought(APRIL.replace(",7\n", ",3\n"), name="ankieta.csv")
    told = checked(client, guess, survey=done.survey.key, **promise)
    assert (guess.report["n_known"], guess.report["n_other"], guess.report["n_lines"]) == (30, 0, 0)
    assert "is not compared, because the answers are confidential" in told
    assert "Leave “respondent” out and check again" in told
    assert started(client, guess).warnings == first.became.warnings


@pytest.mark.django_db
def test_a_column_that_a_later_file_lacks_says_nothing_of_anybody(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    checked(client, first := brought(MARCH, name="ankieta.csv"))
    started(client, first)
    optional = first.mapping.replace('role = "period"', 'role = "period"\noptional = true')
    few = brought("\n".join(",".join(line.split(",")[::3]) for line in MARCH.splitlines()), name="few.csv")
    mapping = optional.replace('role = "unit"', 'role = "unit"\noptional = true')
    mapping_operations.ask_for_check(few, mapping)
    mapping_operations.check(few.pk)
    few.refresh_from_db()
    assert (few.report["n_known"], few.report["n_other"], few.report["n_refused"]) == (30, 0, 0)
    assert started(client, few).warnings == []
