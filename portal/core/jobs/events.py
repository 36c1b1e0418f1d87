"""What happened to background work that somebody asked about."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class JobStopAsked(Event, name="job.stop_asked"):
    kind: str


@dataclass(frozen=True)
class JobRetried(Event, name="job.retried"):
    kind: str
