"""What people wrote down to have happened is flagged at its period, beside a signal where there is one."""

from datetime import date

from sonda.charts import trend
from sonda.charts.context import Context
from sonda.charts.trend import Quarter
from sonda.methods.nps import nps_from_counts

SERIES = [(date(2026, month, 1), nps_from_counts(promoters=9, passives=5, detractors=4)) for month in (1, 2, 3)]
HAPPENED = ((date(2026, 2, 9), "price rise"), (date(2026, 2, 20), "new call centre"), (date(2030, 1, 1), "later"))


def flags(chart):
    return [row["flag"] for row in chart.spec["data"]["values"]]


def test_one_flag_stands_at_a_period_and_the_caption_says_all_that_happened_in_it():
    chart = trend.chart(SERIES, context=Context(happened=HAPPENED))
    assert flags(chart) == ["", "A", ""]
    assert chart.caption.replace("\u00a0", " ").endswith("A: price rise; new call centre.")
    assert [row[-1].value for row in chart.rows] == ["", "price rise; new call centre", ""]


def test_a_signal_and_what_happened_share_a_flag():
    chart = trend.chart(SERIES, context=Context(happened=HAPPENED), signals=[date(2026, 2, 1)])
    assert flags(chart) == ["", "signal A", ""]


def test_a_table_without_anything_that_happened_has_no_column_for_it():
    chart = trend.chart(SERIES, context=Context(happened=HAPPENED[2:]))
    assert (flags(chart), len(chart.columns), len(chart.rows[0])) == (["", "", ""], 4, 4)


def test_quarters_and_years_know_their_days():
    assert [trend.during(Quarter(year=2026, number=n), date(2026, 4, 1)) for n in (1, 2)] == [False, True]
    assert trend.during(2026, date(2026, 12, 31))
