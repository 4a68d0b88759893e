"""The methods of customer experience as pure functions: numbers in, a frozen result out.

Each method has two doors with equal answers: `nps(frame, score="recommend")` on a frame in a notebook (anything whose
columns come out with `frame["column"]`: pandas, polars, pyarrow, a dict of lists) and a door for counts that an engine
has already made (`nps_from_counts`, `mean_from_sums`, …). Nothing here reads a file, knows a database or speaks to a
person: a method judges counts, the engine makes them, the pages tell them.
"""
