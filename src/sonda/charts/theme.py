"""The one look of all figures. Colours are names here; the page's CSS, or `render` for a file, gives them their values.

A figure in a page says `var(--bad)` and follows light and dark without being drawn again. `paint` writes the values
for a figure that leaves the page (SVG, PNG, PDF, PPTX).
"""

import json
from typing import Any, cast

INK, SOFT, PAPER, WASH = "var(--ink)", "var(--soft)", "var(--paper)", "var(--wash)"
LINE, EDGE, ACCENT, BAND = "var(--line)", "var(--edge)", "var(--accent)", "var(--band)"
GOOD, BAD, EVEN = "var(--good)", "var(--bad)", "var(--even)"
GOOD_WASH, BAD_WASH = "var(--good-wash)", "var(--bad-wash)"
KINDS = {"good": GOOD, "bad": BAD, "even": EVEN, "accent": ACCENT}
# At most six hues tell segments apart; each curve also carries its name and its own dashes.
SEGMENTS = ("var(--seg-1)", "var(--seg-2)", "var(--seg-3)", "var(--seg-4)", "var(--seg-5)", "var(--seg-6)")

TEXT, SMALL = 12.5, 11.5
# The page's CSS puts its own face in; a file takes what draws −, ą and ї on every machine.
SANS = "sans-serif"

LIGHT = {
    "paper": "#fcfaf5",
    "sheet": "#fffefc",
    "wash": "#f4f0ea",
    "line": "#dcd6ce",
    "edge": "#8a8279",
    "ink": "#261f18",
    "soft": "#605850",
    "accent": "#00595a",
    "good": "#006663",
    "bad": "#ab4100",
    "even": "#847c73",
    "good-wash": "#ddf1f0",
    "bad-wash": "#fdecdf",
    "pale": "#bfb7ae",
    "band": "rgba(0, 89, 90, 0.13)",
    "seg-1": "#00595a",
    "seg-2": "#ab4100",
    "seg-3": "#4a63a8",
    "seg-4": "#8a6a00",
    "seg-5": "#8c4585",
    "seg-6": "#605850",
}
DARK = {
    "paper": "#1b1815",
    "sheet": "#231f1c",
    "wash": "#292521",
    "line": "#3d3833",
    "edge": "#847e76",
    "ink": "#ece7df",
    "soft": "#b5aea5",
    "accent": "#7abfbd",
    "good": "#6eb5b1",
    "bad": "#e3945f",
    "even": "#8a837b",
    "good-wash": "#1d3230",
    "bad-wash": "#34241a",
    "pale": "#57524c",
    "band": "rgba(125, 200, 196, 0.16)",
    "seg-1": "#7abfbd",
    "seg-2": "#e3945f",
    "seg-3": "#93a8e6",
    "seg-4": "#cfae56",
    "seg-5": "#cf95c8",
    "seg-6": "#b5aea5",
}
THEMES = {"light": LIGHT, "dark": DARK}

CONFIG: dict[str, Any] = {
    "background": "transparent",
    "view": {"stroke": None},
    "text": {"font": SANS, "fontSize": TEXT, "fill": SOFT, "baseline": "middle"},
    "rule": {"strokeCap": "butt"},
    "point": {"filled": True},
}


def paint(spec: dict[str, Any], theme: str = "light") -> dict[str, Any]:
    """The specification with colours written out for a theme, for drawing outside the page.

    >>> paint({"fill": "var(--bad)"}, "dark")
    {'fill': '#e3945f'}
    """
    text = json.dumps(spec)
    for name, colour in THEMES[theme].items():
        text = text.replace(f"var(--{name})", colour)
    return cast(dict[str, Any], json.loads(text))
