"""Telling the other side."""

from typing import Any

from sqlalchemy.orm import Session

from agreements.contracts.models import AgreementVersion
from agreements.contracts.rules import Side
from portal.core.i18n import Message
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of, people_with
from portal.core.permissions import Permission


def tell_side(
    session: Session,
    side: Side,
    version: AgreementVersion,
    subject: Message,
    body: Message,
    **values: Any,
) -> None:
    """Write a notice for everybody of one side; `values` go into both sentences.

    The version's agreement and supplier must have been loaded.
    """
    agreement = version.agreement
    audience = (
        people_of(version.supplier_id)
        if side is Side.SUPPLIER
        else people_with(Permission.AGREEMENT_NEGOTIATE)
    )
    told = {
        "number": agreement.number,
        "version": version.number,
        "supplier": agreement.supplier.name,
        "brand": agreement.brand,
    }
    notice = NoticeInput(
        subject=subject,
        body=body,
        link=f"/agreements/{agreement.number}",
        values=told | values,
        supplier_id=version.supplier_id,
    )
    tell(session, audience, notice)
