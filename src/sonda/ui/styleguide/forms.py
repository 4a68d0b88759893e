from django import forms


class PlanForm(forms.Form):
    """A form with every kind of field, and two mistakes in what it was given."""

    name = forms.CharField(label="Name of the plan", help_text="Customers may read it one day; write it for them.")
    due = forms.CharField(label="Deadline", help_text="The day on which the customer should feel it.")
    unit = forms.ChoiceField(label="Unit", required=False, choices=[("b", "Boarding area B"), ("d", "Boarding area D")])
    hears = forms.MultipleChoiceField(
        label="Who hears about it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("raised", "The customers who raised it"), ("unit", "Everyone at the unit")],
    )
    again = forms.ChoiceField(
        label="How often we look again",
        widget=forms.RadioSelect,
        choices=[("week", "Every week"), ("month", "Every month")],
    )
    public = forms.BooleanField(label="Tell customers when it is done", required=False)
    file = forms.FileField(label="What they said", required=False, help_text="CSV, XLSX, ODS, SAV or Parquet.")
    what = forms.CharField(
        label="What happened",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "In the customer’s words, if you have them"}),
        error_messages={"required": "Say in a few words what happened."},
    )

    def clean_due(self) -> str:
        raise forms.ValidationError("The deadline is before today. The earliest is 24 November.")


def plan_form() -> PlanForm:
    """The form as it comes back."""
    given = {"name": "Shorter queues at boarding area B", "due": "3 March 2025", "hears": ["raised"], "again": "week"}
    return PlanForm(given)
