"""The child's side of previews: pages and pictures become PNG files of a readable width."""

import os
from pathlib import Path

from PIL import Image, ImageOps

from portal.adapters.inspection.pictures import FORMATS
from portal.core.files.rules import Kind

WIDTH = 1400
HEIGHT = 4200
"""Pixels; a page is drawn as large as fits both."""


def draw(source: str, kind: str, folder: str, first: int, last: int) -> int:
    """Write `<page>.png` for pages first to last; return how many were drawn."""
    if kind == Kind.PDF:
        return _draw_pdf(Path(source), Path(folder), first, last)
    with Image.open(source, formats=FORMATS) as picture:
        picture.draft("RGB", (WIDTH, HEIGHT))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((WIDTH, HEIGHT))
        _keep(upright, Path(folder) / "1.png")
    return 1


def _draw_pdf(source: Path, folder: Path, first: int, last: int) -> int:
    import pypdfium2

    drawn = 0
    with pypdfium2.PdfDocument(source) as document:
        for number in range(first, min(last, len(document)) + 1):
            target = folder / f"{number}.png"
            if not target.exists():
                page = document[number - 1]
                width, height = page.get_size()
                scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
                _keep(page.render(scale=scale, may_draw_forms=False).to_pil(), target)
                page.close()
            drawn += 1
    return drawn


def _keep(picture: Image.Image, target: Path) -> None:
    """Write a picture without its metadata; half of one is never seen under its name."""
    plain = picture if picture.mode in ("L", "RGB", "RGBA", "P", "LA") else picture.convert("RGB")
    plain.info.clear()
    half = target.with_suffix(f".{os.getpid()}")
    plain.save(half, "PNG", compress_level=4)
    half.rename(target)
