"""Texts of the gallery in three languages: sample content, as answers would be, and so not for gettext."""

from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Person:
    """Somebody signed in."""

    name: str
    email: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Column:
    """A column as charts describe it."""

    label: str
    numeric: bool = False
    keep: int = 0


ORGANIZATIONS = {
    "en": ["San Francisco International Airport", "Sowa Net", "Bookshop Svitlytsia"],
    "pl": ["Międzynarodowy Port Lotniczy", "Sowa Net", "Księgarnia Świetlica"],
    "uk": ["Міжнародний аеропорт Сан-Франциско", "Сова Нет", "Книгарня «Світлиця»"],
}
PEOPLE = {"en": "Marta Lis", "pl": "Świętosława Żmuda", "uk": "Ґалаґан Їжакевич"}

TABLE = {
    "columns": [
        Column("Touchpoint"),
        Column("Weight", True, 2),
        Column("95% interval", True),
        Column("Rated 4–5", True, 1),
        Column("Used by", True, 3),
        Column("Answers", True),
    ],
    "rows": [
        ["Food and drink", "10.7%", "8.6–12.7", "57.4%", "88%", "2,432"],
        ["Parking", "9.2%", "7.2–11.6", "66.0%", "45%", "1,240"],
        ["Long-term parking shuttle", "7.3%", "5.0–9.7", "65.8%", "30%", "819"],
    ],
    "long": [
        [
            "Міжрегіональний центр обслуговування клієнтів та партнерів",
            "100.0%",
            "−100.0 to\xa0+100.0",
            "100.0%",
            "100%",
            "1,234,567",
        ],
    ],
    "foot": ["All 14", "100%", "", "72.8%", "", "2,688"],
}

HOW = [
    ("Score", "Share of promoters less share of detractors."),
    ("Interval", "Adjusted Wald, 95%."),
    ("Source", "Reichheld (2003), Harvard Business Review 81(12)."),
]
BARS: dict[str, Any] = {
    "data": {
        "values": [{"name": "Parking", "share": 66}, {"name": "Signs", "share": 80}, {"name": "Food", "share": 57}]
    },
    "mark": {"type": "bar", "height": 14, "fill": "var(--accent)"},
    "encoding": {
        "x": {"field": "share", "type": "quantitative", "title": "Rated 4 or 5, %"},
        "y": {"field": "name", "type": "nominal", "title": None, "sort": "-x"},
    },
    "height": 120,
    "padding": {"left": 64, "right": 16, "top": 8, "bottom": 40},
}
CHART = {
    "description": "Bars of three touchpoints: signs 80%, parking 66%, food 57%.",
    "caption": "Share of customers who rate a touchpoint 4 or 5.",
    "specs": {"wide": BARS, "narrow": BARS, "narrowBelow": 420},
    "heights": (168, 168),
}

HOME: dict[str, dict[str, Any]] = loads((Path(__file__).parent / "home.json").read_text(encoding="utf-8"))
