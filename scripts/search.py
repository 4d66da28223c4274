"""The search index: a small one of names, and everything else in pieces.

`names.js` holds the names and pattern terms of every page. It is fetched when the search box gets the
focus. The phrases that people type, and the words of every page, lie sorted in pieces of about `PIECE`
bytes; a query fetches only the pieces that its words can stand in. All are scripts rather than JSON so
that they also load from `file://`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from scripts.atlas import Atlas, Comparison, Page
from scripts.markers import Cited, Plain, walk
from scripts.model import Condition
from scripts.names import normalized, slug
from scripts.text import bare

PIECE = 24_000
"""Bytes of a piece before compression: about 8 KB compressed."""

URGENCY = {"not-emergency": 0, "can-be-emergency": 1, "emergency": 2}
"""The urgency of a condition as the number that the scripts know; the higher, the earlier."""
_FACETS = ("location", "triggers", "also")


def index(atlas: Atlas, generated: Iterable[Page] = ()) -> dict[str, str]:
    """Return the index files by their path below `docs/`; `generated` pages are found beside those of the atlas."""
    made = atlas.memo.each("search", atlas.conditions, search_makers(atlas)["search"])
    entries = [entry for of_one in made.values() for entry in of_one]
    entries += [_tokenized(*_comparison(id, comparison, atlas)) for id, comparison in atlas.comparisons.items()]
    entries += [_tokenized(page.href, page.title, 0, page.description, [[], [], []], page.phrases, page.text)
                for page in (*atlas.pages.values(), *generated)]
    entries.sort(key=lambda entry: entry[0])
    keys: dict[str, list[int]] = {}
    labels: dict[str, int] = {}
    known = {(facet, term.id): term.label for facet in _FACETS for term in atlas.vocabularies[facet].terms}
    documents = []
    for number, (path, name, urgency, also, facets, phrases, found) in enumerate(entries):
        terms = [[labels.setdefault(known[facet, term], len(labels)) for term in ids]
                 for facet, ids in zip(_FACETS, facets, strict=True)]
        short = 0 if path == f"conditions/{slug(name)}/" else path
        documents.append([name, short, urgency, also, terms])
        for key in found:
            keys.setdefault(key, []).append(number)
        for phrase in phrases:
            keys.setdefault(phrase, []).append(number)
    pieces = _pieces(keys)
    files = {f"assets/search/{name}": text for name, _, text in pieces}
    head = {"documents": documents, "labels": list(labels), "stop": sorted(STOP), "pieces": [[first, name] for name, first, _ in pieces]}
    files["assets/search/names.js"] = f"atlasSearch.names({script_json(head)});\n"
    return files


def search_makers(atlas: Atlas) -> dict[str, Callable[[str], Any]]:
    """What makes the entries of a condition, for `Memo`."""
    return {"search": lambda id: [_tokenized(*one) for one in _condition(id, atlas.conditions[id])]}


def _tokenized(path: str, name: str, urgency: int, also: str, facets: list[list[str]], phrases: Iterable[str], text: str) -> tuple:
    """An entry with its phrases as keys of the index, and the keys of its words in the place of its text."""
    named = {*tokens(" ".join((name, also, *phrases)))} - STOP
    found = sorted({*tokens(text)} - STOP | named | {f"~{word}" for word in named})
    typed = dict.fromkeys(f"={key}" for phrase in phrases for key in (normalized(phrase), core(phrase)) if key)
    return path, name, urgency, also, facets, [*typed], found


def tokens(text: str) -> list[str]:
    """The words of a text, each once, without the plural's s; `words` in search.js does the same."""
    words = (word for word in dict.fromkeys(normalized(text).split()) if len(word) > 1)
    return [word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" else word for word in words]


STOP = frozenset(tokens("""
a about am an and any are aren as at be been but by can cannot cant could couldn did didn do does doesn doesnt don
dont for from get gets getting go going gone got had has hasn have haven he her him his how if im in is isn isnt it
its ive just keep keeps know me my of on or really she should so some someone stop stops that the their there this to
too up very was wasn what when where which while who why will with won wont would you your"""))
"""Words that say little about what somebody looks for, as `tokens` leaves them."""


def core(text: str) -> str:
    """A text without the words that say little; `core` in search.js does the same."""
    return " ".join(dict.fromkeys(word for word in tokens(text) if word not in STOP))


def _condition(id: str, condition: Condition):
    """The entry of a condition, and one for each form that has no page of its own."""
    text = " ".join(bare(value) for path, value, marker in walk(condition) if isinstance(marker, Cited | Plain) and path[0] != "codes")
    facets = [getattr(getattr(condition.pattern, facet), "terms", []) for facet in _FACETS]
    urgency = URGENCY[condition.urgency]
    yield f"conditions/{id}/", condition.name, urgency, "|".join(condition.also_called), facets, condition.search_phrases, text
    for form in condition.forms:
        if form.condition is None:
            yield (f"conditions/{id}/#form-{slug(form.name)}", form.name, urgency, "|".join(form.also_called), [[], [], []], [], "")


def _comparison(id: str, comparison: Comparison, atlas: Atlas):
    """The entry of a ready comparison, described by the names of its conditions."""
    compared = ", ".join(atlas.conditions[other].name for other in comparison.conditions)
    return f"compare/{id}/", comparison.name, 0, f"Side by side: {compared}", [[], [], []], comparison.search_phrases, ""


def _pieces(keys: dict[str, list[int]]) -> list[tuple[str, str, str]]:
    """Split the keys, sorted, into `(file name, first key, script)`."""
    pieces: list[tuple[str, str, str]] = []
    batch: dict[str, list[int]] = {}
    size = 0
    for key in sorted(keys):
        cost = len(key) + 4 + 4 * len(keys[key])
        if batch and size + cost > PIECE:
            pieces.append(_piece(batch))
            batch, size = {}, 0
        batch[key] = keys[key]
        size += cost
    return [*pieces, _piece(batch)] if batch else pieces


def _piece(batch: dict[str, list[int]]) -> tuple[str, str, str]:
    body = script_json(batch)
    name = f"words-{hashlib.sha256(body.encode()).hexdigest()[:10]}.js"
    return name, next(iter(batch)), f'atlasSearch.words("{name}",{body});\n'


def script_json(value: Any) -> str:
    """JSON for a script: without the two characters that end a line there only."""
    return re.sub("[\u2028\u2029]", " ", json.dumps(value, ensure_ascii=False, separators=(",", ":")))
