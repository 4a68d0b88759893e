"""An SPSS file through the wizard to the analysis page: its labels are the words, what it calls missing is missing."""

import pyreadstat
import pytest

from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Question
from sonda.apps.transfers.models import Upload
from sonda.apps.transfers.tests.test_uploads import bring, home, told  # noqa: F401  `home` is a fixture
from sonda.apps.transfers.tests.test_wizard import checked, columns_page, fields, started
from sonda.apps.transfers.uploads import operations as uploading
from sonda.apps.transfers.wizard.queries import draft_of


def words_of(upload):
    """The languages of all words in the mapping of a file, for an English reader."""
    columns = draft_of(upload, language="en").mapping.columns
    return {code for c in columns for words in (c.text, c.short, *c.options.values()) for code in words}


@pytest.mark.django_db
def test_labels_of_an_spss_file_become_the_words_of_the_survey_and_its_missing_values_are_missing(
    client, alice, tmp_path, django_capture_on_commit_callbacks
):
    import pandas as pd

    n = 12
    frame = pd.DataFrame(
        {
            "id": [float(i) for i in range(1, n + 1)],
            "data": pd.to_datetime(["2026-03-01", "2026-03-02"] * 6),
            "oddz": [1.0, 2.0] * 6,
            "obsl": [5.0, 4.0, 3.0, 9.0, 2.0, 1.0, 5.0, 5.0, 4.0, 8.0, 3.0, 4.0],
            "uwagi": ["Świetnie, żółć", ""] * 6,
        }
    )
    scale = {1.0: "Bardzo źle", 2.0: "Źle", 3.0: "Średnio", 4.0: "Dobrze", 5.0: "Bardzo dobrze", 9.0: "Odmowa"}
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "ankieta.sav"),
        column_labels=["Numer", "Dzień wizyty", "Oddział", "Jak ocenia Pani/Pan obsługę?", "Uwagi"],
        variable_value_labels={"oddz": {1.0: "Łódź", 2.0: "Dąbrowa"}, "obsl": scale},
        missing_ranges={"obsl": [{"lo": 8.0, "hi": 9.0}]},
        variable_format={"data": "DATE11"},
    )
    bring(client, alice, (tmp_path / "ankieta.sav").read_bytes(), "ankieta.sav")
    upload = Upload.objects.get()
    text = told(client, upload)
    assert "12 rows, 5 columns" in text
    assert "Łódź" in text
    page = client.get(columns_page(upload)).text
    assert "Jak ocenia Pani/Pan obsługę?" in page
    assert "5 = Bardzo dobrze" in page
    assert words_of(upload) == {"pl"}  # decided once, although “Numer” or “Odmowa” could be of any language
    sent = fields(client.get(columns_page(upload)))
    assert sent["words"] == "pl"
    client.post(columns_page(upload), sent | {"words": "uk", "save": ""})
    upload.refresh_from_db()
    assert words_of(upload) == {"uk"}
    Upload.objects.filter(pk=upload.pk).update(mapping=upload.mapping.replace("uk = ", "de = "))
    upload.refresh_from_db()
    assert words_of(upload) == {"de"}
    client.post(columns_page(upload), fields(client.get(columns_page(upload))) | {"save": ""})
    upload.refresh_from_db()
    assert words_of(upload) == {"de"}  # a mapping may be written in any language, and stays in it
    client.post(columns_page(upload), fields(client.get(columns_page(upload))) | {"words": "pl", "save": ""})
    upload.refresh_from_db()
    assert words_of(upload) == {"pl"}
    assert "Everything is in order: 12 responses will be stored." in checked(client, upload, **{"c2-role": "unit"})
    with django_capture_on_commit_callbacks(execute=True):
        started(client, upload)
    rated = Question.objects.get(key="obsl")
    assert (rated.scale_low, rated.scale_high) == (1, 5)
    assert "Jak ocenia Pani/Pan obsługę?" in rated.texts.values()
    assert {code: next(iter(words.values())) for code, words in rated.options.items()} == {
        str(int(code)): label for code, label in scale.items() if code < 8
    }
    answers = [response.answers.get("obsl") for response in Response.objects.order_by("pk")]
    assert answers == [5, 4, 3, None, 2, 1, 5, 5, 4, None, 3, 4]
    first = Response.objects.order_by("pk").first()
    assert (first.unit, str(first.answered_on), first.answers["uwagi"]) == ("Łódź", "2026-03-01", "Świetnie, żółć")
    assert not uploading.path_of(upload).exists()
    assert "Jak ocenia" in (page := client.get("/understand/distribution/", {"question": "obsl"}).text)
    assert "Bardzo dobrze" in page
