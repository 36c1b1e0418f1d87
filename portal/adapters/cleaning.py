"""The child's side of pictures that we keep: upright, of a bearable size, without what they tell.

A picture from a camera says where, when and with what it was taken; written anew, it does not.
"""

from pathlib import Path

from PIL import Image, ImageOps

from portal.adapters.inspection.pictures import FORMATS

LONGEST = 2400
QUALITY = 88


def clean(source: str, target: str) -> int:
    """Write `source` as a JPEG without metadata to `target`; return its size in bytes."""
    with Image.open(source, formats=FORMATS) as picture:
        picture.draft("RGB", (LONGEST, LONGEST))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST, LONGEST))
        plain = Image.new("RGB", upright.size, "white")
        see_through = upright.convert("RGBA") if upright.mode in ("RGBA", "LA", "P") else None
        plain.paste(see_through or upright, mask=see_through)
        plain.save(target, "JPEG", quality=QUALITY, optimize=True)
    return Path(target).stat().st_size
