"""What a person types about a whole file: the survey, what the file does not say, and what people were promised."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from sonda.apps.surveys.choices import LEAST_THRESHOLD, THRESHOLD, Mode, Role, Voice
from sonda.apps.surveys.models import Survey, in_language
from sonda.apps.transfers.mapping.columns import MappingError
from sonda.apps.transfers.mapping.file import CONSTANTS, MOST_PROMISED, FileMapping, day
from sonda.apps.transfers.suggesting.words import key_from


class SettingsForm(forms.Form):
    """What holds for the whole file."""

    survey = forms.ChoiceField(required=False)
    title = forms.CharField(max_length=120, required=False)
    wave = forms.CharField(max_length=60, required=False)
    answered_on = forms.CharField(max_length=10, required=False)
    voice = forms.ChoiceField()
    company = forms.CharField(max_length=CONSTANTS["company"], required=False)
    unit = forms.CharField(max_length=CONSTANTS["unit"], required=False)
    language = forms.CharField(max_length=CONSTANTS["language"], required=False)
    words = forms.ChoiceField(required=False)
    mode = forms.ChoiceField(required=False)
    threshold = forms.IntegerField(required=False, min_value=LEAST_THRESHOLD, max_value=MOST_PROMISED)

    def __init__(self, *args: Any, surveys: Sequence[Survey], played: set[str], labelled: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {survey.key: survey for survey in surveys}
        self.say()
        for name, role in (("wave", Role.WAVE), ("answered_on", Role.PERIOD), ("voice", Role.VOICE),
                           ("company", Role.COMPANY), ("unit", Role.UNIT), ("language", Role.LANGUAGE)):  # fmt: skip
            if role in played:
                del self.fields[name]
        if not labelled:
            del self.fields["words"]
        if not surveys:
            del self.fields["survey"]
            self.fields["title"].required = True
            self.fields["title"].error_messages["required"] = _("A new survey needs a name.")

    def say(self) -> None:
        said: dict[str, tuple[str, str]] = {
            "survey": (_("Survey"), _("Files of one survey are counted together.")),
            "title": (_("Name of the new survey"), ""),
            "wave": (_("Wave"), _("Which round of the survey this is, for example 2026 or spring. The same person may "
                                  "answer once in each wave.")),
            "answered_on": (_("When the answers were given"), _("A day or a month: 2026-10-31 or 2026-10.")),
            "voice": (_("Who speaks"), ""),
            "company": (_("Company that is rated"), _("Only when it is not your own.")),
            "unit": (_("Unit"), _("Only when the whole file is about one branch or team.")),
            "language": (_("Language of the answers"), _("Its two letters: pl, uk, en.")),
            "words": (_("Language of the labels"), _("In which the file's questions and answers are written.")),
            "mode": (_("What people were promised"), _("It holds for ever: confidential answers are shown in groups "
                                                       "only, to everybody.")),
            "threshold": (_("People in a group, at least"), _("Only for confidential and anonymous answers.")),
        }  # fmt: skip
        for name, (label, help_text) in said.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        self.fields["survey"].choices = [  # type: ignore[attr-defined]
            ("", _("A new survey")), *((key, survey.title_in()) for key, survey in self.keys.items())
        ]  # fmt: skip
        known = dict(settings.LANGUAGES)
        words = self.get_initial_for_field(self.fields["words"], "words")
        known |= {words: words} if words and words not in known else {}  # a mapping may be written in any language
        self.fields["words"].choices = list(known.items())  # type: ignore[attr-defined]
        self.fields["voice"].choices = Voice.choices  # type: ignore[attr-defined]
        self.fields["mode"].choices = Mode.choices  # type: ignore[attr-defined]

    def clean_answered_on(self) -> str:
        text = str(self.cleaned_data["answered_on"]).strip()
        try:
            return day(text).isoformat() if text else ""
        except MappingError:
            raise forms.ValidationError(_("“%(value)s” is neither a day nor a month: 2026-10-31, 2026-10.")
                                        % {"value": text}) from None  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("survey"):
            title = str(cleaned.get("title") or "").strip()
            key = key_from(title).replace("_", "-")
            if not title and not self.fields["title"].required:
                self.add_error("title", _("A new survey needs a name."))
            elif key in self.keys:
                self.add_error("title", _("There is a survey of this name already; choose it above, or name another."))
            cleaned["key"] = key
        return cleaned

    def onto(self, mapping: FileMapping, language: str) -> FileMapping:
        """The mapping with what was said here."""
        said = self.cleaned_data
        known = self.keys.get(said.get("survey", ""))
        title = dict(known.title) if known else {**mapping.title, language: said["title"].strip()}
        constants: dict[str, Any] = {
            name: said[name].strip() if isinstance(said[name], str) else said[name]
            for name in CONSTANTS
            if name in self.fields and said.get(name)
        }
        kept = {name: value for name, value in mapping.constants.items() if name == "region"}
        if constants.get("voice") == Voice.CUSTOMER:
            del constants["voice"]
        if "answered_on" in constants:
            constants["answered_on"] = day(constants["answered_on"])
        return replace(
            mapping,
            survey=known.key if known else said["key"],
            title=title,
            wave=said.get("wave", "").strip(),
            promise=self.promise(),
            constants={**kept, **constants},
        )

    def promise(self) -> dict[str, Any]:
        """The promise under which people answered; nothing for the usual one, so that a survey's own holds."""
        mode = self.cleaned_data.get("mode") or Mode.IDENTIFIED
        if mode == Mode.IDENTIFIED:
            return {}
        return {"mode": mode, "threshold": self.cleaned_data.get("threshold") or THRESHOLD}

    @classmethod
    def initial_of(cls, mapping: FileMapping, language: str) -> dict[str, Any]:
        on = mapping.constants.get("answered_on")
        return {
            "voice": Voice.CUSTOMER,
            "mode": Mode.IDENTIFIED,
            "threshold": THRESHOLD,
            **mapping.constants,
            **mapping.promise,
            "survey": mapping.survey,
            "title": in_language(mapping.title, language),
            "wave": mapping.wave,
            "answered_on": on.isoformat() if on else "",
        }
