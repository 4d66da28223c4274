"""Read the pages written by hand: their titles, words and citations."""

from __future__ import annotations

import re
from pathlib import Path

from scripts import yamlfile
from scripts.atlas import Page
from scripts.faults import Fault
from scripts.text import KEY

GENERATED = {"sources.md", "changes.md"}
"""Pages beside the hand-written ones that `render` makes."""

_FRONT = re.compile(r"\A---\n(.*?\n)---\n", re.S)
_SOURCE = re.compile(rf"\(sources\.md#({KEY})\)")

_CARD = re.compile(r'<section class="card card--emergency".*?</section>', re.S)


def read_pages(docs: Path, faults: list[Fault]) -> dict[str, Page]:
    """Return the pages of `docs` by path, adding to `faults` what is missing in them."""
    pages = {}
    for path in sorted(docs.glob("*.md")) if docs.is_dir() else ():
        if path.name in GENERATED:
            continue
        label = f"docs/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            faults.append(Fault(label, 1, 1, "the file is not UTF-8", "save it with the encoding UTF-8"))
            continue
        front = _FRONT.match(text)
        head = yamlfile.read(label, b"\n" + front[1].encode()) if front else None
        if head and head.faults:
            faults += head.faults
            continue
        meta = head.value if head else None
        if not isinstance(meta, dict) or not all(isinstance(meta.get(name), str) for name in ("title", "description")):
            faults.append(Fault(label, 1, 1, "the page has no title or description",
                                "start it with `---`, `title:`, `description:`, `---`"))
            continue
        body = text[front.end():]
        href = "" if path.stem == "index" else f"{path.stem}/"
        citations: dict[str, int] = {}
        for match in _SOURCE.finditer(text):
            citations.setdefault(match[1], text.count("\n", 0, match.start()) + 1)
        phrases = tuple(str(phrase) for phrase in meta.get("phrases") or ())
        card = _CARD.search(body)
        pages[path.name] = Page(meta["title"], meta["description"], href, _words(body), phrases, citations, card[0] if card else "")
    return pages


def _words(body: str) -> str:
    """The words of Markdown, without addresses, attributes and tags."""
    text = re.sub(r"<!--.*?-->|<[^>]+>|\{[^}]*\}", " ", body, flags=re.S)
    text = re.sub(r"\]\([^)]*\)", " ", text)
    return re.sub(r"[\[\]*_#`|>-]+|\s+", " ", text)
