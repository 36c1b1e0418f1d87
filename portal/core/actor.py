"""The person (or clock) behind an act."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from portal.core.errors import NotAllowed, NotFound
from portal.core.i18n import N_
from portal.core.permissions import GRANTS, Permission, Role


@dataclass(frozen=True)
class Actor:
    """Who is acting, and for which supplier, if any."""

    name: str
    roles: frozenset[Role]
    user_id: int | None = None
    supplier_id: int | None = None
    locale: str = "en"
    time_zone: str = "UTC"
    address: str = ""
    scopes: frozenset[Permission] | None = None
    """What an API token narrows the roles to; None for a person at the screen."""

    @classmethod
    def system(cls, name: str) -> Self:
        """Return the actor for work nobody clicked."""
        return cls(name=name, roles=frozenset({Role.SYSTEM}))

    @classmethod
    def nobody(cls, address: str = "", locale: str = "en") -> Self:
        """Return the actor before anyone signed in."""
        return cls(name="", roles=frozenset(), address=address, locale=locale)

    @property
    def is_supplier(self) -> bool:
        return self.supplier_id is not None

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Return what the roles grant together, narrowed to a token's scopes."""
        granted = self._granted
        return granted if self.scopes is None else granted & self.scopes

    @property
    def _granted(self) -> frozenset[Permission]:
        return frozenset[Permission]().union(*(GRANTS[role] for role in self.roles))

    def may(self, permission: Permission, supplier_id: int | None = None) -> bool:
        """Return whether the roles grant it and the subject is within reach."""
        return permission in self.permissions and self.reaches(supplier_id)

    def reaches(self, supplier_id: int | None) -> bool:
        """Return whether this supplier's things are visible to the actor."""
        return self.supplier_id is None or self.supplier_id == supplier_id

    def must(self, permission: Permission, supplier_id: int | None = None) -> None:
        """Refuse unless the actor may; what is out of reach is not there."""
        if not self.reaches(supplier_id):
            raise NotFound
        if permission not in self.permissions:
            if permission in self._granted:
                lacking = N_("This token lacks the scope %(scope)s, which the call needs too.")
                raise NotAllowed(lacking, scope=permission.value)
            raise NotAllowed(N_("Your role does not include this. Ask an administrator."))
