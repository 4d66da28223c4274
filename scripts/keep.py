"""Keep: results of earlier builds by the content they were made from, so that an edit costs one page and not all.

A key is a hash of everything that a result depends on, so an entry is never wrong, only unused: the folder
can be deleted at any time and never has to be. An entry that was cut short, by a crash or a full disk, counts
as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from scripts.write import replace

FOLDER = "build/cache"
"""Where it stands below the root of the project."""

SPARE = 3
"""How many times the entries of one build are kept; beyond that the longest unused go."""

_SUM = 16


def key(*parts: str | bytes) -> str:
    """A hash of all parts, in their order."""
    made = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()


def files_key(paths: Iterable[Path]) -> str:
    """A hash of names and contents of files."""
    return key(*(part for path in sorted(paths) for part in (path.name, path.read_bytes())))


class Keep:
    """One kind of results, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()

    def get(self, key: str) -> bytes | None:
        """What was kept under `key`; None when it is missing or damaged."""
        try:
            data = self._path(key).read_bytes()
        except OSError:
            return None
        if _sum(data[_SUM:]) != data[:_SUM]:
            return None
        self.used.add(key)
        return data[_SUM:]

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`. A full disk or a folder that cannot be written costs time at the next build, nothing else."""
        self.used.add(key)
        with contextlib.suppress(OSError):
            replace(self._path(key), _sum(data) + data)

    def sweep(self, least: int = 300) -> None:
        """Remove the longest unused entries when there are many more than this build used, but leave `least`."""
        with contextlib.suppress(OSError):
            for key in self.used:
                with contextlib.suppress(OSError):
                    os.utime(self._path(key))
            found = sorted(((entry.stat().st_mtime, entry.path) for entry in os.scandir(self.folder)), reverse=True)
            for _, path in found[max(SPARE * len(self.used), least):]:
                with contextlib.suppress(OSError):
                    os.unlink(path)

    def _path(self, key: str) -> Path:
        return self.folder / key


def _sum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SUM).digest()
