"""Small courtesies of the printed page that a browser does not pay by itself."""

import re

SPACE = "\u00a0"
LONELY = {  # conjunctions and prepositions of one letter
    "pl": re.compile(r"(?<!\w)([aiouwz]) (?=\S)", re.IGNORECASE),
    "uk": re.compile(r"(?<!\w)([аіиоуявзйє]) (?=\S)", re.IGNORECASE),
}
PARTICLE = re.compile(r"(?<=\w) ([бж])(?!\w)")  # Ukrainian б and ж lean on the word before them
SCORE_NUMBER = re.compile(r"(?<=\b[A-Z]{3}) (?=[−+]?\d)")  # NPS −8.4
NUMBER_WORD = re.compile(r"(?<=\d) (?=%|[^\W\d])")


def typo(text: str, *, language: str) -> str:
    """Text whose lines never end with a one-letter word (Polish, Ukrainian) nor part a number from its word.

    A middle dot and a dash stay at the end of their line, never at the head of the next.

    >>> typo("Klienci czekają w hali i u nas", language="pl")
    'Klienci czekają w\\xa0hali i\\xa0u\\xa0nas'
    >>> typo("Вони зменшили б інтервал", language="uk")
    'Вони зменшили\\xa0б інтервал'
    >>> typo("пояс 95 %", language="uk")
    'пояс 95\\xa0%'
    >>> typo("207 odpowiedzi", language="pl"), typo("a plan", language="en"), typo("NPS −8.4", language="en")
    ('207\\xa0odpowiedzi', 'a plan', 'NPS\\xa0−8.4')
    """
    lonely = LONELY.get(language[:2])
    if lonely:
        text = lonely.sub(rf"\1{SPACE}", text)
    if language[:2] == "uk":
        text = PARTICLE.sub(rf"{SPACE}\1", text)
    text = SCORE_NUMBER.sub(SPACE, text)
    return NUMBER_WORD.sub(SPACE, text).replace(" · ", f"{SPACE}· ").replace(" – ", f"{SPACE}– ")
