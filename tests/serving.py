"""`serve` in a copy of the project, for the tests and for measuring."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support import REPOSITORY


@dataclass
class Server:
    address: str
    pid: int
    said: list[str]
    """What it said, line by line, while it runs."""


@contextmanager
def serving(project: Path) -> Iterator[Server]:
    """Run `serve` until the end of the block; entered when the site can be opened."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "scripts/build.py", "serve", "--port", str(port)], cwd=project, text=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, env=os.environ | {"REPOSITORY_URL": REPOSITORY, "GITHUB_ACTIONS": ""}, start_new_session=True)
    said: list[str] = []
    ready = threading.Event()

    def listen() -> None:
        for line in process.stderr:
            said.append(line)
            if "Open http" in line:
                ready.set()
        ready.set()

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        ready.wait()
        if process.poll() is not None:
            raise RuntimeError("".join(said))
        yield Server(f"http://127.0.0.1:{port}/", process.pid, said)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        listener.join()
