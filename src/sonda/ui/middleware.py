"""Expected trouble becomes a sentence on the screen, with its status."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from sonda.ui import notices
from sonda.ui.errors import SondaError

AGAIN = "10"  # seconds after which to come again

log = logging.getLogger("sonda.ui")


class NotAsked(SondaError):
    message = _("This address does not answer to that. Go back and use the button of the page.")
    status = 405


class SondaErrorMiddleware:
    """Shows a SondaError as a page, as a toast when htmx asked, or as JSON when a program did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            # A button's address that was opened as a link, after signing in anew for instance, is no blank page.
            told = _answer(request, NotAsked())
            told["Allow"] = response["Allow"]
            return told
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answers for SondaError, and for a database that is busy or lost; anything else rises."""
        if isinstance(error, OperationalError):
            log.error("the database does not answer: %s", type(error).__name__)
            return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": AGAIN})
        if not isinstance(error, SondaError):
            return None
        route = request.resolver_match.route if request.resolver_match else ""  # an address may hold a token
        log.info("%s at %s: status %s", type(error).__name__, route, error.status)
        response = _answer(request, error)
        patch_vary_headers(response, ["HX-Request", "Accept"])
        return response


def _answer(request: HttpRequest, error: SondaError) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        notices.keep(request, str(error), is_wrong=True)
        # htmx puts an answer where the request aimed, also one of 4xx: without these the sentence would replace
        # the form or card that the person was working on.
        response = render(request, "ui/_trouble.html", {"sentence": str(error)}, status=error.status)
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "beforeend"
        return response
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"detail": str(error)}, status=error.status)
    layout = "ui/page.html" if getattr(request, "member", None) else "ui/base.html"
    return render(request, "ui/trouble.html", {"sentence": str(error), "layout": layout}, status=error.status)
