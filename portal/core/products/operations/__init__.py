"""What people do with products and their specifications."""

from portal.core.products.operations.export import export_products
from portal.core.products.operations.merging import (
    MergeCount,
    ProductRow,
    demand_product,
    known_of_products,
    merge_products,
)
from portal.core.products.operations.products import (
    ProductInput,
    add_product,
    edit_product,
    source_product,
    unsource_product,
)
from portal.core.products.operations.specifications import (
    draft_specification,
    publish_specification,
    remove_characteristic,
    set_characteristic,
)

__all__ = [
    "MergeCount",
    "ProductInput",
    "ProductRow",
    "add_product",
    "demand_product",
    "draft_specification",
    "edit_product",
    "export_products",
    "known_of_products",
    "merge_products",
    "publish_specification",
    "remove_characteristic",
    "set_characteristic",
    "source_product",
    "unsource_product",
]
