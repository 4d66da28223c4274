"""Deflate: compress a file for a zip, so that what the last build made of the same file can stand in for it."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

_HEAD = struct.Struct("<IQ")


class Deflated(NamedTuple):
    """A file as it stands in a zip: checksum and size before compression, and its compressed content."""

    checksum: int
    size: int
    data: bytes


def deflated(data: bytes) -> bytes:
    """`data` compressed, in the form that is kept; `parts` reads it."""
    squeeze = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _HEAD.pack(zlib.crc32(data), len(data)) + squeeze.compress(data) + squeeze.flush()


def parts(kept: bytes) -> Deflated:
    """What `deflated` made."""
    return Deflated(*_HEAD.unpack_from(kept), kept[_HEAD.size:])
