"""What holds for every answer of the service."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers


class PrivateByDefaultMiddleware:
    """Pages, figures and tables are one person's: neither a proxy nor the browser of a shared desk keeps them.

    A view that may be kept says so with a Cache-Control of its own; static files are answered before this.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response
