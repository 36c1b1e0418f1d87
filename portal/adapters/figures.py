"""What is counted for Prometheus.

Requests are counted in each process: with several web processes set PROMETHEUS_MULTIPROC_DIR to an
empty folder, and any of them answers for all. Jobs and mails are counted in the database, so that
any process tells the same.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from portal.config import Config
from portal.core.clock import now
from portal.core.db import EVERYTHING, Database
from portal.core.jobs.queries import jobs_by_state, waiting_since
from portal.core.jobs.rules import JobState
from portal.core.notifications.queries import mails_by_state
from portal.core.notifications.rules import MailState

_PROCESS = CollectorRegistry()

REQUESTS = Histogram(
    "portal_request_seconds",
    "Time to answer requests.",
    ("endpoint", "method", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=_PROCESS,
)
UPLOADED = Counter("portal_uploaded_bytes", "Bytes of uploads that were taken.", registry=_PROCESS)


class _Outbox(Collector):
    """Jobs and mails by state, and how long the longest waiting job has waited."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[Metric]:
        at = now()
        with self._database.reading(EVERYTHING) as session:
            jobs, mails = jobs_by_state(session), mails_by_state(session)
            since = waiting_since(session, at)
        listed = GaugeMetricFamily("portal_jobs", "Background jobs by state.", labels=["state"])
        for job_state in JobState:
            listed.add_metric([job_state.value], jobs.get(job_state, 0))
        yield listed
        sent = GaugeMetricFamily("portal_mails", "Mails by state.", labels=["state"])
        for mail_state in MailState:
            sent.add_metric([mail_state.value], mails.get(mail_state, 0))
        yield sent
        waited = (at - since).total_seconds() if since else 0.0
        yield GaugeMetricFamily(
            "portal_queue_age_seconds", "Wait of the longest waiting job.", value=waited
        )


def figures(config: Config, database: Database) -> bytes:
    """Return all figures in Prometheus' text format."""
    outbox = CollectorRegistry()
    outbox.register(_Outbox(database))
    process = _PROCESS
    if config.metrics_dir:
        process = CollectorRegistry()
        MultiProcessCollector(process, config.metrics_dir)  # type: ignore[no-untyped-call]
    return generate_latest(process) + generate_latest(outbox)
