"""What can have happened to an account."""

from dataclasses import dataclass, field

from portal.core.events import PERSONAL, Event


@dataclass(frozen=True)
class PersonAdded(Event, name="person.added"):
    roles: tuple[str, ...]
    email: str = field(metadata=PERSONAL)
    name_of_person: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class SignedIn(Event, name="person.signed_in"):
    session_id: int


@dataclass(frozen=True)
class SignedOut(Event, name="person.signed_out"):
    session_id: int


@dataclass(frozen=True)
class SignInFailed(Event, name="person.sign_in_failed"):
    reason: str
