"""Write: the one place that puts generated files on disk."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

OWNED = ("conditions", "browse", "compare", "data", "assets/browse", "assets/search", "assets/compare")
"""Folders below docs/ that hold generated files only; what is stale in them is removed."""


def write(files: Mapping[str, str | bytes], docs: Path, owned: Iterable[str] = OWNED) -> int:
    """Make the folders `owned` of `docs` hold exactly `files`, which can also stand beside them. Return how many files changed.

    A file whose content is the same is not touched. Each file is replaced in one step.
    """
    changed = 0
    for name, content in files.items():
        data, path = content.encode() if isinstance(content, str) else content, docs / name
        if _holds(path, data):
            continue
        replace(path, data)
        changed += 1
    for folder in owned:
        for place, _, names in os.walk(docs / folder):
            base = Path(place).relative_to(docs).as_posix()
            for name in names:
                if f"{base}/{name}" not in files:
                    os.unlink(os.path.join(place, name))
                    changed += 1
    return changed


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file stands at `path` that holds `data`. One of another size is not read."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return False


def replace(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write `data`, whole or in parts, to `path` so that a reader sees the old content or the new, never a mixture."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    parts = (data,) if isinstance(data, bytes) else data
    try:
        try:
            file = temporary.open("wb")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = temporary.open("wb")
        with file:
            file.writelines(parts)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can (Linux). Return whether it was done."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here, swap_both = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return rename(here, os.fsencode(one), here, os.fsencode(other), swap_both) == 0
