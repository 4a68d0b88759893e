"""The page “Weighting”: targets of the population, what weights would do, and weights kept under a name."""
