"""The question bank: surveys, their questions, texts in three languages, and the part each question plays in a
method. Not for answers (responses) and not for sending (channels, later).
"""
