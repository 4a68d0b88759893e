"""Every form and address of the wizard, filled in and asked as nobody should: never a 5xx, never a step by halves, and
each refusal says why. Forms and addresses are found in the pages and in the table of addresses, so that a new one is
asked without anybody thinking of it. `SONDA_WIZARD_EXAMPLES=5000` asks longer than the suite has time for."""

import os
import shutil
from io import BytesIO
from urllib.parse import urljoin

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client, TestCase
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sonda.apps.jobs.models import Job
from sonda.apps.organizations.models import AuditLine
from sonda.apps.responses.models import Response
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question, Survey
from sonda.apps.transfers import operations, urls
from sonda.apps.transfers.choices import State, UploadState
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.mapping.text import text_of
from sonda.apps.transfers.models import Import, SavedMapping, Upload
from sonda.apps.transfers.uploads import arrivals, parts
from sonda.apps.transfers.uploads import operations as uploading
from sonda.apps.transfers.wizard import operations as mapping_operations
from sonda.apps.transfers.wizard.queries import draft_of
from tests.door import arrival_of
from tests.faults.sent import NASTY, multipart, raw, urlencoded
from tests.forms import Page

EXAMPLES = int(os.environ.get("SONDA_WIZARD_EXAMPLES", "12"))
STEPS = 4
ANSWERS = """who;day;branch;nps;desk;queue;q1_E;q1_P;note
a1;2026-03-01;North;10;5;4;5;4;"Dobrze; dziękuję"
a2;2026-03-02;South;0;1;6;4;4;
a3;2026-03-02;South;9;5;5;5;2;=1+1
"""
CONTENTS = [
    ANSWERS.encode(), ANSWERS.encode("utf-16"), ANSWERS.replace(";10;", ";12;").encode(), b"", b"\0", b"a;b\n1;2\n",
    b"PK\x03\x04", b"PAR1" * 4, b"$FL2@(#)", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0", b"a,a\n1,2\n",
    b"sep=;\n" + ANSWERS.encode(),
]  # fmt: skip
NAMES = ["answers.csv", "answers.xlsx", "a.sav", "a.ods", "a.parquet", "a.csv.gz", "a.pdf", "", ".csv", "\ud800.csv",
         "\u202evsc.csv", "a\0b.csv", "../../a.csv", "x" * 3_000 + ".csv", 'a".csv', "ż" * 200 + ".csv"]  # fmt: skip
TYPES = ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "", "\xff",
         "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data; boundary=x"]  # fmt: skip
TOML = ["1", "[]", "{}", '""', "true", "1979-05-27", "nan", "inf", "[1, inf]", "[nan, 1]", "[1, 1e308]", "-1", "[[]]",
        '"' + "x" * 500 + '"', '["%d%d"]', '{ "a" = 1 }', "1" * 5_000, '"\\u0000"', "[" * 2_000, '{ en = "a" }',
        "0x7fffffffffffffffffff", '["a", 1]', '"%d%d"', '{ 1 = "x" }']  # fmt: skip
LIKELY = {
    "scale": ["1–5", "0-10", "1–" + "9" * 400, "-5–5", "1,5–7", "0–0", "1e9-2", "0–1000000000", "1–9" + "0" * 15],
    "dates": ["%Y-%m-%d", "DD.MM.YYYY", "%dYYYY", "%d%d", "%d.%m.%Y", "%Y", "%Y%Y", "%H", "%d.%m.%y | %Y-%m-%d", "%j%Y",
              "%Y-%m-%d" * 3],
    "missing": ["99", "5", "a; b", ",,,", "1e400", "10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0", "=1+1", "\0"],
    "values": ["5 = 1\n4 = 2", "a1 = x", "10 =", "= 10", "North = South", "yes = yes", "1 = customer", "5 = \0"],
    "role": [*Role.values, "", "nonsense"],
    "key": ["nps", "a", "x" * 60, "x" * 61, "wave", "respondent", "_", "ą"],
    "survey": ["answers"], "wave": ["2026", "x" * 60], "answered_on": ["2026-03", "2026-03-31", "9999-12"],
    "threshold": ["5", "1", "1000", "-5", "5.0"], "header_row": ["1", "2", "3", "1000", "1001", "1.0"],
    "language": ["pl", "x" * 20], "save_as": ["Kept 1", "x" * 120, "a\0b"], "name": ["Kept 1", "Kept 2", " "],
}  # fmt: skip
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
HEADERS = [{}, {}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "x"},
           {"X-Requested-With": "sonda"}, {"Accept": "application/json"}, {"HX-Request": "\xff"},
           {"Accept-Language": "x" * 600}]  # fmt: skip
QUERIES = ["", "", "", "?as=text", "?as=toml", "?as=%00", "?page=2", "?page=" + "9" * 5_000, "?page=%D9%A3", "?page=-1",
           "?%ED%A0%80=1&as=form", "?as=text&as=toml"]  # fmt: skip


def brought(organization, content=ANSWERS, name="answers.csv"):
    upload = Upload.objects.create(organization=organization, file_name=name, n_bytes=len(content.encode()))
    path = uploading.path_of(upload)
    path.parent.mkdir(parents=True)
    path.write_text(content)
    upload.sha256 = operations.digest_of(path)
    upload.save()
    return upload


def checked(upload):
    uploading.read(upload.pk)
    upload.refresh_from_db()
    mapping_operations.ask_for_check(upload, text_of(draft_of(upload, language="en").mapping))
    mapping_operations.check(upload.pk)
    return upload


@pytest.fixture
def house(organization, alice, charlie, settings, tmp_path):
    """A file at each step of the wizard, ours and a stranger's; each example begins with it anew."""
    home, kept = tmp_path / "home", tmp_path / "kept"
    settings.HOME = home
    home.mkdir()
    for member in (alice, charlie):
        ours = member.organization
        brought(ours)
        uploading.read(brought(ours, "a,a\n1,2\n").pk)
        uploading.read(brought(ours).pk)
        checked(brought(ours, ANSWERS + "a4;2026-03-02;South;99;5;5;5;2;\n"))
        for number in range(3):
            upload = checked(brought(ours, ANSWERS + f"b{number};2026-03-02;South;9;5;5;5;2;\n"))
            if number:
                wanted, _is_new = mapping_operations.start(upload, by=member, save_as=f"Kept {number}")
                operations.run_import(wanted.pk)
                assert Import.objects.get(pk=wanted.pk).state == State.DONE
        work = {"import_id": wanted.pk, "organization_id": ours.pk}
        Job.objects.create(task="sonda.apps.transfers.tasks.run_import", state="dead", finished_at=timezone.now(),
                           organization_id=ours.pk, kwargs=work)  # fmt: skip
    shutil.copytree(home, kept)

    def anew():
        shutil.rmtree(home)
        shutil.copytree(kept, home)

    return anew


class Visitor:
    """Somebody who is signed in and asks; `ask` is where everything that must hold is looked at."""

    def __init__(self, member, stranger):
        self.client = Client()
        self.client.force_login(member.user)
        self.ours, self.theirs = member.organization, stranger.organization
        self.page, self.address, self.forms = None, "/data/", []
        self.before_theirs = self.stored(self.theirs)

    def stored(self, organization):
        """All that the wizard keeps, to be compared."""
        kept = [
            (model.__name__, list(model.objects.filter(organization=organization).order_by("pk").values_list()))
            for model in (Upload, Import, SavedMapping, Survey)
        ]
        counted = [Question.objects.filter(survey__organization=organization).count(),
                   Response.objects.filter(survey__organization=organization).count(),
                   AuditLine.objects.filter(organization=organization).count(),
                   Job.objects.filter(organization_id=organization.pk).values_list("state").annotate(n=Count("pk")).count(),
                   Job.objects.filter(organization_id=organization.pk).count()]  # fmt: skip
        return kept, counted

    def ask(self, method, address, body=b"", content_type="", headers=None):
        before = self.stored(self.ours)
        told, part = {}, None
        if method == "POST" and address.split("?")[0] == "/data/uploads/new/":
            part = parts.Part()
            asked = {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": content_type, "wsgi.input": BytesIO(body)}
            told, body, content_type = {arrivals.KEY: arrival_of(asked, part)}, b"", ""
        try:
            with TestCase.captureOnCommitCallbacks(execute=True):
                answer = self.client.generic(method, address, body, content_type, headers=headers or {}, **told)
        finally:
            if part:
                part.close()
        content = b"" if method == "HEAD" else answer.getvalue()
        asked = (method, address[:200], body[:300], content_type, headers)
        assert answer.status_code < 500, (asked, content[-500:])
        if answer.status_code >= 400:
            assert self.stored(self.ours) == before, asked
            if method != "HEAD":
                assert says_why(answer, content), (asked, answer.status_code, content[:500])
        if method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            assert self.stored(self.ours) == before, asked
        if answer["Content-Type"].startswith("text/html") and address.startswith("/data/") and method == "GET":
            self.page, self.address = Page(content.decode()), address
            self.forms = [form for form in self.page.forms if urljoin(address, form.action).startswith("/data/")]
        return answer

    def work(self):
        """What workers would do by now."""
        uploads, imports = (model.objects.filter(organization=self.ours) for model in (Upload, Import))
        for upload in uploads.filter(state=UploadState.READING):
            uploading.read(upload.pk)
        for upload in uploads.filter(state=UploadState.CHECKING):
            mapping_operations.check(upload.pk)
        with TestCase.captureOnCommitCallbacks(execute=True):
            for wanted in imports.filter(state=State.QUEUED):
                operations.run_import(wanted.pk)
            for wanted in imports.filter(state=State.UNDOING):
                operations.undo_import(wanted.pk)
        assert not uploads.filter(state__in=[UploadState.READING, UploadState.CHECKING]).exists()
        assert all(wanted.is_over for wanted in imports)

    def holds(self):
        """What is true of the database after whatever was asked."""
        for upload in Upload.objects.all():
            assert upload.mapping == "" or read_mapping(upload.mapping)
            assert (upload.state == UploadState.IMPORTED) == bool(upload.became_id)
            assert upload.state != UploadState.CHECKED or upload.report
            assert upload.state not in (UploadState.READY, UploadState.CHECKED) or upload.profile
        for wanted in Import.objects.all():
            n = Response.objects.filter(import_id=wanted.pk).count()
            assert n == (wanted.n_stored if wanted.state in (State.DONE, State.UNDOING) else 0)
        assert self.stored(self.theirs) == self.before_theirs
        connection.check_constraints()


def says_why(answer, content):
    """A sentence: on a page, or in JSON for who asked for that."""
    words = Page(content.decode(errors="replace")).words
    return len(words) >= 4 and any(word.endswith((".", ".”")) for word in words)


ROUTES = [pattern.pattern._route for pattern in urls.urlpatterns]
NUMBERS = [*map(str, range(20)), str(2**31), str(2**63), "9" * 30, "9" * 5_000]
MODELS = {"upload": Upload, "import": Import, "mapping": SavedMapping}


def filled(draw, route):
    """An address with a number of ours, of a stranger's, of nobody's, or far too large."""
    before, _sign, rest = route.partition("<")
    inside, _sign, after = rest.partition(">")
    if not inside:
        return f"/{route}"
    if inside.startswith("uuid"):
        known = map(str, Job.objects.values_list("pk", flat=True))
        return f"/{before}{draw(st.sampled_from([*known, '0' * 32, 'x']))}{after}"
    model = MODELS[inside.removeprefix("int:").removesuffix("_id")]
    known = list(map(str, model.objects.values_list("pk", flat=True)))
    return f"/{before}{draw(st.sampled_from(known) | st.sampled_from(NUMBERS))}{after}"


values = st.sampled_from(NASTY) | st.text(max_size=12)


def damaged_text(draw, text):
    """A longer text, TOML say, with a line gone, twice, elsewhere or otherwise."""
    lines = text.splitlines() or [""]
    for _n in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                lines[place] = ""
            case 1:
                lines.insert(place, lines[place])
            case 2:
                lines[place] = lines[place].split("=")[0] + "= " + draw(st.sampled_from(TOML))
            case 3:
                lines[place] = str(draw(values))
            case 4:
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
    return "\n".join(lines)


def value_for(draw, form, name):
    """Nonsense, or what nearly makes sense in this field."""
    known = LIKELY.get(str(name).rpartition("-")[2], [])
    if known and draw(st.booleans()):
        return draw(st.sampled_from(known))
    if form.choices.get(name) and draw(st.booleans()):
        return draw(st.sampled_from(form.choices[name]))
    return draw(values)


def typed(draw, form):
    """What is sent of a form: as it stands but for a few fields that are gone, twice, new, or nonsense."""
    sent = list(form.fields)
    if form.buttons:
        name, value = draw(st.sampled_from(sorted(set(form.buttons))))
        sent.append((name, value if draw(st.integers(0, 3)) else draw(values)))
    for _n in range(draw(st.integers(0, 6))):
        if not sent:
            break
        place = draw(st.integers(0, len(sent) - 1))
        name, value = sent[place]
        match draw(st.integers(0, 9)):
            case 0:
                del sent[place]
            case 1:
                sent.append((name, draw(values)))
            case 2:
                sent.append((draw(values), draw(values)))
            case 3:
                sent[place] = (name, sent[draw(st.integers(0, len(sent) - 1))][1])
            case 4 | 5 | 6 if "\n" in str(value):
                sent[place] = (name, damaged_text(draw, str(value)))
            case _:
                sent[place] = (name, value_for(draw, form, name))
    return sent


def sent_form(draw, visitor):
    form = draw(st.sampled_from(visitor.forms))
    fields = typed(draw, form)
    if form.takes_file or draw(st.integers(0, 5)) == 0:
        name, content = draw(st.sampled_from(NAMES)), draw(st.sampled_from(CONTENTS))
        body, kind = multipart(fields, (form.takes_file or "file", name, content))
    else:
        body, kind = urlencoded(fields), "application/x-www-form-urlencoded"
    match draw(st.integers(0, 9)):
        case 0:
            kind = draw(st.sampled_from(TYPES))
        case 1:
            body = body[: draw(st.integers(0, len(body)))]
        case 2:
            body += raw(draw(values))
    method = "POST" if form.method == "post" else "GET"
    address = urljoin(visitor.address, form.action)
    if method == "GET":
        return method, f"{address.split('?')[0]}?{body.decode('latin-1')[:3_000]}", b"", ""
    return method, address, body, kind


@pytest.mark.django_db
def test_whatever_is_typed_and_asked_in_the_wizard_is_done_or_refused_with_a_sentence(house, alice, charlie):
    pages = [route for route in ROUTES if not route.endswith((".toml", ".csv"))]

    @settings(
        max_examples=EXAMPLES,
        database=None,
        derandomize="SONDA_WIZARD_EXAMPLES" not in os.environ,
        phases=[Phase.generate, *([] if "SONDA_WIZARD_QUICK" in os.environ else [Phase.shrink])],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def asked(data):
        house()
        visitor = Visitor(alice, charlie)
        draw = data.draw
        with transaction.atomic():
            try:
                for _n in range(STEPS):
                    headers = draw(st.sampled_from(HEADERS))
                    if draw(st.integers(0, 3)) == 0:
                        address = filled(draw, draw(st.sampled_from(ROUTES))) + draw(st.sampled_from(QUERIES))
                        fields = draw(st.lists(st.tuples(values, values), max_size=4))
                        kind = draw(st.sampled_from(["application/x-www-form-urlencoded", *TYPES]))
                        visitor.ask(draw(st.sampled_from(METHODS)), address, urlencoded(fields), kind, headers)
                    else:
                        visitor.ask("GET", filled(draw, draw(st.sampled_from(pages))) + draw(st.sampled_from(QUERIES)))
                        if visitor.forms:
                            answer = visitor.ask(*sent_form(draw, visitor), headers)
                            if answer.status_code == 302 and answer["Location"].startswith("/data/"):
                                visitor.ask("GET", answer["Location"])
                    if draw(st.booleans()):
                        visitor.work()
                visitor.work()
                visitor.holds()
            finally:
                transaction.set_rollback(True)

    asked()
