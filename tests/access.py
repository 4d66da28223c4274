"""Run the tests of access and sum up what they went through: python tests/access.py [--record]"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import pytest  # noqa: E402
from axe_playwright_python.base import AXE_SCRIPT  # noqa: E402
from browser import chromium  # noqa: E402
from kinds import KINDS  # noqa: E402
from support import ROOT  # noqa: E402

from scripts.results import Figure, record  # noqa: E402

NAMES = {
    "test_axe_finds_no_violation": "axe-core, {looks} looks at {cases} kinds and states of pages, at 360 and 1280 pixels, light and dark",
    "test_axe_finds_no_violation_on_paper": "axe-core, {cases} kinds of pages as printed",
    "test_axe_finds_no_violation_on_a_moved_page": "axe-core, a page that leads on to a new name",
    "test_it_fits_any_window_and_spacing":
        "Enlarged to 400 % and with wider spacing: {looks} looks at {cases} kinds and states, down to 320 by 256 pixels",
    "test_less_motion_contrast_of_parts_and_forced_colours":
        "Less motion, forced colors, contrast of edges and drawings, names of pictures: {looks} looks at {cases} kinds and states",
    "test_nothing_jumps_when_the_scripts_arrive": "Nothing jumps when the scripts arrive late: {cases} kinds and states",
    "test_landmarks_headings_and_language": "Landmarks, headings in order, language: {cases} kinds and states",
    "test_tab_goes_through_everything": "Keyboard: {stops} stops of the Tab key on {cases} pages and sizes, each in order, in sight and outlined",
    "": "Keyboard: skip link, menu, search box, what folds, and forced colors of what is picked: {cases} checks",
}
"""What each test means to a reader; the rest of the file is summed up in the last line."""


class Counted:
    """A plugin of pytest: what ran, what failed, and what the tests counted."""

    def __init__(self) -> None:
        self.cases, self.failed, self.counts = Counter(), Counter(), Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.split("::")[1].split("[")[0]
        test = test if test in NAMES else ""
        if report.when == "call":
            self.cases[test] += 1
            for name, number in report.user_properties:
                self.counts[test, name] += number
        if report.failed:
            self.failed[test] += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="write data/quality/accessibility.json")
    options = parser.parse_args()
    counted = Counted()
    pytest.main([str(ROOT / "tests/site/test_access.py"), "-q"], plugins=[counted])
    if set(counted.cases) != set(NAMES):
        print(f"did not run: {set(NAMES) - set(counted.cases)}; nothing recorded")
        return 1
    figures = []
    for test, name in NAMES.items():
        failed = counted.failed[test]
        text = name.format(cases=counted.cases[test], **{key: f"{counted.counts[test, key]:,}" for key in ("looks", "stops")})
        figures.append(Figure(text, f"{failed} failed" if failed else "nothing found", "nothing found", not failed))
        print(f"{figures[-1].value:14} {text}")
    if options.record:
        with chromium() as browser:
            version = browser.version
        print(record(
            ROOT / "data", "accessibility", title="Accessibility",
            how=f"{len(KINDS)} kinds and states of pages in headless Chromium: axe-core with its rules for WCAG 2.2 A and AA, best practice and "
                "experimental ones (in the dark look, those on colors), and checks of our own on layout, spacing, motion, forced colors, "
                "structure and the keyboard.",
            command="python tests/access.py --record", figures=figures,
            gaps=[
                "Nobody who uses a screen reader every day has tested the site for us yet.",
                "Only Chromium is tested by machine: no Firefox, no Safari, no phone in hand.",
                "Machines find a part of the barriers only. Whether words, order and names make sense is for people to judge.",
                "The keyboard goes through each kind of page, not through each page.",
            ],
            tools={"axe-core": AXE_SCRIPT.split("axe v", 1)[1].split()[0], "Chromium": version}))
    return 1 if sum(counted.failed.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
