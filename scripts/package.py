"""Package: the built site → the offline zip, and the site that names its size and checksum."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scripts import deflate, policy, shares
from scripts.keep import NOTHING_KEPT, Keep, files_key, key

ARCHIVE = "download/spasm-atlas-offline.zip"
"""Where the zip stands on the site."""

FOLDER = "spasm-atlas"
"""The one folder inside the zip."""

DATA = "data/"
"""The folder of the data sets. The offline copy is for reading and leaves them on the site: they are larger than all pages together."""

_LEFT_OUT = {"404.html", "sitemap.xml", "sitemap.xml.gz", ".nojekyll", ARCHIVE}
_SLOT = re.compile(r"<!--download:(?P<form>line|box) (?P<base>[^ >]*)-->")
# A relative address of a folder: "..", "../../", "../tetanus/#pattern", but no file and no scheme.
_FOLDER_LINK = re.compile(
    # It begins with what is the same everywhere, which Python finds ten times as fast.
    r'(?P<start>="(?:(?<=\bhref=")|(?<=\baction=")|(?<=\bcontent=")0; url=))(?![a-z][a-z0-9+.-]*:|/|#)'
    r'(?P<path>(?:[^"#?]*/)?(?:\.{1,2})?)(?P<anchor>#[^"]*)?"'
)
# The address of a file of data, such as "../data/conditions/tetanus.json", below or beside the page.
_DATA_LINK = re.compile(r'(?P<start>="(?<=\bhref="))(?P<path>[^":#?]+\.(?:json|jsonld|ttl|csv|bib))(?=")')


@dataclass(frozen=True)
class Archive:
    data: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> str:
        return f"{len(self.data) / 1_000_000:.1f} MB" if len(self.data) >= 1_000_000 else f"{len(self.data) // 1000} KB"


def offline(site: Path, address: str, kept: Keep = NOTHING_KEPT) -> Archive:
    """Return the zip of `site` for reading from disk. The same site gives the same bytes.

    `address` is where the site is published, with a slash at its end: links to data sets lead there.
    What is in `kept`, compressed by the last build, is not compressed again.
    """
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    here = Path(__file__).parent
    code = files_key(here, [here / f"{name}.py" for name in ("package", "deflate", "policy")])
    return _zip({f"{FOLDER}/{name}": path for name, path in found.items() if name not in _LEFT_OUT and not _is_data(name)},
                lambda name, data: _content(name.removeprefix(f"{FOLDER}/"), data, address), key(address, code, zlib.ZLIB_RUNTIME_VERSION), kept)


def _is_data(name: str) -> bool:
    return name.startswith(DATA) and not name.endswith(".html")


def open_data(site: Path, version: str) -> Archive:
    """Return the zip of the open data of `site`, with nothing of its pages."""
    folder = site / "data"
    return _zip({f"{FOLDER}-data-{version}/{path.relative_to(folder).as_posix()}": path
                 for path in folder.rglob("*") if path.is_file() and path.suffix != ".html"})


def _zip(files: dict[str, Path], make: Callable[[str, bytes], bytes] = lambda name, data: data, world: str = "",
         kept: Keep = NOTHING_KEPT) -> Archive:
    """The files, by name, as a zip that depends on nothing else.

    `make` makes of a file's name and content what stands in the zip; `world` is a hash of all else that it makes it from.
    """
    def deflated(name: str) -> tuple[str, bytes]:
        own = key(world, name, data := files[name].read_bytes())
        return own, kept.get(name, own) or deflate.deflated(make(name, data))
    buffer = io.BytesIO()
    names = sorted(files, key=Path)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (own, found) in zip(names, shares.made(deflated, names), strict=True):
            kept.put(name, own, found)
            part = deflate.parts(found)
            # ZIP cannot store dates before 1980; a fixed one keeps two builds equal.
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.CRC, info.file_size, info.compress_size = part.checksum, part.size, len(part.data)
            # What `writestr` would do, if it took data that is compressed already.
            info.header_offset = buffer.tell()
            buffer.write(info.FileHeader() + part.data)
            archive.filelist.append(info)
            archive.NameToInfo[name] = info
        archive.start_dir = buffer.tell()
    kept.save(names)
    return Archive(buffer.getvalue())


def _content(name: str, data: bytes, address: str) -> bytes:
    """What stands in the offline copy for the file `name` of the site."""
    return from_disk(data.decode(), name, address).encode() if name.endswith(".html") else data


def from_disk(html: str, name: str, address: str) -> str:
    """The page `name` with links that work from `file://`, where a folder's address shows no index.html, and no data sets are."""
    html = policy.for_disk(_SLOT.sub("<p>You are reading the offline copy.</p>", html))
    folder = posixpath.dirname(name)

    def on_site(match: re.Match) -> str:
        target = posixpath.normpath(posixpath.join(folder, match["path"]))
        return f'{match["start"]}{address}{target}' if _is_data(target) else match[0]

    return _DATA_LINK.sub(on_site, _FOLDER_LINK.sub(_to_file, html))


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
