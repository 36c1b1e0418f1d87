"""What people did about mail."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class MailRetried(Event, name="mail.retried"):
    pass
