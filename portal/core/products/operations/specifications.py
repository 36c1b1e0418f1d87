"""Writing down what a product must be like; what is published never changes."""

from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, WrongState
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
    SpecificationState,
    Wanted,
    fault_of,
)

MOST_CHARACTERISTICS = 200
LARGEST = Decimal(10) ** 12


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
    _demand_draft(version)
    fault = fault_of(wanted)
    if fault is not None:
        raise Invalid(fault[1], field=fault[0])
    for name in ("nominal", "lower", "upper"):
        value = getattr(wanted, name)
        if value is not None and (not value.is_finite() or abs(value) >= LARGEST):
            raise Invalid(N_("This is not a number that can be measured."), field=name)
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
    _demand_draft(version)
    line = next((one for one in _lines(session, version) if one.code == code), None)
    if line is None:
        raise Invalid(N_("There is no characteristic %(code)s."), field="code", code=code)
    session.delete(line)
    record(session, actor, SpecificationEdited(None, version.id, version.number, code))


def publish_specification(
    session: Session, actor: Actor, version: SpecificationVersion, note: str = ""
) -> None:
    """Put a draft in force in the place of the version before; from now on it never changes."""
    actor.must(Permission.PRODUCT_EDIT)
    to = SPECIFICATION_LIFE.move(version.state, SpecificationState.PUBLISHED)
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


def _demand_draft(version: SpecificationVersion) -> None:
    if version.state is not SpecificationState.DRAFT:
        raise WrongState(N_("A published specification never changes; draft the next version."))


def _told(line: Characteristic) -> dict[str, object]:
    return {name: getattr(line, name) for name in Wanted.__dataclass_fields__}
