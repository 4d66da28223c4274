"""Bytes and requests of every kind of page, beside tests/budgets.yml: python tests/budget.py [--record]

Builds the site, opens it in Chromium, and adds up what the browser asks for, compressed as GitHub Pages compresses.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import tempfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import yaml  # noqa: E402
from browser import chromium  # noqa: E402
from serving import LEVEL, served, wire  # noqa: E402
from support import ROOT, SITE_PATH  # noqa: E402

from scripts.results import Figure, record  # noqa: E402

BUDGETS = ROOT / "tests" / "budgets.yml"
WANTED = {"Condition, first view": 60 * 1024, "Condition, next view": 6 * 1024, "Condition, HTML before compression": 23 * 1024}
"""What the project aimed at; where a budget is above it, budgets.yml says why."""


@dataclass(frozen=True)
class Weight:
    """What one kind of page, or one group of files, weighs, and what it may."""

    name: str
    bytes: int
    limit: int
    requests: int = 0
    most: int = 0
    heaviest: str = ""

    @property
    def met(self) -> bool:
        return self.bytes <= self.limit and self.requests <= self.most


def compressed(text: str) -> int:
    return len(gzip.compress(text.encode(), LEVEL, mtime=0))


def asked_for(browser, address: str, path: str) -> list[str]:
    """The files that a browser with an empty cache asks for to show a page, each once, from the root of the site."""
    context = browser.new_context()
    page = context.new_page()
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    context.close()
    found = dict.fromkeys(url.split("#")[0].split(SITE_PATH, 1)[1] for url in urls)
    return [name + "index.html" if not name or name.endswith("/") else name for name in found]


def measure(site: Path, address: str, browser) -> list[Weight]:
    """Everything that budgets.yml names. Of several pages of a kind the heaviest counts."""
    budgets = yaml.safe_load(BUDGETS.read_text())
    found = []

    def pages(pattern: str) -> list[Path]:
        return sorted((path for path in site.glob(f"{pattern}index.html") if pattern != "browse/*/" or path.parent.name != "groups"),
                      key=lambda path: len(wire(path)))

    for name, budget in budgets["pages"].items():
        page = pages(budget["path"])[-1]
        path = page.relative_to(site).as_posix().removesuffix("index.html")
        files = asked_for(browser, address, path)
        found.append(Weight(f"{name}, first view", sum(len(wire(site / file)) for file in files), budget["bytes"],
                            len(files), budget["requests"], path))
    conditions = pages("conditions/*/")
    first, last = (asked_for(browser, address, page.relative_to(site).as_posix().removesuffix("index.html")) for page in (conditions[0], conditions[-1]))
    fresh = [file for file in last if file not in first]
    found.append(Weight("Condition, next view", sum(len(wire(site / file)) for file in fresh), budgets["next"]["Condition"]["bytes"],
                        len(fresh), budgets["next"]["Condition"]["requests"], conditions[-1].parent.name))
    longest = max(conditions, key=lambda path: path.stat().st_size)
    found.append(Weight("Condition, HTML before compression", longest.stat().st_size, budgets["html"]["Condition"]["bytes"], heaviest=longest.parent.name))
    for part, of in (("search", sum), ("data", max)):
        for name, budget in budgets[part].items():
            groups = [[len(wire(path)) for path in site.glob(pattern)] for pattern in budget["files"]]
            assert all(groups), name
            found.append(Weight(name, of(max(group) for group in groups), budget["bytes"]))
    return found


def made_of(html: str) -> dict[str, int]:
    """What a condition page is made of: its words alone, and how much less it would be without each of the other parts."""
    whole = compressed(html)

    def without(pattern: str) -> int:
        return whole - compressed(re.sub(pattern, "", html, flags=re.S))

    article = re.search(r"<article.*?</article>", html, re.S)[0]
    return {
        "the whole page": whole,
        "its words and those of its sources, without any markup": compressed(re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", article)))),
        "addresses of sources": without(r'(?<=<a )href="https?://[^"]*"'),
        "links to sources and anchors of statements": without(r'<a class="?cite\b[^>]*>[^<]*</a>| id="st-[^"]*"'),
        "links to terms": without(r'<ul class="?terms"?>.*?</ul>'),
        "drawings": without(r"<svg.*?</svg>"),
        "head, header, menu, footer": without(r"<head>.*?</head>|(?<=<body)[^<]*.*?(?=<article)|<footer.*?</footer>"),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="write data/quality/reader-speed.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "project") as (site, address), chromium() as browser:
        weights = measure(site, address, browser)
        heaviest = next(weight.heaviest for weight in weights if weight.name == "Condition, next view")
        parts = made_of((site / "conditions" / heaviest / "index.html").read_text())
        style = max((len(wire(path)) for path in (site / "assets/stylesheets").glob("*.css")))
        version = browser.version
    for weight in weights:
        print(f"{weight.name:42} {weight.bytes:7,} of {weight.limit:7,} bytes  {f'{weight.requests:2} of {weight.most:2} requests' if weight.most else ''}"
              f"{'' if weight.met else '  TOO MUCH'}  {weight.heaviest}")
    print(parts)
    if options.record:
        print(record(
            ROOT / "data", "reader-speed", title="What a reader has to load",
            how="Each kind of page opened in Chromium with an empty cache. What it asks for is added up in bytes after compression, "
                "without headers. Of several pages of a kind the heaviest counts.",
            command="python tests/budget.py --record",
            figures=[figure(weight) for weight in weights],
            gaps=[
                f"A next condition page is {parts.pop('the whole page') / 1024:.1f} KiB, not 6 ({heaviest}). It is made of "
                + ", ".join(f"{name} {size / 1024:.1f} KiB" for name, size in parts.items())
                + ". Six would be left with hardly more than the words: less would mean leaving out what readers use, or cited content.",
                f"The theme's style sheet is {style / 1024:.1f} KiB of every first view, and most of it is not used by any one page. "
                "Leaving parts of it out would mean keeping a version of the theme of our own.",
                "The page of all sources grows with the content and is the heaviest.",
            ],
            tools={"Chromium": version}))
    return 0 if all(weight.met for weight in weights) else 1


def figure(weight: Weight) -> Figure:
    wanted = WANTED.get(weight.name, weight.limit)
    value = f"{weight.bytes:,} bytes" + (f", {weight.requests} request{'s' if weight.requests > 1 else ''}" if weight.most else "")
    limit = f"at most {wanted:,} bytes" + (f", {weight.most} request{'s' if weight.most > 1 else ''}" if weight.most else "")
    note = "" if wanted == weight.limit else f"The budget that the tests enforce is {weight.limit:,} bytes."
    return Figure(weight.name, value, limit, weight.bytes <= wanted and weight.requests <= weight.most, note)


if __name__ == "__main__":
    sys.exit(main())
