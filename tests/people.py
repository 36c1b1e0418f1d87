"""The people that tests are about, always with the same names."""

from dataclasses import dataclass

from portal.core.permissions import Role

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Person:
    """Somebody with a role; `supplier` is the code of the company, if any."""

    name: str
    role: Role
    supplier: str | None = None

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{'supplier' if self.supplier else 'brand'}.example"


ADA = Person("Ada Admin", Role.ADMIN)
BEN = Person("Ben Buyer", Role.BUYER)
ENA = Person("Ena Engineer", Role.QUALITY_ENGINEER)
EMIL = Person("Emil Engineer", Role.QUALITY_ENGINEER)
MAYA = Person("Maya Manager", Role.QUALITY_MANAGER)
IVO = Person("Ivo Inspector", Role.INSPECTOR)
DORA = Person("Dora Department", Role.DEPARTMENT)
OTTO = Person("Otto Auditor", Role.AUDITOR)
LIN = Person("Lin 林晓", Role.SUPPLIER_ADMIN, "S-LIN")
LEO = Person("Leo 刘洋", Role.SUPPLIER_USER, "S-LIN")
WEI = Person("Wei 魏强", Role.SUPPLIER_ADMIN, "S-WEI")
"""Of another supplier: must never see anything of Lin's."""

EVERYBODY = (ADA, BEN, ENA, EMIL, MAYA, IVO, DORA, OTTO, LIN, LEO, WEI)
