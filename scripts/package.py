"""Package: the built site → the offline zip, and the site that names its size and checksum."""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scripts.keep import Keep, files_key, key

ARCHIVE = "download/spasm-atlas-offline.zip"
"""Where the zip stands on the site."""

FOLDER = "spasm-atlas"
"""The one folder inside the zip."""

_LEFT_OUT = {"404.html", "sitemap.xml", "sitemap.xml.gz", ".nojekyll"}
_HEAD = struct.Struct("<IQ")
"""Checksum and size of a file before compression, as kept with it."""

_CODE = files_key([Path(__file__)]) + zlib.ZLIB_RUNTIME_VERSION
"""What the compressed form of a file depends on beside the file."""

_SLOT = re.compile(r"<!--download:(?P<form>line|box) (?P<base>[^ >]*)-->")
# A relative address of a folder: "..", "../../", "../tetanus/#pattern", but no file and no scheme.
_FOLDER_LINK = re.compile(
    r'(?P<start>\b(?:href|action)="|content="0; url=)(?![a-z][a-z0-9+.-]*:|/|#)'
    r'(?P<path>(?:[^"#?]*/)?(?:\.{1,2})?)(?P<anchor>#[^"]*)?"'
)


@dataclass(frozen=True)
class Archive:
    data: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> str:
        return f"{len(self.data) / 1_000_000:.1f} MB" if len(self.data) >= 1_000_000 else f"{len(self.data) // 1000} KB"


def offline(site: Path, kept: Keep | None = None) -> Archive:
    """Return the zip of `site` for reading from disk. The same site gives the same bytes.

    What did not change since an earlier build is taken from `kept`, compressed as it is.
    """
    names = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_file()]
    names = [name for name in names if name not in _LEFT_OUT and name != ARCHIVE]
    buffer = io.BytesIO()
    # zipfile would compress one file after the other, and each at every build. What it is given here is what it would write.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, ThreadPoolExecutor(os.cpu_count()) as threads:
        for info, data in threads.map(lambda name: _member(site, name, kept), names):
            info.header_offset = buffer.tell()
            buffer.write(info.FileHeader())
            buffer.write(data)
            archive.filelist.append(info)
            archive.NameToInfo[info.filename] = info
        archive.start_dir = buffer.tell()
    if kept:
        kept.sweep()
    return Archive(buffer.getvalue())


def _member(site: Path, name: str, kept: Keep | None) -> tuple[zipfile.ZipInfo, bytes]:
    """One file for the zip: what its header says, and its compressed content."""
    data = (site / name).read_bytes()
    own = key(_CODE, "page" if name.endswith(".html") else "file", data)
    if kept and (found := kept.get(own)):
        crc, size = _HEAD.unpack_from(found)
        packed = found[_HEAD.size:]
    else:
        if name.endswith(".html"):
            data = from_disk(data.decode()).encode()
        squeeze = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
        crc, size, packed = zlib.crc32(data), len(data), squeeze.compress(data) + squeeze.flush()
        if kept:
            kept.put(own, _HEAD.pack(crc, size) + packed)
    # ZIP cannot store dates before 1980; a fixed one keeps two builds equal.
    info = zipfile.ZipInfo(f"{FOLDER}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.CRC, info.file_size, info.compress_size = crc, size, len(packed)
    return info, packed


def from_disk(html: str) -> str:
    """A page whose links work from `file://`, where a folder's address shows no index.html."""
    html = _SLOT.sub("<p>You are reading the offline copy.</p>", html)
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
