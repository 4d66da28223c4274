#!/usr/bin/env python3
"""Run the whole browser suite, and all else that reads the built site, on the build of the other site generator.

    python3 scripts/dev.py second-engine             print what fails
    python3 scripts/dev.py second-engine --record    also write data/quality/second-engine.json

docs/engines.md says what differs. Takes as long as the suite; `dev.py test` holds a short form of it.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import engines, results  # noqa: E402

BROWSER = ("tests/site",)
OTHERS = ("tests/test_command_line.py", "tests/test_engine.py", "tests/test_package.py", "tests/test_search_index.py", "tests/test_shipped.py")


class Collector:
    """The outcome of each test, by its name."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            # A test that failed at its end, in a fixture, has failed.
            if self.outcomes.get(report.nodeid) != "failed":
                self.outcomes[report.nodeid] = report.outcome


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="second_engine.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write the result to data/quality/second-engine.json")
    options = parser.parse_args(words)
    other = next(name for name in engines.LOCKS if name != engines.chosen())
    os.environ["SITE_ENGINE"] = other
    os.chdir(ROOT)
    collector = Collector()
    code = pytest.main([*BROWSER, *OTHERS], plugins=[collector])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return int(code)
    if options.record:
        record(other, collector.outcomes)
    return int(code)


def record(engine: str, outcomes: dict[str, str]) -> None:
    """Write the result of the run."""
    failed = sorted(name for name, outcome in outcomes.items() if outcome == "failed")
    skipped = sorted(name for name, outcome in outcomes.items() if outcome == "skipped")
    path = results.record(
        ROOT / "data", "second-engine", title=f"The site built by the second generator, {engine.capitalize()}",
        how=f"All tests that look at the built site run on a build by {engine.capitalize()}: in a browser, on the files, and on the download. "
            "The same tests run on the normal build before each change.",
        command="python3 scripts/dev.py second-engine --record",
        figures=[figure("Tests in a browser passed", outcomes, BROWSER), figure("Tests of files, download and command line passed", outcomes, OTHERS)],
        gaps=[*(f"This test fails: {name}" for name in failed), *(f"This test was left out: {name}" for name in skipped),
              f"{engine.capitalize()} {importlib.metadata.version(engine)} is an early version; its makers may still change what we rely on."],
        tools={name: importlib.metadata.version(name) for name in (engine, "pytest", "playwright")})
    print(f"recorded in {path.relative_to(ROOT)}")


def figure(name: str, outcomes: dict[str, str], paths: tuple[str, ...]) -> results.Figure:
    counted = Counter(outcome for test, outcome in outcomes.items() if test.startswith(paths))
    return results.Figure(name, f"{counted['passed']} of {counted.total()}", "all", counted["passed"] == counted.total())


if __name__ == "__main__":
    sys.exit(main())
