"""Suppliers: the factory list of an ERP or of another brand."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.suppliers.models import Category
from portal.core.suppliers.operations import CODE_FORM, SupplierRow, merge_suppliers
from portal.core.suppliers.rules import Market, clean_registration, is_code, registration_fault
from portal.imports.cells import country, mail, one_of, text_of, website, words
from portal.imports.source import Column, Source

MARKETS = {market.value: market.value for market in Market} | {
    "China": "CN", "中国": "CN", "European Union": "EU", "Europe": "EU", "欧盟": "EU", "欧洲": "EU",
    "United Kingdom": "UK", "GB": "UK", "英国": "UK", "United States": "US", "USA": "US",
    "美国": "US", "Japan": "JP", "日本": "JP", "Australia": "AU", "澳大利亚": "AU", "澳洲": "AU",
}  # fmt: skip

COLUMNS = (
    Column(
        "code",
        N_("Supplier code"),
        text_of(40),
        aliases=(
            "supplier code", "vendor code", "supplier no", "supplier number", "vendor no",
            "vendor number", "supplier id", "vendor id", "factory code", "供应商编码", "供应商代码",
            "供应商编号", "供应商号", "供方编码", "厂商编码", "厂商代码", "编码", "代码", "编号",
        ),
    ),
    Column(
        "name_en",
        N_("Name (English)"),
        text_of(200),
        aliases=(
            "name", "supplier", "supplier name", "vendor", "vendor name", "company",
            "company name", "factory", "factory name", "english name", "name en",
            "name in english",
            "facility name", "manufacturer", "英文名称", "英文名", "供应商英文名称", "公司英文名称",
        ),
    ),
    Column(
        "name_zh",
        N_("Name (Chinese)"),
        text_of(200),
        aliases=(
            "chinese name", "name zh", "name cn", "name chinese", "name in chinese", "供应商名称",
            "供应商",
            "供应商全称", "公司名称", "企业名称", "单位名称", "工厂名称", "厂商名称", "中文名称",
            "中文名", "名称", "供方名称",
        ),
    ),
    Column(
        "country",
        N_("Country"),
        country,
        required=True,
        constant=True,
        hint=N_("ISO code, or the English or Chinese name, in any case: CN, China, 中国"),
        aliases=(
            "country code", "country name", "country of origin", "nation", "region", "国家",
            "国别", "国家地区", "国家或地区", "所在国家", "国家代码",
        ),
    ),
    Column(
        "registration_number",
        N_("Registration number"),
        text_of(40),
        hint=N_("For China the unified social credit code of 18 characters"),
        aliases=(
            "registration no", "company registration number", "uscc", "unified social credit code",
            "business licence", "business license", "credit code", "tax id", "vat number", "vat id",
            "统一社会信用代码", "社会信用代码", "信用代码", "营业执照号", "税号",
            "纳税人识别号", "注册号",
        ),
    ),
    Column(
        "address",
        N_("Address"),
        text_of(400),
        aliases=(
            "registered address", "street", "street address", "factory address", "full address",
            "地址", "详细地址",
            "注册地址", "工厂地址", "公司地址", "联系地址", "生产地址",
        ),
    ),
    Column("city", N_("City"), text_of(120), aliases=("town", "城市", "所在城市", "市")),
    Column(
        "categories",
        N_("Categories"),
        words,
        constant=True,
        hint=N_("Codes of categories, separated by comma or semicolon"),
        aliases=(
            "category", "product category", "product categories", "commodity", "品类", "类别",
            "产品类别", "商品类别", "供货品类", "分类",
        ),
    ),
    Column(
        "markets",
        N_("Markets"),
        one_of(MARKETS),
        constant=True,
        hint=N_("CN, EU, UK, US, JP, AU; several separated by comma or semicolon"),
        aliases=("market", "sales markets", "市场", "销售市场", "目标市场"),
    ),
    Column(
        "website",
        N_("Website"),
        website,
        aliases=("web", "url", "homepage", "web site", "网址", "网站", "公司网站", "官网"),
    ),
    Column(
        "contact_name",
        N_("Contact"),
        text_of(120),
        aliases=("contact", "contact person", "contact name", "联系人", "联系人姓名", "联络人"),
    ),
    Column(
        "contact_email",
        N_("Contact email"),
        mail,
        aliases=(
            "email", "e-mail", "mail", "contact email", "contact e-mail", "邮箱", "电子邮箱",
            "联系邮箱", "联系人邮箱", "电子邮件",
        ),
    ),
    Column(
        "contact_phone",
        N_("Contact phone"),
        text_of(60),
        aliases=(
            "phone", "telephone", "tel", "mobile", "contact phone", "电话", "联系电话", "手机",
            "联系人电话", "手机号", "手机号码",
        ),
    ),
)  # fmt: skip


def to_row(values: Mapping[str, Any]) -> SupplierRow:
    """Return what the act takes; a name without Latin letters is the Chinese one."""
    names = dict(values)
    if "name_zh" not in names and not names["name_en"].isascii() and _is_chinese(names["name_en"]):
        names["name_zh"] = names.pop("name_en")
    elif "name_en" not in names and not _is_chinese(names["name_zh"]):
        names["name_en"] = names.pop("name_zh")
    return SupplierRow(**names)


def look_up(session: Session) -> frozenset[str]:
    """Return the codes of the categories that there are."""
    return frozenset(session.scalars(select(Category.code)))


def check(row: SupplierRow, categories: frozenset[str]) -> None:
    """Refuse a code or registration number that cannot be, and categories that there are not."""
    if row.code and not is_code(row.code):
        raise Invalid(CODE_FORM, field="code")
    fault = registration_fault(row.country, clean_registration(row.registration_number))
    if fault:
        raise Invalid(fault, field="registration_number")
    for code in row.categories:
        if code not in categories:
            raise Invalid(N_("There is no category %(code)s."), field="categories", code=code)


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


SUPPLIERS = Source(
    code="suppliers",
    label=N_("Suppliers"),
    text=N_("Companies with name, country, address, registration number and a contact."),
    columns=COLUMNS,
    to_row=to_row,
    apply=merge_suppliers,
    any_of=(("name_en", "name_zh"),),
    look_up=look_up,
    check=check,
    keys=lambda row: row.keys,
)
