"""Home on surveys that ask little, too much, or what cannot be judged."""

import pytest

from sonda.apps.analytics.models import Run
from sonda.apps.analytics.tests import company
from sonda.apps.jobs import worker
from sonda.apps.jobs.models import Job
from sonda.apps.organizations.models import Unit
from sonda.apps.reports import tasks
from sonda.apps.responses.signals import responses_imported
from sonda.apps.surveys.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, alice, settings, tmp_path):
    """Alice's browser, with a data folder of this test's own."""
    settings.HOME = tmp_path
    client.force_login(alice.user)
    return client


def read(reader):
    """Home when everything is counted: its stories by key."""
    reader.get("/")
    worker.run(once=True)
    response = reader.get("/")
    assert response.status_code == 200
    return {story.key: story for story in response.context["stories"]}


def test_home_asks_three_questions_and_answers_each_with_a_sentence_a_picture_and_a_table(organization, reader):
    company.make_survey(organization)
    stories = read(reader)
    assert list(stories) == ["stand", "breaks", "fix"]
    for story in stories.values():
        chart = story.chart
        assert all((chart.finding, chart.description, chart.rows, chart.how))
    page = reader.get("/").content.decode()
    assert page.count("<sonda-chart") == 4  # the bar of shares stands beside the trend
    assert page.count("<h1") == 1
    for story in stories.values():
        assert f'href="/understand/{story.source.entry.key}/?survey={story.source.bank.survey.key}"' in page


def test_home_without_answers_has_one_first_button_that_leads_to_files(reader):
    assert '<a class="button first" href="/data/uploads/new/"' in reader.get("/").content.decode()


def test_what_is_not_counted_yet_shows_progress_and_asks_for_itself_until_it_is_there(organization, reader):
    company.make_survey(organization)
    page = reader.get("/").content.decode()
    assert page.count('hx-trigger="every 1s"') == 3
    assert 'id="counting-fix"' in reader.get("/stories/fix/").content.decode()
    worker.run(once=True)
    fragment = reader.get("/stories/fix/").content.decode()
    assert ("<sonda-chart" in fragment, "hx-trigger" in fragment, "<html" in fragment) == (True, False, False)


def test_a_story_that_does_not_exist_is_not_found(reader):
    assert reader.get("/stories/weather/").status_code == 404


def test_however_often_home_is_opened_each_answer_is_counted_by_one_job(organization, reader):
    company.make_survey(organization)
    for _visit in range(3):
        reader.get("/")
    assert Job.objects.count() == Run.objects.count()
    worker.run(once=True)
    runs = Run.objects.count()
    reader.get("/")
    assert (Run.objects.count(), Job.objects.unfinished().count()) == (runs, 0)


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ((Role.NPS, Role.PERIOD), {"stand", "breaks"}),  # where it breaks: a control chart
        ((Role.CSAT, Role.PERIOD), {"stand"}),
        ((Role.EXPECTATION, Role.PERCEPTION), {"breaks"}),
        ((Role.CES, Role.TOUCHPOINT), {"stand", "breaks"}),  # several voices rated the same
        ((Role.KANO_FUNCTIONAL, Role.KANO_DYSFUNCTIONAL), set()),
    ],
)
def test_home_tells_what_the_questions_allow_and_says_what_the_rest_would_need(organization, reader, roles, told):
    company.make_survey(organization, only=roles)
    stories = read(reader)
    assert {key for key, story in stories.items() if story.chart} == told
    assert reader.get("/").content.decode().count('class="empty"') == 3 - len(told)


def test_without_csat_the_trend_is_that_of_recommendation(organization, reader):
    company.make_survey(organization, only=(Role.NPS, Role.PERIOD))
    chart = read(reader)["stand"].chart
    assert {cell.kind for cell in chart.rows[-1]} >= {"points"}
    assert chart.facts["score"]


def test_without_csat_and_nps_home_does_not_pretend_to_know_where_we_stand(organization, reader):
    company.make_survey(organization, only=(Role.EXPECTATION, Role.PERCEPTION, Role.UNIT, Role.TOUCHPOINT))
    assert read(reader)["stand"].chart is None


def test_what_the_data_do_not_allow_is_said_and_is_not_taken_for_a_missing_question(organization, reader):
    survey = company.make_survey(organization, only=(Role.CSAT, Role.PERIOD))
    survey.responses.filter(source_key="r7").update(answers={"satisfied": 9})
    story = read(reader)["stand"]
    assert story.chart is None
    assert story.problem.endswith("9.0 is not on the scale 1–5.")
    assert "9.0 is not on the scale" in reader.get("/").content.decode().replace("\xa0", " ")


def test_each_answer_speaks_with_the_names_of_its_own_survey(organization, reader):
    rated = company.make_survey(organization, key="a", only=(Role.TOUCHPOINT, Role.PERCEPTION))
    other = company.make_survey(organization, key="b", only=(Role.EXPECTATION, Role.PERCEPTION))
    rated.questions.update(short={"en": "Of the first survey"})
    other.questions.update(short={"en": "Of the second survey"})
    chart = read(reader)["breaks"].chart
    told = {each.key: str(each.table()) for each in (chart, *chart.facts.get("also", ()))}
    assert "Of the second survey" in told["servqual"]
    assert "Of the first survey" not in told["servqual"]


def test_the_kicker_names_the_survey_whose_answer_is_told(organization, reader):
    company.make_survey(organization, key="nps-alone", n=60, only=(Role.NPS, Role.PERIOD))
    company.make_survey(organization, key="quality", only=(Role.EXPECTATION, Role.PERCEPTION))
    story = read(reader)["breaks"]
    assert story.chart.key == "servqual"
    assert story.about == "Quality"


def test_each_story_says_from_when_to_when_its_answers_are(organization, reader):
    company.make_survey(organization)
    told = {key: story.told_of.replace("\xa0", " ") for key, story in read(reader).items()}
    assert told == {
        "stand": "In the sentence: December 2026, 6 answers · Whole period, January 2025 – December 2026 · 144 answers",
        "breaks": "Last 12 months, January – December 2026 · 72 answers",
        "fix": "Last 12 months, January – December 2026 · 72 answers",
    }


def test_what_to_fix_first_is_asked_once(organization, reader):
    company.make_survey(organization, only=(Role.CSAT, Role.TOUCHPOINT, Role.PERIOD))
    story = read(reader)["fix"]
    assert [each.entry.key for each in story.asked] == ["priorities"]
    assert Run.objects.filter(question__method="drivers").count() == 1
    assert "reach" in {column.key for column in story.chart.columns}


def test_new_answers_are_counted_for_home_before_anybody_opens_it(organization, reader):
    survey = company.make_survey(organization)
    for _import in range(2):
        responses_imported.send(None, survey=survey, import_id=1, n_stored=240)
    worker.run(once=True)
    assert 'hx-trigger="every 1s"' not in reader.get("/").content.decode()


def test_R4_1_home_is_prepared_for_its_own_organization_alone(organization, charlie, settings, tmp_path):
    settings.HOME = tmp_path
    company.make_survey(organization, n=30)
    assert tasks.prepare_home.call(organization_id=charlie.organization_id) == 0


def test_R4_1_home_tells_each_manager_of_their_own_branch_alone(organization, client, join, settings, tmp_path):
    settings.HOME = tmp_path
    company.make_survey(organization)
    told = {}
    for name, letter in (("anna", "A"), ("celina", "C")):
        member = join(name, "manager")
        member.units.add(Unit.objects.create(organization=organization, name=letter))
        client.force_login(member.user)
        stories = read(client)
        assert {each.run.question["scope"][0] for story in stories.values() for each in story.asked} == {letter}
        fragment = client.get("/stories/stand/?unit=B&scope=B").context["story"]
        told[letter] = (stories["stand"].chart.n, stories["stand"].chart.table())
        assert fragment.chart.table() == stories["stand"].chart.table()
    assert (told["A"][0], told["C"][0]) == (48, 48)
    assert told["A"] != told["C"]


def test_home_says_when_no_survey_tells_which_unit_an_answer_is_about(organization, client, join, settings, tmp_path):
    settings.HOME = tmp_path
    company.make_survey(organization, only=(Role.NPS, Role.PERIOD))
    client.force_login(join("anna", "manager").user)
    assert "No survey says which unit an answer is about" in client.get("/").content.decode()
    assert Run.objects.count() == 0
