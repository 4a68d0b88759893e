"""The demo company, imported through the product; what is counted afterwards are the columns it left behind."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from sonda.apps.organizations.models import User
from sonda.apps.responses import columns
from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Survey
from sonda.apps.transfers import demo
from sonda.engine import analyses, store


@dataclass
class Company:
    """Tables of columns by survey, and the question keys of each role."""

    tables: dict[str, Path] = field(default_factory=dict)
    keys: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    responses: dict[str, int] = field(default_factory=dict)  # by organisation

    def ask(self, survey, method, *, weight=None, where=(), **options):
        with store.source(self.tables[survey]) as source:
            selection = analyses.Selection(where=where, weight=weight)
            return analyses.run(method, source, selection, **options).results[0][1]


@pytest.fixture(scope="module")
def import_company(django_db_setup, django_db_blocker, tmp_path_factory):
    """Import a plan's company; its database rows are taken back at once, its columns stay for the module."""
    homes = []

    def run(plan, data=None):
        homes.append(tmp_path_factory.mktemp("company"))
        company = Company()
        with django_db_blocker.unblock(), override_settings(HOME=homes[-1]), transaction.atomic():
            for each in demo.load(owner=User.objects.create_user("owner@example.com"), plan=plan, data=data):
                company.responses[each.slug] = Response.objects.filter(organization=each).count()
            for survey in Survey.objects.all():
                columns.sync(survey)
                company.tables[survey.key] = columns.table_of(survey)
                roles = company.keys.setdefault(survey.key, {})
                for question in survey.questions.all():
                    roles.setdefault(question.role, []).append(question.key)
            transaction.set_rollback(True)
        return company

    yield run
    for home in homes:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def company(import_company):
    return import_company(demo.PLAN)


@pytest.fixture(scope="module")
def turned_company(import_company):
    return import_company(demo.turned())
