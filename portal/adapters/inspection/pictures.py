"""Is this a whole picture of a bearable size?"""

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from portal.adapters.child import Refused
from portal.adapters.inspection.faults import Fault

FORMATS = ("PNG", "JPEG")
"""Named wherever a picture is opened: Pillow would take an EPS called .png for an EPS."""

MOST_PIXELS = 50_000_000
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def inspect_picture(path: Path) -> None:
    """Decode the picture once; raises Refused if it is damaged, too large, or moves."""
    warnings.simplefilter("ignore")
    try:
        with Image.open(path, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(Fault.PICTURE_HUGE, most=MOST_PIXELS // 1_000_000)
            if getattr(picture, "n_frames", 1) > 1 and picture.format == "PNG":
                raise Refused(Fault.PICTURE_MOVES)
            picture.verify()
        with Image.open(path, formats=FORMATS) as picture:
            picture.draft("L", (picture.width // 8, picture.height // 8))
            picture.load()
    except Image.DecompressionBombError:
        raise Refused(Fault.PICTURE_HUGE, most=MOST_PIXELS // 1_000_000) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError):
        raise Refused(Fault.PICTURE_DAMAGED) from None
