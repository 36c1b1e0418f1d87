"""What both sides sign, put together from the rows."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agreements.clauses.canonical import Content, Party
from agreements.contracts.models import AgreementCover, AgreementVersion
from portal.core.i18n import Bilingual
from portal.core.suppliers.models import Supplier


def content_of(session: Session, version: AgreementVersion) -> Content:
    """Return the content of a version that was loaded whole."""
    covers = session.execute(
        select(AgreementCover.code, AgreementCover.product_id).where(
            AgreementCover.version_id == version.id
        )
    ).all()
    party = version.party or party_of(version.agreement.supplier)
    return Content(
        number=version.agreement.number,
        version=version.number,
        title=version.title,
        brand=version.agreement.brand,
        supplier=Party(**party | {"name": Bilingual(**party["name"])}),
        categories=tuple(code for code, product_id in covers if product_id is None),
        products=tuple(code for code, product_id in covers if product_id is not None),
        clauses=[clause.wording for clause in version.clauses],
    )


def party_of(supplier: Supplier) -> dict[str, Any]:
    """Return what is said of the supplier in the agreement, as it is kept."""
    return {
        "name": {"en": supplier.name_en, "zh": supplier.name_zh},
        "code": supplier.code,
        "registration_number": supplier.registration_number or "",
        "country": supplier.country,
        "address": supplier.address,
    }
