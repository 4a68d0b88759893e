"""Weights of the population: typed, tried, kept, and laid on every analysis that counts by weight."""

import io
import json
import re
from datetime import date
from html import unescape

import numpy as np
import pyarrow.parquet as pq
import pytest

from sonda.apps.analytics.models import Run, Weighting
from sonda.apps.analytics.tests import company
from sonda.apps.analytics.weighting import operations
from sonda.apps.analytics.weighting.forms import Column, WeightingForm, number_in, place_of
from sonda.apps.analytics.weights import shares_of
from sonda.apps.organizations import keys, titles
from sonda.apps.organizations.choices import Scope
from sonda.apps.organizations.models import AuditLine, Unit
from sonda.apps.responses import queries as responses
from sonda.apps.responses.operations import record_many
from sonda.apps.surveys.operations import fill_bank
from sonda.engine import weighing
from sonda.methods.nps import nps
from sonda.methods.raked_mean import raked_mean
from sonda.methods.raking import rake, raked_weights

pytestmark = pytest.mark.django_db
QUESTIONS = [
    {"key": "unit", "kind": "attribute", "role": "unit"},
    {"key": "age", "kind": "attribute", "role": "segment", "short": {"en": "Age"}},
    {"key": "weight", "kind": "attribute", "role": "weight"},
    {"key": "recommend", "kind": "rating", "role": "nps", "scale_low": 0.0, "scale_high": 10.0},
]
MARGINS = {"unit": {"A": 30.0, "B": 70.0}, "age": {"old": 60.0, "young": 40.0}}


def people(n=240, seed=4):
    rng = np.random.default_rng(seed)
    for number in range(n):
        age = "young" if rng.random() < 0.7 else "old"
        yield {
            "source_key": f"r{number}", "answered_on": date(2026, 1 + number % 3, 9), "unit": "AAB"[number % 3],
            "segments": {"age": age}, "weight": 0.5 + float(rng.random()),
            "answers": {"recommend": int(min(max(round(rng.normal(7 + (age == "old"), 2)), 0), 10))},
        }  # fmt: skip


def make(organization, *, weights=True, documents=None, **more):
    asked = [each for each in QUESTIONS if weights or each["role"] != "weight"]
    survey = fill_bank(organization=organization, key="visits", title={"en": "Visits"}, questions=asked, **more)
    record_many(survey=survey, import_id=1, documents=list(people()) if documents is None else documents)
    return survey


@pytest.fixture
def survey(organization, home):
    return make(organization)


@pytest.fixture
def kept(survey, alice):
    return operations.keep_weights(by=alice, survey=survey, name="Census", margins=MARGINS, voices=[], trim=None)


def frame(survey):
    found = list(survey.responses.order_by("pk"))
    return {
        "unit": [each.unit for each in found], "age": [each.segments["age"] for each in found],
        "w": [each.weight for each in found], "y": [each.answers["recommend"] for each in found],
    }  # fmt: skip


def typed(survey="visits", *, unit=("30", "70"), age=("60", "40"), **more):
    """What the form sends: targets of A and B, of old and young."""
    data = {"survey": survey, "column": ["unit", "segment.age"], **more}
    for param, names, shares in (("unit", "AB", unit), ("segment.age", ("old", "young"), age)):
        column = Column(param=param, key="", title="", names={}, n={})
        data |= {place_of(column, name): share for name, share in zip(names, shares, strict=True)}
    return data


def words(answer):
    return unescape(answer.content.decode()).replace("\xa0", " ")


def enter(client, member):
    client.force_login(member.user)
    return client


@pytest.mark.parametrize("weights", [True, False])
def test_what_the_page_tells_is_raking_of_the_rows(organization, home, reader, weights):
    survey = make(organization, weights=weights)
    answer = reader.post("/understand/weighting/", typed(unit=("30,0", "70 %")))
    screen, rows = answer.context["screen"], frame(survey)
    weight = "w" if weights else None
    raking = rake(rows, margins=MARGINS, weight=weight)
    rows["score"] = [100.0 * ((y >= 9) - (y <= 6)) for y in rows["y"]]
    mean = raked_mean(rows, value="score", margins=MARGINS, weight=weight)
    found = screen.weighed.after
    assert [found.mean, found.low, found.high] == pytest.approx([mean.mean, mean.low, mean.high])
    assert screen.weighed.effects.deff == pytest.approx(raking.deff)
    scale = np.average(list(raking.factors.values()))
    for cell, factor in screen.weighed.raking.factors.items():
        ours = tuple(reversed(cell))  # columns in the order of their names
        same = screen.weighed.raking.factors
        assert factor / np.average(list(same.values())) == pytest.approx(raking.factors[ours] / scale)
    text = words(answer)
    assert "Weighting moves NPS from" in text
    assert "240 answers count like" in text
    assert Weighting.objects.count() == 0


def test_kept_weights_give_the_weighted_number_on_page_file_and_api_under_a_run_of_their_own(
    survey, kept, alice, reader
):
    rows = frame(survey)
    rows["raked"] = raked_weights(rows, rake(rows, margins=MARGINS, weight="w"), weight="w")
    wanted = {
        "": nps(rows, score="y", weight="w"),
        "none": nps(rows, score="y"),
        str(kept.pk): nps(rows, score="y", weight="raked"),
    }
    secret = keys.make_key(by=alice, name="robot", scopes=[Scope.READ])[1]
    for weights, result in wanted.items():
        query = f"survey=visits&by=year{'&weights=' + weights if weights else ''}"
        reply = reader.get(f"/understand/nps/?{query}").context["reply"]
        assert reply.query == query.replace("by=", "grain=")
        told = reader.get(f"/api/v1/analyses/nps?{query}", headers={"authorization": f"Bearer {secret}"}).json()
        (row,) = told["rows"]
        assert [row["nps"], row["low"], row["high"]] == pytest.approx([result.nps, result.low, result.high])
        assert reader.get(f"/understand/nps/table.csv?{query}").status_code == 200
    assert Run.objects.count() == 3
    whole = reader.get("/api/v1/surveys/visits", headers={"authorization": f"Bearer {secret}"}).json()
    assert whole["weights"] == [{"parameter": str(kept.pk), "name": "Census"}]
    page = words(reader.get(f"/understand/nps/?weights={kept.pk}"))
    assert "Weights: Census" in page
    assert '<option value="none">none</option>' in page
    assert reader.get("/understand/nps/?weights=imported").context["reply"].query == "survey=visits"
    rows = reader.get(f"/understand/nps/people.csv?weights={kept.pk}").content.decode("utf-8-sig").splitlines()
    assert "raked_weight" in rows[0].split(",")
    for key in ("distribution", "crosstab"):
        assert reader.get(f"/understand/{key}/?weights={kept.pk}").context["reply"].question.weight == "raked_weight"


def test_figures_and_tables_of_saved_weights_leave_as_files_within_rights(kept, bob, reader, client):
    page = words(reader.get(f"/understand/weighting/{kept.pk}/"))
    links = re.findall(r'href="(/understand/weighting/\d+/\w+/\w+\.\w+)"', page)
    assert sorted(link.rpartition(".")[2] for link in links) == sorted(["svg", "png", "csv", "xlsx", "parquet"] * 2)
    assert {reader.get(link).status_code for link in links} == {200}
    table = reader.get(f"/understand/weighting/{kept.pk}/weighed/table.csv").content.decode("utf-8-sig").splitlines()
    assert len(table) == 1 + sum(map(len, MARGINS.values()))
    assert reader.get("/understand/weighting/999/weighed/table.csv").status_code == 404
    client.force_login(bob.user)
    assert {client.get(link).status_code for link in links if link.endswith(("svg", "png"))} == {200}
    assert {client.get(link).status_code for link in links if not link.endswith(("svg", "png"))} == {403}


@pytest.mark.any_database
def test_the_people_the_lines_and_the_api_of_kept_weights_tell_the_numbers_of_their_page(
    survey, kept, alice, reader, tmp_path, monkeypatch, capsys
):
    silent = list(survey.responses.all()[:12])
    for each in silent:
        each.segments = {}
    survey.responses.bulk_update(silent, ["segments"])
    operations.change_weights(weighting=kept, by=alice, name="Census", margins=MARGINS, trim=(0.6, 1.5))
    page = reader.get(f"/understand/weighting/{kept.pk}/")
    screen = page.context["screen"]
    effects, after = screen.weighed.effects, screen.weighed.after
    (snippet,) = re.findall(r"<code>(from sonda.*?)</code>", unescape(page.content.decode()), re.DOTALL)

    people = reader.get(f"/understand/weighting/{kept.pk}/people/")
    assert people.context["page"].n == 240
    taken = reader.get(f"/understand/weighting/{kept.pk}/people.parquet").content
    assert "raked_weight" in pq.read_schema(io.BytesIO(taken)).names
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weighting-people.parquet").write_bytes(taken)
    mine = {}
    exec(snippet, mine)
    assert (mine["found"].n, mine["found"].deff) == (240, pytest.approx(effects.deff))
    assert [mine["after"].mean, mine["after"].low] == pytest.approx([after.mean, after.low])
    assert shares(mine["found"].margins) == pytest.approx(shares(effects.margins))

    asking = {"authorization": f"Bearer {keys.make_key(by=alice, name='robot', scopes=[Scope.READ])[1]}"}
    assert reader.get("/api/v1/weights", headers=asking).json() == {
        "items": [{"parameter": str(kept.pk), "name": "Census", "survey": "visits"}]
    }
    told = reader.get(f"/api/v1/weights/{kept.pk}", headers=asking).json()
    assert [told["n"], told["design_effect"], told["effective_n"]] == [240, effects.deff, effects.effective]
    assert (told["bounds"], told["smallest"]) == ({"least": 0.6, "most": 1.5}, effects.least)
    lines = [(each["label"], each["n"], each["before"], each["target"], each["achieved"]) for each in told["shares"]]
    assert lines == [(m.name, m.n, m.before, m.target, m.after) for m in screen.margins]
    assert [told["score"]["after"][name] for name in ("mean", "low", "high")] == [after.mean, after.low, after.high]
    assert told["finding"] == screen.chart.finding
    drawn = titles.drawn(alice, AuditLine.objects.filter(action="saw"))
    assert [line.subject for line in drawn] == [f"Weighting · Visits · Weighting: {kept.pk}"]
    operations.delete_weights(weighting=kept, by=alice)
    assert reader.get(f"/api/v1/weights/{kept.pk}", headers=asking).status_code == 404


def shares(margins):
    return [each.after for column in sorted(margins) for each in sorted(margins[column], key=lambda each: each.value)]


def test_R4_1_R3_5_a_part_of_kept_weights_and_those_of_confidential_answers(
    survey, kept, join, organization, client, bob
):
    anna = join("anna", "manager")
    anna.units.add(Unit.objects.get_or_create(organization=organization, name="A")[0])
    address = f"/understand/weighting/{kept.pk}/people"
    assert "/people/" not in enter(client, bob).get(f"/understand/weighting/{kept.pk}/").content.decode()
    assert {client.get(address + form).status_code for form in ("/", ".csv")} == {403}
    page = enter(client, anna).get(f"/understand/weighting/{kept.pk}/")
    assert "from sonda" not in page.content.decode()  # her rows cannot tell the weights of the whole
    assert set(pq.read_table(io.BytesIO(client.get(address + ".parquet").content))["unit"].to_pylist()) == {"A"}
    asking = {"authorization": f"Bearer {keys.make_key(by=anna, name='robot', scopes=[Scope.READ])[1]}"}
    told = client.get(f"/api/v1/weights/{kept.pk}", headers=asking).json()
    assert told["n"] == page.context["screen"].weighed.effects.n == 160
    assert {each["target"] for each in told["shares"] if each["column"] == "unit"} == {None}
    survey.mode = "confidential"
    survey.save()
    assert {client.get(address + form).status_code for form in ("/", ".csv")} == {404}
    late = next(people(1)) | {"source_key": "late", "segments": {"age": "unborn"}}
    survey.mode = "identified"
    survey.save()
    record_many(survey=survey, import_id=2, documents=[late])
    told = client.get(f"/api/v1/weights/{kept.pk}", headers=asking).json()
    assert (told["n"], "no longer fit" in told["warnings"][0]) == (None, True)


def test_other_targets_are_counted_anew_and_answers_that_no_longer_fit_are_said(survey, kept, alice, reader):
    address = f"/understand/nps/?survey=visits&weights={kept.pk}"
    before = reader.get(address).context["chart"].table()
    operations.change_weights(
        weighting=kept, by=alice, name="Census", margins={"age": {"old": 95.0, "young": 5.0}}, trim=None
    )
    assert reader.get(address).context["chart"].table() != before
    late = next(people(1)) | {"source_key": "late", "segments": {"age": "unborn"}}
    record_many(survey=survey, import_id=2, documents=[late])
    assert "no longer fit the targets" in reader.get(address).content.decode()
    page = reader.get(f"/understand/weighting/{kept.pk}/")
    assert page.status_code == 200
    assert "age = unborn" in page.content.decode()


def test_those_who_do_not_say_keep_their_share(organization, home, reader):
    documents = [each | ({"segments": {}} if at % 4 == 0 else {}) for at, each in enumerate(people())]
    make(organization, weights=False, documents=documents)
    found = reader.post("/understand/weighting/", typed()).context["screen"].weighed
    assert found.effects.silent == {"age": 60, "unit": 0}
    assert {each.value: each.after for each in found.effects.margins["age"]} == pytest.approx(
        {"old": 0.6, "young": 0.4}
    )
    assert sum(f * n for f, n in found.effects.factors) == pytest.approx(240)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unit": ("30", "")}, "“B” has 80 answers and no target."),
        ({"unit": ("30", "abc")}, "“abc” is not a number like 12.5."),
        ({"unit": ("30", "1.2.3")}, "“1.2.3” is not a number"),
        ({"unit": ("-3", "103")}, "A share cannot be below 0."),
        ({"unit": ("30", "1e9")}, "A share cannot be above 100 %."),
        ({"unit": ("100", "0")}, "A target of 0 would silence 80 answers."),
        ({"unit": ("30", "65")}, "The targets of “Unit” add up to 95 %; they must add up to 100 %."),
        ({"unit": ("30", "9" * 50)}, "at most 40 characters"),
        ({"least": "0.3"}, "Give both bounds, or none."),
        ({"least": "2", "most": "3"}, "The lower bound lies between 0 and 1"),
        ({"least": "0,3", "most": "0,5"}, "The upper bound lies between 1 and 100"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_at_its_field_and_everything_typed_stays(survey, reader, change, sentence):
    answer = reader.post("/understand/weighting/", typed(**{"age": ("61,5", "38,5")} | change))
    text = words(answer)
    assert answer.status_code == 422
    assert sentence in text
    assert 'value="61,5"' in text
    for value in (value for values in change.values() for value in ([values] if isinstance(values, str) else values)):
        assert not value or f'value="{value}"' in text


def test_rounded_targets_are_taken_and_a_value_nobody_chose_cannot_have_one():
    column = Column(param="age", key="age", title="Age", names={v: v for v in "abc"}, n={"a": 5, "b": 5})
    told = {place_of(column, value): share for value, share in zip("abc", ("33,3", "66,6", ""), strict=True)}
    form = WeightingForm(told, columns=[column])
    assert form.is_valid()
    assert form.margins == {"age": {"a": 33.3, "b": 66.6}}
    form = WeightingForm(told | {place_of(column, "c"): "0.1"}, columns=[column])
    assert "No answer has “c”" in json.dumps(form.errors, ensure_ascii=False)
    assert number_in("1e999") is None


@pytest.mark.parametrize("address", ["survey=nothing", "survey=visits&column=voice", "survey=visits&column=x%27--"])
def test_a_survey_or_column_that_is_not_there_is_not_found(survey, reader, address):
    assert reader.get(f"/understand/weighting/?{address}").status_code == 404


@pytest.mark.parametrize("weights", ["x", "0", "999", "1%00", "-1", "9" * 30, "1&weights=none"])
def test_weights_that_are_not_there_are_not_found(survey, reader, weights):
    assert reader.get(f"/understand/nps/?weights={weights}").status_code == 404


def test_an_analysis_that_counts_all_alike_refuses_weights(organization, home, reader, alice):
    survey = company.make_survey(organization)
    made = operations.keep_weights(
        by=alice, survey=survey, name="x", margins={"unit": {"A": 50, "B": 25, "C": 25}}, voices=["customer"], trim=None
    )
    assert reader.get(f"/understand/drivers/?weights={made.pk}").status_code == 400
    for key in ("csat", "ces", "servqual", "kano"):
        assert reader.get(f"/understand/{key}/?weights={made.pk}").status_code == 200, key
    assert reader.get(f"/understand/nps/?weights={made.pk}").context["chart"].n == 144
    assert reader.get(f"/understand/leaving/?weights={made.pk}").status_code == 404


def test_R4_4_who_may_write_keeps_changes_and_deletes_and_the_log_tells_it(survey, alice, bob, charlie, client):
    assert enter(client, alice).post("/understand/weighting/kept/", typed()).status_code == 422  # no name
    page = client.post("/understand/weighting/kept/", typed(name="Census"), follow=True)
    one = Weighting.objects.get()
    assert page.redirect_chain[-1][0] == f"/understand/weighting/{one.pk}/"
    assert (one.owner, one.margins) == (alice, MARGINS)
    client.post(f"/understand/weighting/{one.pk}/", typed(name="New", age=("50", "50"), kept=one.pk))
    one.refresh_from_db()
    assert (one.name, one.margins["age"]) == ("New", {"old": 50.0, "young": 50.0})
    seen = enter(client, bob)  # reads alone
    assert seen.get(f"/understand/weighting/{one.pk}/").status_code == 200
    assert seen.post("/understand/weighting/", typed()).status_code == 200
    for address in ("kept/", f"{one.pk}/", f"{one.pk}/deletion/", f"{one.pk}/restoration/"):
        assert seen.post(f"/understand/weighting/{address}", typed(name="x")).status_code == 403
        assert enter(client, charlie).post(f"/understand/weighting/{address}", typed(name="x")).status_code in (404,)
        enter(client, bob)
    enter(client, alice).post(f"/understand/weighting/{one.pk}/deletion/")
    gone = client.get(f"/understand/nps/?weights={one.pk}")
    assert (gone.status_code, "were deleted" in gone.content.decode()) == (404, True)
    assert "Bring it back" in client.get("/understand/weighting/").content.decode()
    client.post(f"/understand/weighting/{one.pk}/restoration/")
    assert client.get(f"/understand/nps/?weights={one.pk}").status_code == 200
    told = [line.details["weights"] for line in AuditLine.objects.filter(action="changed").order_by("number")]
    assert told == ["kept", "kept", "deleted", "brought back"]


def test_R4_1_a_manager_sees_the_margins_of_their_own_part_with_the_weights_of_all(
    survey, kept, join, organization, client
):
    anna = join("anna", "manager")
    anna.units.add(Unit.objects.get_or_create(organization=organization, name="A")[0])
    page = enter(client, anna).get(f"/understand/weighting/{kept.pk}/")
    screen, rows = page.context["screen"], frame(survey)
    assert {margin.name: margin.n for margin in screen.margins if margin.column == "Unit"} == {"A": 160}
    assert (screen.weighed.effects.n, [m.target for m in screen.margins if m.column == "Unit"]) == (160, [None])
    raked = raked_weights(rows, rake(rows, margins=MARGINS, weight="w"), weight="w")
    ours = np.array(rows["unit"]) == "A"
    y = np.array(rows["y"])
    told = client.get(f"/understand/nps/?survey=visits&grain=year&weights={kept.pk}").context["reply"].run.result
    (group,) = told["results"]
    mean = np.average(100.0 * ((y >= 9).astype(float) - (y <= 6)), weights=np.where(ours, raked, 0))
    assert group["value"]["nps"] == pytest.approx(mean)
    tried = client.post("/understand/weighting/", typed() | {"column": ["segment.age"]}).context["screen"]
    assert tried.weighed.effects.n == 160
    text = client.get("/understand/weighting/?survey=visits&column=segment.age").content.decode()
    assert ">B<" not in text


def test_weights_of_confidential_answers_are_one_for_each_block(organization, home, reader, alice):
    survey = make(organization, mode="confidential", threshold=5)
    found = reader.post("/understand/weighting/", typed()).context["screen"].weighed
    assert all(n >= 5 for _factor, n in found.effects.factors)
    assert all(each.n >= 5 for values in found.effects.margins.values() for each in values)
    with responses.source(survey) as source:
        weighing.attach(source, weighing.Targets(shares=shares_of(MARGINS)))
        weight, unit, age = (source.field(name).sql for name in (weighing.RAKED, "unit", "age"))
        table = source.opened.table
        counted = f"SELECT count(*) AS n, count(DISTINCT {weight}) AS weights FROM {table}"
        cells = source.run(f"{counted} GROUP BY {unit}, {age}").to_pylist()
    assert all(cell["weights"] == 1 and cell["n"] >= 5 for cell in cells)
