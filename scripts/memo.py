"""Memo: what earlier builds made from single conditions, so that a build makes it again only where something changed.

A module that makes something from one condition asks `Memo.of` for it. What a condition is made into must then
depend on its file, on the names of the conditions that it mentions, and on what is in `world`, and on nothing else.
"""

from __future__ import annotations

import marshal
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scripts.keep import FOLDER, Keep, key

PACKAGES = ("jinja2", "markupsafe", "pydantic", "pyyaml")


def world(root: Path) -> str:
    """A hash of what everything depends on: the code, the templates, and all data but the conditions."""
    files = [*(root / "scripts").glob("*.py"), *(root / "scripts" / "templates").glob("*")]
    files += [path for path in (root / "data").rglob("*") if path.parent.name != "conditions" and path.is_file()]
    parts = [part for path in sorted(files) for part in (path.relative_to(root).as_posix(), path.read_bytes())]
    return key(platform.python_version(), *map(version, PACKAGES), *parts)


class Memo:
    """Results by kind and condition, as texts, numbers, lists, tuples and dicts. Without a `root` nothing is kept."""

    def __init__(self, root: Path | None = None) -> None:
        self.keep = Keep(root / FOLDER / "conditions") if root else None
        self.world = world(root) if root else ""
        self.keys: dict[str, str] = {}
        """Of each condition: a hash of its file and of the names that it mentions."""
        self._kinds: dict[str, dict[str, tuple[str, Any]]] = {}
        self._changed: set[str] = set()

    def of(self, kind: str, id: str, make: Callable[[], Any], own: str = "") -> Any:
        """What `make` makes of the condition `id`, or made earlier. None is not kept.

        `own` is the hash of what it is made from, when that is not all that `keys` says.
        """
        own = own or self.keys.get(id, "")
        if self.keep is None or not own:
            return make()
        known = self._known(kind)
        found = known.get(id)
        if found and found[0] == own:
            return found[1]
        value = make()
        if value is not None:
            known[id] = (own, value)
            self._changed.add(kind)
        return value

    def has(self, kind: str, id: str, own: str) -> bool:
        return self.keep is not None and self._known(kind).get(id, ("",))[0] == own

    def save(self) -> None:
        """Keep the results for the next build."""
        if self.keep is None:
            return
        for kind in self._changed:
            known = {id: found for id, found in self._kinds[kind].items() if id in self.keys}
            self.keep.put(self._name(kind), marshal.dumps(known))
        self._changed.clear()
        self.keep.sweep(30)

    def _known(self, kind: str) -> dict[str, tuple[str, Any]]:
        if kind not in self._kinds:
            data = self.keep.get(self._name(kind)) if self.keep else None
            self._kinds[kind] = marshal.loads(data) if data else {}
        return self._kinds[kind]

    def _name(self, kind: str) -> str:
        return f"{kind}-{self.world}"
