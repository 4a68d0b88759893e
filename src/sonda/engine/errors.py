"""What the engine says when the data cannot be counted: one sentence that names the row and the column."""

from sonda.methods.result import Note


class DataError(Exception):
    """A file, column, code or option that cannot be used.

    `note` is the sentence (with named places, for translation), `row` the row as a spreadsheet numbers it (the header
    is row 1; a file without a header begins with row 1 of its data), `column` the column's name; both may be unknown.

    >>> str(DataError("Column %(column)s, row %(row)s: 12 is not on the scale.", column="NPS", row=7))
    'Column NPS, row 7: 12 is not on the scale.'
    """

    def __init__(self, text: str, /, *, row: int | None = None, column: str | None = None, **values: object) -> None:
        self.row = row
        self.column = column
        self.note = Note(text=text, values=values | {"row": row, "column": column})
        super().__init__(str(self.note))
