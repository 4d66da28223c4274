"""Preview: the server behind `serve`, which loads a page anew when the site was built again."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserverVFS

from scripts import policy

INTERVAL = .2
"""Seconds between two looks at the files."""


class Preview(LiveReloadServer):
    """MkDocs' server, with two differences.

    It does not look at the files while it builds, which would take half as long again: what is edited
    meanwhile shows at the next look. And it puts an inline script into each page; the page's policy has
    to let that one run.
    """

    def __init__(self, builder: Callable[[], None], host: str, port: int, root: str) -> None:
        super().__init__(self._quietly, host, port, root)
        self._build = builder
        self._idle = threading.Event()
        self._idle.set()
        self.observer = PollingObserverVFS(stat=self._stat, listdir=os.scandir, polling_interval=INTERVAL)

    def _quietly(self) -> None:
        self._idle.clear()
        try:
            self._build()
        finally:
            self._idle.set()

    def _stat(self, path: str) -> os.stat_result:
        self._idle.wait()
        return os.stat(path)

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        html = super()._inject_js_into_html(content, epoch).decode()
        script = html.rpartition("<script>")[2].partition("</script>")[0]
        return policy.for_preview(html, script).encode()
