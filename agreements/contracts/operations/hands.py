"""The hand that signs: a person at the screen who typed the name and means it."""

from dataclasses import dataclass
from typing import Any

from agreements.contracts.rules import Side, is_name
from portal.core.actor import Actor
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed
from portal.core.i18n import N_
from portal.core.permissions import Role


@dataclass(frozen=True)
class Hand:
    """What a signer typed and ticked; the password was checked just before."""

    name: str
    intends: bool
    with_code: bool = False
    """Whether a second factor was checked as well."""


def demand_hand(actor: Actor, hand: Hand) -> None:
    """Refuse programs, another's name, and whoever does not say that it is meant."""
    if actor.user_id is None or actor.scopes is not None:
        raise NotAllowed(N_("Only a person at the screen can sign."))
    if not is_name(hand.name, actor.name):
        raise Invalid(
            N_("Type your name as it is in your account: %(name)s."), field="name", name=actor.name
        )
    if not hand.intends:
        raise Invalid(N_("Tick that you mean to sign."), field="intends")


def signed_by(actor: Actor, side: Side, hand: Hand) -> dict[str, Any]:
    """Return the columns that say who signed, when, where, and how sure that is."""
    role = Role.SUPPLIER_ADMIN if side is Side.SUPPLIER else Role.QUALITY_MANAGER
    return {
        "side": side,
        "name": " ".join(hand.name.split()),
        "role": role.value,
        "by_id": actor.user_id,
        "at": now(),
        "address": actor.address[:60],
        "time_zone": actor.time_zone,
        "with_code": hand.with_code,
    }
