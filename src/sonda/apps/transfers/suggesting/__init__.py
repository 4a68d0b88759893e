"""What the columns of a file probably mean: from a profile, and from the mappings that were saved before.

Pure functions over names, values and the labels of SPSS. A suggestion is the first state of a form; a person decides.
"""
