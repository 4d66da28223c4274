"""History: earlier versions of the data, from folders and from git → atlases, and the releases for the site.

A release of the data is a git tag `data-v1.2.3`. Only this module asks git for data.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from scripts.atlas import Atlas
from scripts.dataset import atlas_of
from scripts.diff import Changes, compare
from scripts.load import Loaded, load
from scripts.statements import count

LIMIT = 20
"""Releases that the site shows."""

UNRELEASED = "+unreleased"
"""Stands behind the version of data that changed since its release, as semantic versioning writes build metadata."""

WORKING_TREE = "the working tree"

_NUMBER = r"(?:0|[1-9]\d{0,5})"
_TAG = re.compile(rf"data-v({_NUMBER}\.{_NUMBER}\.{_NUMBER})")

_FILES = {"conditions": "condition", "renamed": "tombstone", "vocabularies": "vocabulary"}
_LISTS = {"references": "source", "comparisons": "comparison"}
"""Parts of an atlas that can be unreadable one by one: a file each, or an entry of a file each."""


class Unreadable(Exception):
    """There is no data of that name; the message is one line that says why and what to do."""


@dataclass(frozen=True)
class Version:
    """One version of the data: what could be read of it, and what could not."""

    label: str
    atlas: Atlas
    unread: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """Keys by part of the atlas, as `conditions`; None stands for the whole part."""


@dataclass(frozen=True)
class Totals:
    conditions: int
    statements: int
    sources: int


@dataclass(frozen=True)
class Release:
    """One entry of the history, as the site shows it."""

    version: str
    """Empty when it is not released yet."""
    date: datetime | None
    totals: Totals
    changes: Changes | None
    """None for the first one."""
    left_out: tuple[str, ...] = ()
    """What could not be compared, as `2 conditions`."""


# --- one version ---------------------------------------------------------------------------------

def read(root: Path, name: str) -> Version:
    """The data called `name`: a folder, a published JSON file or a git revision of `root`. Raises Unreadable."""
    path = Path(name)
    if name and path.is_dir():
        if not (path / "vocabulary").is_dir():
            raise Unreadable(f"the folder {path} holds no vocabulary/ → name a folder like data/")
        return _version(name, load(path, path / "docs"))
    if path.is_file():
        return _published(path)
    return _revision(root, name)


def working(root: Path) -> Version:
    """The data as it stands in the working tree."""
    return _version(WORKING_TREE, load(root / "data", root / "docs"))


def _published(path: Path) -> Version:
    """The data of a published JSON file."""
    try:
        return Version(str(path), atlas_of(path.read_text(encoding="utf-8")))
    except (UnicodeDecodeError, ValidationError) as error:
        raise Unreadable(f"{path} is not a published spasm-atlas.json of this version → name a data folder or a git revision") from error


def _revision(root: Path, name: str) -> Version:
    commit = None if name.startswith("-") else _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if not commit:
        why = "git knows no such revision here" if _git(root, "rev-parse", "--git-dir") else "this is no git repository"
        raise Unreadable(f"`{_one_line(name)}` is no folder, and {why} → name a data folder, a tag such as data-v1.0.0, or a commit")
    version = _at(root, commit.decode().strip())
    if version is None:
        raise Unreadable(f"`{_one_line(name)}` holds no data/ → name a later revision")
    return replace(version, label=name)


@lru_cache(maxsize=LIMIT + 2)
def _at(root: Path, commit: str) -> Version | None:
    """The data of a commit, which never changes; `serve` asks for it at each build."""
    if not _git(root, "ls-tree", commit, "data/"):
        return None
    packed = _git(root, "archive", "--format=zip", commit, "data")
    if packed is None:
        return None
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(packed)) as archive:
        # Not tar: zipfile makes plain files only, whatever a commit holds, and refuses to leave the folder.
        archive.extractall(folder)
        return _version(commit, load(Path(folder) / "data", Path(folder) / "docs"))


def _version(label: str, loaded: Loaded) -> Version:
    unread: dict[str, frozenset[str] | None] = {
        part: frozenset(getattr(loaded, part)) - frozenset(getattr(loaded.atlas, part)) for part in _FILES}
    for part in _LISTS:
        document = getattr(loaded, part, None)
        if document is not None and isinstance(document.value, dict):
            unread[part] = frozenset(map(str, document.value)) - frozenset(getattr(loaded.atlas, part))
        elif document is not None and document.text:  # a file that is not there holds nothing
            unread[part] = None
    return Version(label, loaded.atlas, {part: keys for part, keys in unread.items() if keys is None or keys})


# --- two versions --------------------------------------------------------------------------------

def changes(old: Version, new: Version) -> Changes:
    """What changed. What one of the two could not read is left out of both: it neither came nor went."""
    return compare(_without(old.atlas, new.unread), _without(new.atlas, old.unread))


def left_out(*versions: Version) -> tuple[str, ...]:
    """What could not be read in any of the versions, in words: `2 conditions`."""
    found = []
    for part, word in (_FILES | _LISTS).items():
        if any(version.unread.get(part, frozenset()) is None for version in versions):
            found.append(f"all {_plural(word)}")
        elif keys := {key for version in versions for key in version.unread.get(part, ())}:
            found.append(f"{len(keys)} {word if len(keys) == 1 else _plural(word)}")
    return tuple(found)


def _without(atlas: Atlas, unread: dict[str, frozenset[str] | None]) -> Atlas:
    return replace(atlas, **{
        part: {} if keys is None else {key: item for key, item in getattr(atlas, part).items() if key not in keys}
        for part, keys in unread.items() if hasattr(atlas, part)})


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


# --- the releases --------------------------------------------------------------------------------

def releases(root: Path, atlas: Atlas) -> list[Release]:
    """The history of `atlas`, the data of the working tree: the newest release first, at most LIMIT.

    Without git, or without a tag, there is one entry: the first version, as the working tree has it.
    """
    now = Version(WORKING_TREE, atlas)
    tagged = _tagged(root)
    if not tagged:
        version, day = release(atlas)
        return [Release(version, datetime(day.year, day.month, day.day, tzinfo=UTC), totals(atlas), None)]
    found = []
    newest = tagged[0][2]
    if unreleased := changes(newest, now):
        found.append(Release("", None, totals(atlas), unreleased, left_out(newest)))
    for (name, moment, version), before in zip(tagged, [*tagged[1:], None], strict=True):
        done = changes(before[2], version) if before else None
        missing = left_out(before[2], version) if before else left_out(version)
        found.append(Release(name, moment, totals(version.atlas), done, missing))
    # One release more than shown was read, so that the last one shown has changes too.
    return found[:LIMIT]


def stamped(root: Path, atlas: Atlas) -> Atlas:
    """The atlas with `+unreleased` in its version when it differs from its latest release.

    The site is published from every state; what is cited by a version must be one state only.
    """
    tagged = _tagged(root)
    if not (tagged and atlas.release and changes(tagged[0][2], Version(WORKING_TREE, atlas))):
        return atlas
    return replace(atlas, release=atlas.release.model_copy(update={"version": f"{atlas.release.version}{UNRELEASED}"}))


def tag_that_differs(root: Path, atlas: Atlas) -> str:
    """The tag `data-v…` of the commit in the working tree when `data/release.yml` names another version, else empty."""
    names = (_git(root, "tag", "--points-at", "HEAD", "--list", "data-v*") or b"").decode().split()
    return next((name for name in names if atlas.release and name != f"data-v{atlas.release.version}"), "")


def release(atlas: Atlas) -> tuple[str, date]:
    """Version and date of the data: `data/release.yml`, or, without it, 1.0.0 and the day of the latest check."""
    if found := getattr(atlas, "release", None):
        return found.version, found.date
    return "1.0.0", max((condition.review.checked for condition in atlas.conditions.values()), default=date(2026, 1, 1))


def totals(atlas: Atlas) -> Totals:
    return Totals(len(atlas.conditions),
                  sum(atlas.memo.each("count", atlas.conditions, lambda id: count(atlas.conditions[id])).values()),
                  len(atlas.references))


def _tagged(root: Path) -> list[tuple[str, datetime, Version]]:
    """The releases that the commit in the working tree contains, by their numbers, the highest first."""
    names = _git(root, "for-each-ref", "--merged=HEAD", "--format=%(refname:strip=2)", "refs/tags/data-v*") or b""
    numbers = [match[1] for name in names.decode().split() if (match := _TAG.fullmatch(name))]
    numbers.sort(key=lambda number: [int(step) for step in number.split(".")], reverse=True)
    found = []
    for number in numbers[:LIMIT + 1]:
        line = _git(root, "show", "-s", "--format=%H %ct", f"refs/tags/data-v{number}^{{commit}}", "--")
        if line is None:
            continue
        commit, _, seconds = line.decode().strip().partition(" ")
        if version := _at(root, commit):
            found.append((number, datetime.fromtimestamp(int(seconds), UTC), version))
    return found


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git prints; None when it fails or is not there."""
    try:
        result = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except OSError:
        return None
    return result.stdout if result.returncode == 0 else None


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:100]
