"""The template library: what comes with the portal, and what the brand has kept."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from agreements.clauses.library import Template, templates
from agreements.contracts.models import AgreementTemplate
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission


def template_library(session: Session, actor: Actor) -> Mapping[str, Template]:
    """Return the templates that a draft can begin from, by code, the brand's own first."""
    actor.must(Permission.AGREEMENT_DRAFT)
    kept = session.scalars(
        select(AgreementTemplate)
        .where(AgreementTemplate.retired_at.is_(None))
        .order_by(AgreementTemplate.id.desc())
    )
    return {row.code: _read(row) for row in kept} | dict(templates())


def find_own_template(session: Session, actor: Actor, code: str) -> AgreementTemplate:
    """Return a template that the brand has kept and not retired."""
    actor.must(Permission.AGREEMENT_DRAFT)
    found = session.scalar(
        select(AgreementTemplate).where(
            AgreementTemplate.code == code, AgreementTemplate.retired_at.is_(None)
        )
    )
    if found is None:
        raise NotFound
    return found


def _read(row: AgreementTemplate) -> Template:
    return Template(
        row.code,
        Bilingual(row.name_en, row.name_zh),
        Bilingual(row.title_en, row.title_zh),
        Bilingual(row.about_en, row.about_zh),
        tuple(row.said),
    )
