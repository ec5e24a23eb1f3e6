"""Memory held on purpose.

Each block is a private mapping with every page touched, so that it is resident at once, and given back to the kernel at once
when it is let go: no allocator keeps it.
"""

import mmap

from leaky.limit import impose

PAGE = mmap.PAGESIZE


class Hoard:
    """Blocks of resident memory, last in first out; kept under a limit when one is given."""

    def __init__(self, limit_bytes: int | None = None) -> None:
        self._limit_bytes = limit_bytes
        self._blocks: list[mmap.mmap] = []

    @property
    def held_bytes(self) -> int:
        """What it holds now."""
        return sum(len(block) for block in self._blocks)

    def grow(self, size_bytes: int) -> None:
        """Hold one more block, rounded up to whole pages.

        Raises:
            OSError: ENOMEM, the limit is reached.
        """
        if self._limit_bytes is not None:
            impose(self._limit_bytes)
        pages = -(-size_bytes // PAGE)
        block = mmap.mmap(-1, pages * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        block[::PAGE] = b"\x01" * pages
        self._blocks.append(block)

    def shrink(self, size_bytes: int) -> None:
        """Let blocks go until at least this much was freed, or none is left."""
        freed = 0
        while freed < size_bytes and self._blocks:
            block = self._blocks.pop()
            freed += len(block)
            block.close()
