"""The wizard's first half: a file taken in, read by its job, shown, read otherwise, forgotten."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from sonda.apps.jobs.choices import State as JobState
from sonda.apps.jobs.models import Job
from sonda.apps.transfers.choices import UploadState
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.uploads import arrivals, parts
from sonda.apps.transfers.uploads import operations as uploading
from sonda.apps.transfers.uploads import queries as uploads
from sonda.apps.transfers.uploads.arrivals import Arrival, Trouble
from tests.engine.workbooks import xlsx

pytestmark = pytest.mark.django_db
ANSWERS = b"unit;score;day\nEast;9;01.03.2026\nWest;4;02.03.2026\nEast;;03.03.2026\n"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


def bring(client, member, content=ANSWERS, name="answers.csv", *, read=True, **headers):
    """What the door does when a file is there."""
    client.force_login(member.user)
    part = parts.Part()
    part.write([content])
    part.finish()
    arrival = Arrival(n_bytes=part.n_bytes, file=part.path, name=name, sha256=part.sha256)
    answer = client.post("/data/uploads/new/", headers=headers, **{arrivals.KEY: arrival})
    part.close()
    if read:
        for upload in Upload.objects.filter(state=UploadState.READING):
            uploading.read(upload.pk)
    return answer


def told(client, upload, **headers):
    return client.get(f"/data/uploads/{upload.pk}/", headers=headers).text.replace("\xa0", " ")


def ask(client, member, **said):
    client.force_login(member.user)
    return client.post("/data/uploads/new/", **{arrivals.KEY: Arrival(**{"n_bytes": 1_000, **said})})


def test_a_file_is_taken_in_read_and_shown(client, alice, home):
    answer = bring(client, alice, read=False)
    upload = Upload.objects.get()
    assert answer["Location"] == f"/data/uploads/{upload.pk}/"
    assert "answers.csv is being read." in told(client, upload)
    assert told(client, upload, HX_Request="true").lstrip().startswith('<div id="upload" hx-get')
    assert uploading.path_of(upload).read_bytes() == ANSWERS
    assert upload.sha256 == hashlib.sha256(ANSWERS).hexdigest()
    uploading.read(upload.pk)
    uploading.read(upload.pk)  # once more, as after a crash
    text = told(client, upload)
    for sentence in (
        "answers.csv: 3 rows, 3 columns",
        "semicolon",
        "UTF-8",
        "whole numbers",
        "dates",
        "Forget this file",
    ):
        assert sentence in text
    assert "hx-get" not in text.split('id="upload"')[1].split(">")[0]
    assert "answers.csv" in client.get("/data/").text


def test_the_door_asks_before_the_file_and_hears_why_it_may_not_come(client, alice, settings):
    assert ask(client, alice).status_code == 204
    refused = ask(client, alice, n_bytes=settings.UPLOAD_MAX_BYTES + arrivals.AROUND + 1)
    assert (refused.status_code, "larger than 1 GB" in refused.text.replace("\xa0", " ")) == (413, True)
    crowded = ask(client, alice, trouble=Trouble.CROWDED)
    assert (crowded.status_code, crowded["Retry-After"]) == (503, "30")
    assert ask(client, alice, owed=10**15).status_code == 507
    assert {ask(client, alice, trouble=each).status_code for each in Trouble} == {503, 408, 400, 507, 409}
    assert client.post("/data/uploads/new/").status_code == 400
    assert Upload.objects.count() == 0


def test_R4_4_who_may_not_write_gets_neither_the_page_nor_a_file_in(client, alice, bob, charlie):
    bring(client, alice)
    upload = Upload.objects.get()
    assert ask(client, bob).status_code == bring(client, bob).status_code == 403
    assert client.get("/data/uploads/new/").status_code == client.get(f"/data/uploads/{upload.pk}/").status_code == 403
    assert "Bring in a file" not in (page := client.get("/data/").text)
    assert "answers.csv" not in page
    client.force_login(charlie.user)
    assert client.get(f"/data/uploads/{upload.pk}/").status_code == 404
    assert client.post(f"/data/uploads/{upload.pk}/forgetting/").status_code == 404
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"a\n1\n", "answers.pdf", "Sonda reads .csv"),
        (b"", "answers.csv", "The file answers.csv is empty."),
        (b"PK\x03\x04 and more", "answers.csv", "by its contents it is an .xlsx or .ods workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "answers.xlsx", "protected by a password"),
        (b"a\n1\n", "", "Choose a file first."),
    ],
)
def test_what_can_be_said_at_once_is_said_at_once(client, alice, home, content, name, said):
    answer = bring(client, alice, content, name)
    assert 400 <= answer.status_code < 500
    assert said in answer.text.replace("\xa0", " ")
    assert Upload.objects.count() == 0
    assert not [path for path in (home / "uploads").iterdir() if path.is_dir()]
    assert (
        bring(client, alice, content, name, X_Requested_With="sonda").text.lstrip().startswith('<div class="refused"')
    )


def wide(n):
    return (",".join(f"c{i}" for i in range(n)) + "\n" + ",".join("1" for _ in range(n)) + "\n").encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n", "has a header and no rows"),
        ("miasto\nŁódź\n".encode() + "Łódź\n".encode("cp1250"), "mixes encodings: row 3 is not written like row 2"),
        (b"unit,score\nEast,\0\n", "Row 2 holds a NUL byte"),
        (wide(10_000), "has 10000 columns, more than the 2000"),
        (b'a,b\n1,"2\n3,4\n', "a quotation mark is opened or closed in the wrong place"),
        (b"a,b\n1,2,3\n", "Row 2 does not fit the header"),
    ],
)
def test_an_unreadable_file_says_why_and_what_can_be_done(client, alice, content, said):
    bring(client, alice, content)
    upload = Upload.objects.get()
    assert upload.state == UploadState.UNREADABLE
    text = told(client, upload)
    assert said in text
    assert "Bring another file" in text
    assert "Read it otherwise" in text


def test_a_file_that_is_not_whole_any_more_is_not_read(client, alice):
    bring(client, alice, read=False)
    upload = Upload.objects.get()
    os.truncate(uploading.path_of(upload), 20)
    uploading.read(upload.pk)
    assert "is not as it came in" in told(client, upload)


def test_a_file_is_read_otherwise_when_somebody_says_so(client, alice, tmp_path):
    xlsx(tmp_path / "b.xlsx", {"Info": [["About"], ["this"]], "Data": [["Report"], ["unit", "nps"], ["East", 9]]})
    bring(client, alice, (tmp_path / "b.xlsx").read_bytes(), "Zażółć <b>.xlsx")
    upload = Upload.objects.get()
    assert "<b>" not in (text := told(client, upload)).split("<main")[1].split("The first rows")[0].replace(
        "<b>Bring", ""
    )
    assert "Of 2 sheets" not in text
    address = f"/data/uploads/{upload.pk}/reading/"
    assert client.post(address, {"sheet": "None of these"}).status_code == 400
    assert client.post(address, {"sheet": "Data", "header_row": ""}).status_code == 302
    upload.refresh_from_db()
    assert (upload.state, upload.options) == (UploadState.READING, {"sheet": "Data"})
    uploading.read(upload.pk)
    upload.refresh_from_db()
    assert [column["name"] for column in upload.profile["columns"]] == ["unit", "nps"]
    assert "The names of the columns stand in row 2" in told(client, upload)
    assert uploads.how_to_open(upload)["header_row"] == 2
    Upload.objects.update(state=UploadState.IMPORTED)
    assert client.post(address, {"sheet": "Info"}).status_code == 409


def test_a_reading_that_was_overtaken_changes_nothing(client, alice, monkeypatch):
    bring(client, alice, read=False)
    upload = Upload.objects.get()
    monkeypatch.setattr(
        uploading, "digest_of", lambda _path: Upload.objects.update(options={"decimal": ","}) and upload.sha256
    )
    uploading.read(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.profile) == (UploadState.READING, {})


def test_two_people_who_bring_the_same_file_both_get_it(client, alice, home):
    name = "ankieta " + "ż" * 300 + ".csv"
    bring(client, alice, name=name)
    bring(client, alice, name="../../etc/" + name)
    first, second = Upload.objects.all()
    assert first.file_name == second.file_name
    assert first.file_name.endswith("żżż.csv")
    assert {first.state, second.state} == {UploadState.READY}


def test_forgotten_files_are_gone_by_hand_and_after_two_weeks(client, alice, home, django_capture_on_commit_callbacks):
    for name in ("one.csv", "two.csv", "three.csv"):
        bring(client, alice, name=name)
    three, two, one = Upload.objects.all()
    (home / "uploads" / "left.part").write_bytes(b"of a process that was killed")
    coming = parts.Part()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/data/uploads/{one.pk}/forgetting/")["Location"] == "/data/"
        Upload.objects.filter(pk=two.pk).update(created_at=timezone.now() - timedelta(days=15))
        assert uploading.forget_old(at=timezone.now()) == 1
    assert {path.name for path in (home / "uploads").iterdir()} == {str(three.pk), "lock", coming.path.name}
    coming.close()
    uploading.read(two.pk)
    assert [upload.file_name for upload in Upload.objects.all()] == ["three.csv"]


@pytest.mark.parametrize("state", [UploadState.READING, UploadState.CHECKING])
def test_a_file_whose_reading_or_check_was_given_up_says_so_in_the_list(client, alice, state):
    bring(client, alice)
    job = Job.objects.create(task="sonda.apps.transfers.tasks.check_upload", state=JobState.DEAD)
    Upload.objects.update(state=state, job_id=str(job.pk))
    upload = Upload.objects.get()
    listed = client.get("/data/").text
    assert "Given up" in listed
    assert upload.get_state_display() not in listed
    is_unread = state == UploadState.READING
    assert ("Reading answers.csv was given up." in told(client, upload)) == is_unread
    assert ("Say what the columns mean" in told(client, upload)) != is_unread


def test_a_total_at_the_end_is_shown_and_can_be_read_after_all(client, alice):
    rows = "".join(f"B{n % 4};{n % 11};2026-03-{n % 28 + 1:02}\n" for n in range(40))
    bring(client, alice, f"branch;score;day\n{rows}Total;200;\n".encode())
    upload = Upload.objects.get()
    page = told(client, upload)
    for sentence in ("40 rows", "Row 42 at the end (“Total”) is left out", "Left out at the end"):
        assert sentence in page
    client.post(f"/data/uploads/{upload.pk}/reading/", {"skip_end": "0"})
    uploading.read(upload.pk)
    assert "41 rows" in (page := told(client, upload))
    assert "looks like a total and is read" in page
