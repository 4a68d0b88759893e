"""Notes that must not be lost before their time: attempts to sign in, codes that were used."""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class KeptUntilExpired(DatabaseCache):
    """Django's own cache drops a third of its rows when there are more than 300, however fresh they are.

    Whoever guesses a password would only have to guess for 300 other addresses as well to be forgotten (R6.1).
    """

    _table: str

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        connection = connections[db]
        table, expires = (connection.ops.quote_name(name) for name in (self._table, "expires"))
        past = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [past])  # noqa: S608 — names of our own
