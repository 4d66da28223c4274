"""Facets: the ten questions of a pattern, and which condition has which of their terms."""

from __future__ import annotations

from collections.abc import Iterable

from scripts.atlas import Atlas, VocabularyTerm

BROWSABLE = ("location", "extent", "frequency", "duration", "intensity", "triggers",
             "relieved_by", "onset", "also", "age")
"""The facets of a pattern, in the order of the page. Each has an index page."""


def facet_page(facet: str) -> str:
    """The name of the index page of a facet, as it stands in addresses."""
    return facet.replace("_", "-")


def parameter(facet: str) -> str:
    """The name of a facet in the part of an address behind `#`, such as `trigger` in `#trigger=cold`."""
    return facet_page(facet).removesuffix("s") if facet == "triggers" else facet_page(facet)


def holders(facet: str, atlas: Atlas, order: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """For each term of a facet: the conditions that have it, in the given order.

    A condition also has the wider terms of its terms, and those that its terms cover. Then the labels of
    the terms that brought it there are given with it; for a term of its own the list is empty.
    """
    terms = {term.id: term for term in atlas.vocabularies[facet].terms}
    reached = {id: (*wider_terms(term, terms)[1:], *term.covers) for id, term in terms.items()}
    found: dict[str, dict[str, list[str]]] = {id: {} for id in terms}
    for id in order:
        entry = getattr(atlas.conditions[id].pattern, facet)
        for term in entry.terms if entry else ():
            found[term][id] = []
            for outer in reached[term]:
                if outer not in entry.terms:
                    found[outer].setdefault(id, []).append(terms[term].label)
    return found


def wider_terms(term: VocabularyTerm, terms: dict[str, VocabularyTerm]) -> list[str]:
    """The id of a term and those of its wider terms, narrowest first."""
    chain = [term.id]
    while term.within in terms and term.within not in chain:
        chain.append(term.within)
        term = terms[term.within]
    return chain
