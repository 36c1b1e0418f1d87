"""The people of the demo world."""

from portal.core.permissions import Role

R = Role

BRAND = (
    ("admin@hohenfeld.example", "Jana Hoffmann", R.ADMIN, "en"),
    ("buyer@hohenfeld.example", "方琪 Fang Qi", R.BUYER, "zh"),
    ("engineer@hohenfeld.example", "Lukas Brandt", R.QUALITY_ENGINEER, "en"),
    ("engineer.hz@hohenfeld.example", "沈悦 Shen Yue", R.QUALITY_ENGINEER, "zh"),
    ("manager@hohenfeld.example", "Miriam Vogt", R.QUALITY_MANAGER, "en"),
    ("inspector@hohenfeld.example", "高航 Gao Hang", R.INSPECTOR, "zh"),
    ("service@hohenfeld.example", "Tim Keller", R.DEPARTMENT, "en"),
    ("auditor@hohenfeld.example", "Ruth Lehmann", R.AUDITOR, "en"),
)
"""Mail, name, role, language."""

SUPPLIERS = (
    ("lin.xiao@linhe.example", "林晓 Lin Xiao", R.SUPPLIER_ADMIN, "LINHE", "zh"),
    ("qc@linhe.example", "徐静 Xu Jing", R.SUPPLIER_USER, "LINHE", "zh"),
    ("wei.qiang@weiming.example", "魏强 Wei Qiang", R.SUPPLIER_ADMIN, "WEIMING", "zh"),
    ("ines@serranova.example", "Inês Carvalho", R.SUPPLIER_ADMIN, "SERRA", "en"),
    ("zhou.min@yuanjing.example", "周敏 Zhou Min", R.SUPPLIER_ADMIN, "YUANJING", "zh"),
    ("chen@haisheng.example", "陈海燕 Chen Haiyan", R.SUPPLIER_ADMIN, "HAISHENG", "zh"),
)
"""Mail, name, role, supplier, language."""
