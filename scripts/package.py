"""Package: the built site → the offline zip, and the site that names its size and checksum."""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from scripts import policy
from scripts.keep import NOTHING_KEPT, Keep, files_key, key

ARCHIVE = "download/spasm-atlas-offline.zip"
"""Where the zip stands on the site."""

FOLDER = "spasm-atlas"
"""The one folder inside the zip."""

HERE = Path(__file__).parent

_LEFT_OUT = {"404.html", "sitemap.xml", "sitemap.xml.gz", ".nojekyll"}
_HEAD = struct.Struct("<IQ")
"""Checksum and size of a file before compression, as kept with it."""

_CODE = files_key(HERE, [HERE / "package.py", HERE / "policy.py"]) + zlib.ZLIB_RUNTIME_VERSION
"""What the compressed form of a file depends on beside the file."""

_SLOT = re.compile(r"<!--download:(?P<form>line|box) (?P<base>[^ >]*)-->")
# A relative address of a folder: "..", "../../", "../tetanus/#pattern", but no file and no scheme.
_FOLDER_LINK = re.compile(
    r'(?P<start>\b(?:href|action)="|content="0; url=)(?![a-z][a-z0-9+.-]*:|/|#)'
    r'(?P<path>(?:[^"#?]*/)?(?:\.{1,2})?)(?P<anchor>#[^"]*)?"'
)


@dataclass(frozen=True)
class Packed:
    """A file in a zip: its checksum and size, and its content as it stands there."""

    checksum: int
    size: int
    data: bytes


@dataclass(frozen=True)
class Archive:
    data: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> str:
        return f"{len(self.data) / 1_000_000:.1f} MB" if len(self.data) >= 1_000_000 else f"{len(self.data) // 1000} KB"


def offline(site: Path, kept: Keep = NOTHING_KEPT) -> Archive:
    """Return the zip of `site` for reading from disk. The same site gives the same bytes.

    What is in `kept`, compressed by the last build from the same content, is taken from there.
    """
    found = ((path, path.relative_to(site).as_posix()) for path in site.rglob("*") if path.is_file())
    return _zip({f"{FOLDER}/{name}": partial(_packed, name, path, kept) for path, name in found if name not in _LEFT_OUT and name != ARCHIVE})


def open_data(site: Path, version: str) -> Archive:
    """Return the zip of the open data of `site`, with nothing of its pages."""
    folder = site / "data"
    return zipped({f"{FOLDER}-data-{version}/{path.relative_to(folder).as_posix()}": path.read_bytes()
                   for path in folder.rglob("*") if path.is_file() and path.suffix != ".html"})


def zipped(files: dict[str, bytes]) -> Archive:
    """The files, by name, as a zip that depends on nothing else."""
    return _zip({name: partial(_compressed, data) for name, data in files.items()})


def _zip(members: dict[str, Callable[[], Packed]]) -> Archive:
    """A zip of members by name, which are made in several threads: compressing leaves Python free."""
    buffer = io.BytesIO()
    names = sorted(members, key=Path)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, ThreadPoolExecutor(os.cpu_count()) as threads:
        for name, packed in zip(names, threads.map(lambda name: members[name](), names), strict=True):
            # ZIP cannot store dates before 1980; a fixed one keeps two builds equal.
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.CRC, info.file_size, info.compress_size = packed.checksum, packed.size, len(packed.data)
            # What `writestr` would do, if it took data that is compressed already.
            info.header_offset = buffer.tell()
            buffer.write(info.FileHeader() + packed.data)
            archive.filelist.append(info)
            archive.NameToInfo[name] = info
        archive.start_dir = buffer.tell()
    return Archive(buffer.getvalue())


def _packed(name: str, path: Path, kept: Keep) -> Packed:
    """One file of the site, compressed."""
    data = path.read_bytes()
    own = key(_CODE, data)
    if found := kept.get(name, own):
        return Packed(*_HEAD.unpack_from(found), found[_HEAD.size:])
    made = _compressed(from_disk(data.decode()).encode() if path.suffix == ".html" else data)
    kept.put(name, own, _HEAD.pack(made.checksum, made.size) + made.data)
    return made


def _compressed(data: bytes) -> Packed:
    squeeze = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(zlib.crc32(data), len(data), squeeze.compress(data) + squeeze.flush())


def from_disk(html: str) -> str:
    """A page whose links work from `file://`, where a folder's address shows no index.html."""
    html = policy.for_disk(_SLOT.sub("<p>You are reading the offline copy.</p>", html))
    return _FOLDER_LINK.sub(_to_file, html)


def publish(site: Path, archive: Archive | None) -> None:
    """Put the zip into `site` and name it on every page; without a zip, leave the place empty."""
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        filled = _SLOT.sub(lambda m: _offer(m["form"], m["base"], archive) if archive else "", html)
        if filled != html:
            path.write_text(filled, encoding="utf-8")
    if archive:
        target = site / ARCHIVE
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.data)


def _to_file(match: re.Match) -> str:
    path = match["path"]
    if path.endswith(".") or not path:
        path = f"{path}/" if path else ""
    return f'{match["start"]}{path}index.html{match["anchor"] or ""}"'


def _offer(form: str, base: str, archive: Archive) -> str:
    link = (f'<a href="{base.rstrip("/")}/{ARCHIVE}" download>Download for offline reading</a> '
            f"(zip, {archive.size}).")
    checksum = f"SHA-256: <code>{archive.sha256}</code>"
    if form == "line":
        return f"<p>{link} {checksum}</p>"
    return (f'<div class="download"><p><strong>{link}</strong> Unzip it and open <code>index.html</code>; '
            f"search works too, and nothing needs a network.</p><p>{checksum}</p></div>")
