"""How large a mounted volume is and how much of it is left.

A real volume is a filesystem and says so itself. Where a folder stands in for one, its size is what the file `.capacity` in it
says, in bytes: whoever made the folder writes it, and writes it anew when the volume has grown.
"""

import os
from dataclasses import dataclass
from pathlib import Path

CAPACITY_FILE = ".capacity"


@dataclass(frozen=True)
class Volume:
    """A volume that a claim of the pod's namespace stands for."""

    folder: Path
    claim: str

    def capacity_bytes(self) -> int:
        """How large it is."""
        try:
            return int((self.folder / CAPACITY_FILE).read_text())
        except FileNotFoundError:
            filesystem = os.statvfs(self.folder)
            return filesystem.f_frsize * filesystem.f_blocks

    def available_bytes(self) -> int:
        """How much of it is left."""
        if (self.folder / CAPACITY_FILE).exists():
            used = sum(file.stat().st_size for file in self.folder.rglob("*") if file.name != CAPACITY_FILE)
            return max(self.capacity_bytes() - used, 0)
        filesystem = os.statvfs(self.folder)
        return filesystem.f_frsize * filesystem.f_bavail
