"""Three quiet drawings that stand where a page has its charts."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sonda.methods.numbers import percent

YEARS = ((2015, 80.5, 78.6, 82.3), (2016, 81.4, 79.6, 83.2), (2017, 82.3, 80.5, 84.1))
AREAS = (
    ("D", 85, 81, 89), ("E", 83.4, 77.4, 89.4), ("F", 82, 78.1, 85.9), ("A", 81.8, 78.3, 85.1),
    ("G", 81.7, 77.8, 86.4), ("C", 81.4, 76, 86.7), ("B", 79.3, 71.3, 87.2),
)  # fmt: skip
TOUCHPOINTS = (  # x, its half interval, y, low, high, decided
    (57.4, 2.6, 10.7, 8.6, 12.7, True), (66, 2.9, 9.2, 7.2, 11.6, True), (56.3, 2.4, 7.4, 5.7, 8.9, False),
    (65.8, 3.7, 7.3, 5, 9.7, False), (72.6, 2.2, 7.9, 6.1, 9.5, False), (79.8, 1.8, 7.2, 5.8, 9, False),
    (73.9, 2.2, 5.7, 4.1, 7.7, False), (79.1, 1.8, 5.8, 4.7, 7.1, False), (66.5, 2.8, 5.3, 4.3, 6.6, False),
)  # fmt: skip


def trend(label: str, language: str) -> SafeString:
    x = [60 + 205 * i for i in range(3)]
    y = [[200 - (value - 75) * 17 for value in row[1:]] for row in YEARS]
    band = " ".join(
        f"{a},{b}"
        for a, b in [*zip(x, (r[2] for r in y)), *reversed(list(zip(x, (r[1] for r in y))))]  # noqa: B905
    )
    grid = format_html_join("", '<path class="grid" d="M40 {0}H560"/><text x="0" y="{1}">{2}</text>',
                            ((200 - v * 17, 204 - v * 17, 75 + v) for v in (0, 5, 10)))  # fmt: skip
    marks = format_html_join(
        "",
        '<path class="whisker" d="M{0} {2}V{3}"/><circle class="dot" cx="{0}" cy="{1}" r="4.5"/>'
        '<text class="strong" x="{5}" y="{6}">{4}</text><text x="{0}" y="226" text-anchor="middle">{7}</text>',
        (
            (a, r[0], r[1], r[2], percent(row[1] / 100, language=language), a + 10, r[0] - 10, row[0])
            for a, r, row in zip(x, y, YEARS, strict=True)
        ),
    )
    line = " ".join(f"{a},{r[0]}" for a, r in zip(x, y, strict=True))
    return _svg(620, 234, label, grid, format_html('<polygon class="band" points="{}"/>', band),
                format_html('<polyline class="line" points="{}"/>', line), marks)  # fmt: skip


def areas(label: str, word: str) -> SafeString:
    def x(value: float) -> float:
        return round(90 + (value - 65) * 13, 1)

    rows = format_html_join(
        "",
        '<text class="ink" x="0" y="{1}">{6} {0}</text><path class="whisker" d="M{3} {2}H{4}"/>'
        '<circle class="ring" cx="{5}" cy="{2}" r="5"/><circle class="dot" cx="316" cy="{2}" r="3.5"/>',
        ((n, 40 + 40 * i, 36 + 40 * i, x(lo), x(hi), x(m), word) for i, (n, m, lo, hi) in enumerate(AREAS)),
    )
    return _svg(440, 320, label, mark_safe('<path class="goal" d="M316 12V300"/>'), rows)


def priorities(label: str, first: str) -> SafeString:
    def x(value: float) -> float:
        return round(30 + (value - 50) * 17, 1)

    def y(value: float) -> float:
        return round(420 - (value - 4) * 45, 1)

    crosses = format_html_join(
        "",
        '<g class="{6}"><path d="M{0} {3}V{4}M{1} {5}H{2}"/><circle cx="{0}" cy="{5}" r="4"/></g>',
        ((x(a), x(a - h), x(a + h), y(lo), y(hi), y(b), "bad-cross" if d else "even-cross")
         for a, h, b, lo, hi, d in TOUCHPOINTS),
    )  # fmt: skip
    frame = format_html(
        '<rect class="here" x="30" y="0" width="344" height="280"/><path class="goal" d="M374 0V420M30 280H600"/>'
        '<path class="grid" d="M30 420H600"/><text class="bad-word" x="40" y="22">{}</text>', first
    )  # fmt: skip
    return _svg(620, 430, label, frame, crosses)


def _svg(width: int, height: int, label: str, *parts: SafeString) -> SafeString:
    return format_html(
        '<svg class="drawing" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        width, height, label, mark_safe("".join(parts)),  # noqa: S308 — made above from numbers and escaped words
    )  # fmt: skip
