"""The brand's own templates: kept from a version that reads well, retired when one does not."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from agreements.contracts.events import TemplateKept, TemplateRetired
from agreements.contracts.models import AgreementTemplate, AgreementVersion, columns_of
from agreements.contracts.queries.finding import whole_version
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_, Bilingual
from portal.core.permissions import Permission


@dataclass(frozen=True)
class TemplateInput:
    """What a template is called and what it is good for."""

    name: Bilingual
    about: Bilingual


def keep_template(
    session: Session, actor: Actor, version: AgreementVersion, given: TemplateInput
) -> AgreementTemplate:
    """Keep the clauses of a version as a template, without parties, goods and days."""
    actor.must(Permission.AGREEMENT_DRAFT, version.supplier_id)
    for language in ("en", "zh"):
        if not getattr(given.name, language).strip():
            raise Invalid(N_("Give a name in Chinese and in English."), field=f"name_{language}")
    clauses = whole_version(session, version.id).clauses
    template = AgreementTemplate(
        name_en=given.name.en.strip(), name_zh=given.name.zh.strip(),
        about_en=given.about.en.strip(), about_zh=given.about.zh.strip(),
        title_en=version.title_en, title_zh=version.title_zh,
        said=[columns_of(one.wording) | {"kind": one.kind.value} for one in clauses],
        kept_by=actor.name,
    )  # fmt: skip
    session.add(template)
    session.flush()
    kept = TemplateKept(None, template.id, template.code, version.agreement.number, version.number)
    record(session, actor, kept)
    return template


def retire_template(session: Session, actor: Actor, template: AgreementTemplate) -> None:
    """Offer a template no more; agreements that began from it stay as they are."""
    actor.must(Permission.AGREEMENT_DRAFT)
    gone = session.execute(
        update(AgreementTemplate)
        .where(AgreementTemplate.id == template.id, AgreementTemplate.retired_at.is_(None))
        .values(retired_at=now(), revision=AgreementTemplate.revision + 1)
        .returning(AgreementTemplate.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if gone is None:
        raise Outpaced(N_("This template was retired already."))
    session.expire(template)
    record(session, actor, TemplateRetired(None, template.id, template.code))
