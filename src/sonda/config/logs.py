"""Logs for machines and people: one JSON object a line, with ids and places in the code, never with what people wrote.

An exception's own words may quote an answer or an address ("Key (email)=(…) already exists"), and a path may carry a
token; so an error is told by its class and the lines it passed, a request by its route.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class JSONLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if request is not None:
            line |= {"message": record.getMessage().split(":")[0], "method": request.method, "route": route_of(request)}
            line |= {"status": getattr(record, "status_code", None), "member": member_of(request)}
        elif record.name.startswith("django.security"):
            line["message"] = record.name.rpartition(".")[2]  # the sentence quotes the request's own header
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{frame.filename.partition('site-packages/')[2] or frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


def route_of(request: Any) -> str | None:
    match = getattr(request, "resolver_match", None)
    return match.route if match else None


def member_of(request: Any) -> int | None:
    """Who asked, as an id; only when the request got as far as that."""
    return getattr(getattr(request, "member", None), "pk", None)


def logging_settings(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr, one line each."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "sonda.config.logs.JSONLines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "sonda": {"level": level},
            # Django would add handlers of its own (mail to admins, plain lines in DEBUG).
            "django": {"handlers": [], "level": "WARNING"},
            # Anybody may send a wrong Host, as often as they like: it is refused (400) and no error of ours.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
