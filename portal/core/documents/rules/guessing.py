"""Guessing the type of a document from the name of its file, in Chinese and English."""

import re

KEYWORDS: tuple[tuple[str, str], ...] = (
    (r"营业执照|business.?licen[cs]e|registration.?cert", "BUSINESS_LICENCE"),
    (r"iso[\W_]*9001|质量管理体系", "ISO_9001"),
    (r"iso[\W_]*14001|环境管理体系", "ISO_14001"),
    (r"bsci|amfori|smeta|sedex", "AMFORI_BSCI"),
    (r"sa[\W_]*8000|社会责任", "SA_8000"),
    (r"oeko|standard.?100|生态纺织", "OEKO_TEX"),
    (r"reach|svhc", "REACH_REPORT"),
    (r"rohs|有害物质", "ROHS_REPORT"),
    (r"msds|sds|安全技术说明书|safety.?data", "MSDS"),
    (r"fda|food.?contact|食品接触", "FDA_FOOD_CONTACT"),
    (r"\bcpc\b|\bgcc\b|children.?s.?product|general.?cert", "GCC_CPC"),
    (r"\bce\b|declaration.?of.?conformity|\bdoc\b.?ce|符合性声明", "CE_DOC"),
    (r"保险|insurance|liability", "LIABILITY_INSURANCE"),
    (r"检验报告|验货|inspection|aql|\bfri\b|\bpsi\b", "INSPECTION_REPORT"),
    (r"检测报告|测试报告|test.?report", "REACH_REPORT"),
)


def guess_type(file_name: str) -> str | None:
    """Return the code of the default type whose words the name has, or None."""
    name = re.sub(r"[_\-.]+", " ", file_name).lower()
    return next((code for words, code in KEYWORDS if re.search(words, name)), None)
