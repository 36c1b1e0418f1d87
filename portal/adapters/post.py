"""The job that makes mails of notices and hands over what waits in the outbox."""

from datetime import timedelta
from typing import Any

import structlog

from portal.adapters.jobs import Work
from portal.core.accounts.audiences import people_in
from portal.core.clock import now
from portal.core.db import EVERYTHING
from portal.core.jobs.operations import request_once
from portal.core.notifications.delivery import (
    MailClaim,
    claim_mail,
    mail_left,
    mail_stayed,
    spread_notices,
)
from portal.core.notifications.queries import mails_to_send, next_try_at
from portal.core.notifications.rules import Letterhead
from portal.core.ports import Letter
from portal.core.sealing import SealBroken

log = structlog.get_logger("portal.mail")

FAILURES_IN_A_ROW = 3
PAUSE = timedelta(minutes=1)
"""After so many failures in a row the server is taken to be down, and left alone for a while."""


def deliver_mail(work: Work) -> dict[str, Any]:
    """Make the mails of new notices, send what is due, and come back for what was not taken."""
    head = Letterhead(work.config.base_url, work.config.brand_name)
    told = 0
    while spread := _spread(work, head):
        told += spread
    try:
        sent, stayed = _send_due(work, head)
    finally:
        work.mailer.close()
    _come_back(work, is_down=stayed >= FAILURES_IN_A_ROW)
    return {"notices": told, "sent": sent, "not_taken": stayed}


def _spread(work: Work, head: Letterhead) -> int:
    with work.database.transaction() as session:
        return spread_notices(session, head, people_in)


def _send_due(work: Work, head: Letterhead) -> tuple[int, int]:
    sent = stayed = in_a_row = 0
    while due := _due(work):
        for mail_id in due:
            with work.database.transaction() as session:
                claim = claim_mail(session, mail_id)
            if claim is None:
                continue
            if _hand_over(work, head, claim):
                sent, in_a_row = sent + 1, 0
                continue
            stayed, in_a_row = stayed + 1, in_a_row + 1
            if in_a_row >= FAILURES_IN_A_ROW:
                return sent, stayed
    return sent, stayed


def _due(work: Work) -> list[int]:
    with work.database.reading(EVERYTHING) as session:
        return list(mails_to_send(session, now()))


def _hand_over(work: Work, head: Letterhead, claim: MailClaim) -> bool:
    try:
        letter = Letter(claim.to, claim.subject, claim.text(head), key=f"mail-{claim.mail_id}")
        work.mailer.send(letter)
    except (OSError, ValueError, SealBroken) as error:
        hopeless = not isinstance(error, OSError)
        reason = str(error) or type(error).__name__
        with work.database.transaction() as session:
            failed = mail_stayed(session, claim, reason, is_hopeless=hopeless)
        log.warning("mail.failed" if failed else "mail.not_taken", mail=claim.mail_id)
        return False
    with work.database.transaction() as session:
        mail_left(session, claim)
    log.info("mail.sent", mail=claim.mail_id)
    return True


def _come_back(work: Work, *, is_down: bool) -> None:
    with work.database.transaction() as session:
        at = next_try_at(session)
        if at is not None:
            at = max(at, now() + PAUSE) if is_down else at
            request_once(session, "mail", f"mail/{at.isoformat()}", not_before=at)
