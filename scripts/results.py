"""Results of measured runs: one file `data/quality/<run>.json` each, from which the quality page is made.

A run (benchmark, Lighthouse, fuzzing, the tests of a kind) writes its own file, and only when it is asked to with
`--record`, so that a trial on a busy machine overwrites nothing.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from scripts.write import replace

FOLDER = "quality"


@dataclass(frozen=True)
class Figure:
    """One figure that a run measured."""

    name: str
    """What was measured, as a reader understands it: `Whole build of 1,000 pages`."""
    value: str
    """The figure with its unit: `14.2 ms a page`."""
    wanted: str = ""
    """What was aimed at, with its unit; empty when nothing was."""
    met: bool | None = None
    """Whether the aim was met; None when there was none."""
    note: str = ""
    """Why not, or what to know about it, in a sentence."""


@dataclass(frozen=True)
class Result:
    """What one run found."""

    title: str
    """What was tested: `Speed of the build`."""
    how: str
    """How, in a sentence or two."""
    command: str
    """The command that repeats it."""
    figures: tuple[Figure, ...]
    gaps: tuple[str, ...] = ()
    """What is not good yet, or was not tested, a sentence each."""
    date: str = ""
    """The day of the run, ISO 8601, in UTC."""
    machine: str = ""
    tools: Mapping[str, str] = field(default_factory=dict)
    """Versions of what measured and was measured, by name."""


def record(data: Path, run: str, *, title: str, how: str, command: str, figures: Sequence[Figure],
           gaps: Sequence[str] = (), tools: Mapping[str, str] | None = None) -> Path:
    """Write the result of `run` below `data` and return its path."""
    result = Result(title, how, command, tuple(figures), tuple(gaps), datetime.now(timezone.utc).date().isoformat(),
                    f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, shared",
                    {"Python": platform.python_version(), **(tools or {})})
    path = data / FOLDER / f"{run}.json"
    replace(path, (json.dumps(asdict(result), ensure_ascii=False, indent=2) + "\n").encode())
    return path


def read(data: Path) -> dict[str, Result]:
    """Return the recorded results by run. Raise ValueError for a file that no run wrote."""
    found = {}
    for path in sorted((data / FOLDER).glob("*.json")):
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            found[path.stem] = Result(**raw | {"figures": tuple(Figure(**figure) for figure in raw["figures"]), "gaps": tuple(raw["gaps"])})
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path}: {error}") from error
    return found
