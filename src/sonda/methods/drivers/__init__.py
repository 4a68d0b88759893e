"""Key drivers: how much of the outcome's variation each touchpoint explains, also when few people visited it."""

from sonda.methods.drivers.blocks import Blocks, blocks_from_frame, blocks_from_sums

__all__ = ["Blocks", "blocks_from_frame", "blocks_from_sums"]
