"""R3.2: no table, chart, file or answer of the API lists a count of somebody and of fewer than k people."""

import csv
import io
from itertools import pairwise, product

import numpy as np
import pytest
from django.test import Client
from scipy.optimize import linprog  # noqa: TID253 — in tests only

from sonda.apps.analytics import operations
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.results import unpack
from sonda.apps.analytics.tests import company
from sonda.apps.organizations import keys
from sonda.apps.organizations.choices import Scope
from sonda.apps.surveys.choices import Mode
from sonda.methods.small_cells import are_small, merged, moments, shown

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
K = 5
# Columns and keys that count people, whatever the analysis.
PEOPLE = {
    "n",
    "of",
    "at_risk",
    "events",
    "promoters",
    "passives",
    "detractors",
    "satisfied",
    "people",
    "n_low",
    "n_high",
}
PEOPLE |= {"a", "o", "m", "i", "r", "q", "watched"}
CUTS = ("", "unit=A&from=2025-01&to=2025-06", "by=unit")
QUESTIONS = ("recommend", "tenure")


@pytest.fixture
def survey(organization, settings, tmp_path):
    settings.HOME = tmp_path
    return company.make_survey(organization, n=140, mode=Mode.CONFIDENTIAL)


@pytest.fixture
def reader(client, alice):
    client.force_login(alice.user)
    return client


def addresses():
    """Every analysis with every cut, those of any question with several questions."""
    for key, entry in entries().items():
        asked = [f"question={name}" for name in QUESTIONS] if entry.about else [""]
        for question, cut in product(asked, CUTS):
            yield key, "&".join(filter(None, (question, cut)))


def few(thing, key=""):
    """Counts of somebody and of fewer than k, wherever they stand in an answer."""
    if isinstance(thing, dict):
        return [found for name, each in thing.items() for found in few(each, str(name).lower())]
    if isinstance(thing, list | tuple):
        return [found for each in thing for found in few(each, key)]
    return [(key, thing)] if key in PEOPLE and isinstance(thing, int) and 0 < thing < K else []


def counted_columns(chart):
    """Each row of a chart's table by column, counts alone."""
    rows = chart.every_row or chart.rows
    return [
        {column.key: cell.value for column, cell in zip(chart.columns, row, strict=True) if cell.kind == "count"}
        for row in rows
    ]


def test_R3_2_no_analysis_lists_fewer_than_k_people_on_its_page_in_the_api_or_in_a_file(survey, reader, alice):
    found, told = [], 0
    headers = {"authorization": f"Bearer {keys.make_key(by=alice, name='scan', scopes=[Scope.READ])[1]}"}
    for key, query in addresses():
        page = reader.get(f"/understand/{key}/?{query}")
        if page.status_code != 200:  # not every analysis is told by groups
            continue
        run = page.context["reply"].run
        if run and not run.is_finished:
            operations.count(run=run)
            page = reader.get(f"/understand/{key}/?{query}")
        chart = page.context["reply"].chart
        if chart is None:
            continue
        told += 1
        found += [(key, query, row) for row in counted_columns(chart) if few(row)]
        said = Client().get(f"/api/v1/analyses/{key}?{query}", headers=headers)
        found += [(key, query, "api", each) for each in few(said.json())]
        assert said.status_code == 200
        if query.startswith("unit=A") or "&unit=A&" in query:
            file = csv.DictReader(
                io.StringIO(reader.get(f"/understand/{key}/table.csv?{query}").content.decode("utf-8-sig"))
            )
            found += [(key, query, "csv", row) for row in map(numbers_of, file) if few(row)]
    assert found == []
    assert told > 20


def numbers_of(row):
    return {name: int(value) for name, value in row.items() if value and value.isdigit()}


def test_R3_2_nor_does_a_joined_page_or_home(survey, reader):
    pages = [
        f"/understand/{page}/?{query}"
        for page in ("leaving", "three-gaps", "same-everywhere")
        for query in ("", "unit=A")
    ]
    for page in (*pages, "/"):
        assert reader.get(page).status_code == 200
    for run in Run.objects.filter(finished_at=None):
        operations.count(run=run)
    for page in (*pages, "/"):
        assert reader.get(page).status_code == 200
    counted = [unpack(run.result).as_dict() for run in Run.objects.all() if run.result]
    assert len(counted) > 10
    assert [few(each) for each in counted if few(each)] == []


def test_answers_with_names_are_counted_one_by_one(organization, settings, tmp_path, reader):
    settings.HOME = tmp_path
    company.make_survey(organization, n=140)
    chart = reader.get("/understand/distribution/?question=tenure&unit=A&from=2025-01&to=2025-06").context["chart"]
    assert any(few(row) for row in counted_columns(chart))


@pytest.mark.parametrize("seed", range(30))
def test_R3_3_what_a_table_withholds_cannot_be_told_to_be_few(seed):
    """A linear programme over a table whose lines left out are known by their sizes, with all totals."""
    draw = np.random.default_rng(seed)
    n = draw.poisson(draw.choice([0.7, 3, 8], (int(draw.integers(2, 7)), int(draw.integers(2, 7))))).astype(float)
    n[n.sum(axis=1) < K] += K
    told = shown(n, K, ordered=bool(draw.integers(2)))
    table, out = merged(n, told.place), np.array(told.left_out)
    assert not are_small(table[~out], K).any()
    hidden = table[out]
    assert not are_small(hidden.sum(axis=0), K).any()
    if not len(hidden):
        return
    lines, columns = hidden.shape
    rows = [np.kron(np.eye(lines)[at], np.ones(columns)) for at in range(lines)]
    rows += [np.kron(np.ones(lines), np.eye(columns)[at]) for at in range(columns)]
    totals = [*hidden.sum(axis=1), *hidden.sum(axis=0)]
    for cell in range(lines * columns):
        most = -linprog(-np.eye(lines * columns)[cell], A_eq=np.array(rows), b_eq=totals, method="highs").fun
        assert not are_small(most, K), (hidden, cell)


@pytest.mark.parametrize("seed", range(20))
def test_R3_3_nothing_that_a_curve_lists_differs_by_few(seed):
    draw = np.random.default_rng(seed)
    times, states = draw.integers(0, 40, 90), draw.choice([-1, 0, 1], 90)
    told = moments(ends=range(1, 41), times=times, states=states, n=np.ones(90), k=K)
    ends = [-np.inf, *told, np.inf]
    for kind in (-1, 0, 1):
        steps = [((times > low) & (times <= high) & (states == kind)).sum() for low, high in pairwise(ends)]
        assert not are_small(steps, K).any()
    watched = [90, *[(times >= end).sum() for end in told], 0]
    assert not are_small(-np.diff(watched), K).any()
