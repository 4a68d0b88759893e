"""What the columns of a file probably mean: a profile in, a suggestion for each column out, with its reason.

Pure functions over names, values and the labels of SPSS. A suggestion is the first state of a form; a person decides.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sonda.apps.surveys.choices import RESPONSE_COLUMNS, Role, kind_of
from sonda.apps.transfers import suggesting_words as say
from sonda.apps.transfers.cells import KANO
from sonda.apps.transfers.mapping_columns import SINGLE, Column
from sonda.apps.transfers.mapping_dates import USUAL
from sonda.apps.transfers.profile import COUNTED, ColumnProfile, Profile
from sonda.apps.transfers.suggesting_scales import Codes, Scale, codes_of, scale_of
from sonda.methods.result import N_, Note

GROUPS: Final = 40  # different values up to which a text divides people into groups
OPTIONS: Final = 60  # … up to which it is one of several answers
FREE: Final = 40  # characters from which a text is a sentence
TAKEN: Final = {*RESPONSE_COLUMNS, "wave"}


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What one column probably means; `role` is empty for one that is better left out."""

    name: str
    role: str = ""
    low: float | None = None
    high: float | None = None
    missing: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    date_formats: tuple[str, ...] = ()
    item: str = ""
    because: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A column with what is found out about it once."""

    profile: ColumnProfile
    place: int
    joined: str
    stem: str
    codes: Codes
    scale: Scale | None

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


def suggest(profile: Profile, *, language: str = "en") -> tuple[Guess, ...]:
    """A guess for each column of the file, in its order. `language` is that of labels which do not show their own."""
    return Suggesting(profile).guesses()


class Suggesting:
    """One walk over the columns of a file: the sure parts first, each column once."""

    def __init__(self, profile: Profile) -> None:
        self.n_rows = profile.n_rows
        self.columns = [seen(column, place) for place, column in enumerate(profile.columns)]
        self.found: dict[int, Guess] = {}
        self.zero_is_blank = False

    def guesses(self) -> tuple[Guess, ...]:
        steps: tuple[Callable[[], None], ...] = (
            self.nothing_to_read, self.respondent, self.beside, self.dates, self.kano, self.pairs, self.leaving,
            self.ratings, self.shared_codes, self.private, self.rest,
        )  # fmt: skip
        for step in steps:
            step()
        return tuple(self.found[column.place] for column in self.columns)

    def open(self) -> list[Seen]:
        """Columns that nobody has spoken of."""
        return [column for column in self.columns if column.place not in self.found]

    def take(self, column: Seen, role: str, because: str = "", /, **fields: Any) -> None:
        values = fields.pop("told", {})
        notes = (Note(text=because, values=values),) if because else ()
        fields.setdefault("missing", column.codes.missing)
        self.found[column.place] = Guess(name=column.name, role=role, because=notes, **fields)

    def nothing_to_read(self) -> None:
        for column in self.columns:
            if column.profile.kind == "empty" or not column.profile.n:
                self.take(column, "", N_("The column is empty."))
            elif not column.codes.numbers and not column.codes.words:
                self.take(column, "", N_("The column holds nothing but codes for “no answer”."))

    def respondent(self) -> None:
        """Who answered; the sure names first, and only a column that tells people apart."""
        full = [column for column in self.open() if not column.profile.n_blank and self.n_rows > 1]
        for names in say.PERSON:
            for column in full:
                if names.search(column.joined) and column.is_unique:
                    self.take(column, Role.RESPONDENT, N_("Each value stands once: it tells people apart."), missing=())
                    return
        for names in say.PERSON:
            for column in full:
                if names.search(column.joined) and column.is_nearly_unique:
                    self.several(column, full)
                    return

    def several(self, column: Seen, full: Sequence[Seen]) -> None:
        """A respondent who stands in several rows: a second number tells the rows apart, else nobody is named."""
        others = [other for other in full if other is not column and other.is_nearly_unique]
        second = next((other for other in others if say.IDENTIFIER.search(other.joined)), None)
        if second is None:
            self.take(column, "", N_("The same value stands in several rows, so it cannot tell the answers apart."))
            return
        # The number of the answer itself (review, interview) is the second; that of the person or order the first.
        first, second = (second, column) if is_of_answer(column) and not is_of_answer(second) else (column, second)
        self.take(first, Role.RESPONDENT, N_("It tells people apart."), missing=())
        self.take(second, Role.WAVE, N_("The same respondent stands in several rows; this tells the rows apart."),
                  missing=())  # fmt: skip

    def beside(self) -> None:
        """What stands beside the answers, by its name: weight, wave, language, voice, company, unit, region."""
        for column in self.open():
            if say.WEIGHT.search(column.joined) and self.is_weight(column) and not self.has(Role.WEIGHT):
                self.take(column, Role.WEIGHT, missing=())
            elif say.WAVE.search(column.joined) and column.profile.n_distinct <= GROUPS and not self.has(Role.WAVE):
                self.take(column, Role.WAVE, missing=())
            elif say.LANGUAGE.search(column.joined) and is_of_words(column) and not self.has(Role.LANGUAGE):
                self.take(column, Role.LANGUAGE)
            elif self.is_voice(column):
                continue
            elif say.COMPANY.search(column.joined) and is_of_words(column, most=GROUPS) and not self.has(Role.COMPANY):
                self.take(column, Role.COMPANY)
            elif say.UNIT.search(column.joined) and is_of_words(column, most=500) and not self.has(Role.UNIT):
                self.take(column, Role.UNIT)
            elif say.REGION.search(column.joined) and is_of_words(column, most=100) and not self.has(Role.REGION):
                self.take(column, Role.REGION)

    def is_weight(self, column: Seen) -> bool:
        low = column.profile.low
        return column.codes.is_numeric and (low is None or low >= 0) and not column.scale and not column.profile.n_blank

    def is_voice(self, column: Seen) -> bool:
        """Who speaks, when every value is known to be a voice."""
        if not say.VOICE.search(column.joined) or self.has(Role.VOICE) or column.codes.numbers:
            return False
        values = {word: voice_of(word) for word in column.codes.words}
        if not values or not all(values.values()):
            return False
        self.take(column, Role.VOICE, values={word: voice for word, voice in values.items() if word != voice})
        return True

    def dates(self) -> None:
        """The day of the answer, of all the dates in the file."""
        dates = [column for column in self.open() if column.profile.kind == "date"]
        for column in dates:
            if any("1899" in text or "1900" in text[:10] for text, _n in column.profile.values[:5]):
                self.take(column, "", N_("It is a time of day without a day."))
            elif say.BORN.search(column.joined):
                self.take(column, "", N_("It looks like personal data that no figure needs."))
        usable = [column for column in dates if column.place not in self.found and column.profile.date_formats]
        best = max(usable, key=lambda column: (like_a_day(column), -column.place), default=None)
        for column in dates:
            if column is best:
                self.day(column)
            elif column.place not in self.found:
                self.take(column, "", N_("There is another date; one is the day of the answer."))
        for column in self.open():
            if column.profile.kind == "number" and say.DAY.search(column.joined) and "date" in column.joined:
                self.take(column, "", N_("It is called a date and holds numbers, so the day is not known."))

    def day(self, column: Seen) -> None:
        formats = tuple(column.profile.date_formats)
        if formats[0] in USUAL:
            self.take(column, Role.PERIOD)
        elif len(formats) > 1:
            told = {"formats": ", ".join(formats)}
            text = N_("The dates can be read in several ways (%(formats)s); see whether the first is right.")
            self.take(column, Role.PERIOD, text, told=told, date_formats=formats[:1])
        else:
            self.take(column, Role.PERIOD, date_formats=formats[:1])

    def kano(self) -> None:
        """Pairs of answers “if it is there” and “if it is missing”."""
        found = [c for c in self.open() if c.codes.words and {say.folded(word) for word in c.codes.words} <= set(KANO)]
        for column in found:
            *front, last = say.parts(column.name) or ("",)
            role = Role.KANO_DYSFUNCTIONAL if last in say.DYSFUNCTIONAL else Role.KANO_FUNCTIONAL
            self.take(column, role, item="".join(front))

    def pairs(self) -> None:
        """Expectation and perception of the same items; importance and performance of the same items."""
        self.pair(say.EXPECTED, say.PERCEIVED, Role.EXPECTATION, Role.PERCEPTION)
        self.pair(say.WEIGHED, say.PERFORMED, Role.IMPORTANCE, Role.PERFORMANCE)

    def pair(self, first: set[str], second: set[str], role: str, other: str) -> None:
        ours = items(self.open(), first)
        theirs = items(self.open(), second)
        both = [item for item in ours if item in theirs and ours[item] is not theirs[item]]
        scale = together([*(ours[item] for item in both), *(theirs[item] for item in both)])
        if len(both) < 3 or scale is None:
            return
        for item in both:
            told = {"first": ours[item].name, "second": theirs[item].name}
            for column, part in ((ours[item], role), (theirs[item], other)):
                self.rating(column, part, scale, N_("%(first)s and %(second)s are a pair."), told=told, item=item)

    def leaving(self) -> None:
        """Who left, after how long, why and where to; only when a column says who left."""
        event = next((column for column in self.open() if say.LEFT.search(column.joined) and left(column)), None)
        if event is None:
            return
        self.take(event, Role.EVENT, N_("It says who left and who stayed."), values=left(event))
        reasons = [c for c in self.open() if say.REASON.search(c.joined) and is_of_words(c, most=OPTIONS)]
        for place, column in enumerate(sorted(reasons, key=lambda c: (c.profile.n_distinct, c.place))):
            self.take(column, Role.CHOICE if place else Role.CAUSE)
        for column in self.open():
            if say.WENT.search(column.joined) and is_of_words(column) and not self.has(Role.DESTINATION):
                self.take(column, Role.DESTINATION)
            elif say.TENURE.search(column.joined) and is_amount(column) and not self.has(Role.DURATION):
                self.take(column, Role.DURATION, N_("How long a customer had been one."))

    def ratings(self) -> None:
        """Recommendation, satisfaction, effort and the rated touchpoints."""
        rated = {column.place: column for column in self.open() if self.is_rating(column)}
        scales: dict[int, Scale] = {}
        for block in blocks(rated.values()):
            shared = together(block)
            for column in block:
                own = shared or column.scale
                if own:
                    scales[column.place] = own
        free = [column for column in rated.values() if column.place in scales]
        for column in free:
            if say.RECOMMEND.search(column.joined) and 10 in column.codes.numbers and not self.has(Role.NPS):
                scale = scale_of({*column.codes.numbers, 0.0}) or Scale(low=0, high=10)
                self.rating(column, Role.NPS, Scale(low=0, high=10, missing=scale.missing))
        self.satisfaction(self.left_of(free), scales)
        for column in self.left_of(free):
            if say.EFFORT.search(column.joined) and not self.has(Role.CES):
                self.rating(column, Role.CES, scales[column.place])
        self.touchpoints(self.left_of(free), scales)

    def satisfaction(self, free: list[Seen], scales: dict[int, Scale]) -> None:
        """The one rating of the whole; others of its block are numbers, so that they are not counted with it."""
        ways = [say.SATISFIED, say.OVERALL]
        if sum(bool(say.RATED.search(column.joined)) for column in free) == 1:
            ways.append(say.RATED)
        found = next((c for names in ways for c in free if names.search(c.joined)), None)
        if found is None:
            return
        self.rating(found, Role.CSAT, scales[found.place])
        for column in free:
            beside = say.SATISFIED.search(column.joined) and column.stem == found.stem and column.stem
            overall = say.OVERALL.search(column.joined) and not any_block(column, free)
            if column is not found and (beside or overall):
                self.rating(column, Role.NUMBER, scales[column.place])

    def touchpoints(self, free: list[Seen], scales: dict[int, Scale]) -> None:
        """The largest block of ratings are the touchpoints; other ratings say how well something is done."""
        for column in free:
            if say.RECOMMEND.search(column.joined) or say.LOYAL.search(column.joined):
                self.rating(column, Role.NUMBER, scales[column.place])
        free = self.left_of(free)
        largest = max(blocks(free), key=len, default=[])
        if len(largest) < 3:
            largest = free
        touched = {column.place for column in largest}
        for column in free:
            role = Role.TOUCHPOINT if column.place in touched else Role.PERFORMANCE
            role = Role.IMPORTANCE if say.IMPORTANT.search(column.joined) else role
            self.rating(column, role, scales[column.place])

    def is_rating(self, column: Seen) -> bool:
        """Whether a column's numbers are points on a scale and not counts, ages or codes."""
        codes = column.codes
        if not (codes.is_numeric and codes.complete and column.scale):
            return False
        named = any(
            names.search(column.joined)
            for names in (say.RECOMMEND, say.SATISFIED, say.OVERALL, say.RATED, say.EFFORT, say.LOYAL)
        )
        if named:
            return True
        if any(names.search(column.joined) for names in (say.ABOUT, say.COUNTED, say.DAY)):
            return False
        if column.profile.value_labels:
            return is_of_degrees(column.profile.value_labels.values())
        low, high = column.scale.low, column.scale.high
        counts = {number: n for number, n in codes.numbers.items() if low <= number <= high}
        given = sum(counts.values())
        often = max(counts.values()) < 0.9 * given or given < 50
        high_enough = high >= 5 and len(counts) >= 3 and counts[high] >= 0.005 * given
        beside = sum(codes.numbers[code] for code in (8, 9) if code > high)  # rare, where they mean “no answer”
        return high_enough and often and beside <= 0.05 * given and column.profile.n >= 0.1 * self.n_rows

    def rating(self, column: Seen, role: str, scale: Scale, because: str = "", /, **fields: Any) -> None:
        """A rating on its scale, with the codes off it that this column holds or its neighbours do."""
        told = fields.pop("told", {})
        notes = [Note(text=because, values=told)] if because else []
        off = (*scale.missing, *labelled_missing(column, scale), *column.codes.missing)
        missing = tuple(dict.fromkeys(off))
        if missing:
            told = {"codes": ", ".join(missing), "low": scale.low, "high": scale.high}
            text = N_("%(codes)s is off the scale %(low)s–%(high)s, so it is taken as “no answer”.")
            notes.append(Note(text=text, values=told))
        self.found[column.place] = Guess(
            name=column.name, role=role, low=scale.low, high=scale.high, missing=missing,
            values=column.codes.values, because=tuple(notes), **fields,
        )  # fmt: skip

    def shared_codes(self) -> None:
        """Ratings on one scale share their codes for “no answer”, so that a later file with a rarer one is read too."""
        codes: dict[tuple[float | None, float | None], dict[str, None]] = defaultdict(dict)
        for guess in self.found.values():
            if guess.low is not None and not guess.values:
                codes[guess.low, guess.high].update(dict.fromkeys(guess.missing))
        for place, guess in self.found.items():
            if guess.low is not None and not guess.values:
                self.found[place] = replace(guess, missing=tuple(codes[guess.low, guess.high]))
        blank = [guess for guess in self.found.values() if guess.low == 1 and "0" in guess.missing]
        self.zero_is_blank = len(blank) >= 3

    def private(self) -> None:
        """Personal data that no figure needs."""
        for column in self.open():
            named = say.PRIVATE.search(column.joined) and not say.SERVICE.search(column.joined)
            various = column.profile.n_distinct > 20 or column.codes.numbers
            addresses = any("@" in text and "." in text for text, _n in column.profile.values[:3])
            if (named and various) or addresses:
                self.take(column, "", N_("It looks like personal data that no figure needs."))

    def rest(self) -> None:
        """Words, codes and numbers that nothing else was said of."""
        for column in self.open():
            if self.n_rows > 1 and column.profile.n_distinct == 1 and not column.profile.n_blank:
                told = {"value": column.profile.values[0][0]}
                self.take(column, "", N_("Every row says “%(value)s”."), told=told)
            elif column.codes.is_numeric or column.profile.kind == "number":
                self.number(column)
            else:
                self.text(column)

    def number(self, column: Seen) -> None:
        different = column.profile.n_distinct
        if say.IDENTIFIER.search(column.joined) and different > GROUPS:
            self.take(column, "", N_("It looks like a number of something, not like an amount."))
        elif column.profile.value_labels or (say.ABOUT.search(column.joined) and different <= 12):
            about = say.ABOUT.search(column.joined) or different <= 2
            self.take(column, Role.SEGMENT if about else Role.CHOICE, missing=labelled_missing(column, None))
        elif say.COMMENT.search(column.joined) and different > 12:
            self.take(column, "", N_("It holds codes of comments without their words."))
        elif column.profile.whole and different <= 12 and not say.COUNTED.search(column.joined):
            if self.zero_is_blank and 0 in column.codes.numbers:
                text = N_("It holds codes of answers; 0 is “no answer”, as in the ratings of this file.")
                self.take(column, Role.CHOICE, text, missing=(*column.codes.missing, "0"))
            else:
                self.take(column, Role.CHOICE, N_("It holds few different numbers: codes of answers, it seems."))
        elif column.profile.kind == "number" or column.codes.is_numeric:
            self.take(column, Role.NUMBER, values=column.codes.values)

    def text(self, column: Seen) -> None:
        different, longest = column.profile.n_distinct, column.profile.longest
        ticked = is_of_ticks(column)
        if say.COMMENT.search(column.joined) or (longest > FREE and different > OPTIONS and not ticked):
            self.take(column, Role.COMMENT, missing=tuple(code for code in column.codes.missing if code.isalpha()))
        elif different > OPTIONS and not ticked:
            text = N_("It has more different values (%(n)s or more) than can be compared.")
            self.take(column, "", text, told={"n": min(different, COUNTED)})
        elif different <= GROUPS and longest <= FREE and not ticked:
            self.take(column, Role.SEGMENT)
        else:
            self.take(column, Role.CHOICE)

    def has(self, role: str) -> bool:
        return any(guess.role == role for guess in self.found.values())

    def left_of(self, columns: Iterable[Seen]) -> list[Seen]:
        return [column for column in columns if column.place not in self.found]


def seen(column: ColumnProfile, place: int) -> Seen:
    codes = codes_of(column)
    scale = labelled_scale(column, codes) if column.value_labels and codes.is_numeric else None
    if scale is None and codes.is_numeric and codes.complete:
        scale = scale_of(codes.numbers)
    return Seen(
        profile=column,
        place=place,
        joined=say.joined(column.name) + (say.joined(column.label) if column.label else ""),
        stem=say.stem(column.name),
        codes=codes,
        scale=scale,
    )


def labelled_scale(column: ColumnProfile, codes: Codes) -> Scale | None:
    """The scale that the labels of an SPSS file describe, although not every point was chosen."""
    labels = {float(code): label for code, label in column.value_labels.items() if code.lstrip("-").isdigit()}
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


def voice_of(word: str) -> str:
    return next((voice for voice, words in say.VOICES.items() if say.folded(word) in words), "")


def is_of_words(column: Seen, most: int = COUNTED - 1) -> bool:
    """Whether a column names things: texts, not too many different ones, none of them a sentence."""
    return bool(column.codes.words) and column.profile.n_distinct <= most and column.profile.longest <= 120


def is_amount(column: Seen) -> bool:
    return column.codes.is_numeric and min(column.codes.numbers) >= 0


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


def left(column: Seen) -> dict[str, str]:
    """Code → “yes” (left) or “no”, when every value is one of them and both are there."""
    if column.profile.n_distinct > 6:
        return {}
    texts = [text.strip() for text, _n in column.profile.values]
    found = {
        text: "yes" if say.folded(text) in say.YES else "no" for text in texts if say.folded(text) in say.YES | say.NO
    }
    sure = "churn" in column.joined or any(say.folded(text) in say.GONE for text in texts) or "left" in column.joined
    return found if len(found) == len(texts) and len(set(found.values())) == 2 and sure else {}


def items(columns: Iterable[Seen], names: set[str]) -> dict[str, Seen]:
    """Columns that begin (or end) with one of these words, by what is left of their name."""
    found: dict[str, Seen] = {}
    for column in columns:
        words = say.parts(column.name)
        if len(words) > 1 and column.codes.is_numeric and column.codes.complete:
            if words[0] in names:
                found.setdefault("_".join(words[1:]), column)
            elif words[-1] in names:
                found.setdefault("_".join(words[:-1]), column)
    return found


def together(columns: Sequence[Seen]) -> Scale | None:
    """The one scale of a block of columns."""
    numbers: Counter[float] = Counter()
    for column in columns:
        numbers.update(column.codes.numbers)
        if column.profile.value_labels and column.scale:  # points that nobody chose are on the scale as well
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


def column_of(guess: Guess, profile: ColumnProfile, *, language: str, taken: set[str]) -> Column | None:
    """The column of a mapping that a guess stands for, under a key that nobody has; None for one left out."""
    if not guess.role:
        return None
    label = profile.label.strip()
    words = language_of(label, language)
    key = SINGLE.get(Role(guess.role)) or free_key(say.key_from(guess.name), taken)
    taken.add(key)
    named = guess.role not in (Role.RESPONDENT, Role.WAVE, Role.WEIGHT, Role.PERIOD)
    return Column(
        name=guess.name,
        role=guess.role,
        key=key,
        kind=kind_of(guess.role),
        low=guess.low,
        high=guess.high,
        missing=frozenset(guess.missing),
        values=guess.values,
        date_formats=guess.date_formats,
        text={words: label} if label else {},
        short={words: shorter(label or say.readable(guess.name))} if named else {},
        item=guess.item,
        options=options_of(guess, profile, language),
    )


def options_of(guess: Guess, profile: ColumnProfile, language: str) -> dict[str, dict[str, str]]:
    """The labels of an SPSS file as the words of its answers."""
    if guess.role in (Role.EVENT, Role.VOICE):
        return {}
    kept = {code: label for code, label in profile.value_labels.items() if code not in guess.missing and label.strip()}
    return {code: {language_of(label, language): label} for code, label in kept.items()}


def language_of(text: str, language: str) -> str:
    """The language of a label, where its letters show it.

    >>> language_of("Задоволеність", "en"), language_of("Łatwość", "en"), language_of("Ease", "uk")
    ('uk', 'pl', 'en')
    """
    small = text.casefold()
    if any("а" <= letter <= "ґ" for letter in small):
        return "uk"
    if any(letter in "ąćęłńśźż" for letter in small):
        return "pl"
    return "en" if language == "uk" else language


def shorter(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def free_key(key: str, taken: set[str]) -> str:
    """The key, or with the first number that makes it free."""
    found, number = key, 2
    while found in taken | TAKEN | set(SINGLE.values()):
        found, number = f"{key[:56]}_{number}", number + 1
    return found


def columns_of(profile: Profile, guesses: Sequence[Guess], *, language: str) -> tuple[Column, ...]:
    """The columns of a mapping from the guesses; a part that only one column can play is played by the first."""
    taken: set[str] = set()
    found = []
    for guess, column in zip(guesses, profile.columns, strict=True):
        if guess.role in SINGLE and SINGLE[Role(guess.role)] in taken:
            guess = replace(guess, role="")
        made = column_of(guess, column, language=language, taken=taken)
        if made:
            found.append(made)
    return tuple(found)
