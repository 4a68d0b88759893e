"""What the room tells the rooms above."""

from django.dispatch import Signal

responses_imported = Signal()  # sent after commit; survey, import_id, n_stored
responses_removed = Signal()  # sent after commit; survey, import_id, n_removed
