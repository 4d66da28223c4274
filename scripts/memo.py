"""Memo: what the last build made from each condition, so that a build makes it again only where something changed.

A module that makes something from each condition asks `Memo.each` for it. That may depend on the condition's file, on
the names of the conditions that it mentions and of those that tell it apart, and on what is in `world`, and on nothing else.
"""

from __future__ import annotations

import marshal
import platform
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scripts import shares
from scripts.keep import FOLDER, Keep, files_key, key

PACKAGES = ("jinja2", "markupsafe", "pydantic", "pyyaml")


def world(root: Path, address: str) -> str:
    """A hash of what everything depends on: the site's address, the code, the templates, and all data but the conditions."""
    files = [*(root / "scripts").glob("*.py"), *(root / "scripts" / "templates").glob("*")]
    files += [path for path in (root / "data").rglob("*") if path.parent.name not in ("conditions", "quality")]
    return key(address, platform.python_version(), *map(version, PACKAGES), files_key(root, files))


class Memo:
    """Results by condition and kind, as texts, numbers, lists, tuples and dicts. Without a `root` nothing is kept."""

    def __init__(self, root: Path | None = None, address: str = "") -> None:
        self.keeps = root is not None
        self._keep = Keep(root / FOLDER / "conditions.kept" if root else None)
        self.world = world(root, address) if root else ""
        self._own: dict[str, str] = {}
        self._known: dict[str, dict[str, Any]] = {}
        self._changed: set[str] = set()

    def open(self, id: str, data: bytes) -> None:
        """Begin with the condition `id`, whose file holds `data`: what was kept of that file is there again."""
        if not self.keeps:
            return
        self._own[id] = key(self.world, id, data)
        found = self._keep.get(id, self._own[id])
        self._known[id] = marshal.loads(found) if found else {}

    def around(self, id: str, names: dict[str, str]) -> None:
        """Say which conditions `id` mentions or is told from, with their names. When others were kept, only its form stays."""
        if self.keeps and self._known[id].get("around") != names:
            self._known[id] = {"form": self._known[id]["form"], "around": names}

    def each(self, kind: str, ids: Iterable[str], make: Callable[[str], Any]) -> dict[str, Any]:
        """What `make` makes of each of the conditions `ids`, or made earlier; in their order. None is not kept."""
        found = {}
        for id in ids:
            known = self._known.get(id, {})
            if kind in known:
                found[id] = known[kind]
            else:
                found[id] = make(id)
                self._put(kind, id, found[id])
        return found

    def ahead(self, makers: Mapping[str, Callable[[str], Any]], ids: Iterable[str]) -> None:
        """Make by several processes what `each` will be asked for: by kind, what makes it.

        A maker can leave nothing behind but what it returns.
        """
        lacking = [id for id in ids if id in self._known and not self._known[id].keys() >= makers.keys()]

        def all_of(id: str) -> list[tuple[str, Any]]:
            return [(kind, make(id)) for kind, make in makers.items() if kind not in self._known[id]]
        for id, made in zip(lacking, shares.made(all_of, lacking), strict=True):
            for kind, value in made:
                self._put(kind, id, value)

    def _put(self, kind: str, id: str, value: Any) -> None:
        if value is not None and id in self._known:
            self._known[id][kind] = value
            self._changed.add(id)

    def get(self, kind: str, id: str) -> Any:
        """What was made earlier, or None."""
        return self._known.get(id, {}).get(kind)

    def save(self) -> None:
        """Keep the results for the next build."""
        for id in self._changed:
            self._keep.put(id, self._own[id], marshal.dumps(self._known[id]))
        self._changed.clear()
        self._keep.save(self._own)


NO_MEMO = Memo()
"""Keeps nothing."""
