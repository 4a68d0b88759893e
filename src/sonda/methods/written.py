"""A number as a person or a spreadsheet writes it in a cell, and the white space around it.

Both doors read by this: the frame's in Python, the engine's in SQL (`sonda.engine.cells`); a test holds them together.
"""

import re

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"
SPACES += "".join(map(chr, range(0x2000, 0x200B)))


def written_number(text: str) -> float | None:
    """The number that a text is, None for any other text: Python itself would read `1_0`, `nan` and `７` as numbers.

    >>> [written_number(text) for text in (" 7 ", "+7.50", ".5", "1e1", "007")]
    [7.0, 7.5, 0.5, 10.0, 7.0]
    >>> [written_number(text) for text in ("1_0", "0x10", "nan", "true", "７", "٧", "+-5", "1 000", "")]
    [None, None, None, None, None, None, None, None, None]
    """
    text = text.strip(SPACES)
    return float(text) if NUMBER.fullmatch(text) else None
