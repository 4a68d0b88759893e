"""What a covariance matrix, the outcome first, says about a regression."""

import numpy as np

from sonda.methods.drivers.blocks import Floats

ALL_BUT_EQUAL = 1e-9


def with_outcome(cov: Floats) -> Floats:
    """Correlation of each driver with the outcome; NaN for a column that stands still."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(cov[0, 1:] / np.sqrt(cov[0, 0] * np.diag(cov)[1:]))


def coefficients(cov: Floats) -> Floats:
    """Of the regression of the outcome on all drivers; those of least length where drivers determine each other."""
    return np.asarray(np.linalg.lstsq(cov[1:, 1:], cov[1:, 0], rcond=1e-12)[0])


def tied(cov: Floats) -> bool:
    """Whether some driver is all but determined by the others."""
    deviation = np.sqrt(np.diag(cov)[1:])
    if not deviation.all():
        return True
    return bool(np.linalg.eigvalsh(cov[1:, 1:] / np.outer(deviation, deviation))[0] < ALL_BUT_EQUAL)
