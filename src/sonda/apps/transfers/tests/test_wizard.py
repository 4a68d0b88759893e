"""The wizard's second half: columns get their meaning, the file is checked, the import begins."""

import csv
import io
from functools import partial

import pytest

from sonda.apps.organizations.tests.conftest import at_once  # noqa: F401  a fixture
from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Question
from sonda.apps.transfers import operations
from sonda.apps.transfers.choices import State, UploadState
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.mapping.text import text_of
from sonda.apps.transfers.models import Import, SavedMapping, Upload
from sonda.apps.transfers.operations import copy_name, digest_of
from sonda.apps.transfers.profiling.profile import ColumnProfile, Profile
from sonda.apps.transfers.profiling.profiler import profile_of
from sonda.apps.transfers.uploads import operations as uploading
from sonda.apps.transfers.wizard import operations as mapping_operations
from sonda.apps.transfers.wizard.queries import draft_of
from tests.forms import Page

FILE = """Klient,Data,Oddział,NPS,Obsługa,Kolejka,Czystość,Uwagi
a1,2026-03-01,Dąbrowa,10,5,4,3,"Dobrze, dziękuję"
a2,2026-03-02,Łódź,0,1,2,6,
a3,2026-03-02,Łódź,9,5,5,5,=1+1
a4,2026-03-05,Dąbrowa,7,3,0,1,
a5,2026-03-05,Dąbrowa,8,4,3,2,
"""


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()


@pytest.fixture
def brought(organization, tmp_path):
    """A file that the wizard's first half has read: `brought(text, name)`."""

    def bring(text=FILE, name="wizyty.csv", profile=None):
        upload = Upload.objects.create(organization=organization, file_name=name, state=UploadState.READY)
        path = uploading.path_of(upload)
        path.parent.mkdir(parents=True)
        path.write_text(text)
        assert path.name == copy_name(name)
        upload.profile = (profile or profile_of(path)).as_json()
        upload.sha256, upload.n_bytes = digest_of(path), path.stat().st_size
        upload.save()
        return upload

    return bring


def fields(page, **changed):
    form = Page(page.text).form_of("columns-form")
    return {name: value for name, value in form.sent.items() if name != "csrfmiddlewaretoken"} | changed


def columns_page(upload, query=""):
    return f"/data/uploads/{upload.pk}/columns/{query}"


def checked(client, upload, **changed):
    """Through the columns page to the end of the dry run."""
    sent = fields(client.get(columns_page(upload)), **changed)
    answer = client.post(columns_page(upload), sent | {"check": ""})
    assert answer["Location"] == f"/data/uploads/{upload.pk}/check/", answer.text
    mapping_operations.check(upload.pk)
    upload.refresh_from_db()
    return client.get(f"/data/uploads/{upload.pk}/check/").text.replace("\xa0", " ")


def started(client, upload, **said):
    answer = client.post(f"/data/uploads/{upload.pk}/start/", said)
    upload.refresh_from_db()
    assert answer["Location"] == f"/data/{upload.became_id}/"
    return operations.run_import(upload.became_id)


@pytest.mark.django_db
def test_a_file_goes_through_the_wizard_and_the_import_keeps_what_the_check_said(
    client, alice, brought, django_capture_on_commit_callbacks
):
    client.force_login(alice.user)
    upload = brought()
    page = client.get(columns_page(upload))
    assert "All 8 columns have a meaning." in page.text.replace("\xa0", " ")
    told = checked(client, upload)
    assert "Everything is in order: 5 responses will be stored." in told
    assert (upload.report["n_rows"], upload.report["n_stored"], upload.report["n_known"]) == (5, 5, 0)
    with django_capture_on_commit_callbacks(execute=True):
        done = started(client, upload, save_as="Wizyty")
    assert (done.state, done.n_rows, done.n_stored, done.n_known) == (State.DONE, 5, 5, 0)
    assert upload.state == UploadState.IMPORTED
    assert not uploading.path_of(upload).parent.exists()
    roles = dict(Question.objects.values_list("key", "role"))
    assert roles["nps"] == "nps"
    assert roles["obsluga"] == roles["kolejka"] == roles["czystosc"] == "touchpoint"
    assert "answers" not in roles
    first = Response.objects.get(respondent="a4")
    assert (first.unit, str(first.answered_on), first.answers) == (
        "Dąbrowa", "2026-03-05", {"nps": 7, "obsluga": 3, "czystosc": 1},
    )  # fmt: skip
    saved = SavedMapping.objects.get()
    assert (saved.name, saved.version, saved.saved_by) == ("Wizyty", 1, alice)
    text = client.get(f"/data/mappings/{saved.pk}.toml").text
    assert read_mapping(text) == read_mapping(done.mapping)
    assert client.get(columns_page(upload))["Location"] == f"/data/{done.pk}/"


@pytest.mark.django_db
def test_a_kept_mapping_fills_in_a_file_whose_columns_drifted_and_says_what_drifted(client, alice, brought):
    client.force_login(alice.user)
    checked(client, first := brought())
    started(client, first, save_as="Wizyty")
    head, *rows = FILE.splitlines()
    drifted = [f"x,{head.replace('Kolejka', 'KOLEJKA_').replace('Klient', ' klient')}", *(f"1,b{row}" for row in rows)]
    upload = brought("\n".join(drifted).replace("Uwagi", "Nowe"), name="kwiecień.csv")
    page = client.get(columns_page(upload)).text.replace("\xa0", " ")
    assert "It was filled in as for “Wizyty”" in page
    assert "“Kolejka” is now called “KOLEJKA_”." in page
    assert "The file has no longer: Uwagi." in page
    told = checked(client, upload)
    assert "5 responses will be stored" in told
    assert "All questions of this file are in the survey already." in told
    assert 'value="Wizyty"' in told
    assert draft_of(upload, language="en").mapping.survey == first.became.survey.key
    started(client, upload, save_as="Wizyty")
    assert list(SavedMapping.objects.values_list("version", flat=True)) == [2, 1]
    page = client.get("/data/mappings/").text
    assert page.count("/data/mappings/") > 3


@pytest.mark.django_db
def test_nothing_typed_is_lost_and_each_mistake_stands_beside_its_column(client, alice, brought):
    client.force_login(alice.user)
    upload = brought()
    sent = fields(client.get(columns_page(upload)))
    wrong = sent | {
        "c4-scale": "five", "c5-key": "Ą", "c3-key": "month", "c1-role": "respondent", "c6-short": "Czysto tu?",
        "title": "", "answered_on": "x",
    }  # fmt: skip
    answer = client.post(columns_page(upload), wrong | {"check": ""})
    assert answer.status_code == 422
    page = answer.text.replace("\xa0", " ")
    for said in ("A scale is its lowest and its highest number", "A key is made of", "the store&#x27;s own",
                 'value="five"', 'value="Ą"', "Czysto tu?", "A new survey needs a name."):  # fmt: skip
        assert said in page
    two = client.post(columns_page(upload), sent | {"c1-role": "respondent", "save": ""})
    assert "Only one column can be this; “Klient” is it already." in two.text.replace("\xa0", " ")
    upload.refresh_from_db()
    assert (upload.mapping, upload.state) == ("", UploadState.READY)


@pytest.mark.django_db
def test_columns_that_belong_together_are_set_at_once_and_text_is_another_way_to_say_it(client, alice, brought):
    client.force_login(alice.user)
    upload = brought()
    sent = fields(client.get(columns_page(upload)))
    client.post(
        columns_page(upload), sent | {"c4-scale": "1–6", "c4-missing": "0", "c4-role": "performance", "like": "4"}
    )
    upload.refresh_from_db()
    mapping = read_mapping(upload.mapping)
    alike = [
        (c.role, c.low, c.high, c.missing) for c in mapping.columns if c.name in ("Obsługa", "Kolejka", "Czystość")
    ]
    assert alike == [("performance", 1, 6, frozenset({"0"}))] * 3
    text = client.get(columns_page(upload, "?as=toml")).text
    assert read_mapping(text) == mapping
    bad = client.post(columns_page(upload, "?as=text"), {"text": text.replace('"performance"', '"nonsense"')})
    assert bad.status_code == 422
    assert "nonsense" in bad.text
    assert "is none of" in bad.text
    client.post(columns_page(upload, "?as=text"), {"text": text.replace('"performance"', '"importance"')})
    upload.refresh_from_db()
    assert {c.role for c in read_mapping(upload.mapping).columns} >= {"importance"}
    client.post(columns_page(upload), {"anew": ""})
    upload.refresh_from_db()
    assert upload.mapping == ""


@pytest.mark.django_db
def test_R1_every_refused_cell_can_be_downloaded_and_none_is_a_formula(client, alice, brought):
    client.force_login(alice.user)
    cells = ["=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\tx", "-7", "12"]
    rows = [f'c{n},2026-03-01,A,9,5,5,"{cell}",' for n, cell in enumerate(cells)]
    upload = brought("\n".join([FILE.splitlines()[0], *FILE.splitlines()[1:], *rows]))
    told = checked(client, upload, **{"c6-role": "touchpoint", "c6-scale": "1–5", "c6-missing": "6"})
    assert "The file cannot be imported yet: 7 things have to be mended." in told
    assert "Checked: cannot be imported, 7 things to mend" in client.get("/data/").text.replace("\xa0", " ")
    lines = list(
        csv.reader(io.StringIO(client.get(f"/data/uploads/{upload.pk}/report.csv").getvalue().decode("utf-8-sig")))
    )
    assert lines[0] == ["Row", "Column", "Value", "What is wrong"]
    assert [line[:2] for line in lines[1:]] == [[str(row), "Czystość"] for row in range(7, 14)]
    assert [line[2] for line in lines[1:]] == [
        "'=cmd|'/C calc'!A0", "'+1+1", "'-1+1", "'@SUM(A1)", "'\tx", "-7", "12",
    ]  # fmt: skip
    assert not any(cell.startswith(("=", "@", "+")) for line in lines for cell in line)
    answer = client.post(f"/data/uploads/{upload.pk}/start/")
    assert answer["Location"] == f"/data/uploads/{upload.pk}/check/"
    assert not Import.objects.exists()
    client.post(f"/data/uploads/{upload.pk}/check/")
    upload.refresh_from_db()
    assert upload.state == UploadState.READY


@pytest.mark.django_db
def test_the_check_counts_who_is_known_and_names_questions_that_differ(client, alice, brought):
    client.force_login(alice.user)
    checked(client, first := brought())
    started(client, first)
    upload = brought(FILE + "a9,2026-03-06,Łódź,9,5,5,5,\n")
    assert "1 response will be stored" in checked(client, upload)
    assert (upload.report["n_stored"], upload.report["n_known"]) == (1, 5)
    done = started(client, upload)
    assert (done.n_stored, done.n_known) == (1, 5)
    other = brought(FILE + "a7,2026-03-06,Łódź,9,5,5,5,\n\n")
    told = checked(client, other, **{"c4-scale": "1–7", "c5-role": "performance"})
    assert "2 things have to be mended" in told
    assert "The survey already has a question “obsluga” with another scale_high" in told
    same = brought()
    checked(client, same)
    answer = client.post(f"/data/uploads/{same.pk}/start/", follow=True)
    assert "This file was imported with this mapping already; nothing changes." in answer.text.replace("\xa0", " ")
    assert Import.objects.count() == 2


@pytest.mark.django_db
def test_thousands_of_columns_are_shown_page_by_page(client, alice, brought):
    client.force_login(alice.user)
    points = [(str(point), 20) for point in range(1, 6)]
    person = ColumnProfile(name="id", kind="number", n=100, n_distinct=100, values=[(str(n), 1) for n in range(50)])
    rated = {"kind": "number", "n": 100, "n_distinct": 5, "values": points, "low": 1, "high": 5, "whole": True}
    questions = [ColumnProfile(name=f"Q{n}", **rated) for n in range(1_999)]
    upload = brought(profile=Profile(n_rows=100, columns=[person, *questions]))
    page = client.get(columns_page(upload))
    sent = fields(page)
    assert len(sent) < 1_900
    answer = client.post(columns_page(upload), sent | {"c5-short": "Fifth", "go": "14"})
    assert answer["Location"].endswith("?page=14")
    last = client.get(columns_page(upload, "?page=14"))
    answer = client.post(columns_page(upload, "?page=14"), fields(last) | {"c1999-role": "", "check": ""})
    assert answer.status_code == 302
    upload.refresh_from_db()
    mapping = read_mapping(upload.mapping)
    assert len(mapping.columns) == 1_999  # one of two thousand was left out
    assert next(c for c in mapping.columns if c.name == "Q4").short == {"en": "Fifth"}


@pytest.mark.django_db
def test_R4_strangers_find_nothing_and_viewers_may_not(client, alice, bob, charlie, brought):
    upload = brought()
    client.force_login(alice.user)
    checked(client, upload)
    saved = mapping_operations.save_mapping(organization=alice.organization, name="Kept", text=upload.mapping, by=alice)
    doors = [
        ("get", f"/data/uploads/{upload.pk}/columns/"), ("get", f"/data/uploads/{upload.pk}/check/"),
        ("get", f"/data/uploads/{upload.pk}/report.csv"), ("post", f"/data/uploads/{upload.pk}/start/"),
        ("get", f"/data/mappings/{saved.pk}.toml"), ("post", f"/data/mappings/{saved.pk}/renaming/"),
        ("post", f"/data/mappings/{saved.pk}/forgetting/"),
    ]  # fmt: skip
    for person, status in ((charlie, 404), (bob, 403)):
        client.force_login(person.user)
        for method, address in doors:
            assert getattr(client, method)(address).status_code == status, (address, person)
    assert client.get("/data/mappings/").status_code == 403
    client.force_login(charlie.user)
    assert "Kept" not in client.get("/data/mappings/").text
    client.force_login(alice.user)
    client.post(f"/data/mappings/{saved.pk}/renaming/", {"name": "Better"})
    assert "Better" in client.get("/data/mappings/").text
    client.post(f"/data/mappings/{saved.pk}/forgetting/")
    assert not SavedMapping.objects.exists()


def test_two_who_start_the_same_file_at_once_end_with_one_import(alice, brought, at_once):  # noqa: F811  the fixture
    uploads = []
    for _n in range(2):
        upload = brought()
        mapping_operations.ask_for_check(upload, drafted(upload))
        mapping_operations.check(upload.pk)
        uploads.append(upload)
    ended = at_once(*(partial(mapping_operations.start, upload, by=alice) for upload in uploads))
    assert {wanted.pk for wanted, _is_new in ended} == {Import.objects.get().pk}
    assert sorted(is_new for _wanted, is_new in ended) == [False, True]


def drafted(upload):
    return text_of(draft_of(upload, language="en").mapping)
