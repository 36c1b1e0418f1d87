"""Resting the garbage collector while much is made that holds no circles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_resting() -> Iterator[None]:
    """Let the garbage collector rest inside the block, however it is left.

    Rows and counts hold no circles, and looking for some in tens of thousands of them again and
    again costs a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
