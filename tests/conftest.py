"""Small sets of data for unit tests, and the real site, built once, for the rest."""

from __future__ import annotations

import http.server
import threading
import zipfile
from functools import partial
from pathlib import Path

import pytest
from support import SITE_PATH, Folder, build, copy_project, make_folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path)


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
