"""The products of the demo world, and what they must be like."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.defects.operations import install_defects
from portal.cli.demo_world.acting import actor_of, supplier_of
from portal.core.db import Database
from portal.core.products.operations import (
    ProductInput,
    add_product,
    draft_specification,
    publish_specification,
    set_characteristic,
    source_product,
)
from portal.core.products.rules import CharacteristicKind, DefectClass, Wanted
from portal.core.suppliers.models import Category

CRITICAL, MAJOR, MINOR = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR


def measured(
    code: str, en: str, zh: str, unit: str, nominal: str, plus_minus: str,
    of: DefectClass = MAJOR, method: tuple[str, str] = ("", ""), level: str = "",
) -> Wanted:  # fmt: skip
    """Return a characteristic that is measured, within its nominal value plus or minus."""
    middle, width = Decimal(nominal), Decimal(plus_minus)
    return Wanted(
        code, CharacteristicKind.MEASURED, en, zh, of, unit, middle, middle - width,
        middle + width, *method, level,
    )  # fmt: skip


def judged(
    code: str, en: str, zh: str, of: DefectClass = MAJOR, method: tuple[str, str] = ("", "")
) -> Wanted:
    """Return a characteristic that is judged by looking."""
    return Wanted(
        code, CharacteristicKind.ATTRIBUTE, en, zh, of, method_en=method[0], method_zh=method[1]
    )


@dataclass(frozen=True)
class Goods:
    """A product, who makes it, and what it must be like."""

    sku: str
    en: str
    zh: str
    category: str
    supplier: str
    wanted: tuple[Wanted, ...]
    gtin: str = ""


TAPE = ("Steel tape, laid flat without tension", "平铺不拉伸，用钢卷尺测量")
SCALE = ("Balance, 0.1 g, after 24 h at 20 °C and 65 % RH", "20 °C、65% 湿度放置 24 小时后称重")
CALIPER = ("Caliper, three places, the worst counts", "卡尺测三处，取最差值")
WASH = ("Against the sealed sample in a light box, D65", "D65 灯箱下对照封样")

LABEL = judged(
    "LABEL", "Care label: fibres, care symbols, origin in the language of the market",
    "洗唛：成分、洗护标识、产地，使用目的市场语言",
)  # fmt: skip
SEAM = judged(
    "SEAM", "Seams closed, no skipped stitches, ends trimmed", "缝线牢固，无跳针，线头已剪"
)
SHADE = judged("SHADE", "Shade as the sealed sample", "颜色与封样一致", MAJOR, WASH)
NEEDLE = judged("NEEDLE", "Passed through the needle detector", "已过检针机", CRITICAL)
SHARP = judged("SHARP", "No sharp edge that can be touched", "可触及处无锐边", CRITICAL)
CARTON = judged("CARTON", "Carton mark, count and drop test", "箱唛、装箱数、跌落测试", MINOR)
GLAZE = judged("GLAZE", "Glaze closed, no pinholes on food side", "釉面完整，食品接触面无针孔")
RIM = judged("RIM", "Rim without chips", "口沿无崩口", CRITICAL)

HOME, SHOES, TABLE = "home-textiles", "footwear", "tableware"
GOODS = (
    Goods(
        "LH-DUVET-200", "Linen duvet cover 200 × 220", "亚麻被套 200 × 220", HOME, "LINHE",
        (measured("WIDTH", "Width", "宽度", "cm", "200", "2", MAJOR, TAPE),
         measured("LENGTH", "Length", "长度", "cm", "220", "2", MAJOR, TAPE),
         SEAM, SHADE, NEEDLE, LABEL, CARTON),
        "4006381333931",
    ),
    Goods(
        "LH-TOWEL-50", "Terry towel 50 × 100", "毛巾 50 × 100", HOME, "LINHE",
        (measured("WIDTH", "Width", "宽度", "cm", "50", "1.5", MINOR, TAPE),
         measured("WEIGHT", "Mass per area", "克重", "g/m²", "450", "22.5", MAJOR, SCALE),
         SEAM, SHADE, NEEDLE, LABEL),
        "4006381333948",
    ),
    Goods(
        "BL-PERCALE-200", "Percale bed set 200 × 200", "高支纱床品四件套 200 × 200", HOME, "LINHE",
        (measured("LENGTH", "Length of the cover", "被套长度", "cm", "200", "2", MAJOR, TAPE),
         judged("COUNT", "All four pieces in the bag", "四件齐全"), SEAM, SHADE, NEEDLE, LABEL),
    ),
    Goods(
        "SN-TERRY-500", "Terry bath towel 500 g", "毛圈浴巾 500 g", HOME, "SERRA",
        (measured("MASS", "Mass", "重量", "g", "500", "25", MAJOR, SCALE), SEAM, SHADE, LABEL),
        "5601234567892",
    ),
    Goods(
        "SN-ROBE-M", "Bath robe, size M", "浴袍 M 码", HOME, "SERRA",
        (measured("LENGTH", "Length at the back", "后中长", "cm", "118", "1.5", MAJOR, TAPE),
         SEAM, SHADE, LABEL, NEEDLE),
    ),
    Goods(
        "HS-SLIPPER-41", "House slippers", "居家拖鞋", SHOES, "HAISHENG",
        (measured("SOLE", "Length of the sole", "鞋底长度", "mm", "265", "3", MAJOR, CALIPER),
         judged("BOND", "Sole bonded all around", "鞋底四周粘合牢固"),
         judged("PAIR", "Left and right fit, same size", "左右脚配对、尺码一致"), SHADE, CARTON),
    ),
    Goods(
        "HS-RUN-05", "Running shoe Strand", "跑步鞋 Strand", SHOES, "HAISHENG",
        (measured("MASS", "Mass, size 42", "单只重量（42 码）", "g", "248", "10", MINOR),
         judged("BOND", "Sole bonded all around", "鞋底四周粘合牢固"), SHADE, NEEDLE),
    ),
    Goods(
        "WM-KETTLE-17", "Electric kettle 1.7 L", "电热水壶 1.7 L", "small-electronics", "WEIMING",
        (measured("CORD", "Length of the cord", "电源线长度", "mm", "750", "15", MINOR, TAPE),
         measured("BOIL", "Time to boil", "煮沸时间", "s", "330", "30", MAJOR, level="S-2"),
         judged("HIPOT", "Dielectric strength 1,250 V, 1 min", "耐压 1250 V、1 分钟", CRITICAL),
         judged("SHUTOFF", "Shuts off when boiling or dry", "沸腾及干烧自动断电", CRITICAL),
         SHARP),
        "4006381333955",
    ),
    Goods(
        "YJ-BOWL-12", "Stoneware bowl 12 cm", "炻器碗 12 cm", TABLE, "YUANJING",
        (measured("DIAMETER", "Diameter", "直径", "mm", "120", "1.5", MAJOR, CALIPER),
         GLAZE, RIM, SHADE, CARTON),
    ),
    Goods(
        "OK-PLATE-27", "Porcelain plate 27 cm", "瓷盘 27 cm", TABLE, "OBERLAND",
        (measured("DIAMETER", "Diameter", "直径", "mm", "270", "2", MAJOR, CALIPER), GLAZE, RIM),
    ),
    Goods(
        "XL-MAILER-30", "Paper mailer 30 × 40", "纸质快递袋 30 × 40", "packaging", "XINLAN",
        (measured("BURST", "Bursting strength", "耐破强度", "kPa", "320", "30"),
         judged("PRINT", "Print in register", "套印准确", MINOR)),
    ),
    Goods(
        "LD-TENT-2", "Trekking tent for two", "双人徒步帐篷", "outdoor", "LANDAO",
        (measured("COLUMN", "Water column of the floor", "底料耐静水压", "mm", "4000", "500"),
         judged("FLAME", "Flame-retardant to CPAI-84", "符合 CPAI-84 阻燃要求", CRITICAL), SEAM),
    ),
)  # fmt: skip


def build_goods(database: Database) -> int:
    """Bring the defects and the products in, each with its specification; return how many."""
    with database.transaction() as session:
        install_defects(session, actor_of(session, "engineer@hohenfeld.example"))
    for goods in GOODS:
        with database.transaction() as session:
            _make(session, goods)
    return len(GOODS)


def _make(session: Session, goods: Goods) -> None:
    buyer = actor_of(session, "buyer@hohenfeld.example")
    engineer = actor_of(session, "engineer@hohenfeld.example")
    category = session.scalars(select(Category.id).where(Category.code == goods.category)).one()
    given = ProductInput(goods.sku, goods.en, goods.zh, category_id=category, gtin=goods.gtin)
    product = add_product(session, buyer, given)
    source_product(session, buyer, product, supplier_of(session, goods.supplier))
    version = draft_specification(session, engineer, product)
    for line in goods.wanted:
        set_characteristic(session, engineer, version, line)
    note = "As agreed with the sealed sample. 与封样一致。"
    publish_specification(session, engineer, version, version.revision, note)
