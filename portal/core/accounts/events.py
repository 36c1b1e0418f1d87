"""What can have happened to an account."""

from dataclasses import dataclass, field

from portal.core.events import PERSONAL, Event


@dataclass(frozen=True)
class PersonAdded(Event, name="person.added"):
    roles: tuple[str, ...]
    email: str = field(metadata=PERSONAL)
    name_of_person: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class PersonInvited(Event, name="person.invited"):
    roles: tuple[str, ...]
    email: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class InvitationRenewed(Event, name="person.invited_again"):
    pass


@dataclass(frozen=True)
class InvitationRevoked(Event, name="person.invitation_revoked"):
    pass


@dataclass(frozen=True)
class InvitationAccepted(Event, name="person.invitation_accepted"):
    name_of_person: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class PersonRegistered(Event, name="person.registered"):
    """Somebody who registered a company waits to be let in."""

    email: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class PersonApproved(Event, name="person.approved"):
    pass


@dataclass(frozen=True)
class PersonRefused(Event, name="person.refused"):
    reason: str


@dataclass(frozen=True)
class RolesChanged(Event, name="person.roles_changed"):
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class PersonDisabled(Event, name="person.disabled"):
    pass


@dataclass(frozen=True)
class PersonEnabled(Event, name="person.enabled"):
    pass


@dataclass(frozen=True)
class SignedIn(Event, name="person.signed_in"):
    session_id: int


@dataclass(frozen=True)
class SignedOut(Event, name="person.signed_out"):
    session_id: int


@dataclass(frozen=True)
class SessionsEnded(Event, name="person.sessions_ended"):
    count: int


@dataclass(frozen=True)
class SignInFailed(Event, name="person.sign_in_failed"):
    reason: str


@dataclass(frozen=True)
class SignInLimited(Event, name="person.sign_in_limited"):
    """So many failures that the door stays shut for a while."""

    seconds: int


@dataclass(frozen=True)
class ReachedBeyond(Event, name="person.reached_beyond"):
    """Somebody of a supplier asked for many things that are not within reach."""

    tries: int
    path: str


@dataclass(frozen=True)
class ResetAsked(Event, name="person.reset_asked"):
    pass


@dataclass(frozen=True)
class PasswordReset(Event, name="person.password_reset"):
    pass


@dataclass(frozen=True)
class PasswordChanged(Event, name="person.password_changed"):
    pass


@dataclass(frozen=True)
class ProfileChanged(Event, name="person.profile_changed"):
    pass


@dataclass(frozen=True)
class AddressChangeAsked(Event, name="person.address_change_asked"):
    email: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class AddressChanged(Event, name="person.address_changed"):
    before: str = field(metadata=PERSONAL)
    email: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class SecondFactorAdded(Event, name="person.second_factor_added"):
    pass


@dataclass(frozen=True)
class SecondFactorRemoved(Event, name="person.second_factor_removed"):
    pass


@dataclass(frozen=True)
class RecoveryCodesMade(Event, name="person.recovery_codes_made"):
    count: int


@dataclass(frozen=True)
class RecoveryCodeUsed(Event, name="person.recovery_code_used"):
    left: int


@dataclass(frozen=True)
class TokenCreated(Event, name="token.created"):
    user_id: int
    label: str
    scopes: tuple[str, ...]
    days: int


@dataclass(frozen=True)
class TokenRevoked(Event, name="token.revoked"):
    user_id: int
    label: str


@dataclass(frozen=True)
class RegistrationAsked(Event, name="registration.asked"):
    country: str
    email: str = field(metadata=PERSONAL)
