from datetime import date

import pytest
from django.forms import CharField, Form
from django.template import Context, Template
from django.utils.functional import lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from django_cotton.compiler_regex import CottonCompiler

from sonda.ui.styles import MODULES, STYLES


def shown(text, language="en", **values):
    with override(language):
        return Template(CottonCompiler().process("{% load sonda %}" + text)).render(Context(values))


@pytest.mark.parametrize(
    ("template", "en", "pl", "uk"),
    [
        ("{{ x|number:1 }}", "−1,234.5", "−1\xa0234,5", "−1\xa0234,5"),
        ("{{ p|percent }}", "82.3%", "82,3%", "82,3\xa0%"),
        ("{{ nps|signed }}", "+40.4", "+40,4", "+40,4"),
        ("{{ n|count }}", "8,417", "8\xa0417", "8\xa0417"),
        ("{% interval 80.5 84.1 %}", "80.5–84.1", "80,5–84,1", "80,5–84,1"),
        ("{% between 0.7 4.4 %}", "between\xa00.7 and\xa04.4", "od\xa00,7 do\xa04,4", "від\xa00,7 до\xa04,4"),
        ("{{ day|month }}", "March\xa02025", "marzec\xa02025", "березень\xa02025"),
        ("{{ day|day }}", "3\xa0March\xa02025", "3\xa0marca\xa02025", "3\xa0березня\xa02025"),
        ("{% period day day %}", "3\xa0March\xa02025", "3\xa0marca\xa02025", "3\xa0березня\xa02025"),
    ],
)  # fmt: skip
def test_numbers_and_dates_follow_the_language_of_the_page(template, en, pl, uk):
    values = {"x": -1234.5, "p": 0.8229, "nps": 40.4, "n": 8417, "day": date(2025, 3, 3)}
    assert [shown(template, code, **values) for code in ("en", "pl", "uk")] == [en, pl, uk]


def test_typography_leaves_tags_alone_and_still_escapes_what_is_not_safe():
    assert shown("{{ t|typo }}", "pl", t=mark_safe('<a href="/w i">w hali</a>')) == '<a href="/w i">w\xa0hali</a>'
    assert shown("{{ t|typo }}", "pl", t="<b>w hali") == "&lt;b&gt;w\xa0hali"


def test_a_text_that_is_promised_is_as_safe_as_what_comes():
    promised = lazy(lambda text: text, str, SafeString)
    assert shown("{{ t|typo }}", "pl", t=promised(mark_safe("<b>w hali</b>"))) == "<b>w\xa0hali</b>"
    assert shown("{{ t|typo }}", "pl", t=promised("<b>w hali")) == "&lt;b&gt;w\xa0hali"


def test_a_cell_that_can_show_itself_is_asked_in_the_language_of_the_page():
    class Cell:
        def shown(self, language):
            return f"in {language}"

    assert shown("{{ a|shown }}, {{ b|shown }}", "uk", a=Cell(), b="text") == "in uk, text"


@pytest.mark.parametrize(
    ("person", "letters"),
    [("Marta Lis", "ML"), ("Anna Maria Żak", "AŻ"), ("ola", "O"), ("jan.kos@example.org", "JK"), ("", "")],
)
def test_a_person_is_known_by_their_initials(person, letters):
    assert shown("{{ person|initials }}", person=person) == letters


def test_an_icon_is_drawn_in_the_page_and_hidden_from_readers_of_the_screen():
    drawn = shown('{% icon "house" %}')
    assert drawn.startswith("<svg")
    assert 'aria-hidden="true"' in drawn
    assert 'class="icon"' in drawn


def test_an_address_of_a_file_is_given_even_when_its_hashed_name_is_unknown(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    assert shown('{% asset "sonda/css/none.css" %}') == "/static/sonda/css/none.css"


def test_every_style_sheet_and_module_is_asked_for_once():
    assert shown("{% stylesheets %}").count("<link") == len(set(STYLES)) == len(STYLES)
    assert shown("{% modules %}").count("<script") == len(set(MODULES)) == len(MODULES)


class Two(Form):
    name = CharField(label="Name", help_text="Say it short.")
    why = CharField(label="Why", required=False)


def test_a_field_ties_its_help_and_its_error_to_the_input():
    page = shown('<c-field :field="form.name" />', form=Two({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_summary_counts_the_errors_and_links_to_each():
    assert shown('<c-error-summary :form="form" />', form=Two({"name": "x"})).strip() == ""
    page = shown('<c-error-summary :form="form" />', form=Two({}))
    assert "One thing needs a look" in page
    assert '<a href="#id_name">' in page


@pytest.mark.parametrize(
    "component",
    [
        '<c-story id="s" :finding="t" />',
        '<c-chip :label="t" without="?" />',
        "<c-toast>{{ t }}</c-toast>",
        '<c-data-table :columns="columns" :rows="rows" />',
    ],
)
def test_what_people_wrote_is_escaped_in_components(component):
    column = type("Column", (), {"label": "<b>", "numeric": False, "keep": 0})
    page = shown(component, t="<script>", columns=[column, column], rows=[["<script>", "<script>"]])
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
