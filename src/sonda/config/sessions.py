"""Sessions in the database, found only by keys that could have been given out."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS


class SessionStore(db.SessionStore):
    """A cookie can be written by anyone: what is no key (PostgreSQL cannot even be asked for a NUL) is no session."""

    def _validate_session_key(self, key: str | None) -> bool:
        return key is not None and len(key) >= 8 and set(key) <= set(VALID_KEY_CHARS)
