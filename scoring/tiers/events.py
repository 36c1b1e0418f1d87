"""What can have happened to the tier policy."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class TierPolicyPublished(Event, name="tier_policy.published"):
    number: int
    note: str
