import numpy as np

from sonda.methods.control import control_nps_from_sums
from sonda.methods.sums import Sums


def test_weights_push_no_month_over_the_end_of_the_scale():
    w = 0.1 + 0.2
    above = float(np.nextafter(w, 1))  # what adding the weights in another order makes of it
    month = Sums(n=2, w=w, wy=-above, wyy=w, clusters=2, aa=0.05, ab=-0.05, bb=0.05)
    chart = control_nps_from_sums(t=[1, 2], sums=[month, month])
    assert chart.center == -100
    assert [point.value for point in chart.points] == [-100, -100]
