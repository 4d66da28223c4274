#!/usr/bin/env python3
"""Build in surroundings that a test cannot have everywhere: python tests/environments.py [--record]

Other versions of Python (those on PATH or in pyenv, each with the locked packages), and as root on Linux, in a namespace of
its own: no network at all, a full disk, a disk that is read only. Then it counts the tests of hostile files and odd surroundings.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

VERSIONS = ("3.11", "3.12", "3.13", "3.14")
SIZES = (1, 2, 3, 4, 5, 6, 8, 12)
"""Megabytes left on the disk: the build stops at another step each time, or is done."""
TESTS = {"Hostile files of every kind": "tests/test_hostile.py", "Odd texts arrive as plain text": "tests/test_hostile_site.py",
         "Odd surroundings": "tests/test_environments.py", "Spoiled files by Hypothesis": "tests/test_fuzz.py"}
COPY = "cp -r {project}/. {disk}; cd {disk}; "
"""Onto a disk of our own, which goes with the namespace."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write the result to data/quality/toughness.json")
    options = parser.parse_args()
    from support import build, copy_project

    from scripts.results import Figure, record
    figures, gaps = [], ["Windows and macOS were not tried: what they lack is refused by rule (names of devices, case, length)."]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = copy_project(folder / "project")
        first = build(project, "all")
        if first.returncode:
            print(first.stdout + first.stderr, file=sys.stderr)
            return 1
        wanted = digest(project / "site")
        same, missing = pythons(folder, project, wanted)
        figures.append(Figure("Same site, byte for byte, with other versions of Python", ", ".join(same), "3.11 to 3.14",
                              set(VERSIONS) <= {version.rpartition(".")[0] for version in same},
                              f"Not tried here: {', '.join(missing)}." if missing else ""))
        gaps += [f"Python {version} could not be installed on the machine of the run." for version in missing]
        figures += disks(folder, project, wanted, gaps)
        for title, path in TESTS.items():
            passed, failed = tests(path)
            figures.append(Figure(title, f"{passed} tests passed, {failed} failed", "none failed", passed > 0 and not failed, path))
    for figure in figures:
        print(f"{'ok ' if figure.met else 'NOT'} {figure.name}: {figure.value} {figure.note}")
    if options.record:
        print(record(ROOT / "data", "toughness", title="Toughness", how="The build runs in odd surroundings, and reads hostile files of every kind that a contributor may "
                     "bring. Wanted is the same site byte for byte, or one clear line, an exit code, and the site of before left whole.",
                     command="python tests/environments.py --record", figures=figures, gaps=gaps))
    return int(not all(figure.met for figure in figures))


def digest(site: Path) -> str:
    made = hashlib.sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        made.update(f"{path.relative_to(site)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    return made.hexdigest()


def pythons(folder: Path, project: Path, wanted: str) -> tuple[list[str], list[str]]:
    """The versions of Python that make the same site, and those that are not here."""
    same, missing = [], []
    for version in VERSIONS:
        program = find(version)
        if program is None:
            missing.append(version)
            continue
        venv, copy = folder / f"venv-{version}", folder / f"with-{version}"
        subprocess.run([program, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", project / "requirements.lock"],
                       check=True, stderr=subprocess.DEVNULL, env=clean())
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns("site", "build"))
        result = run([venv / "bin/python", "scripts/build.py", "all"], copy)
        exact = subprocess.run([program, "-c", "import platform; print(platform.python_version())"], capture_output=True, text=True, check=True).stdout.strip()
        if result.returncode == 0 and digest(copy / "site") == wanted:
            same.append(exact)
        else:
            print(exact, result.stdout, result.stderr, file=sys.stderr)
    return same, missing


def find(version: str) -> str | None:
    """A program of this version of Python: our own, one on PATH, or one of pyenv."""
    if platform.python_version().startswith(f"{version}."):
        return sys.executable
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [str(path) for path in sorted(versions.glob(f"{version}.*/bin/python"), reverse=True)]
    for program in (*found, shutil.which(f"python{version}")):
        if program and subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0:
            return program
    return None


def disks(folder: Path, project: Path, wanted: str, gaps: list[str]):
    """No network, a full disk, a read-only disk: real ones, in namespaces of their own."""
    from scripts.results import Figure
    if platform.system() != "Linux" or os.geteuid() != 0 or inside("true", folder).returncode:
        gaps.append("A full disk, a read-only disk and no network were tried by the simulations of the tests only.")
        return
    disk, python = folder / "disk", sys.executable
    disk.mkdir()
    again = f"rm -rf docs/conditions docs/data; touch docs/index.md; {python} -B scripts/build.py all"
    result = inside(f"rm -rf site build; {python} -B scripts/build.py all", project, "-n")
    yield Figure("Build without any network", "the same site" if result.returncode == 0 and digest(project / "site") == wanted else "failed", "the same site",
                 result.returncode == 0 and digest(project / "site") == wanted)
    size = sum(path.stat().st_blocks for path in project.rglob("*")) // 2 // 1024 + 2
    good, codes = 0, []
    for left in SIZES:
        script = (f"mount -t tmpfs -o size={size + left}m none {disk}; {COPY.format(project=project, disk=disk)}"
                  f"{again}; echo code $?; {python} -B -c 'import sys; sys.path[:0] = [\"{ROOT}\", \"{ROOT}/tests\"]; "
                  f"import environments; print(\"digest\", environments.digest(environments.Path(\"{disk}/site\")))'; ls build")
        result = inside(script, folder)
        code = re.search(r"^code (\d+)", result.stdout, re.M)
        codes.append(code[1] if code else "?")
        said = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
        right = code and (code[1] == "0" or (code[1] == "3" and len(said) == 1 and "No space left" in said[0] and "Traceback" not in result.stderr))
        good += bool(right and f"digest {wanted}" in result.stdout and "site-" not in result.stdout.partition("digest")[2])
        if not right:
            print(result.stdout[-500:], result.stderr[-1500:], file=sys.stderr)
    yield Figure("Full disk: one clear line or done, and the site whole", f"{good} of {len(SIZES)}", f"{len(SIZES)} of {len(SIZES)}", good == len(SIZES),
                 f"With {', '.join(map(str, SIZES))} MB left the exit codes were {', '.join(codes)}.")
    result = inside(f"mount -t tmpfs none {disk}; {COPY.format(project=project, disk=disk)}cd /; mount -o remount,ro {disk}; cd {disk}; "
                    f"touch x 2>/dev/null && echo writable; {python} -B scripts/build.py all; echo code $?", folder)
    said = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    right = "code 3" in result.stdout and "writable" not in result.stdout and len(said) == 1 and "Read-only" in said[0] and "Traceback" not in result.stderr
    yield Figure("Read-only disk", said[0].removeprefix("error: ").partition(":")[0] if right else f"failed: {result.stderr[-200:]}", "one clear line, exit code 3", right)


def inside(script: str, cwd: Path, *flags: str) -> subprocess.CompletedProcess:
    """Run a script in a namespace of its own, whose mounts go with it."""
    return run(["unshare", "-m", *flags, "sh", "-c", script], cwd)


def clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def run(words: list, cwd: Path) -> subprocess.CompletedProcess:
    from support import REPOSITORY
    return subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False,
                          env=clean() | {"SOURCE_DATE_EPOCH": "1760000000", "REPOSITORY_URL": REPOSITORY, "GITHUB_ACTIONS": "", "GITHUB_REPOSITORY": ""})


def tests(path: str) -> tuple[int, int]:
    """How many tests of a file passed and failed."""
    said = subprocess.run([sys.executable, "-m", "pytest", "-o", "addopts=", "-p", "no:cacheprovider", path], cwd=ROOT, capture_output=True, text=True, check=False, env=clean()).stdout
    last = said.strip().splitlines()[-1]
    count = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?)", last)}
    return count.get("passed", 0), count.get("failed", 0) + count.get("error", 0) + count.get("errors", 0)


if __name__ == "__main__":
    sys.exit(main())
