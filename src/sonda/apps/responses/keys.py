"""Which answer is whose: the key by which the same response is known again."""

import unicodedata
from hashlib import sha256


def source_key(*, respondent: str, wave: str = "", digest: str = "", row: int = 0) -> str:
    """The key of one person's answers in one wave; without a respondent, that of a row in a file.

    Two spellings of a respondent are one person when they differ only in Unicode form, in case or in white space at
    the ends: NFC, then casefold, then strip.

    >>> source_key(respondent=" Anna@Example.COM ", wave="2026")
    '2026/anna@example.com'
    >>> source_key(respondent="", digest="9f86d081884c7d65", row=7)
    'row 7 of 9f86d081884c7d65'
    """
    person = fold(respondent)
    if not person:
        return f"row {row} of {digest[:16]}"
    key = f"{fold(wave)}/{person}"
    return key if len(key) <= 200 else sha256(key.encode()).hexdigest()


def fold(text: str) -> str:
    """NFC, casefold, strip; casefold may break the form, so NFC once more."""
    if text.isascii():
        return text.lower().strip()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).strip()
