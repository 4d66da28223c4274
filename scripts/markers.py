"""Markers: what kind of text a string field of the model holds, and how to find all such texts.

The checks, the renderer, the search index and the JSON Schema find the texts of a condition by these
markers, so that a new field of the model needs no code elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from scripts.text import cited


@dataclass(frozen=True)
class Marker:
    """Base of the markers; `x-…` entries tell the JSON Schema's readers what a marker means."""

    def extra(self) -> dict[str, str]:
        return {}

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return handler(core) | self.extra()


@dataclass(frozen=True)
class Cited(Marker):
    """A statement of fact: it must end with a citation, `… [@key]` or `… [@key; @other]`."""

    def extra(self) -> dict[str, str]:
        return {"x-holds": "statement"}


@dataclass(frozen=True)
class Plain(Marker):
    """Text that states no fact (a name, a heading, a question): it must not hold citations."""

    def extra(self) -> dict[str, str]:
        return {"x-holds": "text"}


@dataclass(frozen=True)
class Term(Marker):
    """The id of a term in `data/vocabulary/<vocabulary>.yml`."""

    vocabulary: str

    def extra(self) -> dict[str, str]:
        return {"x-vocabulary": self.vocabulary}


@dataclass(frozen=True)
class ConditionId(Marker):
    """The id of another condition, which is the name of its file without `.yml`."""

    def extra(self) -> dict[str, str]:
        return {"x-holds": "condition id"}


@dataclass(frozen=True)
class CitationKey(Marker):
    """A key in `data/references.yml`."""

    def extra(self) -> dict[str, str]:
        return {"x-holds": "citation key"}


Path = tuple[str | int, ...]

Found = tuple[Path, str, Marker]


def walk(part: BaseModel, path: Path = ()) -> list[Found]:
    """`(path, text, marker)` for every marked string below `part`, in the model's order."""
    found: list[Found] = []
    _add_part(part, path, found)
    return found


def walk_raw(model: type[BaseModel], value: Any, path: Path = ()) -> list[Found]:
    """Like `walk`, for what was read from a file and may not be valid: wrong parts are passed over."""
    found: list[Found] = []
    _add_raw(model, value, path, found)
    return found


# Lists that are added to, and no generators within generators: each build walks through every condition five times.

def _add_part(part: BaseModel, path: Path, found: list[Found]) -> None:
    for name, key, marks, inner in _plan(type(part)):
        _add(getattr(part, name), marks, inner, (*path, key), found)


def _add_raw(model: type[BaseModel], value: Any, path: Path, found: list[Found]) -> None:
    if isinstance(value, dict):
        for _, key, marks, inner in _plan(model):
            if key in value:
                _add(value[key], marks, inner, (*path, key), found)


def _add(value: Any, marks: list[Marker], inner: type[BaseModel] | None, path: Path, found: list[Found]) -> None:
    if isinstance(value, list):
        for index, item in enumerate(value):
            _add(item, marks, inner, (*path, index), found)
    elif inner is None:
        if isinstance(value, str):
            for mark in marks:
                found.append((path, value, mark))
    elif isinstance(value, BaseModel):
        _add_part(value, path, found)
    else:
        _add_raw(inner, value, path, found)


@cache
def _plan(model: type[BaseModel]) -> list[tuple[str, str, list[Marker], type[BaseModel] | None]]:
    """Of each field that holds marked text: its name, its name in files, the markers of its text, the part that it holds."""
    plan = ((name, info.alias or name, markers(info.metadata, info.annotation), part_of(info.annotation))
            for name, info in model.model_fields.items())
    return [step for step in plan if step[2] or step[3]]


def walk_citations(part: BaseModel) -> Iterator[str]:
    """Yield the citation keys of `part` in the model's order, once for each statement citing them."""
    for _, text, marker in walk(part):
        if isinstance(marker, Cited):
            yield from cited(text)
        elif isinstance(marker, CitationKey):
            yield text


def markers(metadata: list, annotation: Any) -> list[Marker]:
    """The markers of a field, or of the entries of a list."""
    found = [m for m in (*metadata, *getattr(annotation, "__metadata__", ())) if isinstance(m, Marker)]
    return found or [m for inner in getattr(annotation, "__args__", ()) for m in markers([], inner)]


def part_of(annotation: Any) -> type[BaseModel] | None:
    """The part that a field holds, alone, optional or in a list; None when it holds text."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in getattr(annotation, "__args__", ()) if (found := part_of(inner))), None)
