"""The small markup of a statement: citations and links to other conditions, nothing else.

    Spasms are set off by noise [@cdc-tetanus; @who-tetanus]. See [low calcium](low-calcium) [@x].

Everything else is plain text. HTML, templates, addresses and other markup are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_TOKEN = re.compile(
    rf"\[(?P<keys>@{KEY}(?:;\s*@{KEY})*)\]|\[(?P<label>[^\[\]@]+)\]\((?P<target>{KEY})\)"
)
_REFUSED = [
    (re.compile(r"<(?=[A-Za-z/!?])"), "HTML is not used here", "write the text without tags"),
    (re.compile(r"\{[{%#]|[%#}]\}"), "template code is not used here", "write plain words"),
    (re.compile(r"\b(?:(?:java|vb)script\s*:\s*\S|data:\w+/)", re.I), "an address that runs code", "remove it"),
    (re.compile(r"\bhttps?://|\bwww\."), "an address inside text",
     "put it in `data/references.yml` and cite it, or in `further_help`"),
    (re.compile(r"`"), "a backtick", "write plain words"),
    (re.compile(r"\*\*|(?<!\w)__?\w[^_]*_|\[\^|&#?\w+;"), "markup is not used here", "write plain words"),
]
_SUSPECT = re.compile(r"[<{}`*_^&:]|www\.")
"""What every match of `_REFUSED` holds; most texts hold none of it."""

_LOOSE = re.compile(r" ([.,;:!?)])")

FORMULA = re.compile(r"[=+@-]")
"""How a cell starts that a spreadsheet would run. No text does, so that the published tables need no escapes."""


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Cite:
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    text: str
    target: str


@dataclass(frozen=True)
class Problem:
    """What is wrong in a text; `needle` is the part of it to point at."""

    needle: str
    message: str
    repair: str


@lru_cache(maxsize=2048)  # the texts of a few conditions: whatever handles one condition parses its texts several times
def parse(text: str) -> tuple[Words | Cite | Link, ...]:
    """Split a statement into words, citations and links, in order. Never raises."""
    if "[" not in text:
        return (Words(text),) if text else ()
    tokens: list[Words | Cite | Link] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() > end:
            tokens.append(Words(text[end:match.start()]))
        if match["keys"]:
            tokens.append(Cite(tuple(key.strip()[1:] for key in match["keys"].split(";"))))
        else:
            tokens.append(Link(match["label"], match["target"]))
        end = match.end()
    if end < len(text):
        tokens.append(Words(text[end:]))
    return tuple(tokens)


def cited(text: str) -> list[str]:
    """The citation keys of a statement in order of first use."""
    keys = (key for token in parse(text) if isinstance(token, Cite) for key in token.keys)
    return list(dict.fromkeys(keys))


def linked(text: str) -> list[str]:
    """The ids of the conditions that a statement links to."""
    return [token.target for token in parse(text) if isinstance(token, Link)]


def bare(text: str) -> str:
    """The text without citations and link markup, as a reader hears it."""
    if "[" in text:
        text = "".join(token.text for token in parse(text) if not isinstance(token, Cite))
    return _LOOSE.sub(lambda match: match[1], " ".join(text.split()))


def problems(text: str, *, needs_citation: bool) -> list[Problem]:
    """What the rules refuse in a text. `needs_citation` tells a statement from a name or question."""
    found = [
        Problem(match.group(), message, repair)
        for pattern, message, repair in (_REFUSED if _SUSPECT.search(text) else ())
        if (match := pattern.search(text))
    ]
    if FORMULA.match(bare(text)):
        found.append(Problem(bare(text)[:1], "a text that a spreadsheet takes for a formula", "start it with a word"))
    tokens = parse(text)
    words = [token.text for token in tokens if isinstance(token, Words)]
    for rest in words:
        if "[@" in rest or re.search(r"\[[^\]]*@", rest):
            found.append(Problem(
                rest[rest.index("["):][:30], "a citation that cannot be read",
                "write [@key] or [@key; @other-key]; keys are lower case with hyphens"))
        elif "](" in rest:
            found.append(Problem(
                "](", "a link that cannot be read",
                "write [words](condition-id); other addresses belong in `further_help`"))
    citations = [index for index, token in enumerate(tokens) if isinstance(token, Cite)]
    if needs_citation:
        found += _uncited(tokens, citations, text)
    elif any(isinstance(token, Link) for token in tokens):
        found.append(Problem("](", "a link in a text that states no fact", "write plain words"))
    elif citations:
        found.append(Problem("[@", "a citation in a text that states no fact", "move the citation out"))
    return found


def _uncited(tokens: tuple, citations: list[int], text: str) -> list[Problem]:
    if not any(token.text.strip(" .…") for token in tokens if isinstance(token, Words | Link)):
        return [Problem("", "a citation without a statement", "write what the source says before it")]
    if not citations:
        return [Problem("", "a statement without a citation",
                        "end it with the source you opened: … [@key]")]
    tail = "".join(t.text for t in tokens[citations[-1] + 1:]).strip()
    if tail.strip(".!?)”’\"' "):
        return [Problem(tail.lstrip(".!? ")[:30], "words after the last citation have no source",
                        "put a citation at the end, or leave these words out")]
    return []


def lower_first(text: str) -> str:
    """The text with a small first letter, unless its first word is an abbreviation or a name."""
    first = text.split(" ", 1)[0].rstrip(",.")
    return text if len(first) < 2 or first[1:] != first[1:].lower() or "'" in first else text[:1].lower() + text[1:]
