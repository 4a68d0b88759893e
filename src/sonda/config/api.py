"""The API, `/api/v1`: one root that takes up each room's router, says every refusal alike, and describes itself.

A program comes with a key in the header and with nothing else: cookies open nothing, so no other site can forge a
request. The language is that of Accept-Language.
"""

import json
import logging
import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.operation import Operation

import sonda
from sonda.apps.analytics.api import analyses, pages, surveys, weights
from sonda.apps.organizations import api as organizations
from sonda.apps.transfers import api as transfers
from sonda.ui.api import PROBLEM, Wrong, problem
from sonda.ui.errors import SondaError

log = logging.getLogger("sonda.api")
ABOUT = """\
The figures of the pages, and the way in for files, for programs. Every request brings a key, made under Settings,
Keys, in the header `Authorization: Bearer …`. Sentences come in the language of Accept-Language (pl, uk, en).
"""


class Root(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """What ninja asks for once the key is known: the place to refuse parameters that nobody named (R4.3)."""
        route = request.resolver_match.route if request.resolver_match else ""
        known = parameters().get(PLACE.sub(r"/{\1}", f"/{route}"))
        unknown = set(request.GET) - known if known is not None else set()
        if unknown:
            raise UnknownParameter(name=min(unknown)[:80])
        return super().create_temporal_response(request)


class UnknownParameter(SondaError):
    message = gettext_lazy("There is no parameter “%(name)s” here.")
    status = 422


PLACE = re.compile(r"/<(?:\w+:)?(\w+)>")
api = Root(
    title="Sonda",
    version=sonda.__version__,
    description=ABOUT,
    auth=organizations.KeyAuth(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    servers=[{"url": settings.SONDA_URL}],
)
for room in (organizations, surveys, analyses, pages, weights, transfers):
    api.add_router("", room.router)


@api.exception_handler(SondaError)
def say(request: HttpRequest, trouble: SondaError) -> HttpResponse:
    response = problem(422 if trouble.status == 400 else trouble.status, trouble)
    if trouble.status == 503:
        response["Retry-After"] = "30"
    return response


@api.exception_handler(AuthenticationError)
def ask_for_a_key(request: HttpRequest, trouble: AuthenticationError) -> HttpResponse:
    response = problem(401, _("Bring a key that works in the header “Authorization: Bearer …”."))
    wrong = ', error="invalid_token"' if request.headers.get("Authorization") else ""
    response["WWW-Authenticate"] = f'Bearer realm="sonda"{wrong}'
    return response


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    wrong = [Wrong(where=".".join(map(str, each["loc"][1:])), what=each["msg"]) for each in trouble.errors]
    return problem(422, _("The request cannot be understood."), wrong)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, trouble: Http404) -> HttpResponse:
    return problem(404, _("There is nothing here that you may see."))


@api.exception_handler(OperationalError)
def busy(request: HttpRequest, trouble: OperationalError) -> HttpResponse:
    """The database is lost, or busy for longer than anybody waits (SQLite, while a large import is stored)."""
    log.error("the database does not answer", exc_info=trouble)
    response = problem(503, _("The service cannot answer at this moment. Try again shortly."))
    response["Retry-After"] = "10"
    return response


@api.exception_handler(SuspiciousOperation)
def suspicious(request: HttpRequest, trouble: SuspiciousOperation) -> HttpResponse:
    return problem(422, _("The request cannot be understood."))


def for_programs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An address that asks for a key instead of a session; HEAD goes where GET goes, refusals are always problems."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        translation.activate(language(request))
        asked = request.method
        if asked == "HEAD":  # whoever serves leaves the body out
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
        except Http404 as nothing:
            response = not_found(request, nothing)
        request.method = asked
        if response.status_code == 405:
            refused = problem(405, _("This address does not take the method %(method)s.") % {"method": asked})
            allowed = set(response["Allow"].split(", "))
            refused["Allow"] = ", ".join(sorted(allowed | ({"HEAD"} if "GET" in allowed else set())))
            return refused
        return response

    return csrf_exempt(login_not_required(answered))


def language(request: HttpRequest) -> str:
    """The language of Accept-Language; a cookie, as a browser has it, says nothing here."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500].lower()):
        try:
            return translation.get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


@cache
def document() -> str:
    """The description of the API (OpenAPI 3.1): what django-ninja writes, with refusals as the problems they are."""
    described = json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/v1/")))
    for operations in described["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    response["content"] = {PROBLEM: response["content"]["application/json"]}
    described["components"]["securitySchemes"]["KeyAuth"]["description"] = "A key of Settings, Keys: sonda_…"
    return json.dumps(described, ensure_ascii=False)


@cache
def parameters() -> dict[str, set[str] | None]:
    """The parameters that may stand in the query, by address; None where the operation looks at them itself."""
    known: dict[str, set[str] | None] = {}
    for address, operations in json.loads(document())["paths"].items():
        named = [each for operation in operations.values() for each in operation["parameters"] if each["in"] == "query"]
        free = any(each["schema"].get("type") == "object" for each in named)
        known[address] = None if free else {each["name"] for each in named}
    return known


def openapi(request: HttpRequest) -> HttpResponse:
    """The document, for whoever asks: it tells nothing of anybody."""
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    return HttpResponse(document(), content_type="application/json")


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """What is no address of the API is not found in the API's words."""
    raise Http404


def addresses() -> Any:
    """The API's addresses."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = for_programs(pattern.callback)
    mine = [
        path("openapi.json", for_programs(openapi), name="openapi"),
        *patterns,
        re_path(r"^(?P<rest>[\s\S]+)$", for_programs(nowhere), name="nowhere"),
    ]
    return mine, app_name, namespace
