"""The one way in which a version changes: only in a state that allows it, and only once."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from agreements.contracts.models import AgreementVersion
from agreements.contracts.rules import STATE_WORDS, Side, VersionState
from portal.core.actor import Actor
from portal.core.errors import Outpaced, WrongState
from portal.core.i18n import N_

COLUMNS = [column.key for column in AgreementVersion.__mapper__.column_attrs]
FASTER = N_("Somebody else changed this agreement since you opened it. Look at it again.")


def decide(
    session: Session,
    version: AgreementVersion,
    may_be: Collection[VersionState],
    revision: int | None = None,
    **values: Any,
) -> None:
    """Change a version that is in one of these states; with a `revision`, only as it was seen.

    Whoever changes it locks it: a text cannot be agreed on while a proposal comes in.
    """
    asked = update(AgreementVersion).where(
        AgreementVersion.id == version.id,
        AgreementVersion.supplier_id == version.supplier_id,
        AgreementVersion.state.in_(may_be),
    )
    if revision is not None:
        asked = asked.where(AgreementVersion.revision == revision)
    session.flush()
    won = session.execute(
        asked.values(revision=AgreementVersion.revision + 1, **values).returning(
            AgreementVersion.id
        ),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    session.refresh(version, COLUMNS)
    if won is None:
        raise _refusal(version, may_be)


def side_of(actor: Actor) -> Side:
    """Return for whom the person speaks."""
    return Side.SUPPLIER if actor.is_supplier else Side.BRAND


def _refusal(version: AgreementVersion, may_be: Collection[VersionState]) -> WrongState:
    if version.state in may_be:
        return Outpaced(FASTER)
    return Outpaced(
        N_("Meanwhile this agreement is “%(state)s”: this cannot be done any more."),
        state=STATE_WORDS[version.state],
    )
