"""Random numbers that anybody can draw again from the seed, on any machine and in any year.

The stream of a seed and a label is SHA-256 over `portal-draw-1`, seed, label and a counter from 0,
joined by line feeds in UTF-8; each digest gives four numbers of 64 bits, big end first. A number
below k is the next one that lies under the largest multiple of k, modulo k (the rest is left out,
so that no result is likelier than another). This never changes; another way gets another name.
"""

from collections.abc import Iterator
from hashlib import sha256

NAME = "portal-draw-1"
SPAN = 2**64


class Stream:
    """The random numbers of one seed for one purpose."""

    def __init__(self, seed: str, label: str) -> None:
        self._numbers = _numbers(f"{NAME}\n{seed}\n{label}\n")

    def below(self, end: int) -> int:
        """Return the next number of 0 to `end` - 1, each as likely as the others."""
        limit = SPAN - SPAN % end
        return next(number for number in self._numbers if number < limit) % end

    def order(self, size: int) -> Iterator[int]:
        """Yield 0 to `size` - 1 in random order (Fisher and Yates), made only as far as asked.

        Only the places that were swapped are kept, so that ten million units cost nothing.
        """
        moved: dict[int, int] = {}
        for place in range(size):
            other = place + self.below(size - place)
            yield moved.get(other, other)
            moved[other] = moved.pop(place, place)


def _numbers(prefix: str) -> Iterator[int]:
    begun = sha256(prefix.encode())
    counter = 0
    while True:
        block = begun.copy()
        block.update(str(counter).encode())
        digest = block.digest()
        for at in range(0, 32, 8):
            yield int.from_bytes(digest[at : at + 8], "big")
        counter += 1
