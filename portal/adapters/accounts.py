"""Background work of accounts."""

from typing import Any

from portal.adapters.jobs import Work
from portal.core.accounts.operations import forget_spent_rows, mail_way_in
from portal.core.actor import Actor


def mail_links(work: Work) -> dict[str, Any] | None:
    """Mail a link to whoever has the address that was typed at the door."""
    with work.database.transaction() as session:
        mail_way_in(session, Actor.system("door"), str(work.args["email"]))
    return None


def tidy_accounts(work: Work) -> dict[str, Any] | None:
    """Forget counted failures, links and sessions that are long over."""
    with work.database.transaction() as session:
        forget_spent_rows(session, Actor.system("nightly"))
    return None
