"""What the API says is what the page says, and what `sonda analyze` says of the same rows."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from django.http import QueryDict
from django.urls import resolve

from sonda.apps.analytics import operations, people, replies
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.pages import asking
from sonda.apps.analytics.pages.names import NAMES
from sonda.apps.analytics.results import unpack
from sonda.apps.organizations.models import Unit
from sonda.cli.main import main
from sonda.engine.analyses.analysis import plain
from tests.api.conftest import key_of

pytestmark = pytest.mark.django_db
ADDED = {"analysis", "survey", "finding", "about", "whole", "previous", "before", "page", "counted_at"}
CUTS = [
    "nps",
    "nps?by=unit&period=last12",
    "csat?unit=A&unit=B&grain=year",
    "ces?from=2025-03&to=2026-02",
    "consistency?unit=A&unit=C",
    "contrast",
    "churn",
]


def counted(ask, address):
    """The answer; of a heavy one after its job."""
    first = ask(f"analyses/{address}")
    if first.status_code == 202:
        for run in Run.objects.filter(finished_at=None):
            operations.count(run=run)
        first = ask(first.json()["status"].partition("/api/v1/")[2])
    assert first.status_code == 200, first.content
    return first.json()


@pytest.mark.parametrize("address", CUTS)
def test_the_command_line_says_the_same_of_the_rows_behind_it(survey, alice, ask, tmp_path, capsysbinary, address):
    key, _, query = address.partition("?")
    told = counted(ask, address)
    reply = replies.ask(alice, entries()[key], QueryDict(query))
    pq.write_table(people.table(reply), tmp_path / "rows.parquet")
    assert main(["analyze", reply.question.method, str(tmp_path / "rows.parquet"), *options(reply), "--json"]) == 0
    said = json.loads(capsysbinary.readouterr().out)
    told = {name: value for name, value in told.items() if name not in ADDED}
    assert set(told) == set(said)
    assert told == nearly(said)


def options(reply):
    """The question as a command line puts it."""
    question = reply.question
    given = dict(question.options)
    written = ["--weight", question.weight] if question.weight else []
    written += ["--by", question.by] if question.by else []
    for name, value in given.items():
        text = ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        written += [f"--{name.rstrip('_').replace('_', '-')}", text]
    return written


def nearly(value):
    """Sums over rows in another order differ in their last figure."""
    if isinstance(value, dict):
        return {name: nearly(each) for name, each in value.items()}
    if isinstance(value, list):
        return [nearly(each) for each in value]
    return pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value


def test_every_analysis_gives_the_sentence_and_the_run_of_its_page(survey, alice, client, ask):
    for key in entries():
        told = counted(ask, key)
        client.force_login(alice.user)
        page = client.get(told["page"].removeprefix("http://127.0.0.1:8000"))
        chart = page.context["chart"]
        run = page.context["reply"].run
        assert (told["finding"], told["n"]) == (chart.finding, run.result["n"]), key
        assert told["about"] == page.context["reply"].told_of
        assert Run.objects.filter(key=run.key).count() == 1
        client.logout()


def test_the_table_of_the_page_holds_the_same_numbers(survey, alice, client, ask):
    rows = counted(ask, "nps?by=unit&period=last12")["rows"]
    client.force_login(alice.user)
    table = client.get("/understand/nps/table.csv?by=unit&period=last12").content.decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(table)))[1:]
    assert {line[0]: float(line[1]) for line in found} == pytest.approx({row["group"]: row["nps"] for row in rows})


def test_a_chosen_period_stands_beside_the_one_before(survey, alice, client, ask):
    told = counted(ask, "nps?period=last6")
    first, then = (counted(ask, f"nps?{months}") for months in ("from=2026-07&to=2026-12", "from=2026-01&to=2026-06"))
    assert (told["whole"]["n"], told["previous"]["n"]) == (first["n"], then["n"]) == (36, 36)
    client.force_login(alice.user)
    reply = client.get("/understand/nps/?period=last6").context["reply"]
    assert [told["whole"]["nps"], told["previous"]["nps"]] == [reply.halves[half].nps for half in ("now", "before")]
    assert (told["finding"], told["before"]) == (reply.chart.finding, reply.before.line)


def test_the_joined_pages_are_listed_with_the_surveys_that_can_feed_them(survey, ask):
    told = ask("pages").json()["items"]
    assert [(each["key"], each["surveys"]) for each in told] == [(key, ["visits"]) for key in NAMES]
    assert told[1]["title"] == "The same everywhere"


@pytest.mark.parametrize("address", ["three-gaps?period=year", "same-everywhere?by=unit&unit=A&unit=B", "leaving"])
def test_a_joined_page_gives_the_sentences_tables_and_runs_of_its_page(survey, alice, client, ask, address):
    told = ask(f"pages/{address}").json()
    client.force_login(alice.user)
    screen = client.get(told["page"].removeprefix("http://127.0.0.1:8000")).context["screen"]
    assert (told["finding"], told["about"], told["warnings"]) == (screen.finding, screen.when, [])
    assert [part["key"] for part in told["parts"]] == list(screen.parts)
    page, _, query = address.partition("?")
    for part, shown in zip(told["parts"], screen.parts.values(), strict=True):
        assert (part["finding"], part["n"]) == (shown.chart.finding, shown.chart.n)
        table = client.get(f"/understand/{page}/{part['key']}/table.parquet?{query}").content
        rows = pq.read_table(io.BytesIO(table)).to_pylist()
        assert [list(row.values()) for row in part["rows"]] == [list(row.values()) for row in rows]
        kept = [plain(unpack(basis.asked.run.result).as_dict()) for basis in shown.basis]
        assert part["runs"] == [
            run | {"key": basis.key, "survey": "visits"} for run, basis in zip(kept, shown.basis, strict=True)
        ]
    assert Run.objects.filter(result=None, problem={}).count() == 0


def test_R4_1_a_joined_page_is_told_to_a_managers_key_of_their_units(survey, organization, join, ask, monkeypatch):
    manager = join("anna", "manager")
    manager.units.add(Unit.objects.create(organization=organization, name="A"))
    key = key_of(manager)
    (units, *_rest) = ask("pages/same-everywhere", key=key).json()["parts"]
    assert [row["unit"] for row in units["rows"]] == ["A"]
    for address, status in {
        "same-everywhere?unit=C": 404,
        "same-everywhere?survey=other": 404,
        "no-page": 404,
        "leaving?grain=month": 422,
        "leaving?from=2026-05&to=2026-01": 422,
    }.items():
        refused = ask(f"pages/{address}", key=key)
        assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json"), address
    survey.questions.filter(role="unit").delete()
    assert ask("pages/leaving", key=key).status_code == 403
    monkeypatch.setattr(asking, "MANY", 10)
    waiting = ask("pages/leaving?period=last3")
    assert (waiting.status_code, waiting["Retry-After"]) == (202, "2")
    assert waiting.json()["status"].endswith("/api/v1/pages/leaving?survey=visits&period=last3")


def test_R4_1_a_managers_key_counts_their_own_units_alone(survey, join, ask, client):
    manager = join("anna", "manager")
    manager.units.add(Unit.objects.create(organization=manager.organization, name="A"))
    key = key_of(manager)
    assert ask("analyses/nps", key=key).json()["n"] == 48
    told = ask("surveys/visits", key=key).json()
    places = {each["parameter"]: [value["value"] for value in each["values"]] for each in told["filters"]}
    assert (told["n"], places["unit"]) == (80, ["A"])
    assert ask("analyses/nps?unit=C", key=key).status_code == 404


def test_a_survey_without_units_is_not_told_to_who_may_see_a_part(organization, home, join, ask):
    from sonda.apps.analytics.tests import company

    company.make_survey(organization, n=30, only=("nps", "period"))
    manager = join("anna", "manager")
    manager.units.add(Unit.objects.create(organization=organization, name="A"))
    key = key_of(manager)
    assert ask("analyses/nps", key=key).status_code == 403
    told = ask("surveys/visits", key=key).json()
    assert (told["n"], told["filters"]) == (None, [])


def test_what_cannot_be_told_says_so_with_its_status(survey, ask):
    assert ask("analyses/nps?from=2031-01").json() | {"counted_at": ""} == {
        "method": "nps", "version": None, "n": 0, "rows": [], "warnings": ["Nobody answered in this cut"],
        "analysis": "nps", "survey": "visits", "finding": None, "about": "",
        "whole": None, "previous": None, "before": None, "counted_at": "",
        "page": "http://127.0.0.1:8000/understand/nps/?survey=visits&from=2031-01",
    }  # fmt: skip
    for address, status in {
        "nps?unit=Z": 404,
        "nps?colour=red": 404,
        "nps?survey=other": 404,
        "nothing": 404,
        "nps?from=March": 422,
        "nps?from=2026-05&to=2026-01": 422,
        "servqual?by=unit": 422,
        "nps?unit=%00&from=%ed%a0%80": 404,
        "nps?survey=%00": 404,
    }.items():
        refused = ask(f"analyses/{address}")
        assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json"), address
        assert refused.json()["detail"]


def test_a_heavy_analysis_is_counted_in_the_background_and_found_at_the_address_it_names(survey, ask):
    first = ask("analyses/drivers?unit=A&unit=B")
    assert (first.status_code, first["Retry-After"]) == (202, "2")
    waiting = first.json()
    assert waiting == {
        "state": "counting",
        "status": "http://127.0.0.1:8000/api/v1/analyses/drivers?survey=visits&unit=A&unit=B",
    }
    assert resolve("/api/v1/analyses/drivers").url_name == "analysis"
    told = counted(ask, "drivers?unit=B&unit=A")
    assert (told["method"], len(told["rows"])) == ("drivers", 3)


def test_sentences_come_in_the_language_of_the_header_and_no_cookie_changes_it(survey, ask, client):
    client.cookies["django_language"] = "uk"
    polish = ask("analyses/nps", **{"Accept-Language": "pl-PL,en;q=0.5"})
    assert (polish["Content-Language"], polish["Vary"]) == ("pl", "Accept-Language, Cookie")
    assert polish.json()["finding"] != ask("analyses/nps").json()["finding"]
    assert ask("analyses/nps", **{"Accept-Language": "de"})["Content-Language"] == "en"
