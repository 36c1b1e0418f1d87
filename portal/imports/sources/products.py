"""Products: the article list of an ERP or of a shop."""

from collections.abc import Mapping
from typing import Any

from portal.core.i18n import N_
from portal.core.products.operations import (
    ProductRow,
    demand_product,
    known_of_products,
    merge_products,
)
from portal.imports.cells import text_of
from portal.imports.source import Column, Source


def _gtin(cell: str) -> str:
    """Return the digits of a GTIN, as people write it with blanks and dashes."""
    text: str = text_of(30)(cell)
    return text.replace(" ", "").replace("-", "")


COLUMNS = (
    Column("sku", N_("SKU"), text_of(60), required=True,
           aliases=("product", "item", "article", "style", "product code", "product no",
                    "item no", "item number", "article number", "产品编号", "产品编码", "商品编码",
                    "货号", "款号", "物料编码")),
    Column("name_en", N_("Name in English"), text_of(200),
           hint=N_("A new product without any name is called by its SKU."),
           aliases=("name", "product name", "item name", "description", "title", "english name",
                    "英文名称", "英文品名", "英文名")),
    Column("name_zh", N_("Name in Chinese"), text_of(200),
           aliases=("chinese name", "name cn", "品名", "产品名称", "商品名称", "中文名称",
                    "中文品名", "名称")),
    Column("category", N_("Category"), text_of(60), constant=True,
           hint=N_("Code of the category"),
           aliases=("category code", "product category", "品类", "类别", "分类", "品类编码")),
    Column("unit", N_("Unit of quantity"), text_of(20), constant=True,
           aliases=("uom", "unit of measure", "单位", "计量单位")),
    Column("gtin", N_("GTIN"), _gtin,
           hint=N_("The number under the barcode, if there is one."),
           aliases=("ean", "ean13", "upc", "barcode", "条码", "条形码", "商品条码")),
    Column("supplier", N_("Supplier code"), text_of(40), constant=True,
           aliases=("supplier code", "vendor", "vendor code", "factory code", "供应商编码",
                    "供应商代码", "供应商编号", "供应商")),
    Column("supplier_sku", N_("The supplier's own number"), text_of(60),
           aliases=("vendor sku", "factory style", "supplier item", "供应商货号", "工厂款号")),
)  # fmt: skip


def to_row(values: Mapping[str, Any]) -> ProductRow:
    """Return what the act takes; a name in Chinese letters alone is the Chinese one."""
    told = dict(values)
    name = told.get("name_en", "")
    if not told.get("name_zh") and any("\u3400" <= char <= "\u9fff" for char in name):
        told["name_zh"] = told.pop("name_en")
    return ProductRow(**told)


PRODUCTS = Source(
    code="products",
    label=N_("Products"),
    text=N_("Articles with SKU, names, category, barcode and the supplier that makes them."),
    columns=COLUMNS,
    to_row=to_row,
    apply=merge_products,
    look_up=known_of_products,
    check=demand_product,
    keys=lambda row: [
        ("made", row.sku.upper(), row.supplier.upper()),
        *([("gtin", row.gtin)] if row.gtin else []),
    ],
)
