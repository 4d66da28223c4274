"""Measure the search and the pattern browser in Chromium, over synthetic conditions."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import synthetic
from playwright.sync_api import sync_playwright

from scripts import browse
from scripts.load import load
from scripts.render import render
from scripts.search import index

ROOT = Path(__file__).resolve().parent.parent

# Types one query and returns when the search has settled.
TYPE = """async value => {
  const input = document.getElementById("search-input");
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  for (let i = 0; i < 400 && input.dataset.settled !== value; i++) await new Promise(done => setTimeout(done, 20));
}"""


@contextmanager
def opened(files: dict[str, str], path: str):
    """A page of our own assets and `files` in Chromium, from disk; yields it and a clock of its work.

    The clock gives the milliseconds that the page has spent so far on script, and on style and layout.
    """
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        site = Path(name)
        shutil.copytree(ROOT / "docs" / "assets", site / "assets", ignore=shutil.ignore_patterns("search", "browse"))
        for file, text in files.items():
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            (site / file).write_text(text)
        chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")

        def clock() -> tuple[float, float]:
            metrics = {m["name"]: 1000 * m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
            return metrics["ScriptDuration"], metrics["LayoutDuration"] + metrics["RecalcStyleDuration"]

        page.goto(f"file://{site}/{path}")
        yield page, clock
        browser.close()


def spread(times: list[float]) -> str:
    times = sorted(times)
    return f"median {times[len(times) // 2]:.1f} ms, 95 of 100 below {times[int(len(times) * .95)]:.1f} ms, most {times[-1]:.1f} ms"


def search(count: int) -> None:
    """Time keystrokes in Chromium with `count` synthetic conditions behind the real box."""
    atlas = synthetic.atlas(count)
    files = index(atlas)
    head = files["assets/search/names.js"].encode()
    print(f"\nSearch over {count} synthetic conditions: names.js {len(gzip.compress(head)):,} bytes compressed, {len(files) - 1} pieces")
    files["index.html"] = ('<!doctype html><form id="search"><input id="search-input"><ul id="search-results"></ul>'
                           '<p id="search-status"></p></form><script src="assets/search.js"></script>')
    with opened(files, "index.html") as (page, clock):

        def cost(value: str) -> float:
            before = sum(clock())
            page.evaluate(TYPE, value)
            return sum(clock()) - before

        page.evaluate("document.getElementById('search-input').dispatchEvent(new Event('focus'))")
        print(f"  fetching and building the index: {cost('zz'):.0f} ms, once")
        words = [next(iter(atlas.conditions)).replace("-", " "), "muscle cramp at night", "spasim", "dystona of the neck"]
        for label in ("first time", "again"):
            print(f"  a keystroke, {label}: {spread([cost(word[:length]) for word in words for length in range(1, len(word) + 1)])}")


def browser(count: int) -> None:
    """Time clicks in the pattern browser with `count` synthetic conditions behind the real page."""
    script = browse.script(synthetic.atlas(count))
    body = render(load(ROOT / "data", ROOT / "docs").atlas)["browse/index.md"].split("---\n", 2)[2]
    styles = "".join(f'<link rel="stylesheet" href="../assets/{name}.css">' for name in ("atlas", "browse"))
    html = (f'<!doctype html>{styles}<body class="md-typeset">{body}'
            f'<script src="../assets/browse.js"></script><script src="../{browse.DATA}"></script>')
    print(f"\nPattern browser over {count} synthetic conditions: data {len(gzip.compress(script.encode())):,} bytes compressed")
    with opened({browse.DATA: script, "browse/index.html": html}, "browse/index.html") as (page, clock):
        # One to three features at a time: picked, then taken away again.
        chance = random.Random(1)
        options = page.evaluate("[...document.querySelectorAll('.options input')].map(box => box.id)")
        script_times, layout_times = [], []
        for _ in range(40):
            picks = chance.sample(options, chance.randint(1, 3))
            for id in (*picks, *picks):
                before = clock()
                page.evaluate("id => new Promise(done => { document.getElementById(id).click(); requestAnimationFrame(() => setTimeout(done)); })", id)
                after = clock()
                script_times.append(after[0] - before[0])
                layout_times.append(after[1] - before[1])
        print(f"  a click, script: {spread(script_times)}")
        print(f"  a click, style and layout: {spread(layout_times)}")
