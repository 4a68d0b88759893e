"""The unit tree: learned from answers, arranged by people, and the wall that it makes within an organisation."""

import pytest

from sonda.apps.organizations import units
from sonda.apps.organizations.choices import UnitKind
from sonda.apps.organizations.models import AuditLine, Unit
from sonda.apps.organizations.queries import scope_of

PAIRS = [("North", "Fir"), ("North", "Oak"), ("South", "Elm"), ("", "Head office"), ("West", "")]


@pytest.fixture
def tree(organization):
    units.learn(organization=organization, pairs=PAIRS)


def unit(name, kind=UnitKind.BRANCH):
    return Unit.objects.get(name=name, kind=kind)


def drawn(member):
    return ["  " * branch.depth + str(branch.unit) for branch in units.tree(units.units(member))]


@pytest.fixture
def within(join):
    def made(role, *names):
        member = join(f"{role}-{'-'.join(names)}".lower().replace(" ", ""), role)
        member.units.set(Unit.objects.filter(name__in=names))
        return member

    return made


def test_units_are_learned_from_the_pairs_that_answers_name(tree, alice):
    assert drawn(alice) == ["Head office", "North", "  Fir", "  Oak", "South", "  Elm", "West"]
    assert units.learn(organization=alice.organization, pairs=PAIRS) == 0


def test_what_people_arranged_stays_when_the_next_answers_come(tree, alice):
    units.arrange_unit(unit=unit("Oak"), by=alice, label="The Oak", parent=unit("South", UnitKind.REGION))
    units.arrange_unit(unit=unit("Fir"), by=alice, label="", parent=None)
    units.learn(organization=alice.organization, pairs=[*PAIRS, ("East", "Oak"), ("East", "Fir")])
    assert drawn(alice) == ["East", "Fir", "Head office", "North", "South", "  Elm", "  The Oak", "West"]
    assert AuditLine.objects.first().details == {"label": "", "within": ""}


def test_no_unit_stands_within_itself(tree, alice):
    north, fir = unit("North", UnitKind.REGION), unit("Fir")
    for above in (north, fir):
        with pytest.raises(units.UnitWithinItself):
            units.arrange_unit(unit=north, by=alice, label="", parent=above)
    assert unit("North", UnitKind.REGION).parent is None


def test_two_who_move_at_once_close_no_circle(organization, join, at_once):
    boss = join("boss", "owner")
    units.learn(organization=organization, pairs=PAIRS)
    north, south = (unit(name, UnitKind.REGION) for name in ("North", "South"))
    outcomes = at_once(
        lambda: units.arrange_unit(unit=north, by=boss, label="", parent=south),
        lambda: units.arrange_unit(unit=south, by=boss, label="", parent=north),
    )
    assert sorted(isinstance(outcome, units.UnitWithinItself) for outcome in outcomes) == [False, True]
    assert len(drawn(boss)) == 7


def test_a_unit_made_by_hand_can_go_again_but_not_one_that_answers_name(tree, alice):
    made = units.create_unit(by=alice, name="Back office", kind=UnitKind.DEPARTMENT, parent=unit("Head office"))
    with pytest.raises(units.UnitExists):
        units.create_unit(by=alice, name="Back office", kind=UnitKind.DEPARTMENT)
    with pytest.raises(units.UnitIsNeeded):
        units.remove_unit(unit=unit("Head office"), by=alice)
    units.remove_unit(unit=made, by=alice)
    assert "Back office" not in "".join(drawn(alice))


def test_R4_2_another_organizations_unit_is_not_found(tree, alice, charlie):
    for attempt in (
        lambda: units.arrange_unit(unit=unit("Fir"), by=charlie, label="Mine", parent=None),
        lambda: units.create_unit(by=charlie, name="Twig", parent=unit("Fir")),
        lambda: units.remove_unit(unit=unit("Fir"), by=charlie),
    ):
        with pytest.raises(Unit.DoesNotExist):
            attempt()


@pytest.mark.parametrize("role", ["owner", "analyst", "viewer"])
def test_who_is_not_bound_to_units_sees_everything(tree, within, role):
    assert scope_of(within(role, "Fir")) is None


def test_a_manager_sees_the_whole_subtree_and_an_employee_what_is_theirs(tree, within):
    assert scope_of(within("manager", "North")) == {"North", "Fir", "Oak"}
    assert scope_of(within("manager", "Fir", "South")) == {"Fir", "South", "Elm"}
    assert scope_of(within("employee", "Fir")) == {"Fir"}
    assert scope_of(within("employee")) == scope_of(within("manager")) == frozenset()


def test_a_region_is_seen_as_a_whole_or_not_by_its_name(tree, within, alice):
    """Its name would show the answers of units that hang elsewhere by now, or that were never the employee's."""
    manager, employee = within("manager", "North"), within("employee", "North")
    units.arrange_unit(unit=unit("Oak"), by=alice, label="", parent=unit("South", UnitKind.REGION))
    assert (scope_of(manager), scope_of(employee)) == ({"Fir"}, frozenset())


def test_a_region_called_like_one_of_its_branches_is_not_shown_to_that_branch(organization, within, join):
    units.learn(organization=organization, pairs=[("Fir", "Fir"), ("Fir", "Oak")])
    assert scope_of(within("manager", "Oak")) == {"Oak"}
    branch = join("mia", "manager")
    branch.units.add(unit("Fir"))
    assert scope_of(branch) == frozenset()
