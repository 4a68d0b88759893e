"""The fictional broadband operator “Bystra”: written by a seeded generator, loaded through the product's own import.

`write(folder)` writes its five files with their mappings and the planted truths; `load(owner=…)` makes the organisation
and imports them, with `data=` the real data sets of a folder as further organisations.
"""

from sonda.apps.transfers.demo.load import load
from sonda.apps.transfers.demo.plan import PLAN, Plan, turned
from sonda.apps.transfers.demo.write import SEED, write

__all__ = ["PLAN", "SEED", "Plan", "load", "turned", "write"]
