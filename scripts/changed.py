#!/usr/bin/env python3
"""List what a change does to the data, as Markdown for a pull request's summary.

    python scripts/changed.py BASE

BASE is a commit; the change is what the working tree has beyond the point where it left BASE.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import yamlfile  # noqa: E402
from scripts.load import BIBLIOGRAPHY_LIMIT  # noqa: E402
from scripts.model import ID_PATTERN  # noqa: E402

_WORDS = {"A": "added", "M": "changed", "D": "removed"}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not re.fullmatch(r"[0-9a-f]{7,64}|[A-Za-z][\w./-]*", arguments[0]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(summary(ROOT, arguments[0]))
    except subprocess.CalledProcessError as error:
        print(f"error: git cannot compare with {arguments[0]}: {error.stderr.strip()}", file=sys.stderr)
        return 3
    return 0


def summary(root: Path, base: str) -> str:
    """The changed conditions and sources of `root` since `base`, as Markdown."""
    start = _git(root, "merge-base", base, "HEAD").strip()
    lines = []
    for line in _git(root, "diff", "--no-renames", "--name-status", start, "--", "data/conditions", "data/renamed").splitlines():
        status, path = line.split("\t", 1)
        name = Path(path).stem
        # A file name comes from the contributor; only a valid id is shown.
        if not re.fullmatch(ID_PATTERN, name):
            name = "a file whose name is not a valid id"
        before, after = _texts(_show(root, start, path)), _texts(_read(root / path))
        kind = "tombstone" if path.startswith("data/renamed/") else "condition"
        lines.append(f"| `{name}` | {kind} {_WORDS.get(status[0], 'changed')} | +{len(after - before)} −{len(before - after)} |")
    old = _keys(_show(root, start, "data/references.yml"))
    new = _keys(_read(root / "data/references.yml"))
    before, after = (_keys(data) for data in (_show(root, start, "data/comparisons.yml"), _read(root / "data/comparisons.yml")))
    if before != after:
        lines.append(f"| `comparisons` | ready comparisons | +{len(after - before)} −{len(before - after)} |")
    head = "## Changed data\n\n"
    table = "| file | what | texts |\n|---|---|---|\n" + "\n".join(lines) if lines else "No condition changed."
    return f"{head}{table}\n\nSources: {len(new - old)} added, {len(old - new)} removed."


def _texts(data: bytes) -> set[str]:
    """Every text in a YAML file, wherever it stands."""
    found: set[str] = set()

    def visit(value: object) -> None:
        if isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                visit(inner)
        elif isinstance(value, str):
            found.add(" ".join(value.split()))

    visit(yamlfile.read("", data).value)
    return found


def _keys(data: bytes) -> set[str]:
    value = yamlfile.read("", data, BIBLIOGRAPHY_LIMIT).value
    return set(value) if isinstance(value, dict) else set()


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _show(root: Path, commit: str, path: str) -> bytes:
    result = subprocess.run(["git", "show", f"{commit}:{path}"], cwd=root, capture_output=True, check=False)
    return result.stdout if result.returncode == 0 else b""


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
