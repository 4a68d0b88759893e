"""Two spellings of one name: worth a warning, never a silent merge."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

LETTERS_WITHOUT_FORM = str.maketrans("łŁøØđĐ", "lLoOdD")  # letters that Unicode does not take apart


def two_spellings(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs that differ only in case, accents, spaces or punctuation, each with the first spelling of its kind.

    >>> list(two_spellings(["Dąbrowa", "Lipnik", "DABROWA", "Stare Pole", "Stare-Pole"]))
    [('Dąbrowa', 'DABROWA'), ('Stare Pole', 'Stare-Pole')]
    """
    kinds: dict[str, list[str]] = defaultdict(list)
    for name in names:
        kinds[bare(name)].append(name)
    for spellings in kinds.values():
        for other in spellings[1:]:
            yield spellings[0], other


def bare(name: str) -> str:
    """Letters and digits alone, without accents and case."""
    apart = unicodedata.normalize("NFKD", name.translate(LETTERS_WITHOUT_FORM))
    return re.sub(r"[\W_]+", "", "".join(c for c in apart if not unicodedata.combining(c))).casefold()
