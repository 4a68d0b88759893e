"""Which scale the values of a column were given on, and which of its codes mean “no answer”."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite

from sonda.apps.transfers.profiling.profile import ColumnProfile
from sonda.apps.transfers.suggesting.words import ENDING, NO_ANSWER, NOT_KNOWN, SOFT, WORDED, folded
from sonda.methods.written import written_number

USUAL = ((1, 5), (0, 10), (1, 7), (1, 10), (1, 6), (1, 4), (1, 3))
ASIDE = {-1, -2, -8, -9, -98, -99, 77, 88, 95, 96, 97, 98, 99, 888, 998, 999, 9999}
POINTS = 3  # of a scale must be seen
SLIPS = 3  # answers off the scale, of a hundred each at least
STARS = re.compile("[★⭐\ufe0f]+[☆\ufe0f]*")
PART = re.compile(r"(\d{1,2}) ?/ ?(5|6|7|10)")
LEADING = re.compile(r"(\d{1,2})\s*[-–—=.:)(]+\s*\D.*|(\d{1,2})\s+\D.*")


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The values of a column as numbers, with the texts among them."""

    numbers: Counter[float] = field(default_factory=Counter)
    missing: tuple[str, ...] = ()  # texts that mean “no answer”
    words: Counter[str] = field(default_factory=Counter)  # other texts
    values: dict[str, str] = field(default_factory=dict)  # texts that stand for a number
    of_degrees: bool = False  # these texts are words of a scale of five points
    complete: bool = True  # all different values are known

    @property
    def is_numeric(self) -> bool:
        return bool(self.numbers) and not self.words


@dataclass(frozen=True, kw_only=True)
class Scale:
    low: int
    high: int
    missing: tuple[str, ...] = ()  # numbers off the scale that mean “no answer”


def codes_of(column: ColumnProfile, *, beside: Iterable[str] = ()) -> Codes:
    """What stands in a column, sorted into numbers, texts that mean “no answer” and other texts.

    `beside` are the texts of its neighbours, which show what a word means: “good” stands higher where none is better.
    """
    numbers: Counter[float] = Counter()
    words: Counter[str] = Counter()
    missing: list[str] = []
    for text, n in column.values:
        bare = text.removesuffix("%").rstrip()
        number = written_number(bare.replace(",", ".") if bare.count(",") == 1 else bare)
        if number is not None and isfinite(number):
            numbers[number] += n
        elif folded(text.strip()) in NO_ANSWER:
            missing.append(text.strip())
        else:
            words[text.strip()] += n
    degrees = by_degree([*words, *beside]) or by_degree(words)
    told = degrees or numbered(words)
    values = {word: point for word, point in told.items() if word in words}
    for text, point in values.items():
        numbers[float(point)] += words.pop(text)
    if numbers and all(folded(word) in NOT_KNOWN for word in words):
        missing, words = [*missing, *words], Counter()
    complete = column.n_distinct <= len(column.values)
    return Codes(numbers=numbers, missing=tuple(missing), words=words, values=values,
                 of_degrees=bool(values) and len(set(degrees.values())) >= POINTS, complete=complete)  # fmt: skip


def numbered(words: Iterable[str]) -> dict[str, str]:
    """Texts with a number of their own (“5 – excellent”, “★★★☆☆”, “4/5”) and that number; empty when one has none."""
    rest = known_ones(words)
    leading = {word: match[1] or match[2] for word in rest if (match := LEADING.fullmatch(word))}
    if len(leading) == len(rest) and len(set(leading.values())) == len(rest):
        return leading
    drawn = {word: point for word in rest if (point := drawn_as(word))}
    if len(drawn) == len(rest) and len({word.partition("/")[2].strip() for word in rest}) == 1:
        return drawn
    return {}


def by_degree(words: Iterable[str]) -> dict[str, str]:
    """Words of one scale of five points (“Very satisfied”) and their points; empty when one of them is another word.

    Of two scales that know all of them, the one that tells more of them apart.

    >>> by_degree(["good", "poor"]), by_degree(["excellent", "very good", "good"])
    ({'good': '4', 'poor': '2'}, {'excellent': '5', 'very good': '4', 'good': '3'})
    """
    plain = {word: ENDING.sub("", folded(word)).strip() for word in known_ones(words)}
    best: dict[str, str] = {}
    for known in WORDED:
        found = {word: str(known[text]) for word, text in plain.items() if text in known}
        steps = {(point, bool(SOFT.search(plain[word]))) for word, point in found.items()}
        fits = len(found) == len(plain) and len(steps) == len(set(found.values()))
        if fits and len(set(found.values())) > len(set(best.values())):
            best = found
    return best


def known_ones(words: Iterable[str]) -> list[str]:
    """The words that are an answer; none where there is but one, which shows no scale."""
    rest = list(dict.fromkeys(word for word in words if folded(word) not in NOT_KNOWN))
    return rest if len(rest) > 1 else []


def drawn_as(word: str) -> str:
    """The number that stars or a part of a whole stand for.

    >>> drawn_as("★★★☆☆"), drawn_as("4/5"), drawn_as("good")
    ('3', '4', '')
    """
    if STARS.fullmatch(word):
        return str(sum(word.count(star) for star in "★⭐"))
    part = PART.fullmatch(word)
    return part[1] if part and int(part[1]) <= int(part[2]) else ""


def scale_of(numbers: Iterable[float], *, points: int = POINTS) -> Scale | None:
    """The usual scale that these numbers were given on, with at least so many points seen; None when there is none.

    0 to 6 is a scale of 1 to 5 with a code at each end; that is how questionnaires note “blank” and “never used”.

    >>> scale_of(range(7))
    Scale(low=1, high=5, missing=('0', '6'))
    >>> scale_of(range(12))
    Scale(low=0, high=10, missing=('11',))
    >>> scale_of([1, 2, 3, 4, 5, 99]), scale_of([1, 20, 300])
    (Scale(low=1, high=5, missing=('99',)), None)
    """
    seen = set(numbers)
    if not seen or any(number != int(number) for number in seen):
        return None
    best: tuple[int, int, Scale] | None = None
    for place, (low, high) in enumerate(USUAL):
        on = {number for number in seen if low <= number <= high}
        off = seen - on
        if len(on) < points or high not in seen or not off <= aside(low, high):
            continue
        if (low, high) == (1, 6) and 0 in off and 5 in seen:
            continue
        if (low, high) == (0, 10) and 0 not in seen and off <= {11}:
            place += 3  # nobody said 0: likelier a scale that begins with 1
        missing = tuple(f"{number:g}" for number in sorted(off))
        wanted = (len(off), place, Scale(low=low, high=high, missing=missing))
        best = min(best, wanted, key=lambda found: found[:2]) if best else wanted
    return best[2] if best else None


def without_slips(numbers: Counter[float]) -> Counter[float]:
    """The numbers without slips of the pen: a few values that stand once or twice among hundreds of answers.

    A 12 among 300 answers from 0 to 10 does not make them codes of something; the check then names its row.

    >>> sorted(without_slips(Counter({1.0: 99, 2.0: 80, 3.0: 120, 33.0: 1})))
    [1.0, 2.0, 3.0]
    """
    most = min(SLIPS, numbers.total() // 100)
    slips = {number: n for number, n in numbers.items() if n <= most}
    return Counter() if sum(slips.values()) > most else numbers - Counter(slips)


def aside(low: int, high: int) -> set[float]:
    """Codes beside a scale that usually mean “no answer”."""
    near = {0.0} if low == 1 else set()
    near |= {high + 1.0} if high in (5, 7, 10) else set()
    near |= {8.0, 9.0} if high <= 6 else {9.0} if high == 7 else set()
    return near | ASIDE
