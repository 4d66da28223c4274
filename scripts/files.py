"""Files: read what stands at a path in a contributor's copy, which may be no file at all."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from scripts.faults import Fault

RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.I)
"""Names that Windows keeps for devices, whatever follows a dot: nobody could check such a file out there."""

NAME_LIMIT = 60
"""Characters of a name that becomes an address, so that the whole path fits everywhere."""

_KINDS = {stat.S_IFLNK: "a link", stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket",
          stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


def contents(path: Path, label: str, limit: int) -> bytes | Fault:
    """The bytes of a plain file, or why there are none. A file of more than `limit` bytes is not read."""
    try:
        found = path.lstat()
        if kind := _KINDS.get(stat.S_IFMT(found.st_mode)):
            return Fault(label, 1, 1, f"{kind} stands here, not a plain file", "put the file itself here")
        if found.st_size > limit:
            return Fault(label, 1, 1, f"the file has {found.st_size:,} bytes, more than {limit:,}", "split it or shorten it")
        return path.read_bytes()
    except OSError as error:
        return Fault(label, 1, 1, f"the file cannot be read: {error.strerror}", "look at its permissions and at the disk")


def missing(path: Path) -> bool:
    """Whether nothing stands at a path, not even a link that leads nowhere."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        pass
    return False


def refused_name(name: str) -> tuple[str, str] | None:
    """What is wrong with a name that becomes a file and an address although it has the form of an id, and how to mend it."""
    if RESERVED.fullmatch(name):
        return f"Windows keeps the name `{name}` for a device", "choose another name"
    if len(name) > NAME_LIMIT:
        return f"the name has {len(name)} characters, more than {NAME_LIMIT}", "choose a shorter one"
    return None
