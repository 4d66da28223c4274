"""Measure how soon `serve` shows an edited YAML file in a browser that has the page open."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

import synthetic
from playwright.sync_api import sync_playwright
from serving import serving
from support import copy_project, until

from scripts import results

ROOT = Path(__file__).resolve().parent.parent
EDITS = 6
WANTED = 2.0


def run(sizes: list[int], *, record: bool) -> None:
    figures = []
    for size in sizes:
        found = measure(size)
        times = sorted(seconds for seconds, _ in found)
        middle, work = times[len(times) // 2], sorted(work for _, work in found)[len(found) // 2]
        print(f"\nserve with {size} conditions: an edit is in the browser after {middle:.2f} s (median of {len(times)}; {times[0]:.2f} to "
              f"{times[-1]:.2f} s), {work:.2f} s of work")
        figures.append(results.Figure(f"An edited YAML file in the browser, {size} conditions", f"{middle:.1f} s (median of {len(times)} edits; at most {times[-1]:.1f} s)",
                                      "at most 2 s", middle <= WANTED, f"{work:.1f} s of work of the processor; the rest is waiting."))
    if record:
        results.record(ROOT / "data", "serve", title="Preview while editing", figures=figures,
                       command=f"python3 scripts/dev.py bench serve {' '.join(map(str, sizes))} --record",
                       how="`serve` runs over synthetic conditions with a page open in Chromium; a statement is edited, and the time taken until the page shows it.")


def measure(size: int) -> list[tuple[float, float]]:
    """The seconds from each edit until the open page shows it, and how many of them the server worked."""
    with tempfile.TemporaryDirectory(prefix="atlas-serve-") as name:
        project = copy_project(Path(name) / "project")
        synthetic.write(project / "data", size)
        with serving(project) as server, sync_playwright() as playwright:
            chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.goto(f"{server.address}conditions/muscle-cramp/")
            found = [edit(project, page, number, server.pid) for number in range(EDITS)]
            browser.close()
        return found


def edit(project: Path, page, number: int, server: int) -> tuple[float, float]:
    path = project / "data/conditions/muscle-cramp.yml"
    head, mark, rest = path.read_text().partition("\ncauses:")
    path.write_text(head + mark + rest.replace(" [@", f" edit{number} [@", 1))
    start, before = time.perf_counter(), worked(server)
    until(page, "word => document.body?.textContent.includes(word)", f"edit{number}")
    return time.perf_counter() - start, worked(server) - before


def worked(process: int) -> float:
    """Seconds of work of a process and of those that it started and that have ended (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
