"""Read one YAML file into plain values, keeping where each value stands.

Stricter than YAML itself, because contributors' files are untrusted and other programs read them
too: no tabs, no anchors, no tags, no duplicate keys, no words that some YAML readers take for
true or false (`no`, `on`), no characters that are not what they look like (`characters.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import yaml

from scripts.characters import strange
from scripts.faults import Fault, few

SIZE_LIMIT = 400_000
"""Bytes. The longest page is a tenth of it; the bibliography has `BIBLIOGRAPHY_LIMIT`."""

DEPTH_LIMIT = 40
"""Levels of nesting. The model has nine; deeper files could exhaust the parser's stack."""

_BRACKET = re.compile(r"[\[{](?!@)")  # `[@` is a citation; as YAML it is no list
_INDENT = re.compile(r"^[ \t?:-]+", re.M)
_COMMENT = re.compile(r"\s*#")
_TAG = "tag:yaml.org,2002:"
_Loader = getattr(yaml, "CLoader", yaml.Loader)

Path = tuple[str | int, ...]


@dataclass
class Document:
    """One file as read. `value` is None when nothing could be read."""

    label: str
    text: str = ""
    value: Any = None
    faults: list[Fault] = field(default_factory=list)

    @cached_property
    def root(self) -> yaml.Node | None:
        """Where everything stands. Made when a fault asks for it: it is ten times as large as the file, and most files have none."""
        return None if self.value is None else yaml.compose(self.text, Loader=_Loader)

    def at(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at `path` (of its key, if `key`), or of the nearest parent."""
        node, mark = self.root, None
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            name, node = found
            mark = name.start_mark if key and name is not None else node.start_mark
        mark = mark or (self.root.start_mark if self.root else None)
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)

    def find(self, path: Path, needle: str) -> tuple[int, int]:
        """Line and column of `needle` inside the text at `path`; of the text when it is not there."""
        node = self.root
        for step in path:
            found = _child(node, step)
            if found is None:
                return self.at(path)
            node = found[1]
        if node is None:
            return (1, 1)
        lines = self.text.split("\n")
        for number in range(node.start_mark.line, min(node.end_mark.line + 1, len(lines))):
            start = node.start_mark.column if number == node.start_mark.line else 0
            # A citation key is a whole word: @who is not part of @who-tetanus.
            match = re.compile(re.escape(needle) + (r"(?![\w-])" if needle[0] == "@" else "")).search(lines[number], start)
            if match:
                return number + 1, match.start() + 1
        return self.at(path)

    def fault(self, path: Path, message: str, repair: str = "", *, needle: str = "",
              key: bool = False, level: str = "error") -> Fault:
        line, column = self.find(path, needle) if needle else self.at(path, key=key)
        return Fault(self.label, line, column, message, repair, level)


class Later(Document):
    """A file that an earlier build read without a fault. It is read again only when somebody asks what stands where."""

    def __init__(self, label: str, data: bytes) -> None:
        self.label, self.data, self.faults = label, data, []

    @cached_property
    def _document(self) -> Document:
        return read(self.label, self.data)

    text = property(lambda self: self._document.text)  # type: ignore[assignment]
    value = property(lambda self: self._document.value)  # type: ignore[assignment]


def read(label: str, data: bytes, size_limit: int = SIZE_LIMIT) -> Document:
    """Read `data`, the content of the file that faults call `label`. Never raises."""
    if len(data) > size_limit:
        return spoiled(Fault(label, 1, 1, f"the file has {len(data):,} bytes, more than {size_limit:,}", "split it or shorten it"))
    document = decoded(label, data)
    if any("invisible" in fault.message or "UTF-8" in fault.message for fault in document.faults):
        return document  # some of these end a line, so that no place after them would be right
    document.faults += few(_tabs(label, document.text))
    try:
        _refuse_depth(document.text)
        root = yaml.compose(document.text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        # A tab is often what the parser stumbles over; it is reported already.
        if not document.faults:
            document.faults.append(_syntax(document, error))
        return document
    except yaml.YAMLError:
        document.faults.append(Fault(label, 1, 1, "a character that YAML does not allow", "delete it"))
        return document
    if root is not None:
        document.value = _Builder(document).build(root)
        document.faults = few(document.faults)
    if document.value is None and not document.faults:
        document.faults.append(Fault(label, 1, 1, "the file is empty", "`python3 scripts/dev.py build new` starts one"))
    return document


def spoiled(fault: Fault) -> Document:
    """A file of which nothing can be read, and why."""
    return Document(fault.path, faults=[fault])


def decoded(label: str, data: bytes) -> Document:
    """The text of a file, and what is wrong with its characters. A tab is left to those who know what it is for."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[:error.start]
        return spoiled(Fault(
            label, before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8-sig")) + 1,
            f"the file is not UTF-8: byte 0x{data[error.start]:02x} cannot be read", "save it with the encoding UTF-8"))
    return Document(label, text, faults=_characters(label, text))


def _characters(label: str, text: str) -> list[Fault]:
    text = text.replace("\t", " ")
    if next(strange(text), None) is None:
        return []
    return few(Fault(label, number, found.start + 1, found.message, found.repair)
               for number, line in enumerate(text.split("\n"), 1) for found in strange(line))


def _tabs(label: str, text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), 1) if "\t" in text else ():
        if "\t" in line:
            yield Fault(label, number, line.index("\t") + 1, "a tab", "use spaces, two for each level")


def _refuse_depth(text: str) -> None:
    """Raise a MarkedYAMLError when collections nest too deep for a recursive reader."""
    brackets = len(_BRACKET.findall(text))
    # Each level of nesting takes a bracket or a column of its own, or shares the column with the list that it holds.
    if "\r" not in text and brackets + 2 * max(map(len, _INDENT.findall(text)), default=0) + 2 < DEPTH_LIMIT:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_LIMIT:
                raise yaml.MarkedYAMLError(
                    problem="the nesting is too deep", problem_mark=event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _syntax(document: Document, error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    problem = error.problem or error.context or "cannot be read"
    repair = "check quotes, colons and indentation here and one line above"
    if "quoted scalar" in (error.context or ""):
        mark, problem, repair = error.context_mark, "a quote that is never closed", "close it at the end of the text"
    lines = document.text.split("\n")
    line = min(mark.line + 1, len(lines)) if mark else 1  # what is missing at the end is missed on a line behind it
    column = min(mark.column, len(lines[line - 1])) + 1 if mark else 1
    if "mapping values are not allowed" in problem:
        repair = "a text that contains `: ` must stand in double quotes"
    elif "cannot start any token" in problem or "alphabetic or numeric character" in problem:
        repair = "a text that starts with this character must stand in double quotes"
    elif "did not find expected key" in problem or "block mapping" in (error.context or ""):
        repair = "indent it like its neighbours, or put the whole text in double quotes"
    elif "expected a single document" in (error.context or ""):
        repair = "keep one condition a file; remove the `---` line"
    return Fault(document.label, line, column, f"not valid YAML: {problem}", repair)


class _Builder:
    """Turns the node tree into plain values and notes what the rules refuse."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines = document.text.split("\n")
        self.seen: set[int] = set()

    def refuse(self, node: yaml.Node, message: str, repair: str) -> None:
        mark = node.start_mark
        self.document.faults.append(
            Fault(self.document.label, mark.line + 1, mark.column + 1, message, repair))

    def build(self, node: yaml.Node) -> Any:
        if id(node) in self.seen:
            self.refuse(node, "an anchor that is used again with `*`", "write the text out in both places")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node)
        if isinstance(node, yaml.SequenceNode):
            if node.tag != _TAG + "seq":
                self.refuse(node, f"the tag `{node.tag}`", "remove it")
            return [self.build(item) for item in node.value]
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        if node.tag != _TAG + "map":
            self.refuse(node, f"the tag `{node.tag}`", "remove it")
        result: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.refuse(key, "a field name that is not a word", "write `name: value`")
                continue
            if key.tag == _TAG + "merge":
                self.refuse(key, "a merge key `<<`", "write the fields out")
                continue
            self.escapes(key)
            if "!" in key.tag or not key.tag.startswith(_TAG):
                self.refuse(key, f"the tag `{key.tag}`", "remove it")
            if key.value in result:
                self.refuse(key, f"the field `{key.value}` stands here a second time "
                            f"(first on line {first[key.value]})", "keep one of the two")
                continue
            first[key.value] = key.start_mark.line + 1
            result[key.value] = self.build(value)
        return result

    def scalar(self, node: yaml.ScalarNode) -> Any:
        kind = node.tag.removeprefix(_TAG)
        if not node.style:
            self.plain(node)
        elif node.style == '"':
            self.escapes(node)
        if kind == "str":
            return node.value
        if node.style or kind in ("binary", "merge", "value") or ":" in kind or "!" in kind:
            self.refuse(node, f"the tag or word `{node.value}`", "remove the tag, or put the text in quotes")
            return node.value
        if kind == "null":
            return None
        if kind == "bool":
            if node.value in ("true", "false"):
                return node.value == "true"
            self.refuse(node, f"`{node.value}` means true or false to many YAML readers",
                        f'if it is a word, write "{node.value}" in quotes')
            return node.value
        if kind == "timestamp":
            try:
                return date.fromisoformat(node.value)
            except ValueError:
                self.refuse(node, f"`{node.value}` is not a date",
                            "write year-month-day, such as 2026-11-22, or put text in quotes")
                return date.min
        if kind in ("int", "float"):
            return Number(node.value)
        return node.value

    def escapes(self, node: yaml.ScalarNode) -> None:
        """Refuse in a text between double quotes what stands there as an escape."""
        if node.style == '"' and (found := next(strange(node.value.replace("\t", " ")), None)):
            self.refuse(node, found.message, "delete its escape" if "invisible" in found.message else found.repair)

    def plain(self, node: yaml.ScalarNode) -> None:
        """Refuse what makes an unquoted text mean something other than it looks like."""
        start, end = node.start_mark, node.end_mark
        comment = _COMMENT.match(self.lines[end.line], end.column) if end.line < len(self.lines) else None
        if end.column and comment:
            self.document.faults.append(Fault(
                self.document.label, end.line + 1, comment.end(), "`#` starts a comment here, so the text ends before it",
                "put the whole text in double quotes, or the comment on a line of its own"))
        for number in range(start.line + 1, min(end.line + 1, len(self.lines))):
            if self.lines[number].lstrip().startswith("- "):
                self.document.faults.append(Fault(
                    self.document.label, number + 1, len(self.lines[number]) - len(self.lines[number].lstrip()) + 1,
                    "this entry is read as part of the text above", "indent it like the entries before it"))


class Number(float):
    """A number as it was written, kept only to say in a fault what stood there."""

    def __new__(cls, written: str) -> Number:
        number = super().__new__(cls, 0.0)
        number.written = written
        return number


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        if not hasattr(node, "by_name"):  # the first entry of a name counts
            node.by_name = {key.value: (key, value) for key, value in reversed(node.value) if isinstance(key, yaml.ScalarNode)}
        return node.by_name.get(step)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return None, node.value[step]
    return None
