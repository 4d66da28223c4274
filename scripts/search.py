"""The search index: a small one of names, and the words of all pages in pieces.

`names.js` holds what a reader is likely to type (names, phrases, pattern terms) and is fetched when
the search box gets the focus. The words of every page lie in `words-….js` pieces of about
`PIECE` bytes; only the pieces that a query needs are fetched. Both are scripts rather than JSON so
that they also load from `file://`.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from typing import Any

from scripts.markdown import sentence
from scripts.model import Atlas, Cited, Condition, Plain, walk
from scripts.names import normalized, slug
from scripts.text import bare

PIECE = 24_000
"""Bytes of a piece of the word index before compression: about 8 KB compressed."""

MESSAGE = 90
"""Characters of the main message shown under a result."""

_URGENCY = {"not-emergency": 0, "can-be-emergency": 1, "emergency": 2}
_FACETS = ("location", "triggers", "also")


def index(atlas: Atlas) -> dict[str, str]:
    """Return the index files by their path below `docs/`."""
    entries = [entry for id, condition in atlas.conditions.items() for entry in _condition(id, condition)]
    entries += [[page.title, page.href, 0, page.description[:MESSAGE], "", "", [], page.text]
                for page in atlas.pages.values()]
    entries.sort(key=lambda entry: entry[1])
    words: dict[str, list[int]] = {}
    labels: dict[str, int] = {}
    documents = []
    for number, (name, path, urgency, message, also, phrases, terms, text) in enumerate(entries):
        numbers = [labels.setdefault(_label(facet, term, atlas), len(labels)) for facet, term in terms]
        documents.append([name, path, urgency, message, also, phrases, numbers])
        for word in sorted(set(tokens(" ".join((name, also, phrases, text))))):
            words.setdefault(word, []).append(number)
    pieces = _pieces(words)
    files = {f"assets/search/{name}": text for name, _, text in pieces}
    head = {"documents": documents, "labels": list(labels),
            "pieces": [[first, name] for name, first, _ in pieces]}
    files["assets/search/names.js"] = f"atlasSearch.names({_json(head)});\n"
    return files


def tokens(text: str) -> list[str]:
    """The words of a text as the search compares them; `words` in search.js does the same."""
    return [word for word in normalized(text).split() if len(word) > 1]


def piece_of(word: str, firsts: list[str]) -> int:
    """The number of the piece that holds `word`, given each piece's first word."""
    return max(bisect_right(firsts, word) - 1, 0)


def _condition(id: str, condition: Condition):
    """The entry of a condition, and one for each form that has no page of its own."""
    text = " ".join(bare(value) for _, value, marker in walk(condition) if isinstance(marker, Cited | Plain))
    terms = [(facet, term) for facet in _FACETS
             for term in getattr(getattr(condition.pattern, facet), "terms", ())]
    yield [condition.name, f"conditions/{id}/", _URGENCY[condition.urgency],
           sentence(condition.main_message, MESSAGE), "|".join(condition.also_called),
           "|".join(condition.search_phrases), terms, text]
    for form in condition.forms:
        if form.condition is None:
            yield [form.name, f"conditions/{id}/#form-{slug(form.name)}", _URGENCY[condition.urgency],
                   f"On the page: {condition.name}", "|".join(form.also_called), "", [], ""]


def _label(facet: str, term: str, atlas: Atlas) -> str:
    return next(t.label for t in atlas.vocabularies[facet].terms if t.id == term)


def _pieces(words: dict[str, list[int]]) -> list[tuple[str, str, str]]:
    """Split the word index, sorted, into `(file name, first word, script)`."""
    pieces: list[tuple[str, str, str]] = []
    batch: dict[str, list[int]] = {}
    size = 0
    for word in sorted(words):
        cost = len(word) + 4 + 4 * len(words[word])
        if batch and size + cost > PIECE:
            pieces.append(_piece(batch))
            batch, size = {}, 0
        batch[word] = words[word]
        size += cost
    return [*pieces, _piece(batch)] if batch else pieces


def _piece(batch: dict[str, list[int]]) -> tuple[str, str, str]:
    body = _json(batch)
    name = f"words-{hashlib.sha256(body.encode()).hexdigest()[:10]}.js"
    return name, next(iter(batch)), f'atlasSearch.words("{name}",{body});\n'


def _json(value: Any) -> str:
    return re.sub("[\u2028\u2029]", " ", json.dumps(value, ensure_ascii=False, separators=(",", ":")))
