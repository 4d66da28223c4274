"""Statements: each with an id of its own, so that it can be linked, cited and corrected one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.markers import Cited, Path, walk
from scripts.model import Condition
from scripts.text import bare, cited, lower_first

_LETTERS = "0123456789bcdfghjklmnpqrstvwxyz"
"""Letters of a short id; without most vowels no words come about."""

_LENGTH = 5
"""31^5 = 28 million short ids, for some 80 statements of one condition."""


@dataclass(frozen=True)
class Statement:
    """One statement of fact of a condition, or one row of a table."""

    id: str
    """`tetanus/summary/st-4k2p9`: condition, part, anchor."""

    condition: str
    part: str
    path: Path
    text: str
    """Its words without markup, so that they are true when read alone: 'Do not' stands before what not to do."""
    about: str
    """What it is about within the condition: a treatment, a form, what is often said, a table, or the condition
    told apart (its id, or its name when it has no page). Empty when it is about the condition as such."""
    sources: tuple[str, ...]
    """Citation keys, in the order of the text."""

    @property
    def anchor(self) -> str:
        """Its place on the condition's page."""
        return self.id.rpartition("/")[2]


def statements(id: str, condition: Condition) -> Iterator[Statement]:
    """Every statement of the condition `id`, in the order of the model."""
    for path, text, marker in walk(condition):
        if isinstance(marker, Cited):
            yield _statement(id, condition, path, bare(text), tuple(dict.fromkeys(cited(text))))
    for number, table in enumerate(condition.tables):
        for index, row in enumerate(table.rows):
            text = row_text(table.columns, row.cells)
            yield _statement(id, condition, ("tables", number, "rows", index), text, tuple(row.sources))


def count(condition: Condition) -> int:
    """How many statements a condition has."""
    return sum(isinstance(marker, Cited) for _, _, marker in walk(condition)) + sum(len(table.rows) for table in condition.tables)


def row_text(columns: list[str], cells: list[str]) -> str:
    """A row of a table as one text: `Column: cell; Column: cell`."""
    return "; ".join(f"{column}: {cell}" for column, cell in zip(columns, cells, strict=True))


def anchor(part: str, text: str) -> str:
    """The short id of a statement: a hash of its part and of the words that carry its meaning.

    Citations, links, case, spaces and the full stop do not count, so that mending them keeps the id.
    """
    words = " ".join(bare(text).split()).casefold().rstrip(".")
    number = int.from_bytes(hashlib.sha256(f"{part}\n{words}".encode()).digest()[:8])
    letters = ""
    for _ in range(_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters += _LETTERS[rest]
    return f"st-{letters}"


def part_name(path: Path) -> str:
    """The part that a path lies in: its fields without the numbers, such as `pattern.location.note`."""
    return ".".join(step for step in path if isinstance(step, str))


def _statement(id: str, condition: Condition, path: Path, text: str, sources: tuple[str, ...]) -> Statement:
    part = part_name(path)
    said = f"Do not {lower_first(text)}" if part == "self_care.do_not" else text
    return Statement(f"{id}/{part}/{anchor(part, text)}", id, part, path, said, _about(condition, path), sources)


def _about(condition: Condition, path: Path) -> str:
    match path:
        case ("treatments", int(index), *_):
            return condition.treatments[index].name
        case ("forms", int(index), *_):
            return condition.forms[index].name
        case ("corrections", int(index), *_):
            return condition.corrections[index].often_said
        case ("tables", int(index), *_):
            return condition.tables[index].heading
        case ("tell_apart", int(index), *_):
            return condition.tell_apart[index].condition or condition.tell_apart[index].name or ""
    return ""
