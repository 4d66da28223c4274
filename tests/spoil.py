"""Data whose every text holds what could be taken for HTML, Markdown, templates or addresses, and yet is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from scripts.atlas import BodyMap, Comparison, Reference, Renamed, Vocabulary
from scripts.markers import Cited, Plain, walk_raw
from scripts.model import Condition

ODD = (
    '0;url=//evil.example" http-equiv="refresh" x="',
    "x' onmouseover='alert(1)' y=' onfocus=alert(1) ",
    "{: onclick=alert(1) } { #bad .bad }",
    "[a][b] ![c] [d]: //evil.example",
    "a | b \\| c --- --> ]]> < 5 > 4 &",
    "1. x - y * z + # h > q ~ s ^ t = u ~~~ v",
    "< script> < /b> \\< \\> \\\" \\n $a @b !c",
    "*a* _ b ~c~ ^d^ ==e== :smile: (c) -- ... '' \"\"",
)
"""Each is refused by no rule, and would do harm or change the page if a single place forgot to escape it."""
HARMLESS = "and then some other plain words that do not stand for anything"


def spoil(data: Path, odd: bool) -> list[str]:
    """Put one of `ODD` into every text below `data`, or as many plain words; return what was put in, in words."""
    put: list[str] = []
    for path in sorted(data.glob("conditions/*.yml")):
        value = yaml.safe_load(path.read_text())
        value.pop("codes", None)  # they mean the names as they were
        _write(path, Condition, value, put, odd)
    for path in sorted(data.glob("vocabulary/*.yml")):
        value = yaml.safe_load(path.read_text())
        for term in value["terms"]:
            term.pop("hpo", None)
            term.pop("hpo_note", None)
        _write(path, Vocabulary, value, put, odd)
    for path in sorted(data.glob("renamed/*.yml")):
        _write(path, Renamed, yaml.safe_load(path.read_text()), put, odd)
    _write(data / "body-map.yml", BodyMap, yaml.safe_load((data / "body-map.yml").read_text()), put, odd)
    for name, model in (("references.yml", Reference), ("comparisons.yml", Comparison)):
        path = data / name
        value = yaml.safe_load(path.read_text())
        for entry in value.values():
            _spoil(model, entry, put, odd)
        _dump(path, value)
    return put


def _write(path: Path, model: type[BaseModel], value: Any, put: list[str], odd: bool) -> None:
    _spoil(model, value, put, odd)
    _dump(path, value)


def _spoil(model: type[BaseModel], value: Any, put: list[str], odd: bool) -> None:
    for path, text, marker in list(walk_raw(model, value)):
        if not isinstance(marker, Cited | Plain):
            continue
        own = f"w{len(put)}q"  # so that no two texts become the same
        words = f"{own} {ODD[len(put) % len(ODD)]}" if odd else f"{own} {HARMLESS}"[:len(own) + 40]
        target = value
        for step in path[:-1]:
            target = target[step]
        # At the front, where blocks of Markdown start, and where no length is cut off.
        target[path[-1]] = f"{words} {text[text.rindex(' [@') + 1:] if path == ('main_message',) else text}" if isinstance(marker, Cited) else words
        put.append(words)


def _dump(path: Path, value: Any) -> None:
    path.write_text(yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=100_000))
