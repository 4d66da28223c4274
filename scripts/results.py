"""Results of measured runs: one file `data/quality/<run>.json` each, from which the quality page is made.

A run (benchmark, Lighthouse, fuzzing, the tests of a kind) writes its own file, and only when it is asked to with
`--record`, so that a trial on a busy machine overwrites nothing.
"""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from scripts import yamlfile
from scripts.faults import Fault
from scripts.text import KEY
from scripts.write import replace

FOLDER = "quality"


AGAIN = "run its `command` again, which writes the file; the fields are explained in `scripts/results.py`"


@dataclass(frozen=True)
class Figure:
    """One figure that a run measured."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

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

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

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


_SHAPE = TypeAdapter(Result)


def record(data: Path, run: str, *, title: str, how: str, command: str, figures: Sequence[Figure],
           gaps: Sequence[str] = (), tools: Mapping[str, str] | None = None) -> Path:
    """Write the result of `run` below `data` and return its path."""
    result = Result(title, how, command, tuple(figures), tuple(gaps), datetime.now(timezone.utc).date().isoformat(),
                    f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, shared",
                    {"Python": platform.python_version(), **(tools or {})})
    path = data / FOLDER / f"{run}.json"
    replace(path, (json.dumps(asdict(result), ensure_ascii=False, indent=2) + "\n").encode())
    return path


def read(data: Path, label: str, faults: list[Fault]) -> dict[str, Result]:
    """The recorded results below `data` by run, adding to `faults` what is wrong in them. `label` is how faults name `data`."""
    found = {}
    for path in sorted((data / FOLDER).glob("*.json")):
        name = f"{label}/{FOLDER}/{path.name}"
        if path.is_symlink() or not path.is_file() or not re.fullmatch(KEY, path.stem):
            faults.append(Fault(name, 1, 1, "not a file that a run wrote", "only plain files named `<run>.json` belong in this folder"))
            continue
        document = yamlfile.read(name, path.read_bytes())  # JSON is YAML; this reader knows where everything stands
        try:
            value = json.loads(document.text)
        except json.JSONDecodeError as error:
            faults += [Fault(name, error.lineno, error.colno, f"not valid JSON: {error.msg}", AGAIN)] if document.text else document.faults
            continue
        except RecursionError:
            faults += document.faults  # which say that it is nested too deep
            continue
        faults += document.faults
        try:
            result = _SHAPE.validate_python(value)
        except ValidationError as error:
            faults += [_fault(item, document) for item in error.errors(include_url=False)]
            continue
        if not _is_day(result.date):
            faults.append(document.fault(("date",), f"`{result.date}` is not a day", AGAIN))
        elif not document.faults:
            found[path.stem] = result
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _fault(item: Mapping[str, Any], document: yamlfile.Document) -> Fault:
    path = item["loc"]
    name = f"`{path[-1]}`" if path and isinstance(path[-1], str) else "this entry" if path else "the file"
    if item["type"].startswith("missing"):
        return document.fault(path[:-1], f"the field {name} is missing", AGAIN)
    if item["type"] == "unexpected_keyword_argument":
        return document.fault(path, f"there is no field {name} here", AGAIN, key=True)
    return document.fault(path, f"{name} has the wrong form: {item['msg']}", AGAIN)
