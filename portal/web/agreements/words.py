"""Words of clauses and states for forms and lists."""

from collections.abc import Mapping
from datetime import date

from agreements.contracts.rules import STATE_WORDS, GateLevel, VersionState
from portal.core.clock import today
from portal.core.i18n import N_, Message
from portal.web.language import gettext

GATE_WORDS: Mapping[GateLevel, Message] = {
    GateLevel.BLOCK: N_("Bookings are refused"),
    GateLevel.WARN: N_("Bookings go on with a warning"),
    GateLevel.OFF: N_("No agreement is needed"),
}


def look_of(state: VersionState, first: date | None = None, last: date | None = None) -> str:
    """Return under which name the look of a version's state stands.

    Signed early it waits; terminated it holds until its last day.
    """
    if state is VersionState.IN_FORCE and first is not None and first > today():
        return "verify_not_yet"
    if state is VersionState.TERMINATED and last is not None and last >= today():
        return "verify_ending"
    return f"agreement_{state.value}"


def state_choices() -> list[tuple[str, str]]:
    """Return the states to filter by, in the person's language."""
    return [(state.value, gettext(word)) for state, word in STATE_WORDS.items()]
