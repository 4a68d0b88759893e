"""What every part of the API says alike: problems (RFC 9457), lists in pages, links."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from ninja import Field, Schema

PROBLEM = "application/problem+json"
MOST = 200  # of a list in one answer
USUAL = 50


class Wrong(Schema):
    """One part of a request that cannot be understood."""

    where: str = Field(description="The parameter.", examples=["limit"])
    what: str = Field(examples=["Input should be less than or equal to 200"])


class Problem(Schema):
    """Why a request was refused (RFC 9457), in the language of Accept-Language."""

    type: str = Field("about:blank", description="Always about:blank: the status says which kind of trouble it is.")
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="A sentence for a person.", examples=["There is nothing here that you may see."])
    errors: list[Wrong] = Field([], description="What in the request cannot be understood, one by one.")


class Paging(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="How many at most.")
    cursor: str = Field("", max_length=100, description="`next` of the answer before; nothing for the beginning.")


def refusals(*statuses: int) -> dict[int, type[Problem]]:
    """The refusals of an operation beside those that all have, for its `response`."""
    return dict.fromkeys((401, 403, *statuses, 503), Problem)


def problem(status: int, detail: object, errors: Iterable[Wrong] = ()) -> HttpResponse:
    """A refusal as an answer."""
    sentence = str(detail).encode(errors="replace").decode()  # what is quoted from a request may hold half a letter
    told = Problem(
        type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=sentence, errors=list(errors)
    )
    return HttpResponse(json.dumps(told.dict()), content_type=PROBLEM, status=status)


def link(path: str) -> str:
    """An address of ours, whole: never from what the request says of its host."""
    return f"{settings.SONDA_URL}{path}"
