"""Writing down what a product must be like; what is published never changes."""

from dataclasses import replace

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.products.events import (
    SpecificationDrafted,
    SpecificationEdited,
    SpecificationPublished,
)
from portal.core.products.models import Characteristic, Product, SpecificationVersion
from portal.core.products.queries import published_specification
from portal.core.products.rules import (
    SPECIFICATION_LIFE,
    CharacteristicKind,
    SpecificationState,
    Wanted,
    fault_of,
)
from portal.core.suppliers.rules import is_code

MOST_CHARACTERISTICS = 200


def draft_specification(session: Session, actor: Actor, product: Product) -> SpecificationVersion:
    """Begin the next version of a specification as a copy of the one in force."""
    actor.must(Permission.PRODUCT_EDIT)
    latest = session.scalar(
        select(func.max(SpecificationVersion.number)).where(
            SpecificationVersion.product_id == product.id
        )
    )
    open_one = session.scalar(
        select(SpecificationVersion.number).where(
            SpecificationVersion.product_id == product.id,
            SpecificationVersion.state == SpecificationState.DRAFT,
        )
    )
    if open_one is not None:
        raise WrongState(N_("Version %(number)s is being drafted already."), number=open_one)
    version = SpecificationVersion(product_id=product.id, number=(latest or 0) + 1)
    session.add(version)
    session.flush()
    before = published_specification(session, product.id)
    for line in before.characteristics if before else ():
        session.add(Characteristic(version_id=version.id, position=line.position, **_told(line)))
    happened = SpecificationDrafted(None, version.id, product.id, version.number)
    record(session, actor, happened)
    return version


def set_characteristic(
    session: Session, actor: Actor, version: SpecificationVersion, wanted: Wanted
) -> Characteristic:
    """Add a characteristic to a draft, or change the one of that code."""
    actor.must(Permission.PRODUCT_EDIT)
    wanted = _tidy(wanted)
    fault = fault_of(wanted)
    if fault is not None:
        raise Invalid(fault[1], field=fault[0], level=wanted.level)
    _claim_draft(session, version)
    lines = _lines(session, version)
    line = next((one for one in lines if one.code == wanted.code), None)
    if line is None:
        if len(lines) >= MOST_CHARACTERISTICS:
            sentence = N_("A specification has at most %(most)s characteristics.")
            raise Invalid(sentence, field="code", most=MOST_CHARACTERISTICS)
        position = max((one.position for one in lines), default=0) + 1
        line = Characteristic(version_id=version.id, position=position)
        session.add(line)
    for name, value in vars(wanted).items():
        setattr(line, name, value)
    record(session, actor, SpecificationEdited(None, version.id, version.number, wanted.code))
    return line


def remove_characteristic(
    session: Session, actor: Actor, version: SpecificationVersion, code: str
) -> None:
    """Take a characteristic out of a draft."""
    actor.must(Permission.PRODUCT_EDIT)
    _claim_draft(session, version)
    line = next((one for one in _lines(session, version) if one.code == code), None)
    if line is None:
        raise Invalid(N_("There is no characteristic %(code)s."), field="code", code=code)
    session.delete(line)
    record(session, actor, SpecificationEdited(None, version.id, version.number, code))


def publish_specification(
    session: Session, actor: Actor, version: SpecificationVersion, revision: int, note: str = ""
) -> None:
    """Put a draft in force in the place of the version before; from now on it never changes.

    Raises Outpaced if somebody changed the draft since it was seen at `revision`.
    """
    actor.must(Permission.PRODUCT_EDIT)
    to = SPECIFICATION_LIFE.move(version.state, SpecificationState.PUBLISHED)
    if version.revision != revision:
        raise Outpaced(N_("Somebody else changed this draft since you opened it. Look again."))
    lines = _lines(session, version)
    if not lines:
        raise Invalid(N_("A specification without a characteristic says nothing."), field="note")
    before = published_specification(session, version.product_id)
    if before is not None:
        superseded = SpecificationState.SUPERSEDED
        before.state = SPECIFICATION_LIFE.move(before.state, superseded)
        session.flush()
    version.state, version.note = to, note.strip()
    version.published_at, version.published_by_id = now(), actor.user_id
    happened = SpecificationPublished(
        None, version.id, version.product_id, version.number, len(lines)
    )
    record(session, actor, happened)


def _lines(session: Session, version: SpecificationVersion) -> list[Characteristic]:
    own = select(Characteristic).where(Characteristic.version_id == version.id)
    return list(session.scalars(own.order_by(Characteristic.position)))


def _claim_draft(session: Session, version: SpecificationVersion) -> None:
    """Count a change of the draft; whoever publishes it meanwhile, or did, wins.

    A line added to it would change no column of the version, and nobody would notice.
    """
    table = SpecificationVersion
    claimed = session.execute(
        update(table)
        .where(table.id == version.id, table.state == SpecificationState.DRAFT)
        .values(revision=table.revision + 1)
        .returning(table.revision)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if claimed is None:
        raise WrongState(N_("A published specification never changes; draft the next version."))
    session.refresh(version, ["revision"])


def _tidy(wanted: Wanted) -> Wanted:
    """Return what is wanted without blanks around; what is judged by looking has no unit."""
    code = wanted.code.strip().upper()
    if not is_code(code):
        raise Invalid(N_("A code has letters and digits, then also - . _ in it."), field="code")
    is_measured = wanted.kind is CharacteristicKind.MEASURED
    return replace(
        wanted,
        code=code,
        name_en=wanted.name_en.strip(),
        name_zh=wanted.name_zh.strip(),
        unit=wanted.unit.strip() if is_measured else "",
        method_en=wanted.method_en.strip(),
        method_zh=wanted.method_zh.strip(),
        level=wanted.level.strip(),
    )


def _told(line: Characteristic) -> dict[str, object]:
    return {name: getattr(line, name) for name in Wanted.__dataclass_fields__}
