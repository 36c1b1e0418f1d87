"""The document types and requirements that a new installation starts with."""

from dataclasses import dataclass

from portal.core.documents.rules import RequirementLevel as Level
from portal.core.documents.rules import SubjectKind as About
from portal.core.documents.rules import Validity


@dataclass(frozen=True)
class TypeOffer:
    """One ready-made document type."""

    code: str
    name_en: str
    name_zh: str
    guidance_en: str
    guidance_zh: str
    subject_kind: About = About.SUPPLIER
    validity: Validity = Validity.DATED
    period_months: int | None = None
    needs_number: bool = True
    is_report: bool = False
    retention_years: int = 10


TYPES: tuple[TypeOffer, ...] = (
    TypeOffer(
        "BUSINESS_LICENCE", "Business licence", "营业执照",
        "The current licence with its unified social credit code. Without an end date, leave it"
        " empty.",
        "现行有效的营业执照，统一社会信用代码清晰可见。无固定期限的，有效期留空。",
        validity=Validity.NONE,
    ),
    TypeOffer(
        "ISO_9001", "ISO 9001 certificate", "ISO 9001 质量管理体系证书",
        "All pages, with the scope and the sites it covers. The certification body must be"
        " accredited.",
        "请上传全部页面，须包含认证范围和覆盖的场所；认证机构须经认可。",
    ),
    TypeOffer(
        "ISO_14001", "ISO 14001 certificate", "ISO 14001 环境管理体系证书",
        "All pages, with the scope and the sites it covers.",
        "请上传全部页面，须包含认证范围和覆盖的场所。",
    ),
    TypeOffer(
        "AMFORI_BSCI", "amfori BSCI audit report", "amfori BSCI 审核报告",
        "The full report of the last audit, for the factory that makes our goods.",
        "最近一次审核的完整报告，须为生产我司产品的工厂。",
        subject_kind=About.SITE, validity=Validity.PERIODIC, period_months=12,
    ),
    TypeOffer(
        "SA_8000", "SA8000 certificate", "SA8000 社会责任证书",
        "The certificate with the factory's name and address.",
        "证书须载明工厂名称和地址。",
        subject_kind=About.SITE,
    ),
    TypeOffer(
        "OEKO_TEX", "OEKO-TEX STANDARD 100 certificate", "OEKO-TEX STANDARD 100 证书",
        "The certificate with its annex; it must name the articles that we buy.",
        "证书及附件，须列明我司采购的产品。",
        subject_kind=About.PRODUCT,
    ),
    TypeOffer(
        "REACH_REPORT", "REACH test report", "REACH 检测报告",
        "A report by an ISO/IEC 17025 laboratory against the present list of SVHC.",
        "由 ISO/IEC 17025 实验室依据现行 SVHC 清单出具的检测报告。",
        subject_kind=About.PRODUCT, validity=Validity.PERIODIC, period_months=12,
    ),
    TypeOffer(
        "ROHS_REPORT", "RoHS test report", "RoHS 检测报告",
        "A report for all ten substances, by an ISO/IEC 17025 laboratory.",
        "由 ISO/IEC 17025 实验室出具，须覆盖全部十项物质。",
        subject_kind=About.PRODUCT, validity=Validity.PERIODIC, period_months=12,
    ),
    TypeOffer(
        "CE_DOC", "EU declaration of conformity (CE)", "欧盟符合性声明（CE）",
        "Signed by the manufacturer, with the directives and standards applied.",
        "由制造商签署，须列明适用的指令和标准。",
        subject_kind=About.PRODUCT, validity=Validity.NONE,
    ),
    TypeOffer(
        "GCC_CPC", "GCC / CPC (USA)", "美国 GCC / CPC 证书",
        "General or children's product certificate, with the test reports it refers to.",
        "一般用途产品证书或儿童产品证书，附其引用的检测报告。",
        subject_kind=About.PRODUCT, validity=Validity.NONE, needs_number=False,
    ),
    TypeOffer(
        "FDA_FOOD_CONTACT", "FDA food contact test report", "FDA 食品接触材料检测报告",
        "Tests after 21 CFR for each material that touches food.",
        "每种接触食品的材料均须按 21 CFR 检测。",
        subject_kind=About.PRODUCT, validity=Validity.PERIODIC, period_months=24,
    ),
    TypeOffer(
        "INSPECTION_REPORT", "Third-party inspection report", "第三方检验报告",
        "The full report with sample size, defects found and photos, for one lot.",
        "单个批次的完整检验报告，须包含抽样数、缺陷数和照片。",
        subject_kind=About.LOT, validity=Validity.NONE, is_report=True,
    ),
    TypeOffer(
        "MSDS", "Safety data sheet (SDS / MSDS)", "安全技术说明书（SDS / MSDS）",
        "All sixteen sections, not older than three years.",
        "须包含全部十六个部分，编制日期不超过三年。",
        subject_kind=About.PRODUCT, validity=Validity.PERIODIC, period_months=36,
        needs_number=False,
    ),
    TypeOffer(
        "LIABILITY_INSURANCE", "Product liability insurance", "产品责任险保单",
        "Policy with the sum insured, the territory and the insured's name.",
        "保单须载明保险金额、承保区域和被保险人名称。",
    ),
)  # fmt: skip

REQUIREMENTS: tuple[tuple[str, str | None, Level], ...] = (
    ("BUSINESS_LICENCE", None, Level.BLOCK),
    ("ISO_9001", None, Level.REQUIRED),
    ("AMFORI_BSCI", "EU", Level.REQUIRED),
    ("REACH_REPORT", "EU", Level.REQUIRED),
    ("GCC_CPC", "US", Level.REQUIRED),
    ("LIABILITY_INSURANCE", "US", Level.REQUIRED),
    ("ISO_14001", None, Level.WARN),
)
"""(type, market or any, level)."""
