"""The pattern browser: the options that a reader can pick, and which pages have which of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scripts.atlas import Atlas
from scripts.facets import BROWSABLE, facet_page, holders, parameter, wider_terms
from scripts.names import normalized
from scripts.search import URGENCY, script_json

DATA = "assets/browse/patterns.js"
"""Where the data of the browser stands below docs/: a script, so that it also loads from `file://`."""


def options(atlas: Atlas) -> list[dict[str, Any]]:
    """Each facet with all of its terms and the number of pages that have them."""
    facets = []
    for facet in BROWSABLE:
        vocabulary = atlas.vocabularies[facet]
        terms = {term.id: term for term in vocabulary.terms}
        found = holders(facet, atlas, atlas.conditions)
        facets.append({
            "key": parameter(facet), "page": facet_page(facet), "title": vocabulary.title, "question": vocabulary.question,
            "options": [
                {"id": id, "label": term.label, "meaning": term.meaning, "count": len(found[id]), "within": term.within,
                 "covers": term.covers, "depth": len(wider_terms(term, terms)) - 1}
                for id, term in terms.items()
            ],
        })
    return facets


def script(atlas: Atlas) -> str:
    """The data as a script.

    `pages`: `[id, name, first alias, urgency]`, emergencies first, then A to Z. `has`: for each facet and
    term the numbers of its pages, each as the distance from the one before, which compresses well.
    """
    order = sorted(atlas.conditions, key=lambda id: (-URGENCY[atlas.conditions[id].urgency], normalized(atlas.conditions[id].name)))
    number = {id: place for place, id in enumerate(order)}
    pages = [[id, c.name, c.also_called[0] if c.also_called else "", URGENCY[c.urgency]]
             for id, c in ((id, atlas.conditions[id]) for id in order)]
    has = {
        parameter(facet): {
            term: _distances(number[id] for id in ids) for term, ids in holders(facet, atlas, order).items() if ids
        }
        for facet in BROWSABLE
    }
    return f"atlasPatterns({script_json({'pages': pages, 'has': has})});\n"


def _distances(numbers: Iterable[int]) -> list[int]:
    last, distances = 0, []
    for value in sorted(numbers):
        distances.append(value - last)
        last = value
    return distances
