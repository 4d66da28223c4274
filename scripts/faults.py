"""A fault in a contributor's file, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Literal

LIMIT = 100
"""Faults of one kind that are said of a file; whoever made more has spoiled the whole file."""


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong at a place, and how to mend it. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    message: str
    repair: str = ""
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}:{self.column}: {self.level}: {_short(self.message)}"
        # What a contributor wrote may hold line breaks and what moves a terminal's cursor; a fault is one line of text.
        text = " ".join((f"{text} → {_short(self.repair)}" if self.repair else text).split())
        return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)

    def github(self) -> str:
        """The fault as a workflow command; GitHub shows it on the diff."""
        text = f"{_short(self.message)}\n{_short(self.repair)}" if self.repair else _short(self.message)
        place = f"file={_property(self.path)},line={self.line},col={self.column}"
        return f"::{self.level} {place},title=Spasm Atlas data::{_data(text)}"


def nearest(word: str, allowed: Iterable[str], limit: int = 12) -> str:
    """Return a repair that names the closest allowed word, or lists up to `limit` allowed ones."""
    allowed = sorted(allowed)
    close = get_close_matches(word, allowed, n=2, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(f"`{c}`" for c in close) + "?"
    if not limit:
        return "nothing like it is there."
    listed = ", ".join(f"`{a}`" for a in allowed[:limit])
    more = f" and {len(allowed) - limit} more" if len(allowed) > limit else ""
    return f"allowed: {listed}{more}"


def few(found: Iterable[Fault]) -> list[Fault]:
    """The first faults of those found in a file, and one that says that there are more, which nobody looks for then."""
    faults = list(islice(found, LIMIT + 1))
    if len(faults) > LIMIT:
        last = faults.pop()
        faults.append(Fault(last.path, last.line, last.column, f"more than {LIMIT} faults of this kind", "mend these first; then the rest is shown"))
    return faults


def has_errors(faults: Iterable[Fault]) -> bool:
    return any(fault.level == "error" for fault in faults)


def _short(text: str, most: int = 1500) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


# Escapes of GitHub's workflow commands (actions/toolkit, packages/core/src/command.ts).
def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
