"""What several tests need: a small set of data to spoil, a copy of the project, the command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Error

from scripts.check import check
from scripts.codes import SLICE
from scripts.load import Loaded, load

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 6, 1)
SITE_PATH = "/spasm-atlas/"  # as on GitHub Pages, where a project's site is not at the root
POLICY = re.compile(r'<head>\s*<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
REPOSITORY = "https://github.com/example/spasm-atlas"


@dataclass
class Folder:
    """A small `data` folder that a test may spoil."""

    data: Path

    def path(self, name: str) -> Path:
        return self.data / name

    def write(self, name: str, content: str | bytes) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text()
        assert text.count(old) >= 1, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def load(self) -> Loaded:
        return load(self.data, self.data / "docs")

    def faults(self, today: date = TODAY) -> list:
        return check(self.load(), today)


def piece_of(key: str, firsts: list[str]) -> int:
    """The number of the piece of the search index that holds `key`, given each piece's first key."""
    return max(bisect_right(firsts, key) - 1, 0)


def until(page, expression: str, argument: object = None) -> None:
    """Wait until an expression of JavaScript holds in a page.

    Playwright's own wait_for_function makes code from a string inside of the page, which the pages' policy forbids.
    """
    for _ in range(1000):
        try:
            if page.evaluate(expression, argument):
                return
        except Error as error:
            if "context was destroyed" not in str(error):  # else: a link was followed, ask the next page
                raise
        page.wait_for_timeout(20)
    raise AssertionError(f"this never came true: {expression}")


def make_folder(place: Path) -> Folder:
    data = place / "data"
    shutil.copytree(ROOT / "tests" / "data", data)
    shutil.copytree(ROOT / "data" / "vocabulary", data / "vocabulary")
    shutil.copy(ROOT / "data" / "body-map.yml", data)
    # The real rows of the vocabularies' terms, and made-up ones for the two conditions.
    real = [line for line in (ROOT / "data" / SLICE).read_text().splitlines(keepends=True) if line.startswith("HP:")]
    made = (data / SLICE).read_text()
    (data / SLICE).write_text(made + "".join(line for line in real if line.split("\t")[0] not in made))
    return Folder(data)


def copy_project(target: Path) -> Path:
    """Copy what git would check out, with uncommitted edits, to `target`."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def build(project: Path, *words: str, **env: str) -> subprocess.CompletedProcess:
    """Run the command line in a copy of the project."""
    return subprocess.run(
        [sys.executable, "scripts/build.py", *words], cwd=project, capture_output=True, text=True, check=False,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1760000000", "REPOSITORY_URL": REPOSITORY,
                          "GITHUB_ACTIONS": "", "GITHUB_REPOSITORY": ""} | env)
