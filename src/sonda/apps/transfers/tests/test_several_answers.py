"""Several answers in one cell, as forms write ticked boxes: each is counted by itself, as a share of the people."""

import pytest

from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Question
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.profiling.profile import ColumnProfile
from sonda.apps.transfers.suggesting.ticks import separator_of
from sonda.apps.transfers.tests.test_wizard import brought, checked, columns_page, fields, home, started  # noqa: F401  fixtures
from sonda.apps.transfers.wizard.queries import draft_of

TICKED = ["price, service", "price", "service, place", "price, service, place", "", "a friend told me, price"]
FILE = "Data,Why us?,NPS\n" + "".join(f'2026-03-0{1 + n % 9},"{TICKED[n % 6]}",{n % 11}\n' for n in range(60))


def parts(upload):
    return {c.key: (c.part, c.split) for c in draft_of(upload, language="en").mapping.columns if c.name == "Why us?"}


@pytest.mark.django_db
def test_ticks_in_one_cell_are_counted_each_by_itself_and_one_may_say_otherwise(
    client, alice, brought, django_capture_on_commit_callbacks  # noqa: F811  the fixture
):  # fmt: skip
    client.force_login(alice.user)
    upload = brought(FILE)
    assert "every answer is counted by itself" in client.get(columns_page(upload)).text.replace("\xa0", " ")
    wanted = {
        "why_us_price": ("price", ","), "why_us_service": ("service", ","), "why_us_place": ("place", ","),
        "why_us_a_friend_told_me": ("a friend told me", ","), "why_us_else": ("", ","),
    }  # fmt: skip
    assert parts(upload) == wanted
    sent = fields(client.get(columns_page(upload)))
    assert sent["c1-split"] == ","
    client.post(columns_page(upload), sent | {"c1-split": "", "save": ""})
    upload.refresh_from_db()
    assert parts(upload) == {"why_us": ("", "")}
    client.post(columns_page(upload), fields(client.get(columns_page(upload))) | {"c1-split": ",", "save": ""})
    upload.refresh_from_db()
    assert parts(upload) == wanted

    checked(client, upload, **{"c1-short": "Why"})
    with django_capture_on_commit_callbacks(execute=True):
        started(client, upload)
    first, second = Response.objects.order_by("pk")[:2]
    assert [first.answers[key] for key in wanted] == ["yes", "yes", "no", "no", "no"]
    assert [second.answers[key] for key in wanted] == ["yes", "no", "no", "no", "no"]
    assert Response.objects.filter(answers__has_key="why_us_price").count() == 50  # the others ticked nothing
    asked = Question.objects.get(key="why_us_price")
    assert (asked.short_in("en"), asked.option_in("yes", "pl")) == ("Why: price", "tak")
    page = client.get("/understand/distribution/", {"question": "why_us_price"}).text.replace("\xa0", " ")
    assert "80%" in page.replace(" %", "%").replace("80.0%", "80%")  # forty of the fifty who ticked anything

    later = brought(FILE.replace("service", "new thing").replace("2026-03", "2026-04"), name="later.csv")
    assert parts(later) == wanted
    checked(client, later, survey=upload.became.survey.key)
    with django_capture_on_commit_callbacks(execute=True):
        started(client, later)
    newest = Response.objects.order_by("-pk").filter(answers__why_us_else="yes").count()
    assert newest == 30  # what the first file did not have is counted as another answer, and not lost


def answered(*names):
    texts = ["price, service", "price", "service, place", "price, service, place", "", "place, price"]
    rows = ([f'"{texts[(n + place) % 6]}"' for place in range(len(names))] for n in range(40))
    return "\n".join(",".join(row) for row in ([*names], *rows)) + "\n"


@pytest.mark.django_db
def test_long_questions_that_begin_alike_and_columns_of_another_page_have_keys_of_their_own(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    asked = [f"What did you like about our {what} this year" for what in ("services", "prices", "service")]
    upload = brought(answered(*asked))
    keys = [column.key for column in draft_of(upload, language="en").mapping.columns]
    assert (len(keys), len(set(keys)), keys[7]) == (12, 12, "what_did_you_like_abou_2_else")
    for _again in range(2):
        told = checked(client, upload)
        assert [column.key for column in draft_of(upload, language="en").mapping.columns] == keys, told
    wide = brought(answered(*(f"q_{n}" for n in range(160))), name="wide.csv")
    before = draft_of(wide, language="en").mapping.columns
    client.post(columns_page(wide), fields(client.get(columns_page(wide))) | {"like": "0"})
    wide.refresh_from_db()
    assert draft_of(wide, language="en").mapping.columns == before


@pytest.mark.django_db
def test_keys_and_words_that_somebody_wrote_for_single_answers_stay_when_the_form_is_saved(client, alice, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    upload = brought(answered("why"))
    written = """
        format = 1
        survey = "why"
        title = { en = "Why" }
        [columns]
        a = { column = "why", role = "choice", key = "r_price", split = ",", part = "price", text.en = "It is cheap" }
        b = { column = "why", role = "choice", key = "r_kind", split = ",", part = "service" }
        c = { column = "why", role = "choice", key = "r_else", split = ",", besides = ["price", "service"] }
    """
    client.post(columns_page(upload, "?as=text"), {"text": written})
    wanted = read_mapping(written).columns
    client.post(columns_page(upload), fields(client.get(columns_page(upload))) | {"save": ""})
    upload.refresh_from_db()
    assert read_mapping(upload.mapping).columns == wanted


@pytest.mark.parametrize(
    ("texts", "split"),
    [
        (["Warsaw, PL", "Cracow, PL", "Lublin, PL", "Kyiv, UA"], ""),
        (["Nowak, Jan", "Nowak, Ewa", "Lis, Jan", "Kos, Ala"], ""),
        (["Well, it was fine", "Nice, thanks", "Too long, too dear"], ""),
        (["a;b", "b;c", "a;b;c", "c"], ";"),
        (["tak", "nie"], ""),
    ],
)
def test_only_answers_that_recur_in_several_combinations_are_taken_for_ticks(texts, split):
    values = [(text, 9) for text in texts]
    column = ColumnProfile(name="x", kind="text", n=9 * len(texts), n_distinct=len(texts), values=values, longest=20)
    assert separator_of(column) == split
