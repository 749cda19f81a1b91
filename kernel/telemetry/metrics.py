"""What is measured. Labels come from closed sets: never a fund, a person, a partner."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_RPC_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LAG_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3_600)

rpc_requests = Counter(
    "kongbun_rpc_requests", "Calls answered, by outcome", ["service", "method", "outcome"]
)
rpc_duration = Histogram(
    "kongbun_rpc_duration_seconds",
    "Time from a call's arrival to its answer",
    ["service", "method"],
    buckets=_RPC_SECONDS,
)
rpc_inflight = Gauge("kongbun_rpc_inflight", "Calls being served", ["service"])
events_handled = Counter(
    "kongbun_events_handled",
    "Events heard, by outcome: ok, repeated, retried, parked",
    ["service", "event", "outcome"],
)
event_lag = Histogram(
    "kongbun_event_lag_seconds",
    "Time from an event's announcement to its effect",
    ["service", "event"],
    buckets=_LAG_SECONDS,
)
announced = Counter("kongbun_announced", "Events announced", ["service", "event"])
outbox_waiting = Gauge("kongbun_outbox_waiting", "Announcements not yet published", ["service"])
outbox_oldest = Gauge(
    "kongbun_outbox_oldest_seconds", "Age of the oldest announcement not yet published", ["service"]
)
parked = Gauge("kongbun_parked_messages", "Events an operator must look at", ["service"])
poison = Counter(
    "kongbun_poison_messages", "Messages refused before any work, by reason", ["service", "reason"]
)
hub_lag = Gauge(
    "kongbun_hub_lag_seconds", "How late the process's own clock greets it", ["service"]
)
broker_connected = Gauge(
    "kongbun_broker_connected", "Whether a link to the broker is up", ["service", "link"]
)
ready = Gauge("kongbun_ready", "Whether the service takes work", ["service"])
imports_begun = Counter(
    "kongbun_imports", "Register files handed in, by their kind", ["service", "kind"]
)
ledger_imbalance = Gauge(
    "kongbun_ledger_imbalance_satang", "What the ledger is off by; must be zero", ["service"]
)
build_info = Gauge("kongbun_build_info", "Always 1", ["service", "version"])

NAMES: Final = frozenset(
    {
        "kongbun_rpc_requests_total",
        "kongbun_rpc_duration_seconds",
        "kongbun_rpc_inflight",
        "kongbun_events_handled_total",
        "kongbun_event_lag_seconds",
        "kongbun_announced_total",
        "kongbun_outbox_waiting",
        "kongbun_outbox_oldest_seconds",
        "kongbun_parked_messages",
        "kongbun_poison_messages_total",
        "kongbun_hub_lag_seconds",
        "kongbun_broker_connected",
        "kongbun_ready",
        "kongbun_imports_total",
        "kongbun_ledger_imbalance_satang",
        "kongbun_build_info",
    }
)
"""What dashboards and alerts may name; a test compares it with what a service exports."""
