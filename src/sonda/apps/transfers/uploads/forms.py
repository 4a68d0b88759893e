"""How a file is read, said by a person: what is left alone is detected."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sonda.apps.transfers.mapping.file import MOST_BELOW
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.profiling.profile import Profile

ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1250", _("Windows-1250 (Polish)")),
    ("cp1251", _("Windows-1251 (Ukrainian)")),
    ("iso-8859-2", _("ISO 8859-2 (Polish)")),
]
SEPARATORS = [
    (",", _("comma")),
    (";", _("semicolon")),
    ("\t", _("tab")),
    ("|", _("vertical bar")),
]
DECIMALS = [(",", _("comma: 4,5")), (".", _("point: 4.5"))]
DETECTED = _("as detected")
WITHIN = ("sheet", "header_row", "skip_below")  # each counts from the one before


class HowForm(forms.Form):
    """The questions that make sense for this kind of file."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=_("Row with the names of the columns"), required=False, min_value=1, max_value=1000
    )
    skip_below = forms.IntegerField(
        label=_("Rows to leave out below the names"),
        help_text=_("Rows with whole questions or codes of the survey tool. Write 0 if answers begin right below."),
        required=False,
        min_value=0,
        max_value=MOST_BELOW,
    )
    skip_end = forms.IntegerField(
        label=_("Rows to leave out at the end"),
        help_text=_("Totals and averages below the answers. Write 0 if somebody’s answers stand there."),
        required=False,
        min_value=0,
        max_value=MOST_BELOW,
    )
    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    separator = forms.ChoiceField(label=_("Cells are separated by"), required=False)
    decimal = forms.ChoiceField(label=_("Decimal sign"), required=False)

    @classmethod
    def of(cls, upload: Upload, profile: Profile | None, data: QueryDict | None = None) -> "HowForm":
        initial = dict(upload.options)
        if profile:
            initial.setdefault("sheet", profile.sheet)
            initial.setdefault("header_row", profile.header_row)
            initial.setdefault("skip_below", profile.skip_below)
            initial.setdefault("skip_end", profile.skip_end)
        form = cls(data, initial=initial)
        name = upload.file_name.lower()
        asked = ["header_row", "skip_below", "skip_end", "decimal"]
        if name.endswith((".csv", ".csv.gz")):
            asked += ["encoding", "separator"]
        elif name.endswith((".xlsx", ".ods")):
            asked += ["sheet"]
        else:
            asked = []
        sheets = [(sheet, sheet) for sheet in (profile.sheets if profile else [])]
        kept = str(upload.options.get("sheet", ""))
        if kept and (kept, kept) not in sheets:
            sheets.append((kept, kept))
        choices: dict[str, list[tuple[Any, Any]]] = {
            "sheet": sheets,
            "encoding": ENCODINGS,
            "separator": SEPARATORS,
            "decimal": DECIMALS,
        }
        for field, offered in choices.items():
            form.fields[field].choices = [("", DETECTED), *offered]  # type: ignore[attr-defined]
        for field in list(form.fields):
            if field not in asked or (field == "sheet" and len(sheets) < 2):
                del form.fields[field]
        return form

    def options(self) -> dict[str, Any]:
        """What was said, without what was left alone; below another sheet or row, that is found anew."""
        first = next((place for place, name in enumerate(WITHIN) if name in self.changed_data), len(WITHIN))
        former = set(WITHIN[first:]) - set(self.changed_data)
        said = self.cleaned_data.items()
        return {name: value for name, value in said if value not in ("", None) and name not in former}
