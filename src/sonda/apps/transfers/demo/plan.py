"""What is planted in the demo data: the numbers from which the generator draws. `truths.toml` tells them in words."""

from dataclasses import dataclass, field, replace

TOUCHPOINTS: dict[str, tuple[float, float, float]] = {
    # key: reach (share who used it), mean rating (1–5), strength (how much of satisfaction moves with it)
    "stability": (0.93, 4.15, 0.60),  # the strong driver that few rate badly
    "billing": (0.66, 3.05, 0.46),  # the one to mend first
    "speed": (0.74, 3.85, 0.16),
    "router": (0.46, 3.75, 0.10),
    "app": (0.42, 3.95, 0.05),
    "helpline": (0.33, 3.55, 0.12),
    "outage_news": (0.28, 3.35, 0.10),
    "website": (0.26, 3.80, 0.03),
    "shop": (0.20, 4.00, 0.04),
    "installation": (0.19, 4.05, 0.08),
    "repair": (0.17, 3.60, 0.10),
    "chat": (0.15, 3.60, 0.04),
    "forum": (0.12, 3.40, 0.0),  # tempting: those who are delighted or furious go there, and it moves nobody
    "moving": (0.05, 3.70, 0.06),  # too few to judge
}
# region → branches with their share of the customers; small ones among them look bad or good by chance
BRANCHES: dict[str, dict[str, float]] = {
    "Północ": {"Brzozów": 70, "Jodłów": 38, "Kalina": 6, "Modrzew": 5, "Leszczyna": 33, "Wierzbno": 4},
    "Południe": {"Bukowina": 75, "Jaworzyn": 40, "Cisowa": 4, "Sosnówka": 5, "Świerk": 34, "Tarnina": 4},
    "Wschód": {"Lipnik": 72, "Olszyna": 46, "Grabina": 36, "Jesionka": 4, "Głogów Mały": 6, "Osiczyna": 5},
    "Zachód": {"Dąbrowa": 78, "Klonowo": 37, "Topolin": 35, "Jarzębina": 5, "Wiązowa": 4, "Rokitno": 5},
}
MISSPELT = {"Dąbrowa": "Dabrowa", "Głogów Mały": "Głogów  Mały"}  # as somebody typed them now and then

ITEMS = tuple(f"{n:02d}" for n in range(1, 15))
DIMENSIONS = {"tangibles": 4, "reliability": 5, "responsiveness": 4, "assurance": 4, "empathy": 5}
DESTINATIONS = {"Halnet": 0.54, "Kometa": 0.14, "internet mobilny": 0.12, "wyprowadzka": 0.12, "bez internetu": 0.08}
REASONS = {
    "cena": 0.36, "awarie": 0.23, "obsługa": 0.15, "niejasne rachunki": 0.15, "prędkość": 0.11,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The planted truths as numbers; everything that is not named here is chance."""

    strength: dict[str, float] = field(default_factory=lambda: {key: t[2] for key, t in TOUCHPOINTS.items()})
    worse_branch: str = "Olszyna"
    branch_effect: float = -0.44
    shift_month: int = 17  # counted from 1; 24 months from November 2024
    shift: float = -0.42
    billing_shift: float = -0.55  # what customers saw of it: the new bill
    overestimated: tuple[str, ...] = ("01", "02", "04", "05", "07", "09", "10", "12", "14")
    underestimated: tuple[str, ...] = ("06",)
    leaders: float = 0.95
    competitor_leads: tuple[str, ...] = ("11",)
    competitor: float = 0.65
    widest: str = "reliability"  # dimension with the widest gap of expectation and perception
    exceeded: str = "03"  # the item whose perception is above expectation


PLAN = Plan()


def turned() -> Plan:
    """The same company turned round: another branch is the worse one, nothing shifted, the strong driver is silent,
    leaders and customers changed places, and the competitor's lead is ours."""
    return replace(
        PLAN,
        strength={**PLAN.strength, "stability": 0.0},
        worse_branch="Bukowina",
        shift=0.0,
        billing_shift=0.0,
        leaders=-PLAN.leaders,
        competitor=-PLAN.competitor,
    )
