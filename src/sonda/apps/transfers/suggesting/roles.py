"""The role of each column: a profile in, a suggestion with its reason out.

Pure functions over names, values and the labels of SPSS. A suggestion is the first state of a form; a person decides.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sonda.apps.surveys.choices import Role
from sonda.apps.transfers.profiling.profile import COUNTED, Profile
from sonda.apps.transfers.reading.cells import KANO
from sonda.apps.transfers.suggesting import words as say
from sonda.apps.transfers.suggesting.days import day_of_answer, is_of_days
from sonda.apps.transfers.suggesting.guess import TWO_WAYS, Guess, off_the_scale
from sonda.apps.transfers.suggesting.places import OPTIONS, is_home, is_region, most_groups
from sonda.apps.transfers.suggesting.scales import Scale, scale_of
from sonda.apps.transfers.suggesting.seen import (
    FREE,
    GROUPS,
    Seen,
    all_seen,
    alone,
    any_block,
    blocks,
    counts_something,
    is_of_answer,
    is_of_degrees,
    is_of_sentences,
    is_of_ticks,
    is_of_words,
    items,
    labelled_missing,
    lasts,
    left,
    like_a_day,
    numbers_the_rows,
    together,
    voice_of,
    weighs,
)
from sonda.apps.transfers.suggesting.ticks import separator_of
from sonda.methods.result import N_, Note

__all__ = ["Guess", "Suggesting", "suggest"]


def suggest(profile: Profile) -> tuple[Guess, ...]:
    """A guess for each column of the file, in its order."""
    return Suggesting(profile).guesses()


class Suggesting:
    """One walk over the columns of a file: the sure parts first, each column once."""

    def __init__(self, profile: Profile) -> None:
        self.n_rows = profile.n_rows
        self.columns = all_seen(profile.columns)
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
        for column in self.open() if self.n_rows > 1 else ():
            if numbers_the_rows(column):
                self.take(column, "", N_("It numbers the rows; next month the same numbers would be other people."))
        full = [c for c in self.open() if not c.profile.n_blank and self.n_rows > 1 and not lasts(c)]
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
        for column in (column for column in self.open() if not column.matrix):
            if say.WEIGHT.search(column.joined) and weighs(column) and not self.has(Role.WEIGHT):
                text = N_("By its name it says how much each answer counts; every figure is then weighted.")
                self.take(column, Role.WEIGHT, text, missing=())
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
        self.regions()

    def regions(self) -> None:
        units = [
            self.columns[place].profile.n_distinct for place, guess in self.found.items() if guess.role == Role.UNIT
        ]
        for column in self.open():
            if not self.has(Role.REGION) and is_region(column, n_units=sum(units)):
                self.take(column, Role.REGION)

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
        dates = [column for column in self.open() if column.profile.kind == "date" or is_of_days(column)]
        for column in dates:
            if any("1899" in text or "1900" in text[:10] for text, _n in column.profile.values[:5]):
                self.take(column, "", N_("It is a time of day without a day."))
            elif say.BORN.search(column.joined):
                self.take(column, "", N_("It looks like personal data that no figure needs."))
        usable = [
            column
            for column in dates
            if column.place not in self.found and (column.profile.date_formats or column.profile.date_several)
        ]
        best = max(usable, key=lambda column: (like_a_day(column), -column.place), default=None)
        for column in dates:
            if column is best:
                self.found[column.place] = day_of_answer(column)
            elif column.place not in self.found:
                self.take(column, "", N_("There is another date; one is the day of the answer."))
        for column in self.open():
            if column.profile.kind == "number" and say.DAY.search(column.joined) and "date" in column.joined:
                self.take(column, "", N_("It is called a date and holds numbers, so the day is not known."))

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
        named = [column for column in self.open() if say.LEFT.search(column.joined)]
        lasting = any(lasts(column) for column in self.open())
        event = next((column for column in named if left(column, known=lasting)), None)
        if event is None:
            return
        self.take(event, Role.EVENT, N_("It says who left and who stayed."), values=left(event, known=True))
        reasons = [c for c in self.open() if say.REASON.search(c.joined) and is_of_words(c, most=OPTIONS)]
        for place, column in enumerate(sorted(reasons, key=lambda c: (c.profile.n_distinct, c.place))):
            self.take(column, Role.CHOICE if place else Role.CAUSE)
        for column in self.open():
            if say.WENT.search(column.joined) and is_of_words(column) and not self.has(Role.DESTINATION):
                self.take(column, Role.DESTINATION)
            elif lasts(column) and not self.has(Role.DURATION):
                self.take(column, Role.DURATION, N_("How long a customer had been one."))

    def ratings(self) -> None:
        """Recommendation, satisfaction, effort and the rated touchpoints."""
        rated = {column.place: column for column in self.open() if self.is_rating(column)}
        scales: dict[int, Scale] = {}
        for block in blocks(rated.values()):
            whole = together(block)
            apart = {column.place for column in block if alone(column, whole)}
            shared = together([column for column in block if column.place not in apart])
            for column in block:
                own = column.scale if column.place in apart else shared or column.scale
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
        if sum(bool(say.RATED.search(column.joined)) for column in free if not column.matrix) == 1:
            ways.append(say.RATED)
        whole = [column for column in free if not column.matrix]  # no part of a matrix is the whole
        found = next((c for names in ways for c in whole if names.search(c.joined)), None)
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
        if codes.of_degrees and column.matrix:
            return True
        if counts_something(column) or any(names.search(column.joined) for names in (say.ABOUT, say.DAY)):
            return False
        if codes.of_degrees:
            return True
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
            if guess.low is not None and guess.high is not None:
                shared = guess if guess.values else replace(guess, missing=tuple(codes[guess.low, guess.high]))
                self.found[place] = off_the_scale(
                    shared, own=guess.missing, meant=labelled_missing(self.columns[place], None)
                )
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
        if column.profile.mixes_percent:
            self.take(column, "", TWO_WAYS)
        elif column.profile.is_percent:
            text = max((text for text, _n in column.profile.values), key=len)
            told = {"value": text, "number": text.removesuffix("%").rstrip()}
            self.take(column, Role.NUMBER, N_("It holds percentages: “%(value)s” is kept as %(number)s."), told=told)
        elif say.IDENTIFIER.search(column.joined) and different > GROUPS:
            self.take(column, "", N_("It looks like a number of something, not like an amount."))
        elif is_home(column) and column.profile.whole and different <= GROUPS:
            self.take(column, Role.SEGMENT, missing=labelled_missing(column, None))
        elif column.profile.value_labels or (say.ABOUT.search(column.joined) and different <= 12):
            about = say.ABOUT.search(column.joined) or different <= 2
            self.take(column, Role.SEGMENT if about else Role.CHOICE, missing=labelled_missing(column, None))
        elif say.COMMENT.search(column.joined) and different > 12:
            self.take(column, "", N_("It holds codes of comments without their words."))
        elif column.profile.whole and different <= 12 and not counts_something(column):
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
        own = say.COMMENT.search(column.joined) and 2 * different > column.profile.n
        split = "" if own else separator_of(column.profile)
        if split:
            text = N_("Cells hold several answers each; every answer is counted by itself, as a share of the people.")
            self.take(column, Role.CHOICE, text, split=split)
            return
        free = longest > FREE and not ticked and (different > OPTIONS or is_of_sentences(column))
        if free or say.COMMENT.search(column.joined):
            self.take(column, Role.COMMENT, missing=tuple(code for code in column.codes.missing if code.isalpha()))
        elif different > OPTIONS and not ticked:
            text = N_("It has more different values (%(n)s or more) than can be compared.")
            self.take(column, "", text, told={"n": min(different, COUNTED)})
        elif different <= most_groups(column) and longest <= FREE and not (ticked or column.matrix):
            blank = ("0",) if self.zero_is_blank and set(column.codes.numbers) == {0} else ()
            self.take(column, Role.SEGMENT, missing=(*column.codes.missing, *blank))
        else:
            self.take(column, Role.CHOICE)

    def has(self, role: str) -> bool:
        return any(guess.role == role for guess in self.found.values())

    def left_of(self, columns: Iterable[Seen]) -> list[Seen]:
        return [column for column in columns if column.place not in self.found]
