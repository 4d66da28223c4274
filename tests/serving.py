"""The built site as GitHub Pages serves it: below a path, compressed, kept for ten minutes, 404.html for what is not there."""

from __future__ import annotations

import gzip
import http.server
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from support import SITE_PATH, build, copy_project

COMPRESSED = {".html", ".css", ".js", ".svg", ".json", ".jsonld", ".xml", ".txt", ".csv", ".ttl", ".bib"}
LEVEL = 6


def wire(path: Path) -> bytes:
    """What goes over the wire for a file."""
    content = path.read_bytes()
    return gzip.compress(content, LEVEL, mtime=0) if path.suffix in COMPRESSED else content


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Path

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self.site / path.removeprefix(SITE_PATH) if path.startswith(SITE_PATH) else self.site / "404.html"
        if file.is_dir():
            file /= "index.html"
        found = file.is_file() and path.startswith(SITE_PATH)
        file = file if found else self.site / "404.html"
        body = wire(file)
        self.send_response(200 if found else 404)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.send_header("Content-Type", kind + ("; charset=utf-8" if kind.startswith("text/") or "javascript" in kind else ""))
        if file.suffix in COMPRESSED:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[tuple[Path, str]]:
    """Build a copy of the project in `folder` for the address that it is served at; yield its `site` and that address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    address = f"http://127.0.0.1:{server.server_address[1]}{SITE_PATH}"
    project = copy_project(folder)
    result = build(project, "all", SITE_URL=address)
    if result.returncode:
        raise RuntimeError(result.stdout + result.stderr)
    server.RequestHandlerClass = type("Handler", (_Handler,), {"site": project / "site"})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield project / "site", address
    finally:
        server.shutdown()
