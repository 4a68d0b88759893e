"""A mapping of an earlier file laid on a new one whose columns may have been renamed, moved, added or dropped."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from sonda.apps.surveys.choices import Kind
from sonda.apps.transfers.mapping.columns import Column
from sonda.apps.transfers.profiling.profile import ColumnProfile, Profile
from sonda.apps.transfers.suggesting.scales import codes_of
from sonda.apps.transfers.suggesting.words import folded, is_generic, parts
from sonda.methods.result import N_, Note

ALIKE = 0.8  # of two names, from which they may be one
ENOUGH = 0.6  # of a mapping's columns that a file must have, and of a file's that a mapping must know
MANY = 10  # names of words (not Q1, Q2) in common that are no chance, however much else the file holds
SHORT = 8  # letters from which a name with a slip in it is still known
TOLD = 20  # columns named one by one


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How a mapping fits a file: its columns under the file's names, and what has changed since."""

    columns: tuple[Column, ...]
    n_wanted: int  # columns of the mapping whose names tell this file from others
    n_gone: int  # of these, no longer in the file
    renamed: tuple[tuple[str, str], ...] = ()  # (as it was, as it is)
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    notes: tuple[Note, ...] = field(default_factory=tuple)

    @property
    def share(self) -> float:
        """Share of the mapping's telling columns that the file has."""
        return 1 - self.n_gone / self.n_wanted if self.n_wanted else 0.0

    def fits(self, meant: Collection[str] = (), left_out: Collection[str] = ()) -> bool:
        """Whether the file is one more of those that the mapping was made for.

        `meant`: columns of the file that look like something worth bringing in; `left_out`: those that were there
        before and that nobody wanted. Most of the mapping must be there, and most of the file must be known; of a file
        of a hundred questions a mapping may want a third, so that many names in common are enough. Names that stand in
        any file (id, date, nps) tell nothing: where there are no others, all must be there and none new.
        """
        new = {name for name in self.added if name in meant and name not in left_out}
        if not self.n_wanted:
            return bool(self.columns) and not self.gone and not new
        known = {column.name for column in self.columns} | {name for name in self.added if name in left_out}
        known, unknown = ({name for name in names if not is_generic(name)} for names in (known, new))
        if sum(any(len(word) > 2 and word.isalpha() for word in parts(name)) for name in known) >= MANY:
            return self.share >= ENOUGH
        return self.share >= ENOUGH and len(known) > 0 and len(known) >= ENOUGH * len(known | unknown) - 1e-9


def laid_on(profile: Profile, columns: Iterable[Column]) -> Drift:
    """Match each column of a mapping with one of the file: by its name, by its folded name, by its question, by a name
    much alike whose values still fit."""
    wanted = list(columns)
    telling = {column.name for column in wanted if not is_generic(column.name)}
    found = matched(profile, wanted)
    there = [column for column in wanted if column.name in found]
    gone = tuple(dict.fromkeys(column.name for column in wanted if column.name not in found and not column.optional))
    renamed = tuple((was, now.name) for was, now in found.items() if was != now.name)
    taken = {now.name for now in found.values()}
    added = tuple(column.name for column in profile.columns if column.name not in taken)
    return Drift(
        columns=tuple(called(column, found[column.name].name) for column in there),
        n_wanted=len(telling),
        n_gone=len(telling & set(gone)),
        renamed=renamed,
        gone=gone,
        added=added,
        notes=(*told(renamed, gone),),
    )


def called(column: Column, name: str) -> Column:
    return replace(column, name=name)


def matched(profile: Profile, wanted: list[Column]) -> dict[str, ColumnProfile]:
    """The mapping's name of a column → the file's column; each of the file is matched once."""
    free = {column.name: column for column in profile.columns}
    found: dict[str, ColumnProfile] = {}
    for column in wanted:
        if column.name in free:
            found[column.name] = free.pop(column.name)
    ways = (lambda text: "".join(parts(text)), folded)

    def rest() -> list[Column]:
        return [column for column in wanted if column.name not in found]

    for fold in ways:
        by_fold = defaultdict(list)
        for name in free:
            by_fold[fold(name)].append(name)
        for column in rest():
            same = [name for name in by_fold.get(fold(column.name), ()) if name in free]
            if len(same) == 1 and fold(column.name):
                found.setdefault(column.name, free.pop(same[0]))
    for column in rest():
        asked = {folded(text) for text in column.text.values() if text}
        same = [name for name, profiled in free.items() if profiled.label and folded(profiled.label) in asked]
        if len(same) == 1:
            found.setdefault(column.name, free.pop(same[0]))
    for column in rest():
        near = [(alike(column.name, name), name) for name in free]
        near = sorted((pair for pair in near if pair[0] >= ALIKE and fits(free[pair[1]], column)), reverse=True)[:2]
        if near and (len(near) == 1 or near[0][0] > near[1][0]) and column.name not in found:
            found[column.name] = free.pop(near[0][1])
    return found


def alike(first: str, second: str) -> float:
    """How alike two names are; another number or single letter in it makes it another question, and of few letters
    each counts.

    >>> alike("Q21INCOME", "Q21INCME") > 0.8, alike("Q8COM1", "Q8COM2"), alike("E01", "E02")
    (True, 0.0, 0.0)
    >>> alike("polecenieB", "polecenieZ"), alike("osobag", "osobah")
    (0.0, 0.0)
    """
    marks = [[part for part in parts(name) if part.isdigit() or len(part) == 1] for name in (first, second)]
    if marks[0] != marks[1] or min(len(folded(first)), len(folded(second))) < SHORT:
        return 0.0
    return SequenceMatcher(None, folded(first), folded(second)).ratio()


def fits(profile: ColumnProfile, column: Column) -> bool:
    """Whether a column's values could be answers of that question."""
    if column.kind not in (Kind.RATING, Kind.NUMBER):
        return profile.kind != "number" or column.kind != Kind.TEXT
    codes = codes_of(profile)
    if not codes.numbers:
        return False
    if column.low is None or column.high is None:
        return True
    off = [number for number in codes.numbers if not column.low <= number <= column.high]
    return all(f"{number:.15g}" in column.missing for number in off)


def told(renamed: tuple[tuple[str, str], ...], gone: tuple[str, ...]) -> Iterable[Note]:
    """What has changed, in sentences."""
    for was, now in renamed[:TOLD]:
        yield Note(text=N_("“%(was)s” is now called “%(now)s”."), values={"was": was, "now": now})
    if len(renamed) > TOLD:
        yield Note(text=N_("Renamed columns beside these: %(n)s."), values={"n": len(renamed) - TOLD})
    if gone:
        more = len(gone) - TOLD
        names = ", ".join(gone[:TOLD]) + (" …" if more > 0 else "")
        yield Note(text=N_("The file has no longer: %(columns)s."), values={"columns": names})
