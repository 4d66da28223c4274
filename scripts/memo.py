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
    """Results by kind and condition, as texts, numbers, lists, tuples and dicts. Without a `root` nothing is kept."""

    def __init__(self, root: Path | None = None, address: str = "") -> None:
        self.keeps = root is not None
        self.world = world(root, address) if root else ""
        self._folder = root / FOLDER if root else None
        self._own: dict[str, str] = {}
        self._kinds: dict[str, Keep] = {}
        self._known: dict[tuple[str, str], Any] = {}
        self._made: dict[tuple[str, str], str] = {}
        self._lists: set[str] = set()

    def open(self, id: str, data: bytes) -> None:
        """Begin with the condition `id`, whose file holds `data`: what was kept of that file is there again."""
        if self.keeps:
            self._own[id] = key(self.world, id, data)

    def around(self, id: str, names: dict[str, str]) -> None:
        """Say which conditions `id` mentions or is told from, with their names: all that is asked for from now on depends on them."""
        if self.keeps:
            self._own[id] = key(self._own[id], *(part for name in names.items() for part in name))

    def each(self, kind: str, ids: Iterable[str], make: Callable[[str], Any]) -> dict[str, Any]:
        """What `make` makes of each of the conditions `ids`, or made earlier; in their order. None is not kept."""
        found = {}
        for id in ids:
            found[id] = self.get(kind, id)
            if found[id] is None:
                found[id] = make(id)
                self._put(kind, id, found[id])
        return found

    def ahead(self, makers: Mapping[str, Callable[[str], Any]], ids: Iterable[str]) -> None:
        """Make by several processes what `each` will be asked for: by kind, what makes it.

        A maker can leave nothing behind but what it returns.
        """
        lacking = {id: kinds for id in ids if id in self._own and (kinds := [kind for kind in makers if self.get(kind, id) is None])}
        made = shares.made(lambda id: [makers[kind](id) for kind in lacking[id]], list(lacking))
        for (id, kinds), values in zip(lacking.items(), made, strict=True):
            for kind, value in zip(kinds, values, strict=True):
                self._put(kind, id, value)

    def once(self, name: str, of: str, make: Callable[[], Any]) -> Any:
        """What `make` makes of the conditions together, or made earlier; `of` is all of them that it depends on."""
        if not self.keeps:
            return make()
        own, keep = key(self.world, of), self._keep("lists")
        self._lists.add(name)
        if (found := keep.get(name, own)) is not None:
            return marshal.loads(found)
        made = make()
        keep.put(name, own, marshal.dumps(made))
        return made

    def get(self, kind: str, id: str) -> Any:
        """What was made of a condition earlier, or None."""
        if id in self._own and (kind, id) not in self._known:
            found = self._keep(f"conditions-{kind}").get(id, f"{self._own[id]} {kind}")
            self._known[kind, id] = None if found is None else marshal.loads(found)
        return self._known.get((kind, id))

    def _put(self, kind: str, id: str, value: Any) -> None:
        if value is not None and id in self._own:
            self._known[kind, id] = value
            self._made[kind, id] = self._own[id]

    def _keep(self, kind: str) -> Keep:
        if kind not in self._kinds:
            self._kinds[kind] = Keep(self._folder / f"{kind}.kept" if self._folder else None)
        return self._kinds[kind]

    def save(self) -> None:
        """Keep the results for the next build: those of the kinds that were asked for."""
        for (kind, id), own in self._made.items():
            self._keep(f"conditions-{kind}").put(id, f"{own} {kind}", marshal.dumps(self._known[kind, id]))
        self._made.clear()
        for kind, keep in self._kinds.items():
            keep.save(self._lists if kind == "lists" else self._own)


NO_MEMO = Memo()
"""Keeps nothing."""
