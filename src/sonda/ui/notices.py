"""What was said to a person in this session, kept so that it can be read again, with its undo while that works.

Django's messages are shown once. This storage of messages keeps the last of them in the session as well, as plain
text; signing out forgets them. `say(request, sentence, undo=address)` also offers a way back: an address of ours that
takes POST. It is offered until it was used, or until its time is over, and only in the organisation it was said in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

KEY = "notices"
MOST = 12  # so many can be read again
LONGEST = 500  # characters of one of them


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One sentence as it was said; `undo` is the address that takes it back, or nothing."""

    text: str
    at: datetime
    is_wrong: bool
    undo: str

    @property
    def is_of_today(self) -> bool:
        return timezone.localdate(self.at) == timezone.localdate()


class NoticeStorage(FallbackStorage):
    """Django's own storage of messages, which also keeps what it is given."""

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        super().add(level, message, extra_tags)
        if message and level >= self.level:
            keep(self.request, str(message), is_wrong=level >= messages.WARNING, undo=undo_of(extra_tags))

    def update(self, response: HttpResponseBase) -> Any:
        if self.request.method == "POST" and response.status_code < 400:
            forget_undo(self.request, self.request.path)
        return super().update(response)


def say(request: HttpRequest, sentence: str, *, undo: str = "", within: timedelta | None = None) -> None:
    """Say that something was done, on the next page; `undo` takes it back by POST, `within` this time."""
    messages.success(request, sentence, extra_tags=undo)
    kept = _kept(request)
    if kept and undo and within:
        kept[-1]["until"] = (timezone.now() + within).timestamp()
        request.session[KEY] = kept


def keep(request: HttpRequest, text: str, *, is_wrong: bool = False, undo: str = "") -> None:
    """Keep a sentence for this session of a person who is signed in."""
    if not _is_signed_in(request):
        return
    said = {
        "text": text[:LONGEST],
        "at": timezone.now().timestamp(),
        "wrong": is_wrong,
        "undo": undo,
        "where": _organization(request),
    }
    request.session[KEY] = [*_kept(request), said][-MOST:]


def read(request: HttpRequest) -> list[Notice]:
    """What was said in this session, the last first."""
    now, here = timezone.now().timestamp(), _organization(request)
    return [
        Notice(
            text=said["text"],
            at=datetime.fromtimestamp(said["at"], tz=timezone.get_default_timezone()),
            is_wrong=said["wrong"],
            undo=said["undo"] if said["where"] == here and said.get("until", now) >= now else "",
        )
        for said in reversed(_kept(request))
    ]


def forget_undo(request: HttpRequest, address: str) -> None:
    """What was taken back once is not offered again."""
    kept = _kept(request) if _is_signed_in(request) else []
    if any(said["undo"] == address for said in kept):
        request.session[KEY] = [said | {"undo": ""} if said["undo"] == address else said for said in kept]


def undo_of(tags: str | None) -> str:
    """The address of a message's undo; libraries write words into the same place.

    >>> undo_of("/understand/saved/7/restoration/"), undo_of("account"), undo_of("//elsewhere.example/"), undo_of(None)
    ('/understand/saved/7/restoration/', '', '', '')
    """
    return tags if tags and tags.startswith("/") and not tags.startswith("//") else ""


def _kept(request: HttpRequest) -> list[dict[str, Any]]:
    return list(request.session.get(KEY, [])) if hasattr(request, "session") else []


def _is_signed_in(request: HttpRequest) -> bool:
    return hasattr(request, "session") and bool(getattr(request, "user", None) and request.user.is_authenticated)


def _organization(request: HttpRequest) -> int | None:
    return getattr(getattr(request, "member", None), "organization_id", None)
