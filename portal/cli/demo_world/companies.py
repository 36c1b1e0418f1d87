"""The suppliers of the demo world; every company, person and number is made up."""

from dataclasses import dataclass, field

from portal.core.suppliers.rules import SupplierState, Tier

S, T = SupplierState, Tier


@dataclass(frozen=True)
class Company:
    """One supplier as the demo tells it."""

    code: str
    en: str
    zh: str
    country: str
    city: str
    address: str
    categories: tuple[str, ...]
    markets: tuple[str, ...]
    state: SupplierState
    tier: Tier | None = None
    registration: str | None = None
    contact: tuple[str, str, str] = ("", "", "")
    """Name, position, mail."""
    reason: str = ""
    extra_sites: tuple[tuple[str, str, str], ...] = field(default=())
    """English name, Chinese name, city."""


CATEGORIES = (
    ("home-textiles", "Home textiles", "家纺"),
    ("small-electronics", "Small electronics", "小家电与电子"),
    ("footwear", "Footwear", "鞋类"),
    ("tableware", "Tableware", "餐具陶瓷"),
    ("packaging", "Packaging", "包装"),
    ("kitchenware", "Kitchenware", "厨具"),
    ("outdoor", "Outdoor", "户外用品"),
    ("apparel", "Apparel", "服装"),
)

COMPANIES = (
    Company(
        "LINHE", "Hangzhou Linhe Textiles Co., Ltd.", "杭州林禾纺织有限公司", "CN", "Hangzhou",
        "No. 88 Kangqiao Road, Gongshu District", ("home-textiles",), ("EU", "UK", "US"),
        S.APPROVED, T.STRATEGIC, "91330106MA2K7Q4X32",
        ("林晓 Lin Xiao", "质量总监 Quality director", "lin.xiao@linhe.example"),
        extra_sites=(("Tongxiang weaving mill", "桐乡织造厂", "Tongxiang"),),
    ),
    Company(
        "WEIMING", "Shenzhen Weiming Electronics Co., Ltd.", "深圳市伟明电子有限公司", "CN",
        "Shenzhen", "Building 6, Xixiang Industrial Park, Bao'an District",
        ("small-electronics",), ("EU", "US"), S.APPROVED, T.EXCELLENT, "91440307MA5FWN3T39",
        ("魏强 Wei Qiang", "品质经理 Quality manager", "wei.qiang@weiming.example"),
    ),
    Company(
        "HAISHENG", "Quanzhou Haisheng Footwear Co., Ltd.", "泉州海盛鞋业有限公司", "CN",
        "Quanzhou",
        "No. 12 Jiangpu Industrial Zone, Jinjiang", ("footwear",), ("EU",),
        S.CONDITIONAL, T.PROBATION, "91350582MA31RL8H81",
        ("陈海燕 Chen Haiyan", "业务经理 Sales manager", "chen@haisheng.example"),
        "Audit of 12 October found missing chemical inventory; two batches to be watched.",
    ),
    Company(
        "YUANJING", "Suzhou Yuanjing Ceramics Co., Ltd.", "苏州远景瓷业有限公司", "CN", "Suzhou",
        "No. 301 Xiangcheng Avenue", ("tableware",), ("EU", "US", "JP"),
        S.APPROVED, T.QUALIFIED, "91320594MA1YHC6DX9",
        ("周敏 Zhou Min", "品控主管 QC supervisor", "zhou.min@yuanjing.example"),
    ),
    Company(
        "XINLAN", "Yiwu Xinlan Packaging Co., Ltd.", "义乌市新岚包装有限公司", "CN", "Yiwu",
        "No. 57 Choujiang Industrial Area", ("packaging",), ("EU", "CN"),
        S.APPROVED, T.QUALIFIED, "91330782MA2EB9PW96",
        ("吴岚 Wu Lan", "总经理 General manager", "wu.lan@xinlan.example"),
    ),
    Company(
        "RUIJIA", "Foshan Ruijia Kitchenware Co., Ltd.", "佛山市瑞佳厨具有限公司", "CN", "Foshan",
        "No. 9 Lishui Science Park, Nanhai District", ("kitchenware",), ("EU", "US"),
        S.UNDER_REVIEW, None, "91440604MA54JK2G1P",
        ("何瑞 He Rui", "外贸主管 Export supervisor", "he.rui@ruijia.example"),
    ),
    Company(
        "LANDAO", "Weihai Landao Outdoor Products Co., Ltd.", "威海蓝岛户外用品有限公司", "CN",
        "Weihai", "No. 18 Torch Road, Hi-tech Zone", ("outdoor",), ("EU", "US", "AU"),
        S.SUSPENDED, T.PROBATION, "91371002MA3TGN7E8G",
        ("孙磊 Sun Lei", "厂长 Plant manager", "sun.lei@landao.example"),
        "Flame-retardancy test of tent fabric failed twice; deliveries stopped until retest.",
    ),
    Company(
        "SERRA", "Têxteis Serra Nova, Lda.", "", "PT", "Guimarães",
        "Rua das Oficinas 140", ("home-textiles", "apparel"), ("EU", "UK"),
        S.APPROVED, T.EXCELLENT, "PT509812347",
        ("Inês Carvalho", "Quality manager", "ines@serranova.example"),
    ),
    Company(
        "MEGHNA", "Meghna Knit Apparel Ltd.", "", "BD", "Gazipur",
        "Plot 21, Konabari Industrial Area", ("apparel",), ("EU",),
        S.REGISTERED, None, None,
        ("Rahim Uddin", "Compliance officer", "rahim@meghnaknit.example"),
    ),
    Company(
        "OBERLAND", "Oberland Keramik GmbH", "", "DE", "Weiden",
        "Töpferweg 4", ("tableware",), ("EU",), S.APPROVED, T.QUALIFIED, "DE299417083",
        ("Katrin Moser", "Qualitätssicherung", "moser@oberland-keramik.example"),
    ),
    Company(
        "ANATOLIA", "Anatolia Ev Tekstili A.Ş.", "", "TR", "Denizli",
        "Organize Sanayi Bölgesi 14. Cadde 7", ("home-textiles",), ("EU",),
        S.UNDER_REVIEW, None, "TR4830192756",
        ("Elif Yıldız", "Export manager", "elif@anatolia-ev.example"),
    ),
    Company(
        "SAIGON", "Saigon Bamboo Craft Co., Ltd.", "", "VN", "Bien Hoa",
        "Lot 12, Amata Industrial Park", ("kitchenware",), ("EU", "US"),
        S.UNDER_REVIEW, None, "VN0316284957",
        ("Trần Minh Anh", "Quality manager", "anh@saigonbamboo.example"),
    ),
    Company(
        "NORDLYS", "Nordlys Friluft AS", "", "NO", "Ålesund",
        "Keiser Wilhelms gate 33", ("outdoor",), ("EU",), S.INVITED, None, None,
        ("Ingrid Haugen", "Sales manager", "ingrid@nordlys-friluft.example"),
    ),
)  # fmt: skip
