"""Copy the front-end files we serve out of node_modules, with their licences and hashes.

Run by `make vendor` after `npm ci`; what it writes is committed, so that nothing is fetched later.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[1]
MODULES = HOUSE / "node_modules"
VENDOR = HOUSE / "portal/web/static/vendor"
PAPER_FONTS = HOUSE / "portal/adapters/fonts"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui/swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui/swagger-ui.css",
    "swagger-ui-dist/LICENSE": "swagger-ui/LICENSE",
    "@fontsource-variable/noto-sans-sc/LICENSE": "noto-sans-sc/LICENSE",
}

ICONS = """
alert-circle alert-triangle archive arrow-back arrow-down arrow-left arrow-right arrow-up
ban bell bug building building-factory-2
calculator calendar calendar-due calendar-event calendar-x camera chart-line check checklist
checks chevron-down chevron-left chevron-right chevron-up circle clipboard-check clipboard-list
clock cloud-off cloud-upload copy
device-mobile dots dots-vertical download
edit external-link eye eye-off
file file-certificate file-check file-description file-text file-x file-zip files filter
fingerprint flag
gavel
hash hierarchy-2 history home hourglass
id info-circle
key
language link list-check loader lock lock-open login logout
mail map-pin menu-2 moon
package package-off paperclip pencil phone photo player-stop plus printer
qrcode
refresh rosette-discount-check ruler-measure
search send settings shield shield-check shield-lock square star stopwatch sun
table table-export table-import tag trash
upload user user-check user-plus users
versions
world
x
zoom-in zoom-out
""".split()  # noqa: SIM905
RENAMED = {"rosette-discount-check": "rosette"}


def copy_files() -> None:
    for source, target in FILES.items():
        path = VENDOR / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, path)
    shutil.copyfile(MODULES / "axe-core/axe.min.js", HOUSE / "tests/data/axe.min.js")


def copy_fonts() -> None:
    source, target = MODULES / "@fontsource-variable/noto-sans-sc", VENDOR / "noto-sans-sc"
    shutil.copytree(source / "files", target / "files", dirs_exist_ok=True)
    css = (source / "wght.css").read_text()
    (target / "noto-sans-sc.css").write_text(re.sub(r"\n\s*", "", css))


def cut_paper_fonts() -> None:
    """Cut the fonts that PDFs are set in: a plain TTF is fast there, and nothing is missing."""
    basic = "U+0020-024F,U+0300-036F,U+0370-03FF,U+2000-206F,U+2070-209F,U+20A0-20CF,U+2100-214F"
    signs = "U+2150-218F,U+2190-21FF,U+2200-22FF,U+2460-24FF,U+2500-25FF,U+2600-26FF,U+2713-2717"
    chinese = "U+3000-303F,U+3100-312F,U+3200-33FF,U+4E00-9FA5,U+FF00-FFEF"
    PAPER_FONTS.mkdir(parents=True, exist_ok=True)
    for weight, name in (("400Regular", "regular"), ("700Bold", "bold")):
        source = MODULES / f"@expo-google-fonts/noto-sans-sc/{weight}/NotoSansSC_{weight}.ttf"
        target = PAPER_FONTS / f"noto-sans-sc-{name}.ttf"
        command = [
            sys.executable, "-m", "fontTools.subset", str(source), f"--output-file={target}",
            f"--unicodes={basic},{signs},{chinese}", "--layout-features=*", "--no-hinting",
        ]  # fmt: skip
        subprocess.run(command, check=True)  # noqa: S603
    licence = MODULES / "@expo-google-fonts/noto-sans-sc/LICENSE_FONT"
    shutil.copyfile(licence, PAPER_FONTS / "LICENSE")


def draw_icons() -> None:
    """Write one sprite of the drawn icons, so that a page loads them once."""
    symbols = []
    for name in ICONS:
        svg = (MODULES / f"@tabler/icons/icons/outline/{name}.svg").read_text()
        paths = re.findall(r"<(?:path|circle|rect|line)[^>]*/>", svg)
        drawn = "".join(path for path in paths if 'stroke="none"' not in path)
        symbols.append(
            f'<symbol id="{RENAMED.get(name, name)}" viewBox="0 0 24 24" fill="none"'
            ' stroke="currentColor" stroke-width="1.75" stroke-linecap="round"'
            f' stroke-linejoin="round">{drawn}</symbol>'
        )
    sprite = "\n".join(symbols)
    (VENDOR.parent / "icons.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Tabler Icons, MIT -->\n{sprite}\n</svg>\n'
    )


def write_list() -> None:
    """Write what is here, from which version, under which licence, with which hash."""
    packages = {}
    for name in (
        "@tabler/core",
        "@tabler/icons",
        "htmx.org",
        "swagger-ui-dist",
        "@fontsource-variable/noto-sans-sc",
    ):
        about = json.loads((MODULES / name / "package.json").read_text())
        packages[name] = {"version": about["version"], "licence": about["license"]}
    hashes = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(VENDOR.rglob("*"))
        if path.is_file() and path.name != "vendor.json"
    }
    text = json.dumps({"packages": packages, "sha256": hashes}, indent=1)
    (VENDOR / "vendor.json").write_text(text + "\n")


if __name__ == "__main__":
    (HOUSE / "tests/data").mkdir(parents=True, exist_ok=True)
    copy_files()
    copy_fonts()
    cut_paper_fonts()
    draw_icons()
    write_list()
