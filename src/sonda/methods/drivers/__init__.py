"""Key drivers: how much of the outcome's variation each touchpoint explains, also when few people visited it."""

from sonda.methods.drivers.blocks import Blocks, blocks_from_frame, blocks_from_sums
from sonda.methods.drivers.covariance import Moments, em
from sonda.methods.drivers.frame import drivers
from sonda.methods.drivers.groups import Groups, groups_from_frame, groups_from_sums
from sonda.methods.drivers.linear import drivers_from_blocks
from sonda.methods.drivers.lmg import lmg
from sonda.methods.drivers.logit import logit_drivers_from_groups
from sonda.methods.drivers.result import LEADS, OK, SHARED, TOO_FEW, Driver, Drivers
from sonda.methods.drivers.weights import relative_weights

__all__ = [
    "LEADS",
    "OK",
    "SHARED",
    "TOO_FEW",
    "Blocks",
    "Driver",
    "Drivers",
    "Groups",
    "Moments",
    "blocks_from_frame",
    "blocks_from_sums",
    "drivers",
    "drivers_from_blocks",
    "em",
    "groups_from_frame",
    "groups_from_sums",
    "lmg",
    "logit_drivers_from_groups",
    "relative_weights",
]
