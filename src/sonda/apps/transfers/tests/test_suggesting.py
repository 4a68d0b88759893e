"""What the columns of a file probably mean: files of the world, compared with mappings that people wrote for them."""

import pytest

from sonda.apps.transfers.mapping.file import find_mapping, read_mapping
from sonda.apps.transfers.profiling.profile import ColumnProfile, Profile
from sonda.apps.transfers.profiling.profiler import profile_of
from sonda.apps.transfers.suggesting.columns import columns_of
from sonda.apps.transfers.suggesting.drift import laid_on
from sonda.apps.transfers.suggesting.language import language_of_file
from sonda.apps.transfers.suggesting.roles import suggest
from tests.shared import shared

REAL = {  # file, mapping, share of its columns that must be guessed right
    "telco": ("telco_churn_reasons/telecom_customer_churn.csv", 1.0),
    "kiosk": ("kiosk_servqual/kiosk_responses.csv", 0.97),  # three of them lie on 1–5, whatever the mapping says
    "ecsi": ("ecsi_mobi/ecsi_mobi.csv", 0.95),
    "sfo_2015": ("sfo_2015_2017/sfo_customer_survey_2015.csv", 0.96),
    "sfo_2016": ("sfo_2015_2017/sfo_customer_survey_2016.csv", 0.96),
    "sfo_2017": ("sfo_2015_2017/sfo_customer_survey_2017.csv", 0.96),
    "olist": ("olist_sample/olist_order_reviews_dataset.csv", 1.0),
}


@pytest.fixture(scope="module")
def profiles():
    return {}


def real(profiles, name):
    if name not in profiles:
        profiles[name] = profile_of(shared(f"data/{REAL[name][0]}"))
    return profiles[name]


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_real_files_are_understood_as_people_understood_them(profiles, name):
    profile = real(profiles, name)
    ours = {column.name: column for column in columns_of(profile, suggest(profile), language="en")}
    held = {column.name: {value.strip() for value, _n in column.values} for column in profile.columns}
    wrong = []
    wanted = read_mapping(find_mapping(name)).columns
    for theirs in wanted:
        guess = ours.get(theirs.name)
        said = guess and (guess.role, guess.low, guess.high, guess.missing & held[theirs.name])
        if said != (theirs.role, theirs.low, theirs.high, theirs.missing & held[theirs.name]):
            wrong.append((theirs.name, theirs.role, said))
    assert 1 - len(wrong) / len(wanted) >= REAL[name][1], wrong


@pytest.mark.shared
def test_the_mapping_of_one_wave_is_laid_on_the_next(profiles):
    drift = laid_on(real(profiles, "sfo_2016"), read_mapping(find_mapping("sfo_2015")).columns)
    assert (drift.renamed, drift.gone) == ((("RESPNUM", "*RESPNUM"),), ())
    drift = laid_on(real(profiles, "sfo_2016"), read_mapping(find_mapping("sfo_2017")).columns)
    assert drift.gone == ("NETPRO",)
    for name in ("sfo_2015", "sfo_2016", "sfo_2017"):
        meant = {guess.name for guess in suggest(real(profiles, name)) if guess.role}
        for other in ("sfo_2015", "sfo_2016", "sfo_2017"):
            assert laid_on(real(profiles, name), read_mapping(find_mapping(other)).columns).fits(meant)


def column(name, values, *, kind=None, **fields):
    pairs = list(values.items()) if isinstance(values, dict) else [(str(value), 10) for value in values]
    texts = [text for text, _n in pairs]
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        numbers = []
    return ColumnProfile(
        **{
            "name": name, "kind": kind or ("number" if numbers else "text"), "n": sum(n for _t, n in pairs),
            "n_distinct": len(pairs), "values": pairs, "low": min(numbers, default=None),
            "high": max(numbers, default=None), "whole": all(n == int(n) for n in numbers) and bool(numbers),
            "longest": max(map(len, texts), default=0), **fields,
        }
    )  # fmt: skip


def guessed(*columns, n_rows=None, language="en"):
    profile = Profile(n_rows=n_rows or max(column.n + column.n_blank for column in columns), columns=list(columns))
    guesses = suggest(profile)
    words = language_of_file(profile, reader=language)
    made = {column.name: column for column in columns_of(profile, guesses, language=words)}
    return {guess.name: guess for guess in guesses}, made


@pytest.mark.parametrize(
    ("person", "day", "branch", "rating", "nps", "note"),
    [
        ("ID klienta", "Data wypełnienia", "Oddział", "Ocena obsługi", "Polecenie (NPS)", "Komentarz"),
        ("Респондент", "Дата", "Відділення", "Оцінка черги", "Порада NPS", "Відгук"),
        ("customer_id", "Response date", "Branch", "Queue rating", "Likelihood to recommend", "Comments"),
    ],
)
def test_ordinary_names_are_understood_in_three_languages(person, day, branch, rating, nps, note):
    guesses, columns = guessed(
        column(person, {f"k{n}": 1 for n in range(50)}),
        column(day, {"31.12.2026": 25, "30.12.2026": 25}, kind="date", date_formats=["%d.%m.%Y"]),
        column(branch, {"Łódź": 25, "Kraków": 25}),
        column(rating, {"5": 20, "4": 10, "3": 10, "2": 5, "1": 3, "99": 2}),
        column(f"{rating} 2", {"5": 20, "4": 10, "3": 10, "2": 5, "1": 5}),
        column(f"{rating} 3", {"5": 20, "4": 10, "3": 10, "2": 5, "1": 5}),
        column(nps, {str(n): 5 for n in range(10)} | {"10": 5}),
        column(note, {f"A long sentence about how I was served, number {n}": 1 for n in range(50)}),
    )
    roles = [guesses[name].role for name in (person, day, branch, rating, nps, note)]
    assert roles == ["respondent", "period", "unit", "touchpoint", "nps", "comment"]
    assert (columns[rating].low, columns[rating].high, columns[rating].missing) == (1, 5, {"99"})
    assert all(note.text for note in guesses[rating].because)
    assert all(column.key.isascii() for column in columns.values())


def test_words_of_a_scale_are_numbers_and_what_nobody_needs_is_left_out():
    guesses, columns = guessed(
        column("e-mail", {f"a{n}@example.com": 1 for n in range(30)}),
        column("Telefon", {f"60012300{n:02}": 1 for n in range(30)}),
        column("Source", {"web": 30}),
        column("Nothing", {}, kind="empty"),
        column("How satisfied are you", {"Very satisfied": 15, "Satisfied": 9, "Dissatisfied": 5, "N/A": 1}),
        column("Service", {"5 - excellent": 15, "4 - good": 9, "1 - poor": 6}),
        column("Typ respondenta", {"Klient": 20, "Kierownik": 10}),
    )
    assert {name: guess.role for name, guess in guesses.items()} == {
        "e-mail": "respondent", "Telefon": "", "Source": "", "Nothing": "", "How satisfied are you": "csat",
        "Service": "touchpoint", "Typ respondenta": "voice",
    }  # fmt: skip
    told = columns["How satisfied are you"]
    assert (told.values, told.missing, told.low, told.high) == (
        {"Very satisfied": "5", "Satisfied": "4", "Dissatisfied": "2"}, {"N/A"}, 1, 5,
    )  # fmt: skip
    assert columns["Typ respondenta"].values == {"Klient": "customer", "Kierownik": "manager"}


def test_the_labels_of_spss_become_the_texts_of_questions_and_answers():
    _guesses, columns = guessed(
        column("v1", {"1": 9, "2": 20, "4": 20, "98": 1}, label="Zadowolenie z obsługi",
               value_labels={"1": "bardzo złe", "2": "złe", "3": "średnie", "4": "dobre", "5": "bardzo dobre",
                             "98": "nie wiem"}),
        column("v2", {"1": 25, "2": 25}, label="Płeć", value_labels={"1": "kobieta", "2": "mężczyzna"}),
    )  # fmt: skip
    assert (columns["v1"].role, columns["v1"].low, columns["v1"].high) == ("csat", 1, 5)
    assert columns["v1"].missing == {"98"}
    assert columns["v1"].text == {"pl": "Zadowolenie z obsługi"}
    assert columns["v2"].role == "segment"
    assert [columns["v2"].options[code] for code in "12"] == [{"pl": "kobieta"}, {"pl": "mężczyzna"}]


def test_expectation_and_perception_are_paired_by_their_items():
    names = [f"{prefix}_{item}" for item in ("queue", "staff", "price") for prefix in ("exp", "per")]
    guesses, _columns = guessed(*(column(name, range(1, 8)) for name in names))
    assert [(guesses[name].role, guesses[name].item) for name in names[:2]] == [
        ("expectation", "queue"), ("perception", "queue"),
    ]  # fmt: skip


def test_a_slip_of_the_pen_hides_no_scale():
    marks = {str(mark): 30 for mark in range(11)}
    guesses, _columns = guessed(column("Ocena 0–10", marks | {"12": 1}), column("Kod", marks | {"12": 30}))
    found = [(guess.low, guess.high, guess.missing) for guess in guesses.values()]
    assert found == [(0, 10, ()), (None, None, ())]


def numbered(name, low, n):
    return column(name, {str(low + place): 1 for place in range(n)})


@pytest.mark.parametrize("name", ["Wydatki w zl", "Wiek w latach", "Staż w miesiącach", "waga klienta kg", "weight"])
def test_amounts_are_no_weights(name):
    guesses, _columns = guessed(numbered(name, 20, 45), column("NPS", range(11)))
    assert guesses[name].role == "number"


@pytest.mark.parametrize("name", ["w", "WEIGHT", "Waga", "вага", "survey_weight", "waga ankiety", "Sampling weight"])
def test_a_weight_is_called_so_and_is_told_with_a_reason(name):
    guesses, _columns = guessed(column(name, ["0.5", "1", "1.5", "0.8"]), column("NPS", range(11)))
    assert (guesses[name].role, len(guesses[name].because)) == ("weight", 1)


@pytest.mark.parametrize("name", ["Lp.", "nr", "#", "№", "No.", "index", "№ з/п"])
def test_a_column_that_numbers_the_rows_is_nobodys_name(name):
    guesses, _columns = guessed(numbered(name, 1, 45), column("NPS", {"10": 40, "1": 5}))
    assert guesses[name].role == ""
    assert "other people" in guesses[name].because[0].text
    guesses, _columns = guessed(numbered("ID klienta", 1, 45), numbered(name, 0, 45))
    assert [guess.role for guess in guesses.values()] == ["respondent", ""]


def test_a_valid_answer_is_never_missing_because_a_neighbour_has_it_off_its_scale():
    points = {str(point): 9 for point in range(11)}
    labels = {"1": "Bardzo niezadowolony", "5": "Bardzo zadowolony", "9": "Trudno powiedzieć"}
    rated = {str(point): 20 for point in (1, 2, 3, 4, 5)} | {"9": 10}
    for told in (labels, {}):
        guesses, _columns = guessed(
            column("q1", points | {"98": 2, "99": 1}, label="Czy poleciłby Pan naszą firmę?"),
            column("q2", rated, label="Ogólne zadowolenie", value_labels=told),
        )
        found = [(guess.role, guess.low, guess.high, set(guess.missing)) for guess in guesses.values()]
        assert found == [("nps", 0, 10, {"98", "99"}), ("csat", 1, 5, {"9"})]
        reasons = [guess.because[0].text % guess.because[0].values for guess in guesses.values()]
        assert reasons == [
            "98 and 99 are off the scale 0–10, so they are taken as “no answer”.",
            "9 is off the scale 1–5, so it is taken as “no answer”.",
        ]


def test_a_code_borrowed_from_another_column_is_not_said_to_stand_in_this_one():
    marks = {str(mark): 60 for mark in range(1, 6)}
    guesses, _columns = guessed(column("Obsługa", marks | {"9": 3}), column("Kolejka", marks))
    served, queue = guesses.values()
    assert (served.missing, queue.missing) == (("9",), ("9",))
    reasons = [guess.because[-1].text % guess.because[-1].values for guess in (served, queue)]
    assert reasons == [
        "9 is off the scale 1–5, so it is taken as “no answer”.",
        "9 does not occur here; on this scale another column has it for “no answer”.",
    ]


def test_a_question_that_mentions_a_visit_is_no_count():
    marks = {str(mark): 12 for mark in range(1, 6)}
    names = [f"Jak ocenia Pan(i) {what} podczas ostatniej wizyty (1-5)?" for what in ("czas", "wiedzę", "lokal")]
    guesses, _columns = guessed(*(column(name, marks) for name in names), column("Liczba wizyt", marks))
    assert [guess.role for guess in guesses.values()] == ["touchpoint"] * 3 + ["number"]


def test_a_few_long_sentences_are_comments_too():
    said = {f"Bardzo długo czekałem na połączenie z konsultantem numer {place}": 1 for place in range(40)}
    guesses, _columns = guessed(column("Co możemy poprawić?", said), column("enps", {"0": 10, "8": 20, "10": 10}))
    assert [guess.role for guess in guesses.values()] == ["comment", "nps"]


@pytest.mark.parametrize(
    ("names", "stayed", "gone"),
    [
        (("Ile miesięcy z nami", "Czy odszedł", "Powód", "Dokąd"), "nie", "tak"),
        (("Months as customer", "Cancelled", "Reason", "Moved to"), "No", "Yes"),
        (("Staż w miesiącach", "Exited", "Powód rezygnacji", "Dokąd"), "0", "1"),
    ],
)
def test_who_left_is_told_by_yes_and_no_beside_how_long(names, stayed, gone):
    guesses, _columns = guessed(
        numbered(names[0], 1, 45),
        column(names[1], {stayed: 30, gone: 15}),
        column(names[2], {"cena": 10, "przeprowadzka": 5}, n_blank=30),
        column(names[3], {"Play": 10, "Orange": 5}, n_blank=30),
    )
    assert [guess.role for guess in guesses.values()] == ["duration", "event", "cause", "destination"]
    assert guesses[names[1]].values == {gone: "yes", stayed: "no"}


@pytest.mark.parametrize(
    "words",
    [
        ("Very dissatisfied", "Somewhat dissatisfied", "Neither satisfied nor dissatisfied", "Somewhat satisfied",
         "Very satisfied"),
        ("Not at all satisfied", "Not so satisfied", "Somewhat satisfied", "Very satisfied", "Extremely satisfied"),
        ("Bardzo niezadowolony/a", "Raczej niezadowolony/a", "Ani zadowolony/a, ani niezadowolony/a",
         "Raczej zadowolony/a", "Bardzo zadowolony/a"),
        ("Дуже незадоволений/а", "Скоріше незадоволений/а", "Нейтрально", "Скоріше задоволений/а",
         "Дуже задоволений/а"),
        ("1/5", "2/5", "3/5", "4/5", "5/5"),
        ("★", "★★", "★★★", "★★★★", "★★★★★"),
    ],
)  # fmt: skip
def test_words_and_stars_of_a_scale_are_its_numbers(words):
    guesses, _columns = guessed(column("Overall satisfaction", words))
    (guess,) = guesses.values()
    assert (guess.role, guess.low, guess.high, guess.values) == (
        "csat", 1, 5, {word: str(point) for point, word in enumerate(words, 1)},
    )  # fmt: skip


def test_expectations_are_paired_by_the_number_that_leads_the_question():
    names = [f"{letter}{n}. {who}: statement number {n}"
             for letter, who in (("E", "Excellent banks"), ("P", "XYZ Bank")) for n in (1, 2, 3)]  # fmt: skip
    guesses, _columns = guessed(*(column(name, range(1, 8)) for name in names))
    found = [(guess.role, guess.item) for guess in guesses.values()]
    assert found == [(role, item) for role in ("expectation", "perception") for item in "123"]


def test_towns_and_codes_with_the_label_of_a_region_are_regions():
    for name in ("У якому місті Ви живете?", "Miasto", "city"):
        guesses, _columns = guessed(column(name, ["A", "B", "C"]))
        assert guesses[name].role == "region"
    labels = {"1": "Północ", "2": "Południe"}
    guesses, columns = guessed(column("reg", ["1", "2"], label="Region", value_labels=labels))
    assert (guesses["reg"].role, columns["reg"].values) == ("region", labels)


def test_where_people_come_from_is_a_segment_and_a_region_only_when_units_lie_in_it():
    lands = ["US", "CANADA", "CHINA", "PERU", "0"]
    gates = column("Gate", list("ABC"), label="Boarding area")
    home = column("Q17COUNTRY", lands)
    codes = column("HOME", [str(code) for code in range(1, 24)])
    units = column("Oddział", ["A", "B", "C", "D", "E", "F"])
    guesses, _columns = guessed(gates, home, codes)
    assert [guesses[name].role for name in ("Q17COUNTRY", "HOME")] == ["segment", "segment"]
    guesses, _columns = guessed(units, column("Kraj", lands[:3]), column("Województwo", list("AB")))
    assert [guess.role for guess in guesses.values()] == ["unit", "region", "segment"]
    guesses, _columns = guessed(column("Województwo", list("AB")), home, units)
    assert [guess.role for guess in guesses.values()] == ["region", "segment", "unit"]


def test_the_only_date_is_the_day_of_the_answer_however_it_is_written():
    days, forms = {"2026-03-01": 20, "02.03.2026": 20}, ["%Y-%m-%d", "%d.%m.%Y"]
    guesses, _columns = guessed(column("data gry", days, kind="date", date_several=forms))
    guess = guesses["data gry"]
    assert (guess.role, guess.date_formats) == ("period", tuple(forms))
    assert "YYYY-MM-DD, DD.MM.YYYY" in guess.because[0].text % guess.because[0].values


@pytest.mark.parametrize("stem", ["Q", "p", "V", "pyt. ", "Question ", "Пит. "])
def test_a_letter_before_a_number_gives_no_scale_to_the_neighbour(stem):
    first, third = (
        column(f"{stem}1", range(11), label="How likely are you to recommend us?"),
        column(f"{stem}3", range(1, 8), label="How easy was it to solve your issue?"),
    )
    guesses, _columns = guessed(first, third)
    found = [(guess.role, guess.low, guess.high) for guess in guesses.values()]
    assert found == [("nps", 0, 10), ("ces", 1, 7)]


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        ("How would you rate the following?", ["Excellent", "Very good", "Good", "Fair", "Poor"]),
        ("Jak oceniasz?", ["Doskonale", "Bardzo dobrze", "Dobrze", "Średnio", "Źle"]),
        ("Як Ви оцінюєте?", ["Відмінно", "Дуже добре", "Добре", "Задовільно", "Погано"]),
    ],
)
def test_a_matrix_of_words_holds_touchpoints_and_a_matrix_of_ticks_choices(question, steps):
    rated = [f"{question} [{part}]" for part in ("Store", "Price", "Product type")]
    ticked = [f"Used [{part}]" for part in ("App", "Store", "Region")]
    guesses, columns = guessed(
        column(rated[0], steps),
        column(rated[1], steps[1:]),  # nobody chose the best: the words mean what they mean beside
        column(rated[2], [*steps[:2], "n/a"]),
        *(column(name, [name[6:-1]], n_blank=40) for name in ticked),
        column("Store [code]", ["North", "South"], n_blank=30),
    )
    assert {guess.role for name, guess in guesses.items() if name in rated} == {"touchpoint"}
    assert {(columns[name].low, columns[name].high) for name in rated} == {(1, 5)}
    points = dict(zip(steps, "54321", strict=True))
    assert [columns[name].values for name in rated[:2]] == [points, {word: points[word] for word in steps[1:]}]
    assert (columns[rated[2]].values, columns[rated[2]].missing) == ({w: points[w] for w in steps[:2]}, {"n/a"})
    assert {guess.role for name, guess in guesses.items() if name in ticked} == {"choice"}
    assert guesses["Store [code]"].role == "unit"


def test_words_of_a_question_that_stands_alone_are_read_on_their_own_scale():
    four = ["Bardzo dobrze", "Dobrze", "Średnio", "Źle"]
    _guesses, columns = guessed(
        column("Obsługa", four), column("Kontakt", ["bardzo łatwo", "łatwo", "trudno"]), column("Klasa", four[1:])
    )
    assert columns["Obsługa"].values == dict(zip(four, "5432", strict=True))
    assert (columns["Kontakt"].values["trudno"], columns["Kontakt"].low, columns["Kontakt"].high) == ("2", 1, 5)
    assert columns["Klasa"].role == "segment"


def test_no_part_of_a_matrix_is_the_satisfaction_with_the_whole():
    below = [f"Please rate your satisfaction with: - {part}" for part in ("Delivery", "Packaging", "Price")]
    columns = [column(f"Q2_{place}", range(1, 6), label=label) for place, label in enumerate(below)]
    guesses, _columns = guessed(*columns, column("Q9", range(1, 6), label="Overall, how satisfied are you?"))
    assert [guess.role for guess in guesses.values()] == ["touchpoint"] * 3 + ["csat"]
