"""Sites and contacts of a supplier."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.numbering import new_code
from portal.core.permissions import Permission
from portal.core.suppliers.events import (
    ContactAdded,
    ContactEdited,
    ContactRemoved,
    SiteAdded,
    SiteEdited,
    SiteRemoved,
)
from portal.core.suppliers.models import Contact, Site, Supplier


@dataclass(frozen=True)
class SiteInput:
    """What is said of a factory or warehouse."""

    name_en: str = ""
    name_zh: str = ""
    country: str = ""
    city: str = ""
    address: str = ""
    is_active: bool = True


@dataclass(frozen=True)
class ContactInput:
    """What is said of a person to call."""

    name: str
    position: str = ""
    email: str = ""
    phone: str = ""
    wechat: str = ""
    site_id: int | None = None


def add_site(session: Session, actor: Actor, supplier: Supplier, given: SiteInput) -> Site:
    """Add a site to a supplier."""
    actor.must(Permission.SUPPLIER_EDIT, supplier.id)
    _check_name(given)
    site = Site(supplier_id=supplier.id, code=new_code("F", 4), **vars(given))
    session.add(site)
    record(session, actor, SiteAdded(supplier.id, site.id, site.code))
    return site


def edit_site(session: Session, actor: Actor, site: Site, given: SiteInput, revision: int) -> None:
    """Change what is said of a site; one that is no longer used is deactivated, not removed."""
    actor.must(Permission.SUPPLIER_EDIT, site.supplier_id)
    _refuse_outpaced(site.revision, revision)
    _check_name(given)
    for key, value in vars(given).items():
        setattr(site, key, value)
    record(session, actor, SiteEdited(site.supplier_id, site.id), changed(site))


def remove_site(session: Session, actor: Actor, site: Site) -> None:
    """Forget a site; raises WrongState for one on which documents hang: that is deactivated."""
    actor.must(Permission.SUPPLIER_EDIT, site.supplier_id)
    gone = SiteRemoved(site.supplier_id, site.id, site.code)
    try:
        # What hangs on a site belongs to rooms above this one: only the database sees all of it.
        with session.begin_nested():
            session.execute(update(Contact).where(Contact.site_id == site.id).values(site_id=None))
            session.delete(site)
    except IntegrityError:
        raise WrongState(
            N_("Documents belong to this site, so it stays. Mark it as no longer in use instead.")
        ) from None
    record(session, actor, gone)


def add_contact(session: Session, actor: Actor, supplier: Supplier, given: ContactInput) -> Contact:
    """Add a person to call."""
    actor.must(Permission.SUPPLIER_EDIT, supplier.id)
    _check_site(session, supplier.id, given.site_id)
    contact = Contact(supplier_id=supplier.id, **vars(given))
    session.add(contact)
    record(session, actor, ContactAdded(supplier.id, contact.id, contact.name))
    return contact


def edit_contact(
    session: Session, actor: Actor, contact: Contact, given: ContactInput, revision: int
) -> None:
    """Change what is said of a person to call."""
    actor.must(Permission.SUPPLIER_EDIT, contact.supplier_id)
    _refuse_outpaced(contact.revision, revision)
    _check_site(session, contact.supplier_id, given.site_id)
    for key, value in vars(given).items():
        setattr(contact, key, value)
    record(session, actor, ContactEdited(contact.supplier_id, contact.id, contact.name))


def remove_contact(session: Session, actor: Actor, contact: Contact) -> None:
    """Forget a person to call."""
    actor.must(Permission.SUPPLIER_EDIT, contact.supplier_id)
    session.delete(contact)
    record(session, actor, ContactRemoved(contact.supplier_id, contact.id, contact.name))


def _check_name(given: SiteInput) -> None:
    if not (given.name_en or given.name_zh):
        raise Invalid(N_("Give a name in English, in Chinese, or both."), field="name_en")


def _check_site(session: Session, supplier_id: int, site_id: int | None) -> None:
    own = select(Site.id).where(Site.id == site_id, Site.supplier_id == supplier_id)
    if site_id is not None and session.scalar(own) is None:
        raise Invalid(N_("Choose one of the company's sites."), field="site_id")


def _refuse_outpaced(now: int, shown: int) -> None:
    if now != shown:
        raise Outpaced(N_("Somebody else changed this since you opened it."))
