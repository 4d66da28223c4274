#!/usr/bin/env python3
"""Set up and run on a machine that has only Python and git.

    python3 scripts/dev.py serve    build the site with its offline download and serve it
    python3 scripts/dev.py test     pass all tests
    python3 scripts/dev.py build …  run scripts/build.py with these words
    python3 scripts/dev.py bench …  measure builds, the search and the preview; -h says what else
    python3 scripts/dev.py second-engine    pass the tests on a build by the other site generator

Each makes a virtual environment in .venv, installs the locked packages into it when they changed (pip checks
their checksums), and for the tests and `bench` gets Chromium through the system's package manager (as root only).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import engines  # noqa: E402

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

TOOLS = {"bench": "tests/bench.py", "second-engine": "tests/second_engine.py"}
"""Commands that measure, each a script of its own which needs what the tests need."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
INSTALLERS = {
    "apt-get": (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]),
    "dnf": (None, ["dnf", "install", "-y", "-q"]),
    "apk": (None, ["apk", "add", "-q"]),
    "pacman": (None, ["pacman", "-Sy", "--noconfirm", "-q"]),
}


def main(words: list[str]) -> int:
    command, rest = (words[0], words[1:]) if words else ("", [])
    if command not in ("serve", "test", "build", *TOOLS):
        print(__doc__)
        return 0 if command in ("-h", "--help") else 2
    if sys.version_info < (3, 11):
        return complain("Python 3.11 or newer is needed", "install it and run this command with it")
    testing = command == "test" or command in TOOLS
    try:
        locks = ["requirements-dev.lock" if testing else engines.LOCKS[engine(rest)]]
    except engines.UnknownEngine as error:
        return complain(*str(error).split(" → "))
    if command == "bench":
        locks.append("requirements-bench.lock")
    if problem := next(filter(None, map(install, locks)), 0):
        return problem
    if testing and (problem := browser() or driver()):
        return problem
    if command == "test":
        # On all cores; tests of one file share what they build.
        return run(PYTHON, "-m", "pytest", "-n", "auto", "--dist", "loadfile", *rest)
    if command in TOOLS:
        return run(PYTHON, TOOLS[command], *rest)
    return run(PYTHON, "scripts/build.py", *(["serve", *rest] if command == "serve" else rest))


def engine(words: list[str]) -> str:
    """The site generator that the words name, else the chosen one."""
    named = [word for before, word in zip(words, words[1:], strict=False) if before == "--engine" and word in engines.LOCKS]
    return named[-1] if named else engines.chosen()


def install(lock: str) -> int:
    """Make .venv hold the packages of a locked file. Return 0, or an exit code after saying what is wrong."""
    stamp = VENV / f"{lock}.{hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()[:16]}"
    if stamp.exists() and PYTHON.exists():
        return 0
    print(f"Installing {lock} into .venv …", file=sys.stderr, flush=True)
    whole = PYTHON.exists() and not run_quietly(PYTHON, "-m", "pip", "--version")
    if not whole and not make_environment():
        return complain("Python cannot make a virtual environment", "install the package python3-venv")
    if run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock):
        return complain("the packages could not be installed", "look at pip's message above; is there a network?")
    for old in VENV.glob(f"{lock}.*"):
        old.unlink()
    stamp.touch()
    return 0


def make_environment() -> bool:
    shutil.rmtree(VENV, ignore_errors=True)
    if run_quietly(sys.executable, "-m", "venv", VENV) == 0:
        return True
    system_install("python3-venv")
    shutil.rmtree(VENV, ignore_errors=True)
    return run(sys.executable, "-m", "venv", VENV) == 0


def browser() -> int:
    if os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)):
        return 0
    system_install("chromium")
    if any(map(shutil.which, BROWSERS)):
        return 0
    return complain("no Chromium found, and the browser tests need one",
                    "install it (Debian: apt-get install chromium) or set CHROMIUM to its path")


def driver() -> int:
    """Playwright brings its own Node.js, which needs a library that small systems leave out."""
    node = next(VENV.glob("lib/*/site-packages/playwright/driver/node"), None)
    if node is None or run_quietly(node, "--version") == 0:
        return 0
    system_install("libatomic1" if shutil.which("apt-get") else "libatomic")
    if run_quietly(node, "--version") == 0:
        return 0
    return complain("Playwright's driver does not start", "install the system library libatomic (Debian: apt-get install libatomic1)")


def system_install(package: str) -> None:
    """Install a system package when we are root and know the package manager."""
    manager = next((name for name in INSTALLERS if shutil.which(name)), None)
    if manager is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    print(f"Installing {package} with {manager} …", file=sys.stderr, flush=True)
    update, add = INSTALLERS[manager]
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in filter(None, (update, [*add, package])):
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False)


def run(*command: object) -> int:
    try:
        return subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 130


def run_quietly(*command: object) -> int:
    return subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode


def complain(what: str, repair: str) -> int:
    print(f"error: {what} → {repair}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
