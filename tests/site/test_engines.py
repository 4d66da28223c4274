"""The other site generator: its pages say the same, lead to the same places and look the same.

A short form of what `SITE_ENGINE=zensical` runs the whole suite on; see docs/engines.md.
"""

from __future__ import annotations

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from support import SITE_PATH, build, copy_project

from scripts import engines

OTHER = next(name for name in engines.LOCKS if name != engines.chosen())

THEIRS = {"__skip"}
"""Ids of a theme's own that the other lacks."""


class Page(HTMLParser):
    """What a page says, by words; where it leads and what it loads, by full address; its ids; its head."""

    def __init__(self, html: str, url: str) -> None:
        super().__init__()
        self.url, self.words, self.leads, self.ids, self.head = url, [], [], [], {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        skip = values.get("class") == "md-skip"  # one theme leads to the heading, the other to the top of the article
        for key in ("href", "src", "action"):
            if key in values and not skip:
                path = re.sub(r"/stylesheets/.*main\.\w+\.min", "/theme", urljoin(self.url, values[key]))
                self.leads.append((tag, values.get("rel"), path))
        if "id" in values and values["id"] not in THEIRS:
            self.ids.append((tag, values["id"]))
        if tag == "meta" and "content" in values:
            self.head[values.get("name") or values.get("http-equiv")] = values["content"]

    def handle_data(self, data):
        self.words += data.split()


def alike(text: str) -> str:
    """Without what must differ: the name of the generator, and size and checksum of the zip."""
    text = re.sub(r"Made with .*?\.", "", text)
    return re.sub(r"\(zip, [^)]*\)|[0-9a-f]{64}", "", text)


def read(site: Path, address: str) -> dict[str, Page]:
    pages = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        pages[name] = Page(alike(path.read_text(encoding="utf-8")), address + name.removesuffix("index.html"))
    return pages


@pytest.fixture(scope="module")
def other(tmp_path_factory, port) -> Path:
    """The site of the same data by the other generator."""
    copy = copy_project(tmp_path_factory.mktemp(OTHER))
    result = build(copy, "all", SITE_ENGINE=OTHER, SITE_URL=f"http://127.0.0.1:{port}{SITE_PATH}")
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"by {OTHER}" in result.stderr and "\x1b" not in result.stderr
    return copy / "site"


def test_the_same_files(site, other):
    def files(folder):
        return sorted(re.sub(r"stylesheets/.*", "stylesheets/", path.relative_to(folder).as_posix())
                      for path in folder.rglob("*") if path.is_file())
    assert files(other) == files(site)


def test_every_page_says_the_same_and_leads_to_the_same_places(site, other, address):
    ours, theirs = read(site, address), read(other, address)
    assert ours.keys() == theirs.keys()
    for name in ours.keys() - {"404.html"}:
        assert theirs[name].words == ours[name].words, name
        assert theirs[name].leads == ours[name].leads, name
        assert theirs[name].ids == ours[name].ids, name
        assert theirs[name].head == ours[name].head, name


def test_the_page_not_found_leads_to_the_same_places_from_every_depth(site, other, address):
    """One theme has a skip link there, the other has none."""
    ours, theirs = (read(folder, f"{address}some/where/")["404.html"] for folder in (site, other))
    said = [" ".join(page.words).replace("Skip to content", "") for page in (ours, theirs)]
    assert said[0].split() == said[1].split()
    assert [lead[2].removesuffix(".") for lead in theirs.leads] == [lead[2].removesuffix(".") for lead in ours.leads]
    assert all(urlsplit(lead[2]).path.startswith(SITE_PATH) for lead in theirs.leads if lead[2].startswith(address))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["", "conditions/tetanus/", "browse/", "compare/", "conditions/", "visit-sheet/"])
def test_the_same_look(page, offline, other, tmp_path_factory, name, width):
    """Each part of a page stands in the same place and has the same colors, in the downloads read from disk."""
    folder = unzipped(other, tmp_path_factory)
    page.set_viewport_size({"width": width, "height": 800})
    looks = []
    for root in (offline, folder):
        page.goto(f"file://{root}/{name}index.html")
        page.evaluate("document.querySelector('footer .of').remove()")  # names the generator
        looks.append(page.evaluate("""() => [...document.querySelectorAll("body *")].filter(one => one.id != "__skip" && one.className != "md-skip")
          .map(one => { const box = one.getBoundingClientRect(), style = getComputedStyle(one);
                        return [one.localName, one.className.baseVal ?? one.className, box.x, box.y, box.width, box.height, style.color, style.fontSize]
                               .join(" "); })"""))
    assert looks[0] and [pair for pair in zip(*looks, strict=True) if pair[0] != pair[1]] == []


def test_search_works_in_its_download(page, other, tmp_path_factory):
    page.goto(f"file://{unzipped(other, tmp_path_factory)}/about/index.html")
    page.get_by_role("combobox", name="Search").fill("lockjaw")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/conditions/tetanus/index.html*")
    assert page.inner_text("h1") == "Tetanus"


def unzipped(site: Path, tmp_path_factory) -> Path:
    target = tmp_path_factory.getbasetemp() / f"download-of-{OTHER}"
    if not target.exists():
        with zipfile.ZipFile(site / "download" / "spasm-atlas-offline.zip") as archive:
            archive.extractall(target)
    return target / "spasm-atlas"
