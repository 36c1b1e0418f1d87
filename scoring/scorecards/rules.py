"""What a scorecard can be, and what may follow what."""

from collections.abc import Mapping
from enum import StrEnum

from portal.core.i18n import N_, Message
from portal.core.lifecycle import Lifecycle

OBJECTION_DAYS = 14
MOST_OBJECTION_DAYS = 90


class CardState(StrEnum):
    DRAFT = "draft"
    OPENED = "opened"
    PUBLISHED = "published"


S = CardState
LIFE = Lifecycle(
    {
        S.DRAFT: frozenset({S.OPENED}),
        S.OPENED: frozenset({S.DRAFT, S.PUBLISHED}),
        S.PUBLISHED: frozenset(),
    }
)
SEEN_BY_SUPPLIER = frozenset({S.OPENED, S.PUBLISHED})

STATE_WORDS: Mapping[CardState, Message] = {
    S.DRAFT: N_("Draft"),
    S.OPENED: N_("Open for objections"),
    S.PUBLISHED: N_("Published"),
}
