"""Who was counted with whom: what later files of a confidential survey may not take apart (R3.3).

Blocks of one import never change. But a file may come that holds most of an earlier one again: the export of a whole
year with one answer more, or an undone file with one person less. Blocks made of it by itself would differ from those
that were read before by a single person. So the people of every block are remembered by codes that nobody can turn
back, also after their import was undone, and two rules hold:

* Answers without a respondent that repeat those of an earlier file, which is still counted, are not counted again.
* People who were counted together in a file that was undone are counted together again, or not at all: where somebody
  of their block is missing or answers otherwise now, the others are withheld.
"""

import hashlib
import hmac
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Count

from sonda.apps.responses import packing
from sonda.apps.responses.models import Block, CountedTogether, Response
from sonda.apps.surveys.models import Survey

WIDTH = 12  # bytes of a code
ASKED = 500  # codes in one statement
CHUNK = 5_000
REPEATS = 0.9  # of the shorter file: as much as that comes again only where a file repeats another one
BEYOND_CHANCE = 0.25  # of a file, more than what is said twice within it
SAID = ("voice", "company", "answered_on", "unit", "region", "language", "weight", "segments", "answers")
FIELDS = ("source_key", "respondent", *SAID)


@dataclass
class Codes:
    """For each person, in order: who it is, and what was said; the same where nobody says who it is."""

    who: bytearray = field(default_factory=bytearray)
    what: bytearray = field(default_factory=bytearray)

    def add(self, source_key: str, respondent: str, said: Sequence[Any]) -> None:
        person = source_key if respondent else ""
        what = self.code([person, *said])
        self.what += what
        self.who += self.code([person]) if person else what

    def code(self, document: list[Any]) -> bytes:
        written = json.dumps(document, sort_keys=True, default=str).encode()
        return hmac.digest(self.key, written, "sha256")[:WIDTH]

    def of(self, place: int) -> tuple[bytes, bytes]:
        there = slice(place * WIDTH, (place + 1) * WIDTH)
        return bytes(self.who[there]), bytes(self.what[there])

    def __len__(self) -> int:
        return len(self.who) // WIDTH

    @cached_property
    def key(self) -> bytes:
        return hashlib.sha256(b"sonda.responses.counted_before" + settings.SECRET_KEY.encode()).digest()


@dataclass(kw_only=True)
class Bound:
    """People of a file who are no longer free: groups that come back whole, and those who are not counted (again)."""

    groups: list[list[int]] = field(default_factory=list)
    withheld: set[int] = field(default_factory=set)

    @cached_property
    def places(self) -> set[int]:
        return self.withheld.union(*self.groups)


@dataclass(kw_only=True)
class Earlier:
    """An earlier import of the survey, and who of the file stands in it: place in the file, block, whether changed."""

    n: int
    is_counted: bool  # still; else it was undone
    met: list[tuple[int, int, bool]] = field(default_factory=list)


def bound(survey: Survey, codes: Codes, *, import_id: int) -> Bound:
    """Who of a file was counted before, and what follows. Nobody in the usual case, which costs one query."""
    found = Bound()
    remember_former(survey, but=import_id)
    before = CountedTogether.objects.filter(survey=survey).exclude(import_id=import_id)
    many = dict(before.order_by().values_list("import_id").annotate(Count("pk")))
    if not many:
        return found
    counted = set(Block.objects.filter(survey=survey).values_list("import_id", flat=True).distinct())
    earlier = {number: Earlier(n=n, is_counted=number in counted) for number, n in many.items()}
    named = meet(survey, codes, earlier)
    chance = said_twice(codes)
    kept_together: dict[int, dict[int, list[tuple[int, bool]]]] = defaultdict(lambda: defaultdict(list))
    for number, one in sorted(earlier.items()):
        repeats = is_repeated(one, len(codes), chance)
        if one.is_counted:
            found.withheld |= {place for place, _block, _changed in one.met if repeats and place not in named}
            continue
        for place, block, changed in one.met:
            if repeats or place in named:
                kept_together[number][block].append((place, changed))
    come_back(found, survey, kept_together)
    return found


def meet(survey: Survey, codes: Codes, earlier: dict[int, Earlier]) -> set[int]:
    """Write down who of the file stands in which earlier import; returns the places of people with a name."""
    waiting: dict[bytes, list[int]] = defaultdict(list)
    named = set()
    for place in range(len(codes)):
        who, what = codes.of(place)
        waiting[who].append(place)
        if who != what:
            named.add(place)
    taken: Counter[tuple[int, bytes]] = Counter()
    for some in pieces(waiting, ASKED):
        rows = CountedTogether.objects.filter(survey=survey, who__in=some).order_by("pk")
        for number, block, *of_person in rows.values_list("import_id", "block", "who", "what"):
            who, what = map(bytes, of_person)
            places = waiting[who]
            if number in earlier and taken[number, who] < len(places):
                place = places[taken[number, who]]
                taken[number, who] += 1
                earlier[number].met.append((place, block, codes.of(place)[1] != what))
    return named


def is_repeated(one: Earlier, n: int, chance: float) -> bool:
    """Whether a file of `n` rows repeats an earlier one, beyond what people who say the same make of it."""
    share = len(one.met) / max(1, min(one.n, n))
    return share >= REPEATS and share >= chance + BEYOND_CHANCE


def said_twice(codes: Codes) -> float:
    """The share of rows that stand in their own file a second time: so many meet in any two files by chance."""
    times = Counter(codes.of(place)[0] for place in range(len(codes)))
    return sum(n for n in times.values() if n > 1) / max(1, len(codes))


def come_back(
    found: Bound, survey: Survey, kept_together: dict[int, dict[int, list[tuple[int, bool]]]]
) -> None:  # fmt: skip
    """Sort the blocks of undone imports into those that come back whole, and those whose people are withheld."""
    home: dict[int, int] = {}  # place → the block with which it comes back
    blocks = [block for of_import in kept_together.values() for block in of_import]
    sizes: dict[int, int] = {}
    for some in pieces(blocks, ASKED):
        there = CountedTogether.objects.filter(survey=survey, block__in=some).order_by()
        sizes |= dict(there.values_list("block").annotate(Count("pk")))
    for of_import in kept_together.values():
        for block, members in of_import.items():
            free = [place for place, _changed in members if place not in found.withheld]
            changed = sum(changed for _place, changed in members)
            # Where all of them answer otherwise, the file was read otherwise, or it is of another time.
            if len(free) == sizes[block] and changed in (0, len(members)):
                for place in free:
                    home.setdefault(place, block)
            else:
                found.withheld.update(place for place, _changed in members)
    groups: dict[int, list[int]] = defaultdict(list)
    for place, block in home.items():
        groups[block].append(place)
    for block, group in groups.items():
        if found.withheld.isdisjoint(group) and len(group) == sizes[block] >= survey.threshold:
            found.groups.append(sorted(group))
        else:
            found.withheld.update(group)


def remember(survey: Survey, *, import_id: int, codes: Codes, blocks: Iterable[tuple[int, Sequence[int]]]) -> None:
    """Write down who is counted in which block: pairs of a block's number and the places of its people."""
    people = ((number, place) for number, places in blocks for place in places)
    packing.remember([(survey.pk, import_id, number, *codes.of(place)) for number, place in people])


def remember_former(survey: Survey, *, but: int | None = None) -> None:
    """The same for imports that came in before this was kept."""
    blocked = set(Block.objects.filter(survey=survey).values_list("import_id", flat=True).distinct()) - {but}
    known = set(CountedTogether.objects.filter(survey=survey).values_list("import_id", flat=True).distinct())
    for number in sorted(blocked - known):
        for some in pieces(former(survey, number), CHUNK):
            packing.remember(some)


def former(survey: Survey, import_id: int) -> Iterator[tuple[int, int, int, bytes, bytes]]:
    rows = Response.objects.filter(survey=survey, import_id=import_id, block__isnull=False).order_by("pk")
    for block, *said in rows.values_list("block_id", *FIELDS).iterator(chunk_size=2_000):
        codes = Codes()
        codes.add(said[0], said[1], said[2:])
        yield survey.pk, import_id, block, *codes.of(0)


def pieces(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
