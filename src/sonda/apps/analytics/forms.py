"""What a person types: a name for an analysis, a day and what happened on it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations.choices import Right
from sonda.apps.organizations.models import Member


class SavedForm(forms.Form):
    """Name, folder, and, for who may write, whether the organisation sees it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    folder = forms.CharField(label=_("Folder"), max_length=120, required=False)
    shared = forms.BooleanField(label=_("Everybody in the organisation sees it in their list"), required=False)

    def __init__(self, *args: Any, by: Member, folders: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folders = folders
        self.fields["folder"].widget.attrs["list"] = "folders"
        if not by.may(Right.WRITE):
            del self.fields["shared"]

    @property
    def chosen(self) -> dict[str, Any]:
        return {"shared": False} | self.cleaned_data


class KeepForm(SavedForm):
    """The same, with what is to be kept: the analysis and its cut."""

    entry = forms.SlugField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, max_length=4000, required=False)


class AnnotationForm(forms.Form):
    happened_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )
    text = forms.CharField(label=_("What happened"), max_length=120)

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day.year < 1900 or day.year > 2200:
            raise forms.ValidationError(_("The year must lie between 1900 and 2200."))
        return day
