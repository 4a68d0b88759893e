"""R3.2, R3.3 for words: whatever is read of comments, and by whatever two lists differ, ten people or more wrote it."""

from itertools import combinations

import pytest
from django.db.models import RestrictedError
from django.http import Http404, QueryDict
from django.urls import reverse

from sonda.apps.analytics import comments
from sonda.apps.analytics.cut import NotAsked
from sonda.apps.organizations.models import AuditLine, Unit
from sonda.apps.responses import operations
from sonda.apps.responses.models import Block, Comment, CommentBlock, Response
from tests.confidentiality.company import UNITS, Company

pytestmark = pytest.mark.django_db
TEN = 10
FILTERS = ["", *(f"unit={unit}" for unit in UNITS), *(f"region={name}" for name in sorted(set(UNITS.values())))]
FILTERS += ["unit=Lviv&unit=Kyiv", "unit=Lviv&region=west", "region=west&region=east", "unit=Lutsk&region=west"]


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


def words(member, company, query=""):
    """Every comment that an address gives, page by page; none where it is refused."""
    found, number = [], 1
    while True:
        address = "&".join(part for part in (f"survey={company.survey.key}", query, f"page={number}") if part)
        try:
            read = comments.read(member, QueryDict(address))
        except (Http404, NotAsked):
            return found
        found += read.words.texts
        assert read.words.n >= len(found)
        number += 1


def writers(texts):
    return {text.removeprefix("words of ") for text in texts}


def views(member, company):
    return [frozenset(words(member, company, query)) for query in FILTERS]


@pytest.mark.parametrize("seed", range(6))
def test_R3_3_no_two_lists_differ_by_the_words_of_fewer_than_ten(organization, alice, seed):
    company = Company(organization, seed=seed, n=140)
    lists = views(alice, company)
    every = {person["answers"]["why"] for person in company.people.values() if "why" in person["answers"]}
    assert lists[0] <= every
    assert len(every - lists[0]) < TEN  # who is left over is too few to be a group
    assert len(set(lists)) > 2
    for one in lists:
        assert not 0 < len(writers(one)) < TEN
    for one, other in combinations(set(lists), 2):
        for left in (one - other, other - one, one & other, lists[0] - one - other):
            assert not 0 < len(writers(left)) < TEN
    for query in ("unit=Nowhere", "tenure=new", "month=2026-01", "voice=manager"):
        assert words(alice, company, query) == []


def test_R3_3_lists_move_by_ten_when_answers_come_in_and_an_undone_file_is_not_read_again(organization, alice):
    company = Company(organization, seed=1, n=60)
    before = views(alice, company)
    assert len(before[0]) > 40
    for few in (1, 3, 9):
        company.bring(few)
        assert views(alice, company) == before
    company.bring(60)
    after = views(alice, company)
    assert all(one <= other for one, other in zip(before, after, strict=True))
    assert all(not 0 < len(other - one) < TEN for one, other in zip(before, after, strict=True))
    assert len(after[0] - before[0]) > 40
    brought = list(Response.objects.filter(survey=company.survey, import_id=5).order_by("pk"))
    operations.take_back(survey=company.survey, import_id=5)
    assert views(alice, company) == before
    assert not Comment.objects.filter(block__import_id=5).exists()
    corrected = [{"source_key": each.source_key, "unit": each.unit, "answers": each.answers} for each in brought[1:]]
    operations.record_many(survey=company.survey, import_id=6, documents=corrected)
    assert views(alice, company) == before


def test_R3_2_ten_are_people_and_not_comments_and_more_where_more_were_promised(organization, alice):
    company = Company(organization, seed=2, n=0)
    many = [
        {"source_key": f"s{at}", "respondent": f"Person {at % 9}", "unit": "Lviv", "answers": {"why": f"words {at}"}}
        for at in range(90)
    ]
    operations.record_many(survey=company.survey, import_id=50, documents=many)
    assert words(alice, company) == []
    company.survey.threshold = 30
    company.survey.save()
    company.bring(29)
    assert words(alice, company) == []
    company.bring(40)
    assert len(words(alice, company)) > 30


def test_nobody_is_taken_out_of_a_group_whose_words_go_on_being_read(organization, alice):
    company = Company(organization, seed=3, n=140)
    before = frozenset(words(alice, company))
    gone = Response.objects.get(source_key=min(writers(before)))
    block = Comment.objects.get(response=gone).block
    with pytest.raises(RestrictedError):
        gone.delete()
    block.delete()
    gone.delete()
    after = frozenset(words(alice, company))
    assert after < before
    assert len(before - after) == block.n >= TEN


def test_an_import_that_is_undone_leaves_no_words_and_is_counted_in_people(organization):
    company = Company(organization, seed=3, n=140)
    brought = Response.objects.first().import_id
    n = Response.objects.filter(import_id=brought).count()
    assert operations.take_back(survey=company.survey, import_id=brought) == n
    left = (Response, Comment, CommentBlock, Block)
    assert [kind.objects.count() for kind in left] == [len(company.people) - n, 0, 0, 0]


def test_R3_2_nothing_beside_the_words_is_said_of_who_wrote_them(organization, client, alice):
    company = Company(organization, seed=4, n=140)
    client.force_login(alice.user)
    page = client.get(reverse("comments"), {"survey": company.survey.key})
    told = page.context["found"].words.texts
    stored = [f"words of {name}" for name in company.people]
    assert [text for text in stored if text in told] != told  # not as they came in
    shown = page.content.decode().partition('<ul class="comments">')[2].partition("</ul>")[0]
    bare = shown
    for text in told:
        bare = bare.replace(text, "")
    assert set(bare.replace("<li>", "").replace("</li>", "").split()) == set()
    assert AuditLine.objects.filter(action="saw", subject__startswith="comments?").count() == 1


def test_R3_4_the_words_of_one_person_about_two_questions_stand_in_no_common_order(organization, alice):
    company = Company(organization, seed=5, n=0)
    company.survey.questions.create(key="wish", kind="text", role="comment", position=9)
    both = [{"source_key": f"s{at}", "answers": {"why": f"w{at}", "wish": f"w{at}"}} for at in range(30)]
    operations.record_many(survey=company.survey, import_id=50, documents=both)
    why, wish = (words(alice, company, f"question={key}") for key in ("why", "wish"))
    assert sorted(why) == sorted(wish)
    assert why != wish


def test_R4_1_a_manager_reads_the_words_of_their_own_units_alone(organization, alice, join, client, charlie, bob):
    company = Company(organization, seed=6, n=200)
    manager = join("anna", "manager")
    manager.units.add(Unit.objects.get_or_create(organization=organization, name="Lviv")[0])
    mine = words(manager, company)
    assert {company.people[name]["unit"] for name in writers(mine)} == {"Lviv"}
    assert words(manager, company, "unit=Kyiv") == words(manager, company, "region=centre") == []
    assert frozenset(mine) == frozenset(words(alice, company, "unit=Lviv"))
    address = f"{reverse('comments')}?survey={company.survey.key}"
    for member, bare, named in ((bob, 403, 403), (charlie, 200, 404), (manager, 200, 200)):
        client.force_login(member.user)
        assert (client.get(reverse("comments")).status_code, client.get(address).status_code) == (bare, named)


def test_comments_of_surveys_with_names_are_not_in_this_list(organization, alice):
    company = Company(organization, seed=7, n=60, mode="identified")
    assert CommentBlock.objects.count() == 0
    assert words(alice, company) == []
