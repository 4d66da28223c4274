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


def walk(part: BaseModel, path: Path = ()) -> Iterator[tuple[Path, str, Marker]]:
    """Yield `(path, text, marker)` for every marked string below `part`, in the model's order."""
    for name, key, found, inner in _plan(type(part)):
        yield from _below(getattr(part, name), found, inner, (*path, key))


def walk_raw(model: type[BaseModel], value: Any, path: Path = ()) -> Iterator[tuple[Path, str, Marker]]:
    """Like `walk`, for what was read from a file and may not be valid: wrong parts are passed over."""
    if isinstance(value, dict):
        for _, key, found, inner in _plan(model):
            if key in value:
                yield from _below(value[key], found, inner, (*path, key))


def _below(value: Any, found: list[Marker], inner: type[BaseModel] | None, path: Path) -> Iterator[tuple[Path, str, Marker]]:
    if not found and inner is None:
        return
    if isinstance(value, BaseModel):
        yield from walk(value, path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _below(item, found, inner, (*path, index))
    elif inner is not None:
        yield from walk_raw(inner, value, path)
    elif isinstance(value, str):
        for marker in found:
            yield path, value, marker


@cache
def _plan(model: type[BaseModel]) -> list[tuple[str, str, list[Marker], type[BaseModel] | None]]:
    """Of each field: its name, its name in files, the markers of its text, the part that it holds."""
    return [(name, info.alias or name, markers(info.metadata, info.annotation), part_of(info.annotation))
            for name, info in model.model_fields.items()]


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
