"""Blocks of at least k people: what is shown of confidential answers is always made of whole blocks.

A group of fewer than k people can be shown by itself, or be computed as the difference of two groups that are both
large enough: everybody less everybody outside Lviv, this month's figure less last month's. Withholding small cells and
their complements, figure by figure, leaves the next combination of filters open. Here the people are put into blocks
once. A block never changes. Every figure counts a block as a whole or not at all, so whatever is added to or subtracted
from whatever, what remains is made of whole blocks again, and none of them has fewer than k people.

What is lost: a filter counts the blocks that lie wholly within it. People with a rare combination of attributes share a
block with their likes, and are counted where the cut is wide enough to hold them all. Blocks are therefore made as
uniform as they can be, attribute by attribute in the order of their importance. (The idea is that of LeFevre, DeWitt
and Ramakrishnan 2006, "Mondrian multidimensional k-anonymity"; here the order is fixed, the tree is cut from below.)
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

LEAST = 3  # below that nobody is hidden


@dataclass(frozen=True, kw_only=True)
class Blocks:
    """`members`: places of the people of each block. `left`: places of fewer than k people who are in none."""

    members: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]


def blocks(attributes: Sequence[Sequence[Hashable]], *, k: int, person: Sequence[Hashable] | None = None) -> Blocks:
    """Put people into blocks of at least `k` (fewer than 2k where people allow it), as uniform as can be.

    `attributes`: for each row its values, the most important attribute first; `None` is a value like any other.
    `person`: who a row belongs to, where one person may have several; k counts people, not rows.

    A row is in a block of people who are alike in the first attributes, as many of them as there are k such people for.
    Fewer than k people are left over at the most, all of them together.

    Errors: ValueError for k below 3 or rows of different lengths.

    >>> rows = [("Lviv", "young")] * 6 + [("Lviv", "old")] * 3 + [("Kyiv", "old")] * 2 + [("Odesa", "old")]
    >>> blocks(rows, k=3)
    Blocks(members=((0, 1, 2), (3, 4, 5), (6, 7, 8), (9, 10, 11)), left=())
    >>> blocks(rows, k=5)
    Blocks(members=((0, 1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11)), left=())
    """
    if k < LEAST:
        raise ValueError(f"A group of fewer than {LEAST} people hides nobody: k is {k}.")
    width = len(attributes[0]) if len(attributes) else 0
    if any(len(row) != width for row in attributes):
        raise ValueError("Every row needs the same attributes.")
    who = person if person is not None else range(len(attributes))
    made: list[tuple[int, ...]] = []

    def settle(rows: list[int], depth: int) -> list[int]:
        """Block rows that are alike in the first `depth` attributes; those come back for whom there are too few."""
        if depth < width:
            alike: dict[Hashable, list[int]] = {}
            for row in rows:
                alike.setdefault(attributes[row][depth], []).append(row)
            rows = [row for same in alike.values() for row in settle(same, depth + 1)]
        if len({who[row] for row in rows}) < k:
            return rows
        made.extend(cut(rows, who, k))
        return []

    left = settle(list(range(len(attributes))), 0)
    return Blocks(members=tuple(made), left=tuple(left))


def cut(rows: list[int], who: Sequence[Hashable], k: int) -> list[tuple[int, ...]]:
    """Rows in a row, cut as soon as a piece holds k people; what remains at the end belongs to the last piece."""
    pieces: list[list[int]] = [[]]
    people: set[Hashable] = set()
    for row in rows:
        if len(people) >= k and who[row] not in people:
            pieces.append([])
            people = set()
        pieces[-1].append(row)
        people.add(who[row])
    if len(people) < k and len(pieces) > 1:
        rest = pieces.pop()
        pieces[-1] += rest
    return [tuple(piece) for piece in pieces]
