"""The documents of the demo world: who sent what, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum

from portal.core.documents.rules import RequirementLevel


class Fate(StrEnum):
    """What happens to a document after it was sent."""

    WAITS = "waits"
    TAKEN = "taken"
    APPROVED = "approved"
    VERIFIED = "verified"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Proof:
    """One document; days are counted from today, negative ones lie behind."""

    supplier: str
    type: str
    issued: int
    expires: int | None
    fate: Fate
    scope: str = "Manufacture of the goods named in the annex 附件所列产品的生产"
    subject: str = ""
    comment: str = ""
    issuer: str = "Nordlicht Zertifizierung"
    renewed_by: "tuple[int, int, Fate] | None" = None
    """Issued, expires and fate of a second version."""


F = Fate
LAB = "Rhein-Labor Prüfinstitut 莱茵实验室"

MORE_REQUIREMENTS = (
    ("OEKO_TEX", "home-textiles", RequirementLevel.REQUIRED),
    ("ROHS_REPORT", "small-electronics", RequirementLevel.BLOCK),
    ("CE_DOC", "small-electronics", RequirementLevel.BLOCK),
    ("FDA_FOOD_CONTACT", "tableware", RequirementLevel.BLOCK),
    ("FDA_FOOD_CONTACT", "kitchenware", RequirementLevel.BLOCK),
)
"""Type, category, level: beside the requirements that every installation starts with."""

OFFICE = "Market supervision office 市场监督管理局"

PROOFS = (
    Proof("LINHE", "BUSINESS_LICENCE", -2400, None, F.VERIFIED, "Weaving, finishing, trade"
          " 织造、印染、贸易", issuer=OFFICE),
    Proof("LINHE", "ISO_9001", -1050, 24, F.VERIFIED, "Bed linen, towels, curtains"
          " 床品、毛巾、窗帘", renewed_by=(-3, 1092, F.WAITS)),
    Proof("LINHE", "ISO_14001", -400, 695, F.APPROVED),
    Proof("LINHE", "AMFORI_BSCI", -120, 245, F.APPROVED, issuer="Sozialaudit Hamburg"),
    Proof("LINHE", "OEKO_TEX", -310, 55, F.APPROVED, "Percale bed linen 高支纱床品",
          "BL-PERCALE-200", issuer="Faserinstitut Reutlingen"),
    Proof("LINHE", "REACH_REPORT", -40, 325, F.APPROVED, "SVHC screening SVHC 筛查",
          "BL-PERCALE-200", issuer=LAB),
    Proof("LINHE", "LIABILITY_INSURANCE", -200, 165, F.APPROVED, issuer="Hanse Assekuranz"),
    Proof("LINHE", "INSPECTION_REPORT", -6, None, F.WAITS, "Pre-shipment inspection, 1,200 pcs"
          " 出货前检验，1,200 件", "LH-2611-0042", issuer="Elbe Inspection Services"),
    Proof("WEIMING", "BUSINESS_LICENCE", -1800, None, F.VERIFIED, issuer=OFFICE),
    Proof("WEIMING", "ISO_9001", -700, 395, F.APPROVED),
    Proof("WEIMING", "ROHS_REPORT", -360, 6, F.APPROVED, "Ten substances 十项有害物质",
          "WM-KETTLE-17", issuer=LAB),
    Proof("WEIMING", "CE_DOC", -90, None, F.TAKEN, "2014/35/EU, 2014/30/EU", "WM-KETTLE-17",
          issuer="Weiming"),
    Proof("WEIMING", "AMFORI_BSCI", -340, 25, F.RETURNED, issuer="Sozialaudit Hamburg",
          comment="The report is of the Huizhou plant. Please send the one of the Xixiang plant"
          " that makes our goods. 该报告为惠州工厂，请提供为我司生产的西乡工厂的报告。"),
    Proof("HAISHENG", "BUSINESS_LICENCE", -900, None, F.APPROVED, issuer=OFFICE),
    Proof("HAISHENG", "ISO_9001", -1000, 90, F.APPROVED),
    Proof("HAISHENG", "REACH_REPORT", -20, 345, F.RETURNED, "Outsole rubber 鞋底橡胶",
          "HS-RUN-05", issuer=LAB,
          comment="Page 3 with the list of substances is missing. 缺少第 3 页物质清单。"),
    Proof("YUANJING", "BUSINESS_LICENCE", -1500, None, F.APPROVED, issuer=OFFICE),
    Proof("YUANJING", "ISO_9001", -300, 795, F.APPROVED),
    Proof("YUANJING", "FDA_FOOD_CONTACT", -10, 720, F.WAITS, "Glazed stoneware 釉面炻器",
          "YJ-BOWL-12", issuer=LAB),
    Proof("XINLAN", "BUSINESS_LICENCE", -2000, None, F.APPROVED, issuer=OFFICE),
    Proof("XINLAN", "ISO_9001", -1080, 12, F.APPROVED),
    Proof("RUIJIA", "BUSINESS_LICENCE", -600, None, F.WAITS, issuer=OFFICE),
    Proof("RUIJIA", "ISO_9001", -150, 945, F.WAITS),
    Proof("SERRA", "BUSINESS_LICENCE", -3000, None, F.VERIFIED, issuer="Registo Comercial"),
    Proof("SERRA", "ISO_9001", -500, 595, F.APPROVED),
    Proof("SERRA", "AMFORI_BSCI", -30, 335, F.APPROVED, issuer="Sozialaudit Hamburg"),
    Proof("SERRA", "OEKO_TEX", -5, 360, F.WAITS, "Terry towels 毛巾", "SN-TERRY-500",
          issuer="Faserinstitut Reutlingen"),
    Proof("SERRA", "REACH_REPORT", -60, 305, F.APPROVED, "SVHC screening", "SN-TERRY-500",
          issuer=LAB),
    Proof("OBERLAND", "BUSINESS_LICENCE", -4000, None, F.APPROVED, issuer="Amtsgericht Weiden"),
    Proof("OBERLAND", "ISO_9001", -200, 895, F.APPROVED),
    Proof("OBERLAND", "REACH_REPORT", -14, 351, F.WITHDRAWN, "Glaze Celadon", "OK-PLATE-27",
          issuer=LAB),
)  # fmt: skip
