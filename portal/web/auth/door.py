"""The order of steps at the door: count the try, then judge it, then write what came of it.

Each step is a transaction of its own, so that a refusal does not take back the count.
"""

import structlog

from portal.core.accounts.operations import count_try, note_failed_sign_in
from portal.core.accounts.passwords import is_password
from portal.core.accounts.queries.signing_in import Credentials, find_credentials
from portal.core.errors import Invalid, TooMany
from portal.core.i18n import N_
from portal.web.request import State, me

log = structlog.get_logger("portal.web")


def knock(email: str) -> tuple[int, Credentials | None]:
    """Count a try on disk before it is judged, and say whose it is; raises TooMany if limited."""
    try:
        with State.here().database.transaction() as session:
            return count_try(session, me(), email), find_credentials(session, email)
    except TooMany as error:
        log.warning("sign_in.limited", wait_seconds=error.retry_after_seconds)
        raise


def prove_password(email: str, password: str, field: str = "") -> tuple[Credentials, int]:
    """Return whose password this is and the counted try; raises Invalid or TooMany."""
    failure_id, found = knock(email)
    is_right = is_password(found.password_hash if found else None, password)
    if found is not None and is_right and not found.is_waiting:
        return found, failure_id
    miss(email, found, "waiting" if is_right else "password")
    if is_right:
        raise Invalid(N_("Your registration waits for approval. We write to you when it is done."))
    raise Invalid(
        N_("The password is not right.") if field else N_("Address or password is not right."),
        field=field or None,
    )


def miss(email: str, found: Credentials | None, reason: str) -> None:
    """Write down that a try was wrong."""
    with State.here().database.transaction() as session:
        note_failed_sign_in(session, me(), email, found, reason)
    log.warning("sign_in.failed", reason=reason, user=found.user_id if found else None)
