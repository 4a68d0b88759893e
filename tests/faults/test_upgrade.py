"""A database of the first version is brought to this one by `sonda migrate`, with everything that was in it."""

import os
import subprocess
import sys

import pytest

# The tables as the first version made them, with something in each that people would miss.
FIRST = """
import django; django.setup()
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

executor = MigrationExecutor(connection)
ours = {app.label for app in apps.get_app_configs() if app.name.startswith("sonda.apps.")}
first = [node for node in executor.loader.graph.root_nodes() if node[0] in ours]
others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in ours]
was = executor.migrate(first + others).apps

anna = was.get_model("organizations", "User").objects.create(email="anna@example.org", password="!")
sowa = was.get_model("organizations", "Organization").objects.create(name="Sowa Net", slug="sowa", language="uk")
was.get_model("organizations", "Member").objects.create(user=anna, organization=sowa, role="owner")
survey = was.get_model("surveys", "Survey").objects.create(organization=sowa, key="visits", title={"uk": "Візити"})
ask = was.get_model("surveys", "Question").objects.create
ask(survey=survey, key="recommend", position=1, kind="rating", role="nps", scale_low=0, scale_high=10)
done = was.get_model("transfers", "Import").objects.create(
    organization=sowa, survey=survey, file_name="visits.csv", sha256="a" * 64, mapping="…", state="done", n_stored=200
)
answers = was.get_model("responses", "Response")
answers.objects.bulk_create(
    answers(organization=sowa, survey=survey, import_id=done.pk, source_key=f"2026/{n}", answers={"recommend": n % 11})
    for n in range(200)
)
"""
NOW = """
import django; django.setup()
from sonda.apps.organizations.models import Member
from sonda.apps.responses import columns, queries
from sonda.apps.transfers.models import Import
from sonda.engine import analyses

member = Member.objects.select_related("user", "organization").get()
survey = Import.objects.get(state="done").survey
with queries.source(survey, member) as source:
    answer = analyses.run("nps", source, analyses.Selection(), score="recommend").as_dict()
print(member.user.email, member.role, member.organization.name, survey.title_in("uk"))
print(answer["n"], answer["rows"][0]["promoters"])
"""


@pytest.fixture
def run(new_database, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    environment |= {
        "DATABASE_URL": new_database(),
        "SONDA_HOME": str(tmp_path),
        "SONDA_SECRET_KEY": "of-this-test-only+" * 4,
    }

    def run(*command, **more):
        started = [sys.executable, "-P", *command]
        done = subprocess.run(started, env=environment | more, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    return run


def test_R1_7_a_database_of_the_first_version_comes_to_this_one_with_all_that_is_in_it(run):
    settings = {"DJANGO_SETTINGS_MODULE": "sonda.config.settings"}
    run("-c", FIRST, **settings)
    run("-m", "sonda.cli", "migrate")
    assert run("-c", NOW, **settings) == "anna@example.org owner Sowa Net Візити\n200 36\n"
    run("-m", "sonda.cli", "doctor")
