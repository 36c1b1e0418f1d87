"""Telling the brand when somebody of a supplier tries what is not theirs (R-LOG-1)."""

from sqlalchemy.orm import Session

from portal.core.accounts.events import ReachedBeyond
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_with
from portal.core.permissions import Permission

LONGEST_PATH = 200


def report_reaching_beyond(session: Session, actor: Actor, tries: int, path: str) -> None:
    """Write down, and tell who manages people, that a supplier's person asked for too many things
    that are not within reach; once a day for each person.
    """
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    user_id, path = actor.user_id or 0, path[:LONGEST_PATH]
    notice = NoticeInput(
        subject=N_("%(person)s asks for things that are not there"),
        body=N_(
            "%(person)s asked at least %(tries)s times within an hour for things of others or"
            " that do not exist, at last for %(path)s. Nothing was shown. Perhaps an old link,"
            " perhaps somebody who guesses: the audit trail tells more."
        ),
        link=f"/people/{user_id}",
        values={"person": actor.name, "tries": str(tries), "path": path},
        dedupe=f"beyond:{user_id}:{now():%Y-%m-%d}",
    )
    tell(session, people_with(Permission.PERSON_MANAGE), notice)
    record(session, actor, ReachedBeyond(actor.supplier_id, user_id, tries, path))
