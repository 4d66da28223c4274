"""The offline copy: every link works from disk, and the same site gives the same zip."""

from __future__ import annotations

import io
import zipfile

import pytest

from scripts import package


ADDRESS = "https://example.org/atlas/"


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
    ('href="../../data/conditions/tetanus.json"', f'href="{ADDRESS}data/conditions/tetanus.json"'),
    ('href="../../data/"', 'href="../../data/index.html"'),
    ('href="../other.json"', 'href="../other.json"'),
    ('href="https://example.net/data/a.json"', 'href="https://example.net/data/a.json"'),
])
def test_links_name_the_file(online, on_disk):
    assert package.from_disk(f"<a {online}>", "conditions/tetanus/index.html", ADDRESS) == f"<a {on_disk}>"


def test_links_of_the_data_page_lead_to_the_site():
    html = '<a href="names.csv" download>names.csv</a> <a href="conditions/tetanus.json">an example</a>'
    assert package.from_disk(html, "data/index.html", ADDRESS) == html.replace('href="', f'href="{ADDRESS}data/')


@pytest.fixture
def site(tmp_path):
    for name, text in {
        "index.html": '<a href="b/">b</a><!--download:box .-->', "b/index.html": '<a href="..">a</a><!--download:line ..-->',
        "404.html": "x", "sitemap.xml": "x", "assets/a.css": "x", "data/index.html": "d", "data/a.json": "{}", "data/conditions/b.json": "{}",
    }.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text)
    return tmp_path / "site"


def test_the_zip_holds_the_readers_files_in_one_folder(site):
    with zipfile.ZipFile(io.BytesIO(package.offline(site, ADDRESS).data)) as archive:
        assert archive.namelist() == [f"spasm-atlas/{n}" for n in ("assets/a.css", "b/index.html", "data/index.html", "index.html")]
        assert "You are reading the offline copy" in archive.read("spasm-atlas/index.html").decode()


def test_the_zip_depends_on_content_only(site, tmp_path):
    first = package.offline(site, ADDRESS).data
    copy = tmp_path / "elsewhere"
    for path in sorted((p for p in site.rglob("*") if p.is_file()), reverse=True):
        (copy / path.relative_to(site)).parent.mkdir(parents=True, exist_ok=True)
        (copy / path.relative_to(site)).write_bytes(path.read_bytes())
    assert package.offline(copy, ADDRESS).data == first


def test_pages_name_size_and_checksum(site):
    archive = package.offline(site, ADDRESS)
    package.publish(site, archive)
    assert (site / package.ARCHIVE).read_bytes() == archive.data
    for name, link in (("index.html", "./download/"), ("b/index.html", "../download/")):
        html = (site / name).read_text()
        assert archive.sha256 in html and archive.size in html and f'href="{link}spasm-atlas-offline.zip"' in html


def test_without_a_zip_pages_offer_none(site):
    package.publish(site, None)
    assert "download" not in (site / "index.html").read_text()
