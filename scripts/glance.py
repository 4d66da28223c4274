"""The pattern at a glance: small scales as SVG, each with the same in words."""

from __future__ import annotations

from typing import Any

from scripts.atlas import Atlas, VocabularyTerm
from scripts.model import Pattern

_CELL, _WIDE, _HIGH = 12, 10, 12
"""Step, width and height of a cell, in pixels. A cell that is not meant is a flat line: shape, not only tint."""


def scales(pattern: Pattern, atlas: Atlas) -> list[dict[str, Any]]:
    """When in the day, how long, how strong: `{title, words, svg}` for each that the data answers."""
    found = []
    if named := _parts_of_day(pattern, atlas):
        found.append(_scale(atlas, "day", named))
    if pattern.duration:
        found.append(_scale(atlas, "duration", set(pattern.duration.terms)))
    found.append(_scale(atlas, "intensity", set(pattern.intensity.terms), rising=True))
    return found


def _parts_of_day(pattern: Pattern, atlas: Atlas) -> set[str]:
    """The parts of the day that the terms for frequency and triggers name."""
    return {
        part
        for facet in ("frequency", "triggers") for term in atlas.vocabularies[facet].terms
        if term.id in getattr(pattern, facet).terms
        for part in term.day
    }


def _scale(atlas: Atlas, name: str, chosen: set[str], rising: bool = False) -> dict[str, Any]:
    vocabulary = atlas.vocabularies[name]
    terms = [term for term in vocabulary.terms if term.id in chosen]
    steps = [term for term in vocabulary.terms if not term.varies]
    return {"title": vocabulary.title, "words": [term.label for term in terms],
            "svg": _cells(steps, chosen, any(term.varies for term in terms), rising)}


def _cells(steps: list[VocabularyTerm], chosen: set[str], varies: bool, rising: bool) -> str:
    """A cell for each step. What is chosen stands high; when it varies, all others stand half high."""
    low, high = "", ""
    for number, step in enumerate(steps):
        full = _HIGH - 2 * (len(steps) - 1 - number) if rising else _HIGH
        on = step.id in chosen
        tall = full if on else max(full // 2, 2) if varies else 1
        cell = f"M{number * _CELL} {_HIGH - tall}h{_WIDE}v{tall}h-{_WIDE}z"
        high, low = (high + cell, low) if on or varies else (high, low + cell)
    width = len(steps) * _CELL - (_CELL - _WIDE)
    paths = (f'<path d="{low}"/>' if low else "") + (f'<path class="on" d="{high}"/>' if high else "")
    return f'<svg width="{width}" height="{_HIGH}" aria-hidden="true">{paths}</svg>'
