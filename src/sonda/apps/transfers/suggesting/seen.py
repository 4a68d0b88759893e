"""What is found out about one column of a file before anything is guessed: its codes, its scale, what it looks like."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from sonda.apps.transfers.profiling.profile import COUNTED, ColumnProfile
from sonda.apps.transfers.suggesting import words as say
from sonda.apps.transfers.suggesting.scales import Codes, Scale, codes_of, scale_of, without_slips
from sonda.methods.written import written_number

LIGHT, HEAVY = 0.2, 5.0  # between which weights lie on average
SURE: Final = 50  # answers that show which points of a scale nobody could choose
NUMBERED: Final = re.compile(r"([^\W\d_]{1,3})(\d{1,2})[.:)] ")  # E1. Excellent banks …
IN_BRACKETS: Final = re.compile(r"(?:\w+\[\w+\]\. )?(.*\S) ?\[[^\[\]]+\]", re.DOTALL)  # LimeSurvey has a code before it
BELOW: Final = re.compile(r"(.*\S) - \S.*", re.DOTALL)
SHORT: Final = 4  # words of a name that is no question
FREE: Final = 40  # characters from which a text is a sentence
FEW: Final = 5  # texts that are too few to be told from names
GROUPS: Final = 40  # different values up to which a text divides people into groups


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A column with what is found out about it once."""

    profile: ColumnProfile
    place: int
    joined: str
    stem: str  # what it has in common with the columns of its block; empty for one that stands alone
    codes: Codes
    scale: Scale | None
    matrix: str = ""  # the question of which it is one part

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def is_unique(self) -> bool:
        """Whether no value stands twice; values are listed from the most frequent one."""
        return bool(self.profile.values) and self.profile.values[0][1] == 1

    @property
    def is_nearly_unique(self) -> bool:
        many = self.profile.n_distinct >= min(COUNTED, 0.9 * self.profile.n)
        return many and bool(self.profile.values) and self.profile.values[0][1] <= 20


def all_seen(columns: Sequence[ColumnProfile]) -> list[Seen]:
    """Every column; the words in one part of a matrix are read beside those of its other parts."""
    matrices = matrices_of(columns)
    codes = [codes_of(column) for column in columns]
    words: dict[str, set[str]] = defaultdict(set)
    for matrix, found in zip(matrices, codes, strict=True):
        if matrix and found.values:
            words[matrix].update(found.values)
    for place, matrix in enumerate(matrices):
        if words.get(matrix) and columns[place].n:
            codes[place] = codes_of(columns[place], beside=sorted(words[matrix]))
    return [seen(column, place, codes[place], matrices[place]) for place, column in enumerate(columns)]


def seen(column: ColumnProfile, place: int, codes: Codes | None = None, matrix: str = "") -> Seen:
    codes = codes or codes_of(column)
    scale = Scale(low=1, high=5) if codes.of_degrees and codes.is_numeric else None
    if scale is None and column.value_labels and codes.is_numeric:
        scale = labelled_scale(column, codes)
    if scale is None and codes.is_numeric and codes.complete and not column.is_percent:
        scale = scale_of(codes.numbers) or scale_of(without_slips(codes.numbers))
    return Seen(
        profile=column,
        place=place,
        joined=say.joined(column.name) + (say.joined(column.label) if column.label else ""),
        stem=matrix or say.block(column.name),
        codes=codes,
        scale=scale,
        matrix=matrix,
    )


def matrices_of(columns: Sequence[ColumnProfile]) -> list[str]:
    """For each column the question of which it is a part, empty where it is a question of its own: “How was it?
    [Staff]”, or “How was it? - Staff” below the name, as often as another one has the same question."""
    asked = []
    for column in columns:
        part = IN_BRACKETS.fullmatch(column.name) or BELOW.fullmatch(column.label)
        asked.append(" ".join(say.parts(part[1])) if part else "")
    often = Counter(asked)
    return [question if often[question] > 1 else "" for question in asked]


def labelled_scale(column: ColumnProfile, codes: Codes) -> Scale | None:
    """The scale that the labels of an SPSS file describe, although not every point was chosen."""
    told = {written_number(code): label for code, label in column.value_labels.items()}
    labels = {code: label for code, label in told.items() if code is not None and isfinite(code)}
    points = {code for code, label in labels.items() if not means_nothing(label)}
    return scale_of({*points, *(set(codes.numbers) - set(labels))})


def labelled_missing(column: Seen, scale: Scale | None) -> tuple[str, ...]:
    """Codes whose label says that nothing was answered."""
    return tuple(code for code, label in column.profile.value_labels.items() if means_nothing(label)) + (
        () if scale else column.codes.missing
    )


def is_of_degrees(labels: Iterable[str]) -> bool:
    """Whether labels are steps of more and less, and not names of things."""
    texts = [label for label in labels if not means_nothing(label)]
    return sum(bool(say.DEGREE.search(say.folded(text))) for text in texts) >= 0.4 * max(len(texts), 1)


def means_nothing(label: str) -> bool:
    return say.folded(label.strip()) in say.NO_ANSWER | say.NOT_KNOWN


def counts_something(column: Seen) -> bool:
    """Whether a name speaks of a count: a short one, or a question that begins with it."""
    for text in (column.name, column.profile.label):
        found = say.COUNTED.search(say.joined(text)) if text else None
        if found and (found.start() == 0 or len(say.parts(text)) <= SHORT):
            return True
    return False


def is_of_sentences(column: Seen) -> bool:
    """Whether nearly every cell has words of its own, and long ones."""
    some, texts = column.profile.n_distinct, [text for text, _n in column.profile.values]
    own = some >= max(FEW, 0.9 * column.profile.n) and column.profile.longest > FREE
    return own and sum(text.count(" ") >= 3 for text in texts) >= 0.5 * len(texts)


def weighs(column: Seen) -> bool:
    """Whether the numbers of a column can be the weights of answers: none below zero, about one on average."""
    numbers = column.codes.numbers
    if not column.codes.is_numeric or column.scale or column.profile.n_blank or min(numbers) < 0:
        return False
    mean = column.profile.mean
    if mean is None:
        mean = sum(number * n for number, n in numbers.items()) / numbers.total()
    return (column.profile.low or 0) >= 0 and LIGHT <= mean <= HEAVY


def numbers_the_rows(column: Seen) -> bool:
    """Whether a column counts 1, 2, 3 … to the end of the file, under a name that says nothing of a person."""
    low, high, n = column.profile.low, column.profile.high, column.profile.n
    if low is None or high is None or not (column.profile.whole and column.is_unique and not column.profile.n_blank):
        return False
    return low in (0, 1) and high - low == n - 1 and bool(say.ROWS.fullmatch(say.joined(column.name).casefold()))


def voice_of(word: str) -> str:
    return next((voice for voice, words in say.VOICES.items() if say.folded(word) in words), "")


def is_of_words(column: Seen, most: int = COUNTED - 1) -> bool:
    """Whether a column names things: texts, not too many different ones, none of them a sentence."""
    return bool(column.codes.words) and column.profile.n_distinct <= most and column.profile.longest <= 120


def is_amount(column: Seen) -> bool:
    return column.codes.is_numeric and min(column.codes.numbers) >= 0


def lasts(column: Seen) -> bool:
    """Whether a column says how long somebody has been a customer."""
    return bool(say.TENURE.search(column.joined)) and is_amount(column)


def is_of_answer(column: Seen) -> bool:
    return any(word in column.joined for word in ("review", "answer", "response", "survey", "interview", "visit"))


def is_of_ticks(column: Seen) -> bool:
    """Whether a cell holds several of a few answers, with commas or semicolons between them."""
    texts = [text for text, _n in column.profile.values]
    several = [text for text in texts if ", " in text or ";" in text]
    pieces = {piece.strip() for text in texts for piece in text.replace(";", ",").split(",")}
    return len(several) > 0.3 * len(texts) and len(pieces) <= GROUPS and column.profile.longest <= 200


def like_a_day(column: Seen) -> int:
    """How much a name sounds like the day of the answer."""
    return 3 * bool(say.DAY.search(column.joined) and "time" not in column.joined) + bool(
        say.MADE.search(column.joined)
    )


def left(column: Seen, *, known: bool = False) -> dict[str, str]:
    """Code → “yes” (left) or “no”, when every value is one of them and both are there; `known` to speak of leaving."""
    if column.profile.n_distinct > 6:
        return {}
    texts = [text.strip() for text, _n in column.profile.values]
    found = {
        text: "yes" if say.folded(text) in say.YES else "no" for text in texts if say.folded(text) in say.YES | say.NO
    }
    sure = (
        known
        or "churn" in column.joined
        or any(say.folded(text) in say.GONE for text in texts)
        or "left" in column.joined
    )
    return found if len(found) == len(texts) and len(set(found.values())) == 2 and sure else {}


def items(columns: Iterable[Seen], names: set[str]) -> dict[str, Seen]:
    """Columns that begin (or end) with one of these words, by what is left of their name."""
    found: dict[str, Seen] = {}
    for column in columns:
        words = say.parts(column.name)
        if len(words) > 1 and column.codes.is_numeric and column.codes.complete:
            numbered = NUMBERED.match(column.name)
            if numbered and say.folded(numbered[1]) in names:
                found.setdefault(numbered[2], column)
            elif words[0] in names:
                found.setdefault("_".join(words[1:]), column)
            elif words[-1] in names:
                found.setdefault("_".join(words[:-1]), column)
    return found


def alone(column: Seen, shared: Scale | None) -> bool:
    """Whether a column has a scale of its own, whatever its neighbours have: its labels say so, or it holds a code for
    “no answer” that would be an answer on theirs, and enough answers to be sure that none lies between."""
    own = column.scale
    if own is None or shared is None or (own.low, own.high) == (shared.low, shared.high):
        return False
    codes = any(shared.low <= float(code) <= shared.high and float(code) > own.high for code in own.missing)
    return bool(column.profile.value_labels) or (codes and column.profile.n >= SURE)


def together(columns: Sequence[Seen]) -> Scale | None:
    """The one scale of a block of columns."""
    numbers: Counter[float] = Counter()
    for column in columns:
        numbers.update(column.codes.numbers)
        if (
            column.profile.value_labels or column.codes.of_degrees
        ) and column.scale:  # points that nobody chose are on the scale as well
            numbers.update(range(column.scale.low, column.scale.high + 1))
    return scale_of(numbers) if numbers else None


def blocks(columns: Iterable[Seen]) -> list[list[Seen]]:
    """Columns of one block of questions, by the common beginning of their names; others each for itself."""
    by_stem: dict[str, list[Seen]] = defaultdict(list)
    for column in columns:
        by_stem[column.stem or f" {column.place}"].append(column)
    return list(by_stem.values())


def any_block(column: Seen, columns: Iterable[Seen]) -> bool:
    return bool(column.stem) and sum(other.stem == column.stem for other in columns) >= 3
