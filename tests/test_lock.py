"""The locked files: they agree with what is written by hand, and nothing is installed without a checksum."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import ROOT

from scripts.lock import LOCKS

_ENTRY = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\\n(?P<hashes>(?:    --hash=.+\n)+)", re.M)


def pins(name: str) -> dict[str, str]:
    """What a hand-written file and the ones that it includes ask for."""
    found: dict[str, str] = {}
    for line in (ROOT / f"{name}.txt").read_text().splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            found |= pins(line.removeprefix("-r ").removesuffix(".txt"))
        elif line:
            requirement = Requirement(line)
            assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), f"{line} is not pinned"
            found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def locked(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in _ENTRY.finditer((ROOT / f"{name}.lock").read_text()):
        found.setdefault(entry["name"], set()).add(entry["version"])
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_is_locked_at_its_version(name):
    lock = locked(name)
    assert {pin: lock.get(pin) for pin in pins(name)} == {pin: {version} for pin, version in pins(name).items()}, "run scripts/lock.py"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_only_entries_with_checksums(name):
    text = (ROOT / f"{name}.lock").read_text()
    rest = [line for line in _ENTRY.sub("", text).splitlines() if line and not re.match(r"    # ", line)]
    assert rest == []
    assert set(re.findall(r"--hash=(\S+?):", text)) == {"sha256"}
    assert set(map(len, re.findall(r"--hash=sha256:([0-9a-f]+)(?= \\$|$)", text, re.M))) == {64}
    assert not re.search(r"https?:|file:|--(?:extra-)?index-url|--find-links", text), "a lock must work with any index"


def test_what_is_tested_is_what_builds():
    build, test = locked("requirements"), locked("requirements-dev")
    assert {name: test.get(name) for name in build} == build


def test_no_workflow_or_script_installs_without_checksums():
    """pip only ever installs a locked file, with --require-hashes."""
    for path in [*(ROOT / ".github/workflows").glob("*.yml"), ROOT / ".ci/run", ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for line in re.findall(r"pip install.*", path.read_text()):
            assert re.match(r"pip install (?:--quiet )?--require-hashes -r requirements[a-z-]*\.lock", line), (path.name, line)
    assert '"--require-hashes", "-r", lock' in (ROOT / "scripts/dev.py").read_text()
