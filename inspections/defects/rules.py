"""The defects that a new installation starts with."""

from dataclasses import dataclass

from portal.core.products.rules import DefectClass

CRITICAL, MAJOR, MINOR = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR


@dataclass(frozen=True)
class DefectOffer:
    """One ready-made defect; the class is the usual one and can be changed."""

    code: str
    defect_class: DefectClass
    name_en: str
    name_zh: str


OFFERED = (
    DefectOffer("SHARP_EDGE", CRITICAL, "Sharp edge or point", "锐边或尖端"),
    DefectOffer("NEEDLE", CRITICAL, "Needle or metal left in the product", "断针或金属残留"),
    DefectOffer("LIVE_PART", CRITICAL, "Live part can be touched", "带电部件可触及"),
    DefectOffer("INSECT", CRITICAL, "Insect or other living thing", "昆虫等活体"),
    DefectOffer("MOULD", CRITICAL, "Mould", "发霉"),
    DefectOffer("SMALL_PART", CRITICAL, "Small part comes off", "小部件脱落"),
    DefectOffer("WRONG_WARNING", CRITICAL, "Safety warning missing or wrong", "安全警示缺失或错误"),
    DefectOffer("BLOOD_STAIN", CRITICAL, "Blood stain", "血迹"),
    DefectOffer("NO_FUNCTION", MAJOR, "Does not work", "功能失效"),
    DefectOffer("INTERMITTENT", MAJOR, "Works only at times", "功能时好时坏"),
    DefectOffer("CRACK", MAJOR, "Crack", "开裂"),
    DefectOffer("BROKEN", MAJOR, "Broken", "破损"),
    DefectOffer("DEFORMED", MAJOR, "Deformed", "变形"),
    DefectOffer("RUST", MAJOR, "Rust", "生锈"),
    DefectOffer("MISSING_PART", MAJOR, "Part or accessory missing", "缺件或缺配件"),
    DefectOffer("WRONG_PART", MAJOR, "Wrong part or assembly", "错装或装配错误"),
    DefectOffer("LOOSE_SCREW", MAJOR, "Loose or missing screw", "螺丝松动或缺失"),
    DefectOffer("OUT_OF_SIZE", MAJOR, "Size out of tolerance", "尺寸超差"),
    DefectOffer("WRONG_COLOUR", MAJOR, "Wrong colour or shade", "颜色错误或色差超限"),
    DefectOffer("HOLE", MAJOR, "Hole in the fabric", "破洞"),
    DefectOffer("OPEN_SEAM", MAJOR, "Open or broken seam", "开线或断线"),
    DefectOffer("SKIPPED_STITCH", MAJOR, "Skipped stitches", "跳针"),
    DefectOffer("COLOUR_RUB", MAJOR, "Colour rubs off", "掉色"),
    DefectOffer("ZIP_FAULT", MAJOR, "Zip or button does not work", "拉链或纽扣失效"),
    DefectOffer("SMELL", MAJOR, "Bad smell", "异味"),
    DefectOffer("LEAK", MAJOR, "Leaks", "渗漏"),
    DefectOffer("WRONG_LABEL", MAJOR, "Label missing or wrong", "标签缺失或错误"),
    DefectOffer("BARCODE", MAJOR, "Barcode cannot be read", "条码无法识读"),
    DefectOffer("SHORT_PACKED", MAJOR, "Carton short or mixed", "短装或混装"),
    DefectOffer("CARTON_DAMAGED", MAJOR, "Carton damaged or wet", "外箱破损或受潮"),
    DefectOffer("SCRATCH", MINOR, "Scratch", "划伤"),
    DefectOffer("DENT", MINOR, "Dent", "凹痕"),
    DefectOffer("BURR", MINOR, "Burr", "毛刺"),
    DefectOffer("SHRINK_MARK", MINOR, "Shrink mark or flow line", "缩水痕或流纹"),
    DefectOffer("STAIN", MINOR, "Stain or dirt", "污渍"),
    DefectOffer("THREAD_END", MINOR, "Untrimmed thread", "线头未剪"),
    DefectOffer("UNEVEN_STITCH", MINOR, "Uneven stitching", "线迹不均"),
    DefectOffer("PRINT_FAULT", MINOR, "Print smeared or off place", "印刷模糊或移位"),
    DefectOffer("GLUE_MARK", MINOR, "Glue mark", "胶渍"),
    DefectOffer("BUBBLE", MINOR, "Bubble in coating or film", "涂层或贴膜气泡"),
    DefectOffer("SHADE_SLIGHT", MINOR, "Slight difference in shade", "轻微色差"),
    DefectOffer("BAG_DAMAGED", MINOR, "Polybag or gift box damaged", "胶袋或彩盒破损"),
)
