#!/usr/bin/env python3
"""Write the locked files: every package that is installed, also those that ours need, by version and SHA-256.

    python scripts/lock.py              after a change of a requirements*.txt; keeps all other versions
    python scripts/lock.py --upgrade    newest versions of everything that requirements*.txt do not pin

`requirements*.txt` are written by hand and name what the project itself uses, with the reason. `requirements*.lock`
are what pip installs, with --require-hashes. Needs uv: pip install --require-hashes -r requirements-tools.lock
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = "3.11.2"
"""The oldest Python that the locks serve: Debian 12's."""

# Each lock keeps to the versions of the one before it: the tests run on what builds the site.
LOCKS = {"requirements": (), "requirements-zensical": ("requirements",), "requirements-dev": ("requirements", "requirements-zensical"),
         "requirements-bench": ("requirements", "requirements-dev"), "requirements-tools": ("requirements", "requirements-dev")}


def command(name: str, *more: str) -> list[str]:
    """The command that writes one lock. No address of a package index gets into the file."""
    return ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST, "--generate-hashes", "--no-header",
            "--no-emit-index-url", "--no-emit-find-links", *(f"--constraint={other}.lock" for other in LOCKS[name]),
            *more, f"{name}.txt", "--output-file", f"{name}.lock"]


def main(words: list[str]) -> int:
    if words not in ([], ["--upgrade"]):
        print(__doc__)
        return 2
    if shutil.which("uv") is None:
        print("error: uv is missing → pip install --require-hashes -r requirements-tools.lock", file=sys.stderr)
        return 1
    return next((code for name in LOCKS if (code := subprocess.run(command(name, *words), cwd=ROOT, check=False).returncode)), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
