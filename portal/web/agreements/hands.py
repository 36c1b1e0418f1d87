"""Proving that whoever signs is who it seems: password and second factor, at that moment."""

from agreements.contracts.operations.hands import Hand
from portal.core.errors import NotAllowed
from portal.core.i18n import N_
from portal.web.agreements.forms import HandForm
from portal.web.auth.freshness import prove_again
from portal.web.identity import signed_in


def proven_hand(form: HandForm) -> Hand:
    """Return who signs, after password and second factor; raises Invalid or TooMany.

    Each try is counted in a transaction of its own.
    """
    live = signed_in()
    if live is None:
        raise NotAllowed(N_("Only a person at the screen can sign."))
    prove_again(live, form.password.data or "", form.code.data or "")
    return Hand(form.name.data or "", bool(form.intends.data), live.has_second_factor)


def has_second_factor() -> bool:
    """Return whether a code is asked for beside the password."""
    live = signed_in()
    return live is not None and live.has_second_factor
