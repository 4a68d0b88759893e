"""What is said of the rows at the end of a file that hold totals."""

from sonda.engine.readers import Opened
from sonda.engine.readers.foot import TOTALS, bare
from sonda.methods.result import N_, Note

LEFT_OUT = N_("Row %(row)s at the end (“%(value)s”) is left out: it holds a total, and nobody’s answers.")
AS_SAID = N_("Row %(row)s at the end (“%(value)s”) is left out, as it was said.")
READ = N_(
    "Row %(row)s at the end (“%(value)s”) looks like a total and is read as somebody’s answers. If it is a total, let "
    "the rows at the end be left out where it is said how the file is read."
)


def foot_told(opened: Opened, n_rows: int) -> list[Note]:
    """Each row at the end that is left out, or looks like a total, as a spreadsheet numbers it; `n_rows` were read."""
    foot = opened.foot
    read = n_rows if foot.n_left_out else n_rows - len(foot.rows)
    last = opened.header_row + opened.skip_below + read
    shown = opened.true_row(last) if opened.true_row else last
    told = []
    for each in foot.rows:
        text = READ if not foot.n_left_out else LEFT_OUT if bare(each.word) in TOTALS else AS_SAID
        told.append(Note(text=text, values={"row": each.row or shown + each.below, "value": each.word}))
    return told
