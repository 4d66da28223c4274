"""Every built page: valid HTML, links and anchors that lead somewhere, nothing from a third party."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest

from scripts.load import load

LOADS = {"script": "src", "img": "src", "link": "href", "source": "src", "iframe": "src", "video": "src", "audio": "src",
         "object": "data", "embed": "src"}


class Page(HTMLParser):
    """Ids, links, loaded files and the text of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids, self.links, self.loads, self.headings, self.alts = [], [], [], [], []
        self.meta: dict[str, str] = {}
        self.title, self._in_title = "", False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in LOADS and values.get(LOADS[tag]) and not (tag == "link" and values.get("rel") == "canonical"):
            self.loads.append(values[LOADS[tag]])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "meta" and "name" in values:
            self.meta[values["name"]] = values.get("content", "")
        if tag == "link" and values.get("rel") == "canonical":
            self.meta["canonical"] = values["href"]
        if tag == "img":
            self.alts.append("alt" in values)
        self._in_title = tag == "title"

    def handle_data(self, data):
        if self._in_title:
            self.title += data
            self._in_title = False


@cache
def read(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def broken(site: Path, base: str) -> list[str]:
    """Internal links and loaded files that lead nowhere. `base` is the address of `site`."""
    faults = []
    for path in pages(site):
        here = base + path.relative_to(site).as_posix().removesuffix("index.html")
        if base.startswith("file:"):
            here = base + path.relative_to(site).as_posix()
        page = read(path)
        for link in page.links + page.loads:
            target = urljoin(here, link)
            if not target.startswith(base):
                if urlsplit(target).scheme not in ("http", "https", "mailto") or target.split("/")[2] == base.split("/")[2]:
                    faults.append(f"{here} → {link} leaves the site")
                continue
            parts = urlsplit(target[len(base):])
            file = site / unquote(parts.path)
            if file.is_dir() and not base.startswith("file:"):
                file /= "index.html"
            if not file.is_file():
                faults.append(f"{here} → {link}")
            elif compared := re.fullmatch("conditions=(.+)", parts.fragment):
                # Not an anchor but what a script is to show; each condition in it has a page.
                faults += [f"{here} → {link} ({id})" for id in compared[1].split(",") if not (site / "conditions" / id / "index.html").is_file()]
            elif parts.fragment and file.suffix == ".html" and unquote(parts.fragment) not in read(file).ids:
                faults.append(f"{here} → {link} (no such anchor)")
    return faults


def test_internal_links_and_anchors_of_the_site(site, address):
    assert broken(site, address) == []


def test_internal_links_and_anchors_of_the_download(offline):
    assert broken(offline, f"file://{offline}/") == []


def test_html_is_valid(site):
    faults = []
    for path in pages(site):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(path.read_text(encoding="utf-8"))
        faults += [f"{path.relative_to(site)}:{where[0]}: {code}" for where, code, _ in parser.errors]
    assert faults == []


def test_ids_are_unique_headings_in_order_images_described(site):
    for path in pages(site):
        page = read(path)
        assert [i for i, n in Counter(page.ids).items() if n > 1] == [], path
        assert page.headings.count(1) == 1, path
        levels = page.headings
        assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False)), (path, levels)
        assert all(page.alts)


def test_nothing_loads_from_elsewhere(site, address):
    for path in pages(site):
        assert [load for load in read(path).loads if urlsplit(load).netloc and not load.startswith(address)] == [], path
    for path in site.rglob("*.css"):
        assert re.findall(r"(?:@import|url\()\s*['\"]?(?:https?:)?//", path.read_text()) == [], path


def test_no_inline_event_handlers_or_script_addresses(site):
    for path in pages(site):
        assert re.findall(r"<[^>]*\s(on\w+)=|href=\"javascript:", path.read_text()) == [], path


def test_title_description_and_address_of_every_page(site, address):
    titles = []
    for path in pages(site):
        page, name = read(path), path.relative_to(site).as_posix()
        if name == "404.html":
            continue
        assert 15 <= len(page.title) <= 110, (name, page.title)
        assert 25 <= len(page.meta.get("description", "")) <= 320, (name, page.meta)
        assert page.meta["canonical"] == address + name.removesuffix("index.html"), name
        titles.append(page.title)
    assert [t for t, n in Counter(titles).items() if n > 1] == []


def test_sitemap_lists_every_page(site, address):
    tree = ET.parse(site / "sitemap.xml")
    listed = {node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert listed == {address + p.relative_to(site).as_posix().removesuffix("index.html")
                      for p in pages(site) if p.name != "404.html"}


def conditions(site: Path) -> list[Path]:
    return [p for p in sorted((site / "conditions").glob("*/index.html"))]


def test_every_condition_has_its_page(site, project):
    assert {p.parent.name for p in conditions(site)} == {p.stem for p in (project / "data/conditions").glob("*.yml")}


def test_structured_data_of_every_condition(site, project):
    atlas = load(project / "data", project / "docs").atlas
    for path in conditions(site):
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', path.read_text(), re.S)
        data = json.loads(block[1])
        assert data["@type"] == "MedicalWebPage" and data["about"]["@type"] == "MedicalCondition"
        assert data["about"]["name"] == atlas.conditions[path.parent.name].name


@pytest.mark.parametrize("part", [
    "Improve this page", "Sources", "Check if this fits", "How to tell it apart", "Not clinically reviewed",
    "checked against its sources on", "Next check due by"])
def test_every_condition_page_has(site, part):
    assert [p.parent.name for p in conditions(site) if part not in p.read_text()] == []
