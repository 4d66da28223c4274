"""Deflate: compress a file for a zip, unless the last build compressed the same content."""

from __future__ import annotations

import zlib
from typing import NamedTuple

from scripts.keep import Keep, key

_OWN = key("deflate 2", zlib.ZLIB_RUNTIME_VERSION)


class Packed(NamedTuple):
    """A file as it stands in a zip: the key to keep it by, checksum and size before compression, and its compressed content."""

    own: str
    checksum: int
    size: int
    data: bytes


def packed(data: bytes, name: str, kept: Keep) -> Packed:
    """`data`, the content of the file `name`, compressed, or taken from `kept`."""
    own = key(_OWN, data)
    found = kept.get(name, own)
    if found is None:
        squeeze = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
        found = squeeze.compress(data) + squeeze.flush()
    return Packed(own, zlib.crc32(data), len(data), found)
