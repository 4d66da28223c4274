"""Small sets of data for unit tests, and the real site, built once, for the rest."""

from __future__ import annotations

import http.server
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from scripts.check import check
from scripts.load import Loaded, load

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 6, 1)
SITE_PATH = "/spasm-atlas/"  # as on GitHub Pages, where a project's site is not at the root
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


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path)


def make_folder(place: Path) -> Folder:
    data = place / "data"
    shutil.copytree(ROOT / "tests" / "data", data)
    shutil.copytree(ROOT / "data" / "vocabulary", data / "vocabulary")
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


@pytest.fixture(scope="session")
def port() -> int:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as probe:
        return probe.server_address[1]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    """A copy of the project in which `build.py all` has run."""
    copy = copy_project(tmp_path_factory.mktemp("project"))
    result = build(copy, "all", SITE_URL=f"http://127.0.0.1:{port}{SITE_PATH}")
    assert result.returncode == 0, result.stdout + result.stderr
    return copy


@pytest.fixture(scope="session")
def site(project: Path) -> Path:
    return project / "site"


@pytest.fixture(scope="session")
def offline(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unzipped download."""
    target = tmp_path_factory.mktemp("offline")
    with zipfile.ZipFile(site / "download" / "spasm-atlas-offline.zip") as archive:
        archive.extractall(target)
    return target / "spasm-atlas"


class _Pages(http.server.SimpleHTTPRequestHandler):
    """Serves the site below its path, and 404.html for what is not there, as GitHub Pages does."""

    def translate_path(self, path: str) -> str:
        inside = path.startswith(SITE_PATH)
        return super().translate_path(path[len(SITE_PATH) - 1:] if inside else "/outside-of-the-site")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: Path, port: int):
    """The address of the running site."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(_Pages, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}{SITE_PATH}"
    server.shutdown()
