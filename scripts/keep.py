"""Keep: results of the last build by what they were made from, so that an edit costs one page and not all.

An entry is named by what it is of (a page, a condition) and holds the hash of everything that it was made from.
It is used only for that, so it is never wrong, and never more than one stands for each name: the file can be
deleted at any time and never has to be. An entry that is damaged, by a crash or a full disk, counts as missing.

All entries of a kind stand in one file: to make a file takes as long as to make what many an entry holds.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.write import replace

FOLDER = "build/cache"
"""Where it stands below the root of the project."""

_HASH = 20
_HEAD = struct.Struct(f"<{_HASH}sQ{_HASH}s")
"""Before each entry: the hash of its name, how many bytes it has, and their sum with its key."""


def key(*parts: str | bytes) -> str:
    """A hash of all parts, in their order."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()[:2 * _HASH]


def files_key(root: Path, paths: Iterable[Path]) -> str:
    """A hash of the names below `root` and the contents of files."""
    return key(*(part for path in sorted(paths) if path.is_file() for part in (path.relative_to(root).as_posix(), path.read_bytes())))


class Keep:
    """One kind of results, in one file. Without a path nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._old: mmap.mmap | bytes = _contents(path) if path else b""
        self._places = dict(_places(self._old))
        self._new: dict[bytes, tuple[bytes, bytes]] = {}

    def get(self, name: str, own: str) -> bytes | None:
        """What the last build kept of `name` when the hash of what it is made from was `own`; None when there is no such entry."""
        found = self._places.get(_hash(name))
        if found is None:
            return None
        total, start, end = found
        data = self._old[start:end]
        return data if total == _sum(own, data) else None

    def put(self, name: str, own: str, data: bytes) -> None:
        """Keep `data` for the next build, once it is saved."""
        if self.path is not None and self.get(name, own) != data:
            self._new[_hash(name)] = _sum(own, data), data

    def save(self, names: Iterable[str] | None = None) -> None:
        """Write the file with the entries of these names and no other ones, or with all.

        A full disk or a folder that cannot be written costs time at the next build, nothing else.
        """
        if self.path is None:
            return
        wanted = self._places.keys() if names is None else {*map(_hash, names)}
        stay = {place: found for place, found in self._places.items() if place in wanted and place not in self._new}
        if self._new or len(stay) < len(self._places):
            with contextlib.suppress(OSError):
                self._write(stay)

    def _write(self, stay: dict[bytes, tuple[bytes, int, int]]) -> None:
        assert self.path is not None
        for left in self.path.parent.glob(f".{self.path.name}.*.new"):  # by a build that was killed
            left.unlink(missing_ok=True)
        replace(self.path, self._records(stay))
        self._old, self._places, self._new = b"", {}, {}

    def _records(self, stay: dict[bytes, tuple[bytes, int, int]]) -> Iterator[bytes]:
        for place, (total, start, end) in stay.items():
            yield _HEAD.pack(place, end - start, total)
            yield self._old[start:end]
        for place, (total, data) in self._new.items():
            yield _HEAD.pack(place, len(data), total)
            yield data
        if isinstance(self._old, mmap.mmap):
            self._old.close()  # else some systems would not replace the file


def _contents(path: Path) -> mmap.mmap | bytes:
    """What stands in the file; nothing when it cannot be read."""
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # there is no such file, or it is empty
        return b""


def _places(data: mmap.mmap | bytes) -> Iterator[tuple[bytes, tuple[bytes, int, int]]]:
    """Of each entry the hash of its name, its sum, and from where to where it reaches."""
    place = 0
    while place + _HEAD.size <= len(data):
        name, size, total = _HEAD.unpack_from(data, place)
        start = place + _HEAD.size
        place = start + size
        yield name, (total, start, place)


def _hash(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:_HASH]


def _sum(own: str, data: bytes) -> bytes:
    """Of the key and the content: it says at once whether an entry is whole and whether it is the one asked for."""
    made = hashlib.sha256(b"%d:%s" % (len(own), own.encode()))
    made.update(data)
    return made.digest()[:_HASH]


NOTHING_KEPT = Keep(None)
"""Keeps nothing."""
