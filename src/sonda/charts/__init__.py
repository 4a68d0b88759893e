"""From a result to a picture: a Vega-Lite specification, its caption and one sentence, one file per method.

A chart is a claim. Each file's `chart(results, context=…)` makes the claim (a sentence that follows from the verdicts),
the picture that proves it, the table that lets a reader check it, and the words about how it was computed and what
would make it surer. Nothing here counts or judges: that is done below, in `methods`.
"""
