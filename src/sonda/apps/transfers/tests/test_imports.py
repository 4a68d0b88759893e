"""All of a file or nothing, once."""

from datetime import date

import pytest
from django.utils import translation

from sonda.apps.responses.models import Response
from sonda.apps.responses.signals import responses_imported
from sonda.apps.surveys.models import Question, Survey
from sonda.apps.surveys.operations import QuestionDiffers
from sonda.apps.transfers import operations
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.models import Import
from sonda.apps.transfers.queries import sentence
from sonda.apps.transfers.reading.checking import dry_run

pytestmark = pytest.mark.django_db


def test_each_row_becomes_a_response_with_its_answers(bring, file):
    wanted = bring(file())
    assert (wanted.state, wanted.n_rows, wanted.n_stored, wanted.problems) == ("done", 3, 3, [])
    first, second, third = Response.objects.order_by("pk")
    assert (first.unit, first.segments, first.weight, first.answered_on) == (
        "North",
        {"plan": "home"},
        1.5,
        date(2026, 3, 1),
    )
    assert first.answers == {"recommend": 10, "queue": 5, "note": "Dobrze, dziękuję"}
    assert second.answers == {"recommend": 3}  # 0 is "never used", blank is blank
    assert third.answers == {"queue": 4}
    assert {each.import_id for each in (first, second, third)} == {wanted.pk}


def test_the_bank_is_filled_with_the_questions_of_the_mapping(bring, file):
    bring(file())
    survey = Survey.objects.get(key="visits")
    assert survey.title == {"pl": "Wizyty", "en": "Visits"}
    assert [(q.key, q.role, q.kind) for q in survey.questions.all()] == [
        ("unit", "unit", "attribute"),
        ("plan", "segment", "attribute"),
        ("recommend", "nps", "rating"),
        ("queue", "touchpoint", "rating"),
        ("note", "comment", "text"),
        ("weight", "weight", "attribute"),
    ]
    assert survey.questions.get(key="queue").short_in("pl") == "Kolejka"


def test_one_bad_cell_and_nothing_is_stored(bring, file, good):
    wanted = bring(file(good.replace("\n3,South,office,99", "\n3,South,office,12")))
    assert (wanted.state, wanted.n_stored, wanted.n_refused) == ("refused", 0, 1)
    assert [sentence(problem) for problem in wanted.problems] == ["Row 4, column nps: 12 is not on the scale 0–10."]
    assert Response.objects.count() == Survey.objects.count() == Question.objects.count() == 0


def test_a_hundred_problems_are_listed_and_all_are_counted(bring, file):
    rows = "".join(f"{n},N,home,11,5,,1\n" for n in range(250))
    wanted = bring(file("person,branch,plan,nps,queue,note,w\n" + rows))
    assert (len(wanted.problems), wanted.n_refused) == (100, 250)
    assert sentence(wanted.problems[99]) == "Row 101, column nps: 11 is not on the scale 0–10."


def test_the_same_file_twice_changes_nothing(bring, file, organization, mapping_text):
    first = bring(file())
    again, is_new = operations.request_import(
        organization=organization, path=file(name="renamed.csv"), mapping_text=mapping_text
    )
    assert (again.pk, is_new, Response.objects.count(), Import.objects.count()) == (first.pk, False, 3, 1)


def test_a_refused_file_may_be_tried_again(bring, file, good):
    bad = file(good.replace(",1.5", ",-1"))
    assert [bring(bad).state, bring(bad).state] == ["refused", "refused"]
    assert Import.objects.count() == 2


def test_a_respondent_who_has_answered_keeps_the_first_answer(bring, file, good):
    bring(file())
    wanted = bring(file(good.replace(",10,", ",1,") + "4,N,home,9,5,,1\n", name="later.csv"))
    assert (wanted.state, wanted.n_rows, wanted.n_stored, wanted.n_known) == ("done", 4, 1, 3)
    assert Response.objects.get(respondent="1").answers["recommend"] == 10


def test_the_same_respondent_in_another_wave_is_another_response(bring, file, mapping_text):
    bring(file())
    wanted = bring(file(), mapping_text + "\n").n_known, bring(file(), 'wave = "2027"\n' + mapping_text).n_stored
    assert wanted == (3, 3)


@pytest.mark.parametrize("spelling", ["ANNA", " anna ", "Anna", "anna"])
def test_spellings_of_a_respondent_are_one_person(bring, file, good, spelling):
    bring(file(good.replace("\n1,N", "\nanna,N")))
    assert bring(file(good.replace("\n1,N", f'\n"{spelling}",N') + "\n", name="b.csv")).n_known == 3


def test_composed_and_decomposed_letters_are_one_person(bring, file, good):
    bring(file(good.replace("\n1,N", "\nZoe\u0308,N")))
    assert bring(file(good.replace("\n1,N", "\nZoë,N"), name="b.csv")).n_known == 3


def test_one_respondent_twice_in_a_file_is_refused_with_both_rows(bring, file, good):
    wanted = bring(file(good + "1,N,home,9,5,,1\n"))
    assert [sentence(problem) for problem in wanted.problems] == [
        "Row 5, column person: the same respondent stands in row 2 already."
    ]


def test_without_a_respondent_each_row_is_somebody(bring, file, mapping_text):
    text = mapping_text.replace('person = { role = "respondent" }\n', "")
    assert bring(file(), text).n_stored == 3
    assert sorted(Response.objects.values_list("source_key", flat=True))[0].startswith("row 2 of ")


def test_a_later_file_may_not_change_the_scale_under_the_answers(bring, file, mapping_text):
    bring(file())
    text = mapping_text.replace('missing = ["0"] }', 'missing = ["0"], scale = [0, 10] }')
    wanted = bring(file(), text)
    assert (wanted.state, Response.objects.count()) == ("refused", 3)
    assert sentence(wanted.problems[0]) == (
        "The survey already has a question “queue” with another scale_low: 1.0, not 0.0."
    )


def test_a_second_language_joins_the_first(bring, file, mapping_text):
    bring(file())
    bring(file(), mapping_text.replace('pl = "Kolejka"', 'uk = "Черга", pl = "Ogonek"'))
    assert Question.objects.get(key="queue").short == {"pl": "Kolejka", "en": "Queue", "uk": "Черга"}


def test_whoever_listens_is_told_after_the_commit(bring, file, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, **news):
        heard.append((news["survey"].key, news["n_stored"]))

    responses_imported.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            bring(file())
    finally:
        responses_imported.disconnect(listen)
    assert heard == [("visits", 3)]


def test_the_copy_of_the_file_is_gone_when_the_import_is_over(bring, file, settings):
    bring(file())
    assert list((settings.HOME / "imports").iterdir()) == []


def test_an_import_that_is_over_is_not_done_again(bring, file):
    wanted = bring(file())
    operations.run_import(wanted.pk)
    assert Response.objects.count() == 3


def test_R2_7_two_who_ask_for_the_same_file_at_once_get_one_import(
    bring, file, organization, mapping_text, monkeypatch
):
    path, copy = file(), operations.copy_file

    def overtaken(*arguments):
        """Between our look and our writing somebody else asks for the same."""
        monkeypatch.setattr(operations, "copy_file", copy)
        others.append(operations.request_import(organization=organization, path=path, mapping_text=mapping_text))
        return copy(*arguments)

    others = []
    monkeypatch.setattr(operations, "copy_file", overtaken)
    ours, is_new = operations.request_import(organization=organization, path=path, mapping_text=mapping_text)
    assert (ours.pk, is_new, others[0][1]) == (others[0][0].pk, False, True)
    assert [entry.name for entry in operations.folder().iterdir()] == [str(ours.pk)]


def overtake(monkeypatch, at):
    """Another worker does the same import, whole, just before ours comes to `at`."""
    original = getattr(operations, at)

    def overtaken(*arguments, **more):
        monkeypatch.setattr(operations, at, original)
        operations.run_import(Import.objects.get().pk)
        return original(*arguments, **more)

    monkeypatch.setattr(operations, at, overtaken)


@pytest.mark.parametrize("at", ["checked", "store", "ended_meanwhile"])
def test_R2_7_an_import_that_two_workers_do_is_told_as_the_first_ended_it(bring, file, monkeypatch, at):
    overtake(monkeypatch, at)
    told = bring(file())
    kept = Import.objects.get()
    for one in (told, kept):
        assert (one.state, one.n_stored, one.n_known, one.n_refused, one.problems) == ("done", 3, 0, 0, [])
    assert Response.objects.count() == 3


def test_R2_7_a_refusal_does_not_undo_what_was_stored_meanwhile(bring, file, monkeypatch):
    overtake(monkeypatch, "refuse")
    broken = operations.fill_bank

    def differs(**fields):
        monkeypatch.setattr(operations, "fill_bank", broken)
        raise QuestionDiffers(key="queue", field="scale_low", was=1, now=0)

    monkeypatch.setattr(operations, "fill_bank", differs)
    assert bring(file()).state == "done"
    assert Response.objects.count() == 3


def test_the_copy_that_a_killed_worker_left_is_removed_by_the_next(bring, file):
    wanted = bring(file())
    left = operations.copy_of(wanted)
    left.parent.mkdir()
    left.write_text("names and addresses")
    operations.run_import(wanted.pk)
    assert not left.parent.exists()


def test_a_copy_under_a_number_that_was_rolled_back_is_no_obstacle(bring, file, organization, mapping_text):
    for number in range(1, 200):
        (operations.folder() / str(Import(pk=number).pk)).mkdir(parents=True)
    assert bring(file()).state == "done"


@pytest.mark.parametrize("name", [".csv", "(%).csv", "caf\udce9.csv", "'; DROP TABLE.csv", "ą" * 120 + ".csv"])
def test_R5_5_any_name_that_a_file_can_have_is_taken(bring, file, name):
    wanted = bring(file(name=name))
    assert wanted.state == "done" or wanted.problems[0]["text"] != "There is no file %(file)s."
    assert Import.objects.get().file_name == name.encode(errors="replace").decode()


def test_R2_7_two_files_at_once_begin_one_organization(db, mapping_text, monkeypatch):
    from sonda.apps.organizations.models import Organization
    from sonda.apps.transfers import homes

    create = homes.create_organization

    def overtaken(**fields):
        create(**fields)
        return create(**fields)

    monkeypatch.setattr(homes, "create_organization", overtaken)
    assert homes.home_of(read_mapping(mapping_text), slug="new") == Organization.objects.get(slug="new")


def test_a_dry_run_says_the_same_and_stores_nothing(file, good, mapping_text):
    mapping = read_mapping(mapping_text)
    assert dry_run(file(), mapping).n_rows == 3
    report = dry_run(file(good.replace(",1.5", ",much")), mapping)
    assert [sentence(problem) for problem in report.problems] == ["Row 2, column w: “much” is not a number."]
    assert Import.objects.count() == Response.objects.count() == 0


def test_an_interrupted_import_leaves_nothing_and_can_be_run_again(bring, file, monkeypatch):
    from sonda.apps.transfers import operations as module

    def broken(*args, **fields):
        raise OSError("disk full")

    with monkeypatch.context() as patched, pytest.raises(OSError):
        patched.setattr(module, "finish", broken)
        bring(file())
    assert (Response.objects.count(), Survey.objects.count(), Import.objects.get().state) == (0, 0, "running")
    assert operations.run_import(Import.objects.get().pk).n_stored == 3


def test_R3_1_a_file_carries_the_promise_under_which_people_answered(bring, file, mapping_text):
    promised = mapping_text + '\n[promise]\nmode = "confidential"\nthreshold = 3\n'
    wanted = bring(file(), promised)
    assert (wanted.state, wanted.survey.mode, wanted.survey.threshold) == ("done", "confidential", 3)
    assert set(Response.objects.values_list("mode", "threshold")) == {("confidential", 3)}
    weaker = bring(
        file(name="later.csv", text=file().read_text() + "\n"), promised.replace("confidential", "identified")
    )
    assert weaker.state == "refused"
    assert "were promised to be shown in groups of at least 3 only" in sentence(weaker.problems[0])


def test_a_word_of_the_file_stays_as_it_is_in_every_language():
    told = {"text": "“%(value)s” is not a number", "values": {"value": "Home"}, "row": 2, "column": "Data"}
    with translation.override("pl"):
        said = sentence(told)
        separated = sentence({"text": "Cells are separated by a %(separator)s.", "values": {"separator": "semicolon"}})
    assert "Home" in said
    assert "Data" in said
    assert "semicolon" not in separated
