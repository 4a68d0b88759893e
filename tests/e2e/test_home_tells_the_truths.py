"""Home of the example company tells what was planted; turned round, each sentence turns or says that it cannot tell."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils.html import escape
from django.utils.translation import gettext, override

from sonda.apps.analytics.catalogue import what_matters
from sonda.apps.jobs import worker
from sonda.apps.organizations.models import User
from sonda.apps.surveys.models import Survey
from sonda.apps.transfers import demo
from sonda.charts import trend
from sonda.charts.chart import Chart
from sonda.charts.context import Context

# So that there is a database for the company to pass through.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
LANGUAGES = ("pl", "uk", "en")
RELATIONSHIP, VOICES = "relationship", "voices"
NO_EFFECT = replace(
    demo.PLAN,
    strength=dict.fromkeys(demo.PLAN.strength, 0.0),
    branch_effect=0.0, shift=0.0, billing_shift=0.0, leaders=0.0, competitor=0.0,
)  # fmt: skip
# The best branch worst and more (demo.turned), and whatever asked to be mended first moves nobody any more.
TURNED = replace(demo.turned(), strength={**demo.PLAN.strength, "billing": 0.0})


@dataclass
class Read:
    """Home in one language: its charts, the names of things, the page."""

    language: str
    charts: Mapping[str, Chart]
    names: Mapping[str, str]
    page: str

    def quoted(self, key: str) -> str:
        return Context(language=self.language, names=self.names).quoted(key)

    def says(self, text: str, **values: object) -> str:
        """A sentence of the product in the reader's language."""
        with override(self.language):
            return Context(language=self.language).say(gettext(text), **values)

    def since(self, text: str, when: date) -> str:
        """A sentence of the product about a lasting shift."""
        return self.says(text, when=trend.since(when, Context(language=self.language)))

    @property
    def certain(self) -> list[str]:
        """Everything that “where it breaks” claims."""
        chart = self.charts["breaks"]
        return [chart.finding, *(also.finding for also in chart.facts.get("also", ()))]


@pytest.fixture(scope="module")
def read_home(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load a plan's company, let a worker count, read Home in each language; nothing stays in the database."""

    def read(plan, *, surveys=None):
        home = tmp_path_factory.mktemp("company")
        few = pytest.MonkeyPatch()
        few.setattr(what_matters, "RESAMPLES", 100)
        try:
            with django_db_blocker.unblock(), override_settings(HOME=home), transaction.atomic():
                told = in_each_language(plan, surveys)
                transaction.set_rollback(True)
        finally:
            few.undo()
            shutil.rmtree(home, ignore_errors=True)
        return told

    return read


def in_each_language(plan, surveys):
    owner, browser = User.objects.create_user("owner@example.com"), Client()
    browser.force_login(owner)
    demo.load(owner=owner, plan=plan)
    if surveys:
        Survey.objects.exclude(key__in=surveys).delete()
    browser.get("/")
    worker.run(once=True)
    return {language: in_language(browser, language) for language in LANGUAGES}


def in_language(browser, language):
    browser.post("/language/", {"language": language})
    response = browser.get("/")
    charts = {story.key: story.chart for story in response.context["stories"]}
    names = {}
    for survey in Survey.objects.filter(key__in=(RELATIONSHIP, VOICES)):
        for question in survey.questions.all():
            names[question.key] = question.short_in(language)
            names |= {option: question.option_in(option, language) for option in question.options}
    return Read(language, charts, names, response.content.decode())


@pytest.fixture(scope="module")
def planted(read_home):
    return read_home(demo.PLAN)


@pytest.fixture(scope="module")
def turned(read_home):
    return read_home(TURNED)


@pytest.fixture(scope="module")
def no_effect(read_home):
    return read_home(NO_EFFECT, surveys=[RELATIONSHIP])


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


LOWER, HIGHER = "Ratings have been lower since %(when)s.", "Ratings have been higher since %(when)s."
SHIFT = date(2026, 3, 1)  # month 17 of the 24 that begin in November 2024
ALL_MONTHS = [date(2024 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(24)]
WORSE = "%(unit)s is truly below the rest."
CHANCE = "The units differ no more than chance would make them."
FIX = "Fix %(name)s first: it weighs more than the average, is rated below it, and %(reach)s rated it."


def branches(read):
    """The names of all branches, as they stand in sentences."""
    return [read.quoted(branch) for region in demo.plan.BRANCHES.values() for branch in region]


def touchpoints(read):
    return [read.quoted(key) for key in demo.plan.TOUCHPOINTS]


def named(names, *texts):
    return [name for name in names if any(name in text for text in texts)]


def shifts(read):
    """Every lasting shift that Home could tell and does."""
    finding = read.charts["stand"].finding
    return [(text, when) for text in (LOWER, HIGHER) for when in ALL_MONTHS if read.since(text, when) in finding]


def test_where_we_stand_tells_the_planted_shift_and_its_month(planted, language):
    assert shifts(planted[language]) == [(LOWER, ALL_MONTHS[demo.PLAN.shift_month - 1])]


def test_without_the_shift_no_month_is_named(turned, no_effect, language):
    assert shifts(turned[language]) == shifts(no_effect[language]) == []


def test_where_it_breaks_names_the_one_branch_that_is_truly_worse(planted, language):
    read = planted[language]
    worse = read.quoted(demo.PLAN.worse_branch)
    assert read.charts["breaks"].finding == read.says(WORSE, unit=worse)
    assert named(branches(read), *read.certain, read.charts["breaks"].deck) == [worse]


def test_turned_round_the_other_branch_is_the_worse_one(turned, language):
    read = turned[language]
    worse = read.quoted(TURNED.worse_branch)
    assert read.charts["breaks"].finding == read.says(WORSE, unit=worse)
    assert named(branches(read), *read.certain, read.charts["breaks"].deck) == [worse]


def test_without_an_effect_no_branch_is_named_and_chance_is_blamed(no_effect, language):
    read = no_effect[language]
    assert read.certain == [read.says(CHANCE)]
    assert named(branches(read), read.charts["breaks"].finding, read.charts["breaks"].deck) == []


def test_what_to_fix_first_is_the_planted_driver_with_its_reach(planted, language):
    read = planted[language]
    chart = read.charts["fix"]
    reach = next(row for row in chart.rows if row[0].value == read.names["billing"])[-2]
    assert chart.finding == read.says(FIX, name=read.quoted("billing"), reach=reach.shown(language))
    assert 0.6 < reach.value < 0.7


def test_once_it_moves_nobody_it_is_not_what_to_fix(turned, language):
    read = turned[language]
    assert named(touchpoints(read), read.charts["fix"].finding) == []
    assert read.charts["fix"].finding in [read.says(text) for text in NOTHING_TO_FIX]


NOTHING_TO_FIX = (
    "Nothing that matters much is rated badly.",
    "What to fix first cannot be told yet.",
    "What to fix first cannot be told yet: nothing asked about shows an effect.",
)


def test_without_any_effect_it_cannot_be_told_what_to_fix(no_effect, language):
    read = no_effect[language]
    assert read.charts["fix"].finding in [read.says(text) for text in NOTHING_TO_FIX[1:]]


def test_the_competitor_s_lead_is_told_and_disappears_when_it_is_ours(planted, turned, language):
    here, there = planted[language], turned[language]
    (statement,) = (f"v{item}" for item in demo.PLAN.competitor_leads)
    lead = "The competitor leads in %(names)s. We lead in nothing for certain."
    assert here.says(lead, names=here.quoted(statement)) in here.certain
    assert named([there.quoted(statement)], *there.certain) == []


def test_what_leaders_think_too_well_of_turns_into_what_they_undervalue(planted, turned, language):
    here, there = planted[language], turned[language]
    (rare,) = (f"v{item}" for item in demo.PLAN.underestimated)
    many = [f"v{item}" for item in demo.PLAN.overestimated]
    over = "Leaders think better of %(over)s of %(n)s items than customers do."
    under = here.says("Leaders undervalue %(names)s.", names=here.quoted(rare))
    assert f"{here.says(over, over=len(many), n=len(demo.plan.ITEMS))} {under}" in here.certain
    over = there.says("Leaders think better than customers of %(names)s.", names=there.quoted(rare))
    told = next(sentence for sentence in there.certain if sentence.startswith(over))
    assert named([there.quoted(item) for item in many], told) == [there.quoted(item) for item in many[:2]]


def test_every_sentence_stands_on_the_page_in_the_reader_s_language(planted, language):
    read = planted[language]
    page = read.page.replace("\xa0", " ")
    assert f'<html lang="{language}">' in page
    for sentence in [*(chart.finding for chart in read.charts.values()), *read.certain]:
        assert escape(sentence).replace("\xa0", " ") in page


def test_sentences_differ_between_languages_and_the_numbers_do_not(planted):
    for key in ("stand", "breaks", "fix"):
        charts = [planted[language].charts[key] for language in LANGUAGES]
        assert len({chart.finding for chart in charts}) == 3
        values = [[[cell.value for cell in row[1:] if cell.kind != "text"] for row in chart.rows] for chart in charts]
        assert values[0] == values[1] == values[2]


def test_numbers_have_the_decimal_mark_of_the_language(planted, language):
    mark, other = (".", ",") if language == "en" else (",", ".")
    score = planted[language].charts["stand"].facts["score"]
    assert (mark in score, other in score) == (True, False)
