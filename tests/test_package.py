"""The offline copy: every link works from disk, and the same site gives the same zip."""

from __future__ import annotations

import io
import zipfile

import pytest

from scripts import package


@pytest.mark.parametrize(("online", "on_disk"), [
    ('href=".."', 'href="../index.html"'),
    ('href="."', 'href="./index.html"'),
    ('href="../../"', 'href="../../index.html"'),
    ('href="../tetanus/"', 'href="../tetanus/index.html"'),
    ('href="../tetanus/#pattern"', 'href="../tetanus/index.html#pattern"'),
    ('href="./#emergency"', 'href="./index.html#emergency"'),
    ('action="../conditions/"', 'action="../conditions/index.html"'),
    ('content="0; url=../muscle-cramp/"', 'content="0; url=../muscle-cramp/index.html"'),
    ('href="#s1"', 'href="#s1"'),
    ('href="../assets/atlas.css"', 'href="../assets/atlas.css"'),
    ('href="https://www.who.int/"', 'href="https://www.who.int/"'),
    ('href="mailto:a@example.org"', 'href="mailto:a@example.org"'),
])
def test_links_name_the_file(online, on_disk):
    assert package.from_disk(f"<a {online}>") == f"<a {on_disk}>"


@pytest.fixture
def site(tmp_path):
    for name, text in {
        "index.html": '<a href="b/">b</a><!--download:box .-->', "b/index.html": '<a href="..">a</a><!--download:line ..-->',
        "404.html": "x", "sitemap.xml": "x", "assets/a.css": "x",
    }.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text)
    return tmp_path / "site"


def test_the_zip_holds_the_readers_files_in_one_folder(site):
    with zipfile.ZipFile(io.BytesIO(package.offline(site).data)) as archive:
        assert archive.namelist() == [f"spasm-atlas/{n}" for n in ("assets/a.css", "b/index.html", "index.html")]
        assert "You are reading the offline copy" in archive.read("spasm-atlas/index.html").decode()


def test_the_zip_depends_on_content_only(site, tmp_path):
    first = package.offline(site).data
    copy = tmp_path / "elsewhere"
    for path in sorted((p for p in site.rglob("*") if p.is_file()), reverse=True):
        (copy / path.relative_to(site)).parent.mkdir(parents=True, exist_ok=True)
        (copy / path.relative_to(site)).write_bytes(path.read_bytes())
    assert package.offline(copy).data == first


def test_pages_name_size_and_checksum(site):
    archive = package.offline(site)
    package.publish(site, archive)
    assert (site / package.ARCHIVE).read_bytes() == archive.data
    for name, link in (("index.html", "./download/"), ("b/index.html", "../download/")):
        html = (site / name).read_text()
        assert archive.sha256 in html and archive.size in html and f'href="{link}spasm-atlas-offline.zip"' in html


def test_without_a_zip_pages_offer_none(site):
    package.publish(site, None)
    assert "download" not in (site / "index.html").read_text()
