"""Keep: results of the last build by what they were made from, so that an edit costs one page and not all.

An entry is named by what it is of (a page, a condition) and holds the hash of everything that it was made from.
It is used only for that, so it is never wrong, and never more than one stands for each name: the folder can be
deleted at any time and never has to be. An entry that is damaged, by a crash or a full disk, counts as missing.
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

_SUM = 20


def key(*parts: str | bytes) -> str:
    """A hash of all parts, in their order."""
    made = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()


def files_key(root: Path, paths: Iterable[Path]) -> str:
    """A hash of the names below `root` and the contents of files."""
    return key(*(part for path in sorted(paths) if path.is_file() for part in (path.relative_to(root).as_posix(), path.read_bytes())))


class Keep:
    """One kind of results, in a folder of its own. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.named: set[str] = set()

    def get(self, name: str, own: str) -> bytes | None:
        """What was kept of `name` when the hash of what it is made from was `own`; None when there is no such entry."""
        if self.folder is None:
            return None
        path = self._path(name)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        return data[_SUM:] if data[:_SUM] == _sum(own, data[_SUM:]) else None

    def put(self, name: str, own: str, data: bytes) -> None:
        """Keep `data`. A full disk or a folder that cannot be written costs time at the next build, nothing else."""
        if self.folder is not None:
            with contextlib.suppress(OSError):
                replace(self._path(name), _sum(own, data) + data)

    def sweep(self) -> None:
        """Remove the entries of names that were not asked for."""
        if self.folder is not None:
            with contextlib.suppress(OSError):
                for entry in os.scandir(self.folder):
                    if entry.name not in self.named:
                        os.unlink(entry.path)

    def _path(self, name: str) -> Path:
        file = key(name)
        self.named.add(file)
        return self.folder / file


def _sum(own: str, data: bytes) -> bytes:
    """Of the key and the content: it says at once whether an entry is whole and whether it is the one asked for."""
    return hashlib.blake2b(data, digest_size=_SUM, key=own.encode()[:64]).digest()


NOTHING_KEPT = Keep(None)
