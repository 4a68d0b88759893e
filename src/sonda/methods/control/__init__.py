"""Did something change, or is it noise? Control charts with run rules.

`control` reads a frame or arrays, `control_from_points` judges one value a row, `control_from_periods` rows added up by
time, `control_nps_from_sums` answers added up by time; `rules` holds the run rules by themselves.
"""

from sonda.methods.control.charts import control_from_periods, control_from_points
from sonda.methods.control.frame import control
from sonda.methods.control.nps import control_nps_from_sums
from sonda.methods.control.results import IN_CONTROL, SIGNALS, Control, Point

__all__ = [
    "IN_CONTROL",
    "SIGNALS",
    "Control",
    "Point",
    "control",
    "control_from_periods",
    "control_from_points",
    "control_nps_from_sums",
]
