"""Figures for those who watch the machine (Prometheus): requests, jobs, space; never what anybody wrote.

Off until `SONDA_METRICS_TOKEN` is set; then `/metrics/` answers whoever brings the token. Several processes of one
`sonda serve` count together in files (`PROMETHEUS_MULTIPROC_DIR`, set by the command).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING

import prometheus_client as prometheus
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.config.logs import route_of

if TYPE_CHECKING:
    from prometheus_client import Metric

TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
NOWHERE = "(none)"  # an address that no route answers
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = prometheus.Histogram(
    "sonda_request_seconds", "Time that a page took, by route, method and status.", ["route", "method", "status"],
    buckets=SECONDS,
)  # fmt: skip


class MetricsMiddleware:
    """Counts every request with its route, so that no address with a token or a name becomes a label."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        labels = (route_of(request) or NOWHERE, method, str(response.status_code))
        REQUESTS.labels(*labels).observe(perf_counter() - began)
        return response


class Installation(Collector):
    """What is looked up when somebody asks: work that waits, and room on the disk."""

    def collect(self) -> "Iterator[Metric]":
        jobs = GaugeMetricFamily("sonda_jobs", "Jobs by state; those that are done are not counted.", labels=["state"])
        open_ = Job.objects.exclude(state=State.DONE)
        found = dict(open_.order_by().values_list("state").annotate(n=Count("pk")))
        for state in (State.QUEUED, State.RUNNING, State.DEAD):
            jobs.add_metric([state.value], found.get(state.value, 0))
        yield jobs
        due = Job.objects.filter(state=State.QUEUED, run_after__lte=timezone.now()).aggregate(first=Min("run_after"))
        waited = (timezone.now() - due["first"]).total_seconds() if due["first"] else 0.0
        yield GaugeMetricFamily("sonda_job_waiting_seconds", "How long the job that is due longest waits.", waited)
        free = shutil.disk_usage(settings.HOME).free
        yield GaugeMetricFamily("sonda_disk_free_bytes", "Room left where SONDA_HOME lies.", free)


def registries() -> list[prometheus.CollectorRegistry]:
    """This process's own figures, or those of all processes together; and the installation's."""
    installation = prometheus.CollectorRegistry()
    installation.register(Installation())
    if not os.environ.get(TOGETHER):
        return [prometheus.REGISTRY, installation]
    together = prometheus.CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call] # the library says nothing of its types here
    return [together, installation]


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures as text, for the token; without a token in the settings there is no such page."""
    token = settings.METRICS_TOKEN
    if not token:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    body = b"".join(prometheus.generate_latest(registry) for registry in registries())
    return HttpResponse(body, content_type=prometheus.CONTENT_TYPE_LATEST)
