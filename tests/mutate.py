"""Spoiled copies of good files: bytes, lines and nodes of YAML or pieces of Markdown are changed, moved or replaced.

`outcome` is what must hold for every one of them; test_fuzz.py asks it of cases that Hypothesis makes, fuzz.py of cases that
atheris finds by what they cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from support import TODAY, Folder, make_folder

from scripts.check import check
from scripts.export import export
from scripts.faults import Fault, has_errors
from scripts.load import load
from scripts.render import render

TOMBSTONE = b"to: test-cramp\nwhy: A clearer name.\n"
PAGE = b"""---
title: About
description: What we do
phrases: [about us, who]
---

# About { #about }

Some *words*, a [link](see.md#x), a [source](sources.md#beta-guideline) and `code`.
{: .lead }

<div class="card" markdown="1">

- one
- two <b>three</b>

</div>

| a | b |
|---|---|
| c | d |

[x]: https://who.int/x "Title"

<section class="card card--emergency" aria-labelledby="e"><h2 id="e">Call</h2></section>
"""

KINDS = ("conditions/test-cramp.yml", "conditions/test-lack.yml", "references.yml", "comparisons.yml", "body-map.yml", "release.yml", "vocabulary/location.yml",
         "vocabulary/triggers.yml", "vocabulary/groups.yml", "codes.tsv", "renamed/old-cramp.yml", "docs/about.md")
"""One file of each kind that a contributor may bring."""

PIECES = tuple(piece.encode() for piece in (
    "", "\n", "\n\n", " ", "  - ", "- ", ": ", ":", "?", "[", "]", "{", "}", ",", "'", '"', "|", ">", ">-\n  x", "&a ", "*a", "!!str ", "!!python/name:os.system ", "<<: *a",
    "---\n", "...\n", "%YAML 1.1\n", "#", " # x", "\t", "~", "null", "true", "no", "1", "-1", "1e999", "0x1f", ".nan", "2026-01-01", "2026-99-99", "2026-01-01T00:00:00Z",
    "[]", "{}", "[[]]", "[a, b]", "{a: b}", "[@", "[@alpha-2024-cramp]", "[@x; @y]", "](", "[a](test-lack)", "[a](javascript:x)", "<b>", "<script>", "</p>", "<!--", "-->",
    "<![CDATA[", "{{ x }}", "{% x %}", "&lt;", "&#x3c;", "`", "```\n", "**", "__", "~~~\n", "\\", "\\u202e", "{: .x }", "{ #x onclick=y }", "=", "+", "@", "://", "https://x.example/",
    "www.", "é", "β", "а", "ｔ", "\u0301", "\u200b", "\u202e", "\u2028", "\ufeff", "\x00", "\x1b", "\x7f", "\r", "\r\n", "🙂", "\U000e0041", "../", "/", "con", "a" * 300, "é" * 800,
    "- " * 60, "[" * 60, "{a: " * 60, "> " * 150, "9" * 400, "index", "name: x", "HP:0003394", "MONDO:0000000", "condition: test-cramp", "M1 1 2 2", "front 1 2 3 4", "whole-body",
)) + (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xbc", b"\xff\xfe")


@dataclass(frozen=True)
class Step:
    """One change: what is done, at which place, how far, with which piece (a number below len(PIECES)) or other bytes."""

    kind: int
    place: int
    size: int
    piece: int
    other: bytes = b""


def mutated(data: bytes, steps: list[Step]) -> bytes:
    for step in steps:
        data = OPERATIONS[step.kind % len(OPERATIONS)](data, step)
    return data


def _insert(data: bytes, step: Step) -> bytes:
    place = step.place % (len(data) + 1)
    return data[:place] + _piece(step) + data[place:]


def _delete(data: bytes, step: Step) -> bytes:
    place = step.place % (len(data) + 1)
    return data[:place] + data[place + step.size % 200 + 1:]


def _overwrite(data: bytes, step: Step) -> bytes:
    place, piece = step.place % (len(data) + 1), _piece(step)
    return data[:place] + piece + data[place + len(piece):]


def _flip(data: bytes, step: Step) -> bytes:
    place = step.place % (len(data) or 1)
    return data[:place] + bytes([data[place] ^ (1 << step.size % 8)]) + data[place + 1:] if data else data


def _line(data: bytes, step: Step) -> bytes:
    """Remove, repeat, move, indent, or replace a line."""
    lines = data.split(b"\n")
    place = step.place % len(lines)
    kind = step.size % 6
    if kind == 0:
        del lines[place]
    elif kind == 1:
        lines.insert(place, lines[place])
    elif kind == 2:
        lines.insert((place + step.piece) % len(lines), lines.pop(place))
    elif kind == 3:
        lines[place] = b" " * (1 + step.piece % 5) + lines[place]
    elif kind == 4:
        lines[place] = lines[place].lstrip()
    else:
        lines[place] = lines[place][:len(lines[place]) - len(lines[place].lstrip())] + _piece(step)
    return b"\n".join(lines)


def _node(data: bytes, step: Step) -> bytes:
    """Put a piece, or another node, in the place of a node of YAML."""
    try:
        text = data.decode()
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError):
        return _overwrite(data, step)
    nodes = list(_nodes(root)) if root else []
    if not nodes:
        return _insert(data, step)
    node = nodes[step.place % len(nodes)]
    if step.size % 3:
        new = _piece(step).decode("utf-8", "surrogateescape")
    else:
        other = nodes[step.size % len(nodes)]
        new = text[other.start_mark.index:other.end_mark.index]
    return (text[:node.start_mark.index] + new + text[node.end_mark.index:]).encode("utf-8", "surrogateescape")


def _nodes(node: yaml.Node, depth: int = 0):
    yield node
    if depth < 50 and isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield from _nodes(value, depth + 1)
    elif depth < 50 and isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item, depth + 1)


def _piece(step: Step) -> bytes:
    return step.other or PIECES[step.piece % len(PIECES)]


OPERATIONS = (_insert, _delete, _overwrite, _flip, _line, _line, _node, _node, _node, _node)


class Place:
    """A small set of data in which one file is spoiled at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder: Folder = make_folder(folder)
        self.folder.write("renamed/old-cramp.yml", TOMBSTONE)
        self.folder.write("docs/about.md", PAGE)
        self.good = {name: self.folder.path(name).read_bytes() for name in KINDS}

    def outcome(self, name: str, content: bytes) -> list[Fault]:
        """The faults of the set with `content` as the file `name`. Raises when they or what is made are not as they must be."""
        try:
            self.folder.write(name, content)
            loaded = load(self.folder.data, self.folder.data / "docs")
            faults = check(loaded, TODAY)
        finally:
            self.folder.write(name, self.good[name])
        lines = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
        own = name if name.startswith("docs/") else f"data/{name}"
        for fault in faults:
            assert fault.message and str(fault).isprintable(), fault
            if fault.path == own:
                assert 1 <= fault.line <= len(lines) and 1 <= fault.column <= len(lines[fault.line - 1]) + 1, fault
                assert fault.repair, fault
        assert len(faults) < 1000, "a flood of faults"
        if not has_errors(faults):
            made = render(loaded.atlas) | export(loaded.atlas, "https://x.example/")
            assert "conditions/test-cramp.md" in made
            assert all(text.encode() for text in made.values() if isinstance(text, str))
        return faults
