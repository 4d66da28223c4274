"""Deflate: compress a file in pieces, so that an edit compresses one piece of a large file again and not all of it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from scripts.keep import Keep, key

LEAST = 300_000
"""Bytes of a piece, at least. Each piece starts without knowing those before it, which costs some 2 % of its size."""

_OWN = key("deflate 1", zlib.ZLIB_RUNTIME_VERSION)
_HEAD = struct.Struct("<16sI")
_END = b"\x03\x00"
"""The last block of a file, which holds nothing."""


@dataclass(frozen=True)
class Packed:
    """A file as it stands in a zip: checksum and size before compression, and its compressed content."""

    checksum: int
    size: int
    data: bytes


def packed(data: bytes, name: str, kept: Keep) -> Packed:
    """`data` compressed. What it has in common with the last content of that `name` is taken from `kept`."""
    known = dict(_read(kept.get(name, _OWN) or b""))
    cut = [(blake2b(piece, digest_size=16).digest(), piece) for piece in pieces(data)]
    made = {digest: known.get(digest) or _compressed(piece) for digest, piece in cut}
    if made.keys() != known.keys():
        kept.put(name, _OWN, b"".join(_HEAD.pack(digest, len(piece)) + piece for digest, piece in made.items()))
    return Packed(zlib.crc32(data), len(data), b"".join(made[digest] for digest, _ in cut) + _END)


def pieces(data: bytes) -> Iterator[bytes]:
    """Cut `data` at line ends that its content chooses: an edit moves the cuts near it, and leaves the other ones."""
    start = 0
    while len(data) - start > 2 * LEAST:
        line = data.find(b"\n", start + LEAST) + 1
        while line and (end := data.find(b"\n", line) + 1) and zlib.crc32(data[line:end]) % 64:
            line = end
        if not line or not end:
            break
        yield data[start:end]
        start = end
    yield data[start:]


def _compressed(piece: bytes) -> bytes:
    """Whole blocks, none of which is the last one of the file."""
    squeeze = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(piece) + squeeze.flush(zlib.Z_SYNC_FLUSH)


def _read(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place < len(data):
        digest, size = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        yield digest, data[place:place + size]
        place += size
