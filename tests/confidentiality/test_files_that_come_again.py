"""R3.3 over files: what repeats an earlier file, or an undone one, shows nobody by what it differs in."""

from collections import defaultdict
from copy import deepcopy
from random import Random

import pytest

from sonda.apps.responses import operations
from sonda.apps.responses.models import Comment, CountedTogether, Response
from tests.confidentiality.company import Company

pytestmark = pytest.mark.django_db
CUTS = 40


def people(company, *, named=True):
    """The file of a company's people once more, with or without their names."""
    return [{**deepcopy(one), "respondent": name if named else ""} for name, one in company.people.items()]


def bring(company, documents, number):
    """A file, as an import brings it: without names the rows are told by the file and their place in it."""
    rows = [
        each if each["respondent"] else {**each, "source_key": f"row {row} of file {number}"}
        for row, each in enumerate(documents)
    ]
    return operations.record_many(survey=company.survey, import_id=number, documents=rows)


def groups(company):
    """Who is counted with whom, by what each of them said."""
    found = defaultdict(list)
    for block, said in Response.objects.filter(survey=company.survey, block__isnull=False).values_list(
        "block_id", "answers"
    ):
        found[block].append(str(sorted(said.items())))
    return {tuple(sorted(group)) for group in found.values()}


@pytest.fixture
def company(organization, settings, tmp_path):
    settings.HOME = tmp_path
    found = Company(organization, seed=8, n=0)
    found.people = {each["source_key"]: each for each in (found.person() for _ in range(60))}
    return found


def test_R3_3_an_export_of_the_whole_year_with_one_answer_more_moves_no_figure(company):
    company.survey.mode = "anonymous"
    company.survey.save()
    file, questions = people(company, named=False), [company.cut() for _ in range(CUTS)]
    assert bring(company, file, 1).n_withheld == 0
    before, words = company.asked(questions), Comment.objects.count()
    assert words > 0
    new = [{**company.person(), "respondent": ""} for _ in range(8)]
    again = bring(company, [*file[:30], new[0], *file[30:]], 2)
    assert (again.n_new, again.n_known) == (61, 0)
    assert again.n_withheld >= 55  # those who are counted already; the few who were left over are free
    assert company.asked(questions) == before
    assert Comment.objects.count() == words
    bring(company, file + new, 3)
    assert all(
        n == 0 or n >= 5
        for one, other in zip(before, company.asked(questions), strict=True)
        for n in [(other or (0, 0))[0] - (one or (0, 0))[0]]
    )
    assert company.asked(questions) != before


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("remembered", [True, False])
def test_R3_3_a_file_undone_and_brought_again_without_one_person_takes_no_group_apart(company, named, remembered):
    file = people(company, named=named)
    bring(company, file, 1)
    before = groups(company)
    if not remembered:  # as in an installation that is older than the codes
        CountedTogether.objects.all().delete()
    operations.take_back(survey=company.survey, import_id=1)
    gone = next(place for place, each in enumerate(file) if any(said(each) in group for group in before))
    again = bring(company, file[:gone] + file[gone + 1 :], 2)
    lost = next(group for group in before if said(file[gone]) in group)
    assert again.n_withheld == len(lost) - 1
    assert groups(company) == before - {lost}
    operations.take_back(survey=company.survey, import_id=2)
    assert bring(company, file, 3).n_withheld == 0
    assert groups(company) == before


def test_R3_3_one_answer_corrected_after_undoing_withholds_its_group(company):
    file = people(company)
    bring(company, file, 1)
    before = groups(company)
    operations.take_back(survey=company.survey, import_id=1)
    mended = next(each for each in file if any(said(each) in group for group in before))
    lost = next(group for group in before if said(mended) in group)
    mended["answers"] = {**mended["answers"], "climate": 10 - mended["answers"].get("climate", 0), "pay": 11}
    assert bring(company, file, 2).n_withheld == len(lost)
    assert groups(company) == before - {lost}


def test_a_file_that_is_read_otherwise_after_undoing_is_counted_again(company):
    file = people(company)
    bring(company, file, 1)
    n = sum(map(len, groups(company)))
    operations.take_back(survey=company.survey, import_id=1)
    for each in file:
        each["language"] = "pl"
    assert bring(company, file, 2).n_withheld == 0
    assert sum(map(len, groups(company))) >= n


def test_another_month_in_which_people_say_the_same_by_chance_is_counted(company):
    def month():
        return [{"unit": "Lviv", "respondent": "", "answers": {"climate": n % 3}} for n in range(90)]

    bring(company, month(), 1)
    assert bring(company, month(), 2).n_withheld == 0
    assert Response.objects.filter(survey=company.survey, block__isnull=False).count() == 180


def said(person):
    return str(sorted(person["answers"].items()))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("named", [True, False])
def test_R3_3_whatever_is_undone_and_brought_again_no_two_groups_ever_share_a_part_of_their_people(
    company, named, seed
):
    draw, file, number, ever = Random(seed), people(company, named=named), 1, set()
    bring(company, file, number)
    for _step in range(6):
        ever |= groups(company)
        if draw.random() < 0.7:
            operations.take_back(survey=company.survey, import_id=number)
        number += 1
        file = deepcopy(file)
        draw.shuffle(file)
        match draw.choice(["one less", "one more", "one otherwise", "the same"]):
            case "one less":
                file.pop()
            case "one more":
                new = company.person()
                file.append({**new, "respondent": new["source_key"] if named else ""})
            case "one otherwise":
                file[0]["answers"] = {"climate": draw.randint(0, 10), "why": f"otherwise {number}"}
        bring(company, file, number)
    ever |= groups(company)
    owners = defaultdict(set)
    for group in ever:
        for one in group:
            owners[one].add(group)
    shared = [own for own in owners.values() if len(own) > 1]
    assert not shared
