"""Compiled: templates as an earlier build compiled them."""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from scripts.keep import NOTHING_KEPT, Keep, key


class Compiled(BytecodeCache):
    """Templates by their text and by `world`, a hash of all else that compiling them depends on."""

    def __init__(self) -> None:
        self.world, self._keep = "", NOTHING_KEPT
        self._known: dict[str, tuple[str, bytes]] = {}

    def open(self, world: str, keep: Keep) -> None:
        """Begin a build: what was kept is there, beside what this process compiled for earlier builds."""
        self.world, self._keep = world, keep

    def load_bytecode(self, bucket: Bucket) -> None:
        own = key(self.world, bucket.checksum)
        known, code = self._known.get(bucket.key, ("", b""))
        if known != own:
            code = self._keep.get(bucket.key, own) or b""
        if code:
            self._known[bucket.key] = own, code
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = key(self.world, bucket.checksum), bucket.bytecode_to_string()

    def save(self) -> None:
        """Keep the templates, also those that this build did not need."""
        for name, (own, code) in self._known.items():
            self._keep.put(name, own, code)
        self._keep.save()
