"""What the names of columns usually say, in Polish, Ukrainian and English, with the abbreviations of questionnaires."""

import re
import unicodedata
from typing import Final

PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")


def folded(text: str) -> str:
    """Small letters, Latin ones without their marks: how two spellings of one name are compared.

    >>> folded("Zadowolenie (ogółem)"), folded("Відділення")
    ('zadowolenie (ogolem)', 'відділення')
    """
    plain = [
        letter if "CYRILLIC" in unicodedata.name(letter, "") else unicodedata.normalize("NFKD", letter)
        for letter in unicodedata.normalize("NFC", text).casefold().replace("ł", "l").replace("ʼ", "'")
    ]
    return "".join(letter for letter in "".join(plain) if not unicodedata.combining(letter))


def parts(name: str) -> tuple[str, ...]:
    """The words and numbers of a name.

    >>> parts("Q7ART"), parts("overallSatisfaction_2"), parts("Data wypełnienia")
    (('q', '7', 'art'), ('overall', 'satisfaction', '2'), ('data', 'wypelnienia'))
    """
    marked = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", unicodedata.normalize("NFC", name))
    return tuple(re.findall(r"\d+|[^\W\d_]+", folded(marked)))


def is_generic(name: str) -> bool:
    """Whether a column of this name may stand in any file: id, date, nps, “klient B”, “Nr ankiety”.

    >>> is_generic("Respondent ID"), is_generic("klientB"), is_generic("RESPNUM"), is_generic("Q7")
    (True, True, False, False)
    """
    words = [word for word in parts(name) if word in GENERIC]
    return bool(words) and all(word in GENERIC or len(word) == 1 for word in parts(name))


def joined(name: str) -> str:
    """A name as the patterns below see it: `_q_7_art_`."""
    return f"_{'_'.join(parts(name))}_"


def stem(name: str) -> str:
    """What columns of one block of questions have in common.

    >>> stem("Q7ART"), stem("IMAG1"), stem("rating_queue"), stem("queue")
    ('q7', 'imag', 'rating', '')
    """
    words = parts(name)
    if len(words) > 2 and len(words[0]) <= 3 and words[1].isdigit():
        return "".join(words[:2])
    return "_".join(words[:-1])


def block(name: str) -> str:
    """The `stem` of columns whose common beginning says something: a letter or two, or “question”, does not.

    >>> block("Q1"), block("pyt. 3"), block("Q7ART"), block("rating_queue")
    ('', '', 'q7', 'rating')
    """
    found = stem(name)
    return "" if found in NUMBERING or (len(found) <= 2 and found.isalpha()) else found


def pattern(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


# A word between underscores must stand alone; any other may be a part of a longer one.
PERSON: Final = (  # the surest first
    pattern("respond", "_resp_", "_resp_?(num|id|no|nr)_", "респонд", "ankietowan", "participant", "uczestni"),
    pattern("(customer|client|klient|клієнт)a?_?(id|no|nr|num|number|numer|code|kod|код)_",
            "_(id|nr|numer|kod|код|номер)_?(customer|client|klient|клієнт)"),
    pattern("_(customer|client|klient|клієнт|person|osoba|user|uzytkownik)(_id)?_", "_e_?mail", "_mail_"),
    pattern("_(order|case|account|konto|zamowieni\\w*|subscriber|member|employee|pracownik)_(id|nr|no)_", "_id_",
            "_(lp|uuid|guid|token|nr|номер)_", "ankiet[ay]_?(id|nr)_", "_(id|nr)_ankiet"),
)  # fmt: skip
IDENTIFIER: Final = pattern("_(id|nr|no|num|number|numer|code|kod|код|номер|key|uuid|guid|token|lp|index)_", "id_$",
                            "_\\w+num_")  # fmt: skip
WAVE: Final = pattern("_(wave|fala|round|runda|edycja|edition|хвиля|раунд|tura)_")
DAY: Final = pattern("date", "_(data|datum|dzien|day|kiedy|when|month|miesiac|дата|день|місяць)_", "timestamp", "_time")
MADE: Final = pattern("creat", "answer", "respon", "submit", "complet", "wypeln", "odpowied", "заповн", "відповід",
                      "survey", "ankiet", "_int_?date")  # fmt: skip
BORN: Final = pattern("birth", "urodz", "народж", "_dob_")
WEIGHT: Final = pattern("^_(w|(weights?|waga|wagi|wt|wgt|вага|ваги)(_\\d+)?)_(?=$|_)", "_weight_?(factor|ing)_",
                        "_(survey|sampl\\w*|respon\\w*|design|final|ankiet\\w*|badani\\w*|prob\\w*|опитув\\w*|анкет\\w*|"
                        "вибір\\w*|респонд\\w*)_(weights?|waga|wagi|wt|wgt|вага|ваги)_",
                        "_(weights?|waga|wagi|wt|wgt|вага|ваги)_(of_)?(the_)?(survey|sampl|respon|ankiet|badani|prob|"
                        "опитув|анкет|вибір|респонд|answer|odpowied|відповід)")  # fmt: skip
ROWS: Final = pattern("__", "_(l_?p|nr|no|n|num|number|numer|номер|row|rows|index|idx|unnamed_0)_",
                      "_(row|line|record|wiersz)_(id|nr|no|num|number|index)_", "_(nr|numer|номер)_(wiersza|рядка)_",
                      "_(numer|liczba)_porzadkow[ya]_", "_порядковий_номер_", "_(no|номер)_[зп]_п_")  # fmt: skip
UNIT: Final = pattern("_(unit|branch|store|shop|office|outlet|salon|oddzial|filia|placowka|sklep|lokalizacja|location|"

                                           "jednostka|stacja|station|department|dzial|team|zespol|філія|відділення|магазин|підрозділ|крамниця|"
                      "точка|barea|area|strefa|зона)_", "branch_?(id|name|code)?_")  # fmt: skip
REGION: Final = pattern("_(region|province|voivodeship|wojewodztwo|district|powiat|область|регіон|район)_",
                        "region")  # fmt: skip
TOWN: Final = pattern("_(city|miast\\w+|miescie|міст[оаі])_")
# Where people come from, unless the company's units lie in them.
HOME: Final = pattern("_(country|state|kraj|країна|край)_", "_home_$", "_home_(country|state|region|county|city|kraj)_",
                      "nationality", "narodowosc", "obywatelstw", "громадянств")  # fmt: skip
LANGUAGE: Final = pattern("_(lang|language|jezyk|locale|мова)_")
VOICE: Final = pattern("_(voice|glos|голос|respondent_type|typ_respondenta|who|kto|хто|role|rola|роль)_")
COMPANY: Final = pattern("_(company|brand|firma|marka|operator|bank|provider|dostawca|компанія|фірма|бренд|оператор)_")
RECOMMEND: Final = pattern("_e?nps", "net_?pro", "recommend", "polec", "рекоменд", "порад", "_ltr_", "refer_")
SATISFIED: Final = pattern("satisf", "zadowol", "задовол", "csat", "_cusa_")
OVERALL: Final = pattern("overall", "ogolem", "ogoln", "calosc", "загал", "general", "_all_", "_total_")
RATED: Final = pattern("_(score|rating|rate|ocena|oceny|grade|stars|gwiazdki|оцінка|бал|рейтинг)_", "rate_$")
EFFORT: Final = pattern("_ces_", "effort", "easy", "_ease_", "latw", "wysil", "легк", "зусил", "_find_")
LOYAL: Final = pattern(
    "loyal", "lojal", "лоял", "_cusl_", "intention", "_again_", "reuse", "ponown", "повтор", "zamiar"
)
IMPORTANT: Final = pattern("importan", "waznosc", "важлив")
COMMENT: Final = pattern("comment", "komentarz", "коментар", "remark", "_(uwagi|uwaga|notes?|opinia|opinie|feedback|"
                         "message|verbatim|відгук|зауваження|why|dlaczego|чому|uzasadnienie)_", "_open_")  # fmt: skip
LEFT: Final = pattern("churn", "attrit", "_(left|leaver|status|lost|cancel\\w*|odejscie|odszedl|rezygnacja|відтік|"
                      "пішов|відмова|exited)_", "status", "odejsc", "zrezygnow")  # fmt: skip
TENURE: Final = pattern(
    "tenure", "_(months|mies|miesi[ae]c\\w*|staz|duration|lifetime|стаж|тривалість|okres)_", "seniority"
)
REASON: Final = pattern("reason", "cause", "powod", "przyczyn", "причин", "churn_?category")
WENT: Final = pattern(
    "destination", "competitor", "dokad", "konkuren", "switched", "куди", "new_?provider", "_moved_to"
)
ABOUT: Final = pattern("_(age|wiek|вік|sex|gender|plec|стать|strata|stratum|segment|group|grupa|група|class|klasa|plan|"
                       "tariff|taryfa|тариф|contract|umowa|договір|channel|kanal|канал|education|wyksztalcenie|освіта|"
                       "product|produkt|продукт|type|typ|тип|kind|rodzaj|вид|category|kategoria|категорія|day)_",
                       "inco?me", "dochod", "дохід", "gender", "frequen", "czestotl", "частот", "married", "marital",
                       "offer_")  # fmt: skip
DEGREE: Final = pattern("satisf", "zadowol", "задовол", "agree", "zgadz", "згод", "good", "bad", "poor", "excell",
                       "dobr", "zl[eya]", "sredni", "przeciet", "добр", "поган", "відмін", "likely", "prawdopodob",
                       "ймовір",
                       "importan", "wazn", "важлив", "never", "always", "nigdy", "zawsze", "ніколи", "завжди", "easy",
                       "difficult", "latw", "trudn", "легк", "важк", "very", "bardzo", "дуже", "^\\d+$")  # fmt: skip
COUNTED: Final = pattern("_(count|number|liczba|ilosc|кількість|times|visits|wizyt|children|dzieci)", "number_?of",
                         "times", "numberof", "_n_", "how_many")  # fmt: skip
PRIVATE: Final = pattern("e_?mail", "phone_?(no|num|number)?_$", "telefon", "телефон", "_tel_",
                        "_(imie|nazwisko|surname|"
                         "pesel|ip|lat|lon|lng)_", "(first|last|full)_?name", "address", "_adres", "ulica", "street",
                         "zip", "postal", "postcode", "kod_pocztowy", "latitude", "longitude", "прізвищ", "адрес",
                         "birth", "urodz", "народж")  # fmt: skip
SERVICE: Final = pattern("phone_?service", "zip_?line")  # not private, although it looks so

EXPECTED: Final = {"e", "exp", "expect", "expectation", "expectations", "expected", "ocz", "oczek", "oczekiwania",
                   "oczekiwanie", "oczekiwana", "оч", "очік", "очікування"}  # fmt: skip
PERCEIVED: Final = {"p", "per", "perc", "percept", "perception", "perceptions", "perceived", "postrz", "postrzeganie",
                    "postrzegana", "doswiadczenie", "odczucie", "ocena", "с", "сп", "сприйн", "сприйняття"}  # fmt: skip
WEIGHED: Final = {"i", "imp", "importance", "waz", "wazn", "waznosc", "важл", "важливість"}
PERFORMED: Final = {"s", "sat", "satisfaction", "perf", "performance", "zad", "zadowolenie", "ocena", "зад",
                    "задоволення",
                    "викон"}  # fmt: skip
FUNCTIONAL: Final = {"f", "fun", "func", "functional", "plus", "pos", "funkcjonalne", "ф"}
DYSFUNCTIONAL: Final = {"d", "dys", "dysfunctional", "minus", "neg", "dysfunkcjonalne", "д"}

# Words that stand in any file: a column named with nothing else does not tell one file from another.
GENERIC: Final = {"id", "nr", "no", "lp", "num", "number", "numer", "номер", "key", "uuid", "guid", "nps",
                  "enps", "data", "date", "day", "dzien", "дата", "день", "time", "timestamp", "respondent",
                  "respondenta", "респондент", "респондента", "klient", "klienta", "customer", "client",
                  "клієнт", "клієнта", "osoba", "osoby", "person", "особа", "user", "uzytkownik", "waga",
                  "weight", "вага", "survey", "ankieta", "ankiety", "response", "анкета", "анкети",
                  "ticket"}  # fmt: skip

# What stands before the number of a question and says nothing of what it asks.
NUMBERING: Final = {"que", "quest", "question", "questions", "item", "var", "variable", "col", "column", "field", "no",
                    "nr", "pyt", "pytanie", "pytania", "poz", "pozycja", "zm", "zmienna", "kol", "kolumna", "pole",
                    "пит", "питання", "запитання", "змінна", "колонка", "поле"}  # fmt: skip

# Texts that mean “no answer” wherever they stand; the second set only where numbers are expected.
NO_ANSWER: Final = {"blank", "n/a", "na", "#n/a", "nan", "null", "-", "--", "?", ".", "nie dotyczy", "brak danych",
                    "brak odpowiedzi", "bd", "b/d", "nd", "n/d", "no answer", "not applicable",
                    "не стосується", "немає",
                    "немає відповіді", "нет ответа", "refused", "odmowa", "(blank)", "#null!"}  # fmt: skip
NOT_KNOWN: Final = {"don't know", "dont know", "do not know", "dk", "nie wiem", "trudno powiedziec", "не знаю",
                    "важко сказати", "unknown", "none", "brak", "never used", "nie korzystalem",
                    "not used"}  # fmt: skip

YES: Final = {"yes", "y", "1", "true", "tak", "t", "так", "churned", "churn", "left", "lost", "cancelled", "canceled",
              "resigned", "inactive", "odszedl", "odejscie", "zrezygnowal", "пішов", "відмовився",
              "exited"}  # fmt: skip
NO: Final = {"no", "n", "0", "false", "nie", "ні", "stayed", "joined", "active", "current", "retained",
             "new", "aktywny",
             "zostal", "nowy", "залишився", "активний", "existing", "existing customer"}  # fmt: skip
GONE: Final = YES - {"yes", "y", "1", "true", "tak", "t", "так"}

VOICES: Final = {
    "customer": {"customer", "client", "klient", "klienci", "our customer", "nasz klient", "клієнт", "customers"},
    "competitor": {"competitor", "konkurencja", "konkurent", "klient konkurencji", "competitor's customer",
                   "конкурент", "клієнт конкурента"},
    "manager": {"manager", "managers", "kierownik", "menedzer", "zarzad", "керівник", "менеджер"},
    "employee": {"employee", "employees", "staff", "pracownik", "personel", "працівник", "співробітник"},
    "leaver": {"leaver", "former customer", "byly klient", "колишній клієнт", "churned"},
}  # fmt: skip

_AGREE = {5: ("strongly agree", "zdecydowanie sie zgadzam", "повністю згоден"),
          4: ("agree", "zgadzam sie", "raczej sie zgadzam", "згоден", "скоріше згоден"),
          3: ("neutral", "neither agree nor disagree", "ani tak, ani nie", "trudno powiedziec", "нейтрально"),
          2: ("disagree", "nie zgadzam sie", "raczej sie nie zgadzam", "не згоден", "скоріше не згоден"),
          1: ("strongly disagree", "zdecydowanie sie nie zgadzam", "повністю не згоден")}  # fmt: skip
_PLEASED = {5: ("very satisfied", "bardzo zadowolony", "bardzo zadowolona", "дуже задоволений", "excellent",
"doskonale",
                "bardzo dobrze", "відмінно"),
            4: ("satisfied", "zadowolony", "zadowolona", "raczej zadowolony", "задоволений", "good", "dobrze", "добре"),
            3: ("neutral", "neither satisfied nor dissatisfied", "ani zadowolony, ani niezadowolony", "average", "fair",
                "przecietnie", "srednio", "нейтрально", "задовільно"),
            2: ("dissatisfied", "niezadowolony", "niezadowolona", "raczej niezadowolony", "незадоволений",
            "poor", "zle",
                "погано"),
            1: ("very dissatisfied", "bardzo niezadowolony", "bardzo niezadowolona", "дуже незадоволений", "very poor",
                "bardzo zle", "дуже погано")}  # fmt: skip
_PLEASED[5] += ("дуже задоволена", "zdecydowanie zadowolony", "zdecydowanie zadowolona")
_PLEASED[4] += ("somewhat satisfied", "rather satisfied", "raczej zadowolona", "задоволена", "скоріше задоволений",
                "скоріше задоволена", "радше задоволений", "радше задоволена")  # fmt: skip
_PLEASED[3] += ("ani zadowolona, ani niezadowolona", "ani zadowolony ani niezadowolony",
                "ni zadowolony, ni niezadowolony", "ani zadowolona ani niezadowolona", "ani tak, ani nie", "neither",
                "neutralnie", "нейтральний",
                "neither satisfied or dissatisfied", "ні задоволений, ні незадоволений",
                "ні задоволена, ні незадоволена")  # fmt: skip
_PLEASED[2] += ("somewhat dissatisfied", "rather dissatisfied", "raczej niezadowolona", "незадоволена", "unsatisfied",
                "скоріше незадоволений", "скоріше незадоволена", "радше незадоволений",
                "радше незадоволена")  # fmt: skip
_PLEASED[1] += ("дуже незадоволена", "very unsatisfied", "zdecydowanie niezadowolony", "zdecydowanie niezadowolona")
_PLEASED[5] += ("very good", "bardzo dobry", "bardzo dobra", "doskonaly", "doskonala", "дуже добре", "дуже добрий",
                "дуже добра", "відмінний", "відмінна", "znakomicie")  # fmt: skip
_PLEASED[4] += ("dobry", "dobra", "raczej dobrze", "добрий", "добра", "скоріше добре")
_PLEASED[3] += ("przecietny", "przecietna", "sredni", "srednia", "ani dobrze, ani zle", "посередньо", "середньо",
                "neither good nor bad", "ok", "okay", "acceptable")  # fmt: skip
_PLEASED[2] += ("zly", "zla", "slabo", "slaby", "slaba", "raczej zle", "bad", "поганий", "погана", "скоріше погано")
_PLEASED[1] += ("bardzo zly", "bardzo zla", "bardzo slabo", "bardzo slaby", "bardzo slaba", "very bad", "terrible",
                "дуже поганий", "дуже погана", "жахливо", "okropnie")  # fmt: skip
# Where “excellent” stands above “very good”, as in SurveyMonkey, “good” is the middle.
_QUALITY = {5: ("excellent", "outstanding", "doskonale", "doskonaly", "doskonala", "znakomicie", "celujaco", "відмінно",
                "відмінний", "відмінна"),
            4: ("very good", "bardzo dobrze", "bardzo dobry", "bardzo dobra", "дуже добре", "дуже добрий",
                "дуже добра"),
            3: ("good", "dobrze", "dobry", "dobra", "добре", "добрий", "добра"),
            2: ("fair", "average", "przecietnie", "przecietny", "przecietna", "srednio", "sredni", "srednia",
                "dostatecznie", "задовільно", "посередньо", "середньо"),
            1: ("poor", "bad", "zle", "zly", "zla", "slabo", "slaby", "slaba", "погано", "поганий",
                "погана")}  # fmt: skip
_EASY = {5: ("very easy", "bardzo latwo", "bardzo latwe", "bardzo latwy", "дуже легко"),
         4: ("easy", "somewhat easy", "latwo", "latwe", "latwy", "raczej latwo", "легко", "скоріше легко"),
         3: ("neutral", "neither easy nor difficult", "ani latwo, ani trudno", "ani latwo ani trudno",
             "ні легко, ні важко", "нейтрально"),
         2: ("difficult", "somewhat difficult", "trudno", "trudne", "trudny", "raczej trudno", "важко",
             "скоріше важко", "складно"),
         1: ("very difficult", "bardzo trudno", "bardzo trudne", "bardzo trudny", "дуже важко",
             "дуже складно")}  # fmt: skip
_EXTREMES = {**_PLEASED, 5: ("extremely satisfied", "completely satisfied"),
             1: ("extremely dissatisfied", "completely dissatisfied")}  # fmt: skip
_HOW = [{5: (f"extremely {what}",), 4: (f"very {what}",), 3: (f"somewhat {what}", f"moderately {what}"),
         2: (f"not so {what}", f"not very {what}", f"slightly {what}"), 1: (f"not at all {what}",)}
        for what in ("satisfied", "likely", "easy", "important", "helpful", "good")]  # fmt: skip
WORDED: Final = [
    {word: point for point, words in of.items() for word in words}
    for of in (_AGREE, _PLEASED, _EXTREMES, _QUALITY, _EASY, *_HOW)
]
SOFT: Final = pattern("^(raczej|somewhat|rather|скоріше|радше) ")
ENDING: Final = re.compile(r" ?[/(]-?\w{1,3}\)?(?=\W|$)")  # zadowolony/a, задоволений(-а)

CYRILLIC: Final = dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъ",
    ["a", "b", "v", "h", "g", "d", "e", "ie", "zh", "z", "y", "i", "i", "i", "k", "l", "m", "n", "o", "p",
    "r", "s", "t",
     "u", "f", "kh", "ts", "ch", "sh", "shch", "", "iu", "ia", "y", "e", "e", ""], strict=True))  # fmt: skip


def key_from(name: str) -> str:
    """A key made from a column's name, whatever its letters.

    >>> key_from("Q7ART"), key_from("Ocena łączna"), key_from("Оцінка черги"), key_from("2nd visit"), key_from("…")
    ('q7art', 'ocena_laczna', 'otsinka_cherhy', 'q_2nd_visit', 'column')
    """
    latin = "".join(CYRILLIC.get(letter, letter) for letter in folded(name))
    key = re.sub(r"\W+", "_", latin, flags=re.ASCII).strip("_")[:50].strip("_")
    if not key:
        return "column"
    return key if key[0].isalpha() else f"q_{key}"


def readable(name: str) -> str:
    """A name as a label: `overall_satisfaction` → “Overall satisfaction”; a name of another kind as it is.

    >>> readable("overall_satisfaction"), readable("Q7ART")
    ('Overall satisfaction', 'Q7ART')
    """
    text = " ".join(name.replace("_", " ").split())
    return text[:1].upper() + text[1:] if "_" in name or name.islower() else text
