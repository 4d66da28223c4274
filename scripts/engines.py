"""The site generators: which one builds the site, and what Zensical needs beside its configuration.

Standard library only: scripts/dev.py asks here before anything is installed.
"""

from __future__ import annotations

import gzip
import os
import re
import sys
from pathlib import Path

DEFAULT = "mkdocs"
"""The one setting that switches the project to another generator; docs/engines.md says what follows from it."""

LOCKS = {"mkdocs": "requirements.lock", "zensical": "requirements-zensical.lock"}
"""The generators, and what building the site with each needs."""


class UnknownEngine(ValueError):
    """SITE_ENGINE names no generator that we know."""


def chosen() -> str:
    """The generator to use: that of the environment variable SITE_ENGINE, else the default."""
    name = os.environ.get("SITE_ENGINE") or DEFAULT
    if name not in LOCKS:
        raise UnknownEngine(f"SITE_ENGINE is {name!r} → set it to {' or '.join(LOCKS)}, or leave it out")
    return name


def command(name: str) -> list[str]:
    """The command that builds the site of the folder it is called in."""
    if name == "mkdocs":
        return [sys.executable, "-m", "scripts.mkdocs_run"]  # MkDocs, with what it made kept for the next build
    # Its own cache knows nothing of a change in our Markdown extension.
    return [sys.executable, "-m", name, "build", "--strict", "--clean"]


def said(output: str) -> str:
    """What a generator printed, without Zensical's colors (nothing turns them off) and without lines about its own code."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    return re.sub(r"^Traceback .*\n(?: .*\n)*", "", plain, flags=re.M).strip()


def complete(out: Path) -> None:
    """Add what MkDocs writes and Zensical does not: the compressed site map. Leaves alone what is there."""
    sitemap, packed = out / "sitemap.xml", out / "sitemap.xml.gz"
    if sitemap.is_file() and not packed.exists():
        packed.write_bytes(gzip.compress(sitemap.read_bytes(), mtime=0))
