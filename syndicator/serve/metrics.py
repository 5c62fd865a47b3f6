"""The service's state in numbers, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from syndicator.model import Health, Status

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _Snapshot(Collector):
    def __init__(self, status: Status) -> None:
        self._status = status

    def collect(self) -> Iterator[Metric]:
        status = self._status
        for name, text, value in (
            ("items", "Items kept", status.items),
            ("stories", "Stories told", status.stories),
            ("pages_waiting", "Article pages not yet read", status.waiting),
            ("publications_unpublished", "Publications that changed and are not yet written", status.unpublished),
            ("config_problems", "Mistakes in config.toml", len(status.config_problems)),
        ):
            yield GaugeMetricFamily(f"syndicator_{name}", text, value=value)
        states = dict(status.counts)
        sources = GaugeMetricFamily("syndicator_sources", "Sources by state", labels=["state"])
        for health in Health:
            sources.add_metric([health.value], states.get(health, 0))
        yield sources
        # One series a source would be too many for Prometheus; those of the sources in trouble are of use.
        failures = GaugeMetricFamily("syndicator_source_failures", "Failures in a row", labels=["source"])
        succeeded = GaugeMetricFamily(
            "syndicator_source_succeeded_timestamp_seconds", "Last successful poll", labels=["source"]
        )
        for one in status.sources:
            failures.add_metric([one.id], one.failures)
            if one.succeeded:
                succeeded.add_metric([one.id], one.succeeded.timestamp())
        yield failures
        yield succeeded


def metrics(status: Status) -> bytes:
    """Returns the text exposition of a status."""
    registry = CollectorRegistry()
    registry.register(_Snapshot(status))
    return generate_latest(registry)
