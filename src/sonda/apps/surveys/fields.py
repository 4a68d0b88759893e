"""A column of the question bank that Django does not have."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class OrderedJSONField(models.JSONField):
    """JSON whose keys stay in the order in which they were written, on PostgreSQL too: answers stand as they were put.

    PostgreSQL's `json` keeps the text as it came; `jsonb`, Django's choice, sorts the keys by their length. It is not
    to be compared or searched in a query.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if connection.vendor != "postgresql" or not isinstance(value, (dict, list)):
            return super().get_db_prep_value(value, connection, prepared)
        from psycopg.types.json import Json

        return Json(value)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """psycopg reads `json` by itself; Django, which stops it for `jsonb`, would read it twice."""
        if connection.vendor == "postgresql":
            return value
        return super().from_db_value(value, expression, connection)
