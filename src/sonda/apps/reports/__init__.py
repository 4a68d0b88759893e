"""Home: where we stand, where it breaks, what to fix first, each a sentence, a picture and a table. Not for single
methods (analytics).
"""
