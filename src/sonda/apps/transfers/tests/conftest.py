"""A small survey, its mapping, and a file to break."""

import pytest

from sonda.apps.transfers import operations

MAPPING = """
format = 1
survey = "visits"
title = { pl = "Wizyty", en = "Visits" }
languages = ["pl"]

[constants]
answered_on = "2026-03"

[columns]
person = { role = "respondent" }
branch = { role = "unit", short = { pl = "Oddział", en = "Branch" }, values = { N = "North" } }
plan = { role = "segment" }
nps = { role = "nps", key = "recommend", missing = ["99"] }
queue = { role = "touchpoint", short = { pl = "Kolejka", en = "Queue" }, missing = ["0"] }
note = { role = "comment", optional = true }
w = { role = "weight" }
"""
GOOD = """person,branch,plan,nps,queue,note,w
1,N,home,10,5,"Dobrze, dziękuję",1.5
2,South,home,3,0,,0.5
3,South,office,99,4,,1
"""


@pytest.fixture
def file(tmp_path):
    """Write a file of answers: `file(text, name="answers.csv", encoding="utf-8")`."""

    def write(text=GOOD, name="answers.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.fixture
def bring(organization, settings, tmp_path):
    """Import a file as a job would; returns the import."""
    settings.HOME = tmp_path / "home"

    def run(path, mapping=MAPPING):
        wanted, _is_new = operations.request_import(organization=organization, path=path, mapping_text=mapping)
        return operations.run_import(wanted.pk)

    return run


@pytest.fixture
def mapping_text():
    return MAPPING


@pytest.fixture
def good():
    return GOOD
