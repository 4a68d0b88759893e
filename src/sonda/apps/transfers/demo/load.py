"""Example organisations, loaded through the product's own import."""

import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sonda.apps.organizations.choices import Origin, Role
from sonda.apps.organizations.models import Member, Organization, User
from sonda.apps.organizations.operations import create_organization
from sonda.apps.transfers.demo.plan import PLAN, Plan
from sonda.apps.transfers.demo.write import SEED, write
from sonda.apps.transfers.mapping.file import find_mapping
from sonda.apps.transfers.operations import request_import, run_import
from sonda.apps.transfers.queries import sentence
from sonda.methods.result import N_
from sonda.ui.errors import SondaError

# Real data sets: file below the data folder → the mapping that comes with Sonda.
REAL = {
    "sfo_2015_2017/sfo_customer_survey_2015.csv": "sfo_2015",
    "sfo_2015_2017/sfo_customer_survey_2016.csv": "sfo_2016",
    "sfo_2015_2017/sfo_customer_survey_2017.csv": "sfo_2017",
    "kiosk_servqual/kiosk_responses.csv": "kiosk",
    "telco_churn_reasons/telecom_customer_churn.csv": "telco",
    "ecsi_mobi/ecsi_mobi.csv": "ecsi",
    "olist_sample/olist_order_reviews_dataset.csv": "olist",
}

Progress = Callable[..., None]


class DemoRefused(SondaError):
    message = "%(file)s: %(problem)s"


@dataclass(frozen=True)
class Piece:
    """One file with its mapping, and the organisation that the mapping names."""

    path: Path
    mapping: str
    origin: Origin = Origin.EXAMPLE

    @property
    def organization(self) -> dict[str, str]:
        return dict(tomllib.loads(self.mapping)["organization"])


def load(
    *,
    owner: User,
    data: Path | None = None,
    progress: Progress | None = None,
    seed: int = SEED,
    plan: Plan = PLAN,
) -> list[Organization]:
    """Make the fictional operator and import its files; with `data`, the real data sets found there as well.

    `owner` becomes the owner of each organisation. What is there already stays as it is, so that an interrupted load
    can be started again. Raises DemoRefused when a file is not what its mapping says.
    """
    with tempfile.TemporaryDirectory(prefix="sonda-demo-") as folder:
        written = write(Path(folder), seed=seed, plan=plan)
        pieces = [Piece(path, path.with_suffix(".toml").read_text(encoding="utf-8")) for path in written]
        if data is not None:
            there = {data / file: name for file, name in REAL.items() if (data / file).exists()}
            pieces += [Piece(path, find_mapping(name), Origin.PUBLIC) for path, name in there.items()]
        homes: dict[int, Organization] = {}
        for number, piece in enumerate(pieces):
            home = home_of(piece, owner)
            take_in(piece, home, Share(progress, number, len(pieces)))
            homes[home.pk] = home
    return list(homes.values())


def home_of(piece: Piece, owner: User) -> Organization:
    named = piece.organization
    home = Organization.objects.filter(slug=named["slug"]).first() or create_organization(
        name=named["name"], slug=named["slug"], language=named["language"], origin=piece.origin
    )
    Member.objects.get_or_create(user=owner, organization=home, defaults={"role": Role.OWNER})
    return home


def take_in(piece: Piece, home: Organization, progress: Progress) -> None:
    wanted, _is_new = request_import(organization=home, path=piece.path, mapping_text=piece.mapping)
    wanted = run_import(wanted.pk, report_progress=progress)
    if wanted.problems:
        raise DemoRefused(file=piece.path.name, problem=sentence(wanted.problems[0]))


class Share:
    """The progress of one file as its part of all files: half of it is reading, half of it storing."""

    def __init__(self, progress: Progress | None, number: int, files: int) -> None:
        self.progress, self.number, self.files = progress, number, files
        self.steps: list[str] = []

    def __call__(self, *, done: int, total: int, what: str) -> Any:
        if what not in self.steps:
            self.steps.append(what)
        if self.progress:
            part = min((len(self.steps) - 1 + (done / total if total else 0.0)) / 2, 1.0)
            self.progress(done=int(100 * (self.number + part)), total=100 * self.files, what=N_("Loading example data"))
