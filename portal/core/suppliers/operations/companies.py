"""Adding companies and keeping what is said of them true."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.clock import today
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.suppliers.events import SupplierAdded, SupplierEdited, SuppliersExported
from portal.core.suppliers.models import Category, Supplier, SupplierStateChange
from portal.core.suppliers.queries.finding import free_codes
from portal.core.suppliers.queries.listing import SupplierFilter, SupplierLine, list_suppliers
from portal.core.suppliers.rules import (
    SupplierState,
    clean_registration,
    is_code,
    is_web_address,
    name_key,
    registration_fault,
)


@dataclass(frozen=True)
class SupplierInput:
    """What a form or a program says of a company."""

    name_en: str = ""
    name_zh: str = ""
    country: str = ""
    registration_number: str = ""
    address: str = ""
    website: str = ""
    categories: tuple[int, ...] = ()
    """Category ids."""
    markets: frozenset[str] = frozenset()
    code: str = ""
    """Given by the brand, else made up."""
    is_twin: bool = False
    """That a company of nearly the same name is meant to stand beside this one."""


def add_supplier(session: Session, actor: Actor, given: SupplierInput) -> Supplier:
    """Add a company, invited and nothing more; raises Invalid for what is wrong or known."""
    actor.must(Permission.SUPPLIER_INVITE)
    number = _checked(session, given, None)
    _refuse_twins(session, given)
    supplier = Supplier(state=SupplierState.INVITED, **_columns(given, number))
    supplier.code = given.code.upper() or free_codes(session, 1)[0]
    supplier.categories = _categories(session, given.categories)
    session.add(supplier)
    session.flush()
    session.add(
        SupplierStateChange(
            supplier_id=supplier.id,
            state_after=supplier.state,
            on_day=today(),
            reason="",
            by_id=actor.user_id,
            by_name=actor.name,
        )
    )
    record(session, actor, SupplierAdded(supplier.id, supplier.id, supplier.code))
    return supplier


def edit_supplier(
    session: Session, actor: Actor, supplier: Supplier, given: SupplierInput, revision: int
) -> None:
    """Change what is said of a company; raises Outpaced if somebody changed it since.

    Country and registration number are the brand's to change: a supplier that tried numbers would
    learn which companies are here (R-ISO-8). Once the brand has decided on a company, so are its
    names, categories and markets, on which requirements hang.
    """
    actor.must(Permission.SUPPLIER_EDIT, supplier.id)
    if supplier.revision != revision:
        raise Outpaced(N_("Somebody else changed this company since you opened it."))
    if actor.is_supplier:
        given = _as_supplier(supplier, given)
    number = _checked(session, given, supplier)
    columns = _columns(given, number)
    before = sorted(category.code for category in supplier.categories)
    for key, value in columns.items():
        setattr(supplier, key, value)
    supplier.categories = _categories(session, given.categories)
    after = sorted(category.code for category in supplier.categories)
    changes = changed(supplier) | ({"categories": [before, after]} if before != after else {})
    for key in ("name_en_key", "name_zh_key", "updated_at"):
        changes.pop(key, None)
    record(session, actor, SupplierEdited(supplier.id, supplier.id), changes)


def _as_supplier(supplier: Supplier, given: SupplierInput) -> SupplierInput:
    """Return what was said with all that is not the supplier's to say left as it is."""
    kept: dict[str, Any] = {
        "country": supplier.country,
        "registration_number": supplier.registration_number or "",
    }
    if is_settled(supplier):
        kept |= {
            "name_en": supplier.name_en,
            "name_zh": supplier.name_zh,
            "categories": tuple(category.id for category in supplier.categories),
            "markets": supplier.markets,
        }
    return replace(given, **kept)


def export_suppliers(
    session: Session, actor: Actor, wanted: SupplierFilter, kind: str
) -> list[SupplierLine]:
    """Return all lines of a filtered list for a file, and write down that it was taken."""
    actor.must(Permission.SUPPLIER_READ)
    lines = list_suppliers(session, actor, wanted, limit=MOST_LINES)
    record(session, actor, SuppliersExported(None, 0, kind, len(lines)))
    return lines


MOST_LINES = 100_000

CODE_FORM = N_("A code begins with a letter or digit and has only these, points and dashes.")


def is_settled(supplier: Supplier) -> bool:
    """Return whether the brand has taken the company in, so that its identity is fixed."""
    return supplier.state not in (
        SupplierState.INVITED,
        SupplierState.REGISTERED,
        SupplierState.UNDER_REVIEW,
    )


def _columns(given: SupplierInput, number: str) -> dict[str, object]:
    return {
        "name_en": given.name_en,
        "name_zh": given.name_zh,
        "country": given.country,
        "registration_number": number or None,
        "address": given.address,
        "website": given.website,
        "markets": given.markets,
    }


def _checked(session: Session, given: SupplierInput, mine: Supplier | None) -> str:
    """Return the registration number as it is kept, after all that can be wrong was looked at."""
    if not (given.name_en or given.name_zh):
        raise Invalid(N_("Give a name in English, in Chinese, or both."), field="name_en")
    if given.code and not is_code(given.code):
        raise Invalid(CODE_FORM, field="code")
    if given.website and not is_web_address(given.website):
        raise Invalid(N_("A website begins with http:// or https://."), field="website")
    number = clean_registration(given.registration_number)
    fault = registration_fault(given.country, number)
    if fault:
        raise Invalid(fault, field="registration_number")
    _refuse_known(session, given, number, mine)
    return number


def _refuse_known(
    session: Session, given: SupplierInput, number: str, mine: Supplier | None
) -> None:
    same = select(Supplier.id).where(
        Supplier.country == given.country, Supplier.registration_number == number
    )
    found = session.scalar(same) if number else None
    if found not in (None, mine.id if mine else None):
        raise Invalid(
            N_("A company with this registration number is already here."),
            field="registration_number",
        )
    code = given.code.upper()
    if mine is None and code and session.scalar(select(Supplier.id).where(Supplier.code == code)):
        raise Invalid(N_("This code is already taken."), field="code")


def _refuse_twins(session: Session, given: SupplierInput) -> None:
    keys = {name_key(given.name_en), name_key(given.name_zh)} - {""}
    twin = session.scalar(
        select(Supplier.code)
        .where(
            Supplier.country == given.country,
            or_(Supplier.name_en_key.in_(keys), Supplier.name_zh_key.in_(keys)),
        )
        .limit(1)
    )
    if twin and not given.is_twin:
        raise Invalid(
            N_("%(code)s has nearly the same name. Tick the box below if this is another company."),
            field="is_twin",
            code=twin,
        )


def _categories(session: Session, ids: tuple[int, ...]) -> list[Category]:
    return list(session.scalars(select(Category).where(Category.id.in_(ids)))) if ids else []
