"""What people do with suppliers."""

from portal.core.suppliers.operations.categories import (
    CategoryInput,
    add_category,
    edit_category,
    remove_category,
)
from portal.core.suppliers.operations.companies import (
    CODE_FORM,
    SupplierInput,
    add_supplier,
    edit_supplier,
    export_suppliers,
)
from portal.core.suppliers.operations.merging import MergeCount, SupplierRow, merge_suppliers
from portal.core.suppliers.operations.places import (
    ContactInput,
    SiteInput,
    add_contact,
    add_site,
    edit_contact,
    edit_site,
    remove_contact,
    remove_site,
)
from portal.core.suppliers.operations.states import (
    StateInput,
    lapse_conditional_approvals,
    move_supplier,
    receive_supplier,
)
from portal.core.suppliers.operations.tiers import (
    TierInput,
    announce_requalification,
    change_tier,
)

__all__ = [
    "CODE_FORM",
    "CategoryInput",
    "ContactInput",
    "MergeCount",
    "SiteInput",
    "StateInput",
    "SupplierInput",
    "SupplierRow",
    "TierInput",
    "add_category",
    "add_contact",
    "add_site",
    "add_supplier",
    "announce_requalification",
    "change_tier",
    "edit_category",
    "edit_contact",
    "edit_site",
    "edit_supplier",
    "export_suppliers",
    "lapse_conditional_approvals",
    "merge_suppliers",
    "move_supplier",
    "receive_supplier",
    "remove_category",
    "remove_contact",
    "remove_site",
]
