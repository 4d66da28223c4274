"""Names as readers type them, and the addresses made from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from scripts.model import Condition

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_OTHER = re.compile(r"[^a-z0-9]+")


def normalized(name: str) -> str:
    """A name without case, accents and punctuation; `normal` in search.js does the same."""
    plain = name.lower()
    if not plain.isascii():
        plain = _BEYOND_ASCII.sub(_unmarked, unicodedata.normalize("NFKD", plain.replace("ß", "ss")))
    return _OTHER.sub(" ", plain).strip()


def _unmarked(match: re.Match) -> str:
    """Nothing for a combining mark, so that a word with an accent stays one word."""
    return "" if unicodedata.category(match[0]).startswith("M") else match[0]


def slug(name: str) -> str:
    """The part of an anchor that is made from a heading."""
    return normalized(name).replace(" ", "-")


def names(condition: Condition) -> Iterator[tuple[tuple, str]]:
    """Every name and phrase that leads to this condition, with its path in the file."""
    yield ("name",), condition.name
    for index, name in enumerate(condition.also_called):
        yield ("also_called", index), name
    for index, phrase in enumerate(condition.search_phrases):
        yield ("search_phrases", index), phrase
    for index, form in enumerate(condition.forms):
        if form.condition is None:
            yield ("forms", index, "name"), form.name
            for number, name in enumerate(form.also_called):
                yield ("forms", index, "also_called", number), name
