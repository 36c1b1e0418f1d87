"""Taking in a list of suppliers from another system, set by set, any number of times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, Update, bindparam, insert, inspect, or_, select, tuple_, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.suppliers.events import SuppliersMerged
from portal.core.suppliers.models import (
    Category,
    Contact,
    Site,
    Supplier,
    SupplierStateChange,
    supplier_category,
)
from portal.core.suppliers.queries.finding import free_codes
from portal.core.suppliers.rules import SupplierState, clean_registration, name_key

CHUNK = 300
"""Rows looked up at once: three keys each stay below SQLite's limit of bound values."""

FIELDS = ("name_en", "name_zh", "country", "registration_number", "address", "website", "markets")
KEYS = ("name_en_key", "name_zh_key")
WRITTEN = (*FIELDS, *KEYS)


@dataclass(frozen=True)
class SupplierRow:
    """One company as another system tells it; empty values say nothing."""

    code: str = ""
    name_en: str = ""
    name_zh: str = ""
    country: str = ""
    registration_number: str = ""
    address: str = ""
    city: str = ""
    categories: tuple[str, ...] = ()
    """Codes; unknown ones are passed over."""
    markets: tuple[str, ...] = ()
    website: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """Return what the company is known by, surest first."""
        number = clean_registration(self.registration_number)
        keys: list[tuple[str, ...]] = []
        if self.code:
            keys.append(("code", self.code.upper()))
        if number:
            keys.append(("number", self.country, number))
        names = (name_key(self.name_en), name_key(self.name_zh))
        return keys + [("name", self.country, name) for name in names if name]


@dataclass(frozen=True)
class MergeCount:
    """What came of a list."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def merge_suppliers(session: Session, actor: Actor, rows: Sequence[SupplierRow]) -> MergeCount:
    """Add the new companies and update the known ones; the same list again changes nothing.

    A company is known by its code, else by country and registration number, else by country and
    name without regard to case and punctuation. A name alone never joins what has different codes
    or different registration numbers.
    """
    actor.must(Permission.IMPORT_RUN)
    categories = {row.code: row.id for row in session.execute(select(Category.code, Category.id))}
    counts = [0, 0, 0]
    for chunk in _chunks(rows):
        merge = _Merge(session, actor, categories)
        merge.look_up(chunk)
        for row in chunk:
            counts[merge.take(row)] += 1
        merge.write()
    count = MergeCount(*counts)
    record(session, actor, SuppliersMerged(None, 0, *counts))
    return count


def _chunks(rows: Sequence[SupplierRow]) -> Iterator[Sequence[SupplierRow]]:
    for begin in range(0, len(rows), CHUNK):
        yield rows[begin : begin + CHUNK]


CREATED, UPDATED, UNCHANGED = range(3)


class _Merge:
    """One chunk: what is known, what is new, what differs."""

    def __init__(self, session: Session, actor: Actor, categories: dict[str, int]) -> None:
        self.session, self.actor, self.categories = session, actor, categories
        self.known: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        self.new: list[dict[str, Any]] = []
        self.differs: dict[int, dict[str, Any]] = {}
        self.around: dict[Any, list[dict[str, Any]]] = {Site: [], Contact: []}
        self.links: set[tuple[int, int]] = set()
        self.codes: list[str] = []

    def look_up(self, rows: Sequence[SupplierRow]) -> None:
        """Read the companies that any of the rows may mean, in one question."""
        keys = {key for row in rows for key in row.keys}
        found = self.session.execute(
            select(
                Supplier.id, Supplier.code, *(getattr(Supplier, name) for name in WRITTEN)
            ).where(
                or_(
                    Supplier.code.in_([key[1] for key in keys if key[0] == "code"]),
                    tuple_(Supplier.country, Supplier.registration_number).in_(
                        [key[1:] for key in keys if key[0] == "number"]
                    ),
                    *(
                        tuple_(Supplier.country, getattr(Supplier, name)).in_(
                            [key[1:] for key in keys if key[0] == "name"]
                        )
                        for name in KEYS
                    ),
                )
            ).order_by(Supplier.id)
        ).mappings()  # fmt: skip
        for company in found:
            self._remember(dict(company))
        ids = {company["id"] for found in self.known.values() for company in found}
        linked = select(supplier_category.c.supplier_id, supplier_category.c.category_id)
        links = self.session.execute(linked.where(supplier_category.c.supplier_id.in_(ids)))
        self.links = {(supplier, category) for supplier, category in links}
        self.codes = free_codes(self.session, len(rows))

    def _remember(self, company: dict[str, Any]) -> None:
        """Let later rows find the company by whatever it is known by now."""
        keys: list[tuple[str, ...]] = [("code", company["code"])]
        if company["registration_number"]:
            keys.append(("number", company["country"], company["registration_number"]))
        keys += [("name", company["country"], company[key]) for key in KEYS if company[key]]
        for key in keys:
            found = self.known.setdefault(key, [])
            if company not in found:
                found.append(company)

    def _find(self, row: SupplierRow) -> dict[str, Any] | None:
        """Return the company that the row means, if there is one."""
        for key in row.keys:
            for company in self.known.get(key, ()):
                if key[0] != "name" or _may_be(row, company):
                    return company
        return None

    def take(self, row: SupplierRow) -> int:
        """Note what the row changes; return whether it creates, updates or leaves."""
        company = self._find(row)
        if company is None:
            self._add(row)
            return CREATED
        fresh = {key: value for key, value in _told(row).items() if company[key] != value}
        linked = self._link(company["id"], row)
        if not fresh:
            return UPDATED if linked else UNCHANGED
        company.update(fresh)
        self._remember(company)
        if company["id"] not in {added["id"] for added in self.new}:
            self.differs[company["id"]] = company
        return UPDATED

    def _add(self, row: SupplierRow) -> None:
        company: dict[str, Any] = dict.fromkeys(WRITTEN, "") | {
            "id": new_id(),
            "code": row.code.upper() or self.codes.pop(),
            "registration_number": None,
            "markets": frozenset(),
        }
        company.update(_told(row))
        self.new.append(company)
        self._remember(company)
        self._link(company["id"], row)
        of = {"id": new_id(), "supplier_id": company["id"]}
        if row.address or row.city:
            self.around[Site].append(
                of | {
                    "name_en": row.name_en, "name_zh": row.name_zh, "country": row.country,
                    "city": row.city, "address": row.address,
                }
            )  # fmt: skip
        if row.contact_name or row.contact_email or row.contact_phone:
            self.around[Contact].append(
                of | {
                    "id": new_id(), "name": row.contact_name or row.contact_email,
                    "email": row.contact_email, "phone": row.contact_phone,
                }
            )  # fmt: skip

    def _link(self, supplier_id: int, row: SupplierRow) -> bool:
        """Give the company the row's categories; return whether one was new to it."""
        wanted = {
            (supplier_id, self.categories[code])
            for code in row.categories
            if code in self.categories
        } - self.links
        self.links |= wanted
        self.around.setdefault(supplier_category, []).extend(
            {"supplier_id": supplier, "category_id": category} for supplier, category in wanted
        )
        return bool(wanted)

    def write(self) -> None:
        """Write the chunk: new companies with their first state, changes, sites, categories."""
        if self.new:
            self.session.execute(
                insert(Supplier), [{"state": SupplierState.INVITED, **row} for row in self.new]
            )
            self.session.execute(
                insert(SupplierStateChange),
                [self._first_state(company["id"]) for company in self.new],
            )
        if self.differs:
            rewritten = [
                {"of": key, "at": now(), **{f"new_{name}": company[name] for name in WRITTEN}}
                for key, company in self.differs.items()
            ]
            self.session.execute(_rewriting(), rewritten)
        for table, rows in self.around.items():
            if rows:
                self.session.execute(insert(table), rows)

    def _first_state(self, supplier_id: int) -> dict[str, Any]:
        return {
            "supplier_id": supplier_id,
            "state_after": SupplierState.INVITED,
            "on_day": today(),
            "reason": N_("Taken over from a list."),
            "by_id": self.actor.user_id,
            "by_name": self.actor.name,
        }


def _may_be(row: SupplierRow, company: dict[str, Any]) -> bool:
    """Return whether a row with a company's name can mean that company."""
    number = clean_registration(row.registration_number)
    other = company["registration_number"]
    return not row.code and (not number or not other or number == other)


def _rewriting() -> Update:
    """Return the statement that writes a known company's columns anew, counting its revision."""
    table = cast(Table, inspect(Supplier).local_table)
    told = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in WRITTEN}
    return (
        update(table)
        .where(table.c.id == bindparam("of"))
        .values(**told, updated_at=bindparam("at", type_=table.c.updated_at.type))
        .values(revision=table.c.revision + 1)
    )


def _told(row: SupplierRow) -> dict[str, Any]:
    """Return the columns that the row says something about."""
    told: dict[str, Any] = {key: getattr(row, key) for key in FIELDS if getattr(row, key)}
    if row.registration_number:
        told["registration_number"] = clean_registration(row.registration_number)
    if row.markets:
        told["markets"] = frozenset(row.markets)
    for name in ("name_en", "name_zh"):
        if name in told:
            told[f"{name}_key"] = name_key(told[name])
    return told
