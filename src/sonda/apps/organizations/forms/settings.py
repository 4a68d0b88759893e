"""Forms with which an owner arranges the organisation; what may be chosen comes from the organisation itself (R4.3)."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations.choices import Action, Role, Scope, UnitKind
from sonda.apps.organizations.forms.account import GOOD_PASSWORD
from sonda.apps.organizations.keys import A_YEAR, LONGEST
from sonda.apps.organizations.models import Member, Unit
from sonda.apps.organizations.queries import below
from sonda.apps.organizations.units import tree, units


class UnitChoices:
    """The units of an organisation as a form offers them: by number, in the order of the tree."""

    def __init__(self, by: Member, *, without: Unit | None = None) -> None:
        everything = list(units(by))
        out = below([without.pk], [(unit.pk, unit.parent_id) for unit in everything]) if without else set()
        branches = [branch for branch in tree(everything) if branch.unit.pk not in out]
        self.found = {str(branch.unit.pk): branch.unit for branch in branches}
        self.choices = [(str(branch.unit.pk), f"{branch.indent}{branch.unit}") for branch in branches]


class MemberForm(forms.Form):
    """A role, and for managers and employees the units whose answers they see."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    units = forms.MultipleChoiceField(
        label=_("Units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A manager sees these units with everything below them, an employee these units only. Owners, analysts and"
            " viewers see the whole organisation."
        ),
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = UnitChoices(by)
        field = self.fields["units"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = self.offered.choices
        if not self.offered.choices:
            del self.fields["units"]

    @property
    def chosen(self) -> dict[str, Any]:
        """Role and units, as the operations take them."""
        picked = [self.offered.found[pk] for pk in self.cleaned_data.get("units", [])]
        return {"role": Role(self.cleaned_data["role"]), "units": picked}


class InvitationForm(MemberForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)

    field_order = ("email", "role", "units", "language")


class NameForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class JoinForm(NameForm):
    """Who somebody is, and the password that they choose."""

    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        strip=False,
        help_text=GOOD_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class UnitForm(forms.Form):
    """How a unit is called on pages, and within which other one it stands."""

    label = forms.CharField(
        label=_("Shown name"),
        max_length=200,
        required=False,
        help_text=_("As people call it. Left empty, it is the name that stands in the answers."),
    )
    parent = forms.ChoiceField(label=_("Within"), required=False)

    def __init__(self, *args: Any, by: Member, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = UnitChoices(by, without=unit)
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("The whole organisation")), *self.offered.choices]

    @property
    def above(self) -> Unit | None:
        return self.offered.found.get(self.cleaned_data["parent"])


class NewUnitForm(UnitForm):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Exactly as it will stand in the answers."))
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices, initial=UnitKind.BRANCH)

    field_order = ("name", "kind", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["label"]


class KeyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Which program will use it, and where."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself."),
    )
    days = forms.TypedChoiceField(
        label=_("Works for"),
        coerce=int,
        initial=A_YEAR,
        choices=[(30, _("a month")), (90, _("three months")), (A_YEAR, _("a year")), (LONGEST, _("two years"))],
    )


class OrganizationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("The language of invitations and of what Sonda writes by itself. Each person chooses their own."),
    )


class AuditForm(forms.Form):
    """What is looked for in the audit log; everything is in the address."""

    who = forms.CharField(label=_("Who"), max_length=200, required=False)
    action = forms.ChoiceField(label=_("Action"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("everything")), *Action.choices]
