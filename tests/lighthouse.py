"""Lighthouse on the main kinds of page: python tests/lighthouse.py [--record] [--runs 3] [--folder node_modules' parent] [page …]

Its mobile preset, with a simulated slow 4G phone, on the built site as GitHub Pages serves it. Needs Node, npm's
registry (or a folder where Lighthouse is installed) and Chromium; none of them is part of the project.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from serving import served  # noqa: E402
from support import ROOT  # noqa: E402

from scripts.results import Figure, record  # noqa: E402

VERSION = "12.8.2"
FLAGS = "--headless=new --no-sandbox --disable-gpu"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {
    "Home": "",
    "Condition": "conditions/tetanus/",
    "Longest condition": "conditions/medicine-side-effects/",
    "A to Z": "conditions/",
    "Facet index": "browse/triggers/",
    "Browse by pattern": "browse/",
    "Browse by pattern, with picks": "browse/#location=leg&trigger=night",
    "Comparison": "compare/restless-legs-or-leg-cramps/",
    "Comparison, picked": "compare/#conditions=tetanus,low-calcium,muscle-cramp,dystonia",
    "Visit sheet": "visit-sheet/",
    "Sources": "sources/",
    "Data": "data/",
}


EASED = "Home, if its policy allowed the request for robots.txt"
REASONS = {"robots-txt": "Search engines: the pages' policy forbids the request with which Lighthouse looks for robots.txt. "
                         "Search engines ask for it by themselves."}
"""Why an audit costs points that are not worth what they cost."""


def lighthouse(url: str, folder: Path | None, chromium: str) -> dict:
    """One run's report."""
    command = [str(folder / "node_modules/.bin/lighthouse")] if folder else ["npx", "--yes", f"lighthouse@{VERSION}"]
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        result = subprocess.run(
            [*command, url, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"],
            capture_output=True, text=True, check=False, env=os.environ | {"CHROME_PATH": chromium})
        if not report.is_file():
            raise SystemExit(f"Lighthouse made no report of {url}:\n{result.stdout}{result.stderr}")
        return json.loads(report.read_text())


def scores(report: dict) -> list[int]:
    return [round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES]


def lost(report: dict) -> list[str]:
    """The audits that cost points, each with what it found."""
    found = []
    for name in CATEGORIES:
        if (report["categories"][name]["score"] or 0) >= 0.995:
            continue
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            # Of the times, also those that are good and yet cost a point.
            least = 0.99 if name == "performance" else 0.9
            if reference["weight"] and audit["score"] is not None and audit["score"] < least:
                value = f" ({audit['displayValue']})" if audit.get("displayValue") else ""
                found.append(REASONS.get(reference["id"]) or f"{name}: {audit['title']}{value}".replace("\xa0", " "))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", choices=[[], *PAGES], help="kinds of page; all when none is named")
    parser.add_argument("--runs", type=int, default=1, help="runs of each page, of which the middle one by performance counts")
    parser.add_argument("--folder", type=Path, help="a folder in which `npm install lighthouse` ran")
    parser.add_argument("--record", action="store_true", help="write data/quality/lighthouse.json")
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
    figures, version = [], ""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "project") as (site, address):
        for name in options.pages or PAGES:
            reports = [lighthouse(address + PAGES[name], options.folder, chromium) for _ in range(options.runs)]
            middle = statistics.median_low(scores(report)[0] for report in reports)
            report = next(report for report in reports if scores(report)[0] == middle)
            version, points, why = report["lighthouseVersion"], scores(report), lost(report)
            times = {key: report["audits"][key]["displayValue"] for key in (
                "first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")}
            print(f"{name:30} {points}  {'  '.join(times.values())}  {'; '.join(why)}", flush=True)
            figures.append(Figure(name, " / ".join(map(str, points)), "100 / 100 / 100 / 100", points == [100] * 4,
                                  "; ".join(why) or f"First paint {times['first-contentful-paint']}, largest {times['largest-contentful-paint']}, "
                                  f"blocked {times['total-blocking-time']}, shift {times['cumulative-layout-shift']}.".replace("\xa0", " ")))
        home = site / "index.html"
        home.write_text(home.read_text().replace("default-src 'none';", "default-src 'none';connect-src 'self';"))
        points = scores(lighthouse(address, options.folder, chromium))
        print(f"{EASED:30} {points}")
        figures.append(Figure(EASED, " / ".join(map(str, points)), note="Shows that the points for search engines are lost to the policy alone."))
    if options.record:
        print(record(
            ROOT / "data", "lighthouse", title="Lighthouse",
            how="Google's Lighthouse, mobile preset with a simulated slow 4G phone, on the built site served with compression as GitHub Pages "
                f"does, {options.runs} run{'s' if options.runs > 1 else ''} a page. Points for performance, accessibility, best practices, and search engines.",
            command=f"python tests/lighthouse.py --record --runs {options.runs}", figures=figures,
            gaps=["The server is on the same machine and the network is simulated: real networks differ.",
                  *dict.fromkeys(figure.note for figure in figures if figure.met is False)],
            tools={"Lighthouse": version, "Chromium": subprocess.run([chromium, "--version"], capture_output=True, text=True, check=False).stdout.strip()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
