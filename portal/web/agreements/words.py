"""Words of clauses and states for forms and lists."""

from collections.abc import Mapping

from agreements.contracts.rules import STATE_WORDS, GateLevel, VersionState
from portal.core.i18n import N_, Message
from portal.web.language import gettext

GATE_WORDS: Mapping[GateLevel, Message] = {
    GateLevel.BLOCK: N_("Bookings are refused"),
    GateLevel.WARN: N_("Bookings go on with a warning"),
    GateLevel.OFF: N_("No agreement is needed"),
}


def look_of(state: VersionState) -> str:
    """Return under which name the look of a version's state stands."""
    return f"agreement_{state.value}"


def state_choices() -> list[tuple[str, str]]:
    """Return the states to filter by, in the person's language."""
    return [(state.value, gettext(word)) for state, word in STATE_WORDS.items()]
