"""Copy the front-end files we serve out of node_modules, with their licences and hashes.

Run by `make vendor` after `npm ci`; what it writes is committed, so that nothing is fetched later.
"""

import hashlib
import json
import re
import shutil
from pathlib import Path

HOUSE = Path(__file__).parents[1]
MODULES = HOUSE / "node_modules"
VENDOR = HOUSE / "portal/web/static/vendor"

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
alert-circle alert-triangle archive arrow-back arrow-left arrow-right arrow-up arrow-down ban
bell bug building building-factory-2 calendar calendar-due calendar-x check checks chevron-down
chevron-left chevron-right chevron-up circle clipboard-check clock cloud-upload copy dots
dots-vertical download edit external-link eye eye-off fingerprint file file-certificate
file-check file-description file-text file-x file-zip files filter flag hash history home
hourglass id info-circle key language link list-check loader lock login logout mail map-pin
menu-2 moon paperclip pencil phone photo player-stop plus printer refresh
rosette-discount-check search send settings shield shield-check shield-lock square star sun
table table-export table-import tag trash upload user user-check user-plus users versions world
x zoom-in zoom-out
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
    draw_icons()
    write_list()
