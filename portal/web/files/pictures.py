"""Pages of stored files as pictures, and text as lines."""

from portal.adapters.previews import PICTURES, Sample, picture_of, sample_of
from portal.core.files.models import StoredFile
from portal.web.files.download import demand_harmless
from portal.web.request import State


def page_picture(stored: StoredFile, page: int) -> bytes:
    """Return a page as PNG; the caller has asked whether the person may see it.

    Raises NotFound where the file has no such picture, WrongState before it is found harmless.
    """
    demand_harmless(stored)
    here = State.here()
    return picture_of(here.config.var / PICTURES, here.files, stored, page)


def text_sample(stored: StoredFile) -> Sample:
    """Return the first lines of a text; raises NotFound for what is none."""
    demand_harmless(stored)
    return sample_of(State.here().files, stored)
