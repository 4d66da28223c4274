"""Read the pages written by hand, and those of the generated ones that search finds by their front matter."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from scripts import yamlfile
from scripts.atlas import Page
from scripts.faults import Fault
from scripts.text import KEY

GENERATED = {"sources.md", "visit-sheet.md", "changes.md"}
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
        if page := _page(path.name, label, text, faults):
            pages[path.name] = page
    return pages


def generated_page(name: str, text: str) -> Page:
    """A page that `render` made, for search: found by its front matter, not by each term it happens to list."""
    faults: list[Fault] = []
    page = _page(name, f"docs/{name}", text, faults)
    if page is None:
        raise ValueError("\n".join(map(str, faults)))
    return replace(page, text="", citations={})


def _page(name: str, label: str, text: str, faults: list[Fault]) -> Page | None:
    front = _FRONT.match(text)
    head = yamlfile.read(label, b"\n" + front[1].encode()) if front else None
    if head and head.faults:
        faults += head.faults
        return None
    meta = head.value if head else None
    if not isinstance(meta, dict) or not all(isinstance(meta.get(key), str) for key in ("title", "description")):
        faults.append(Fault(label, 1, 1, "the page has no title or description",
                            "start it with `---`, `title:`, `description:`, `---`"))
        return None
    body = text[front.end():]
    card = _CARD.search(body)
    href = f"{name.removesuffix('.md')}/".removesuffix("index/")
    citations: dict[str, int] = {}
    for match in _SOURCE.finditer(text):
        citations.setdefault(match[1], text.count("\n", 0, match.start()) + 1)
    phrases = tuple(str(phrase) for phrase in meta.get("phrases") or ())
    # A page for editors lists words that readers search for elsewhere.
    words = "" if meta.get("search") == "title" else _words(body)
    return Page(meta["title"], meta["description"], href, words, phrases, citations, card[0] if card else "")


def _words(body: str) -> str:
    """The words of Markdown, without addresses, attributes and tags."""
    text = re.sub(r"<!--.*?-->|<[^>]+>|\{[^}]*\}", " ", body, flags=re.S)
    text = re.sub(r"\]\([^)]*\)", " ", text)
    return re.sub(r"[\[\]*_#`|>-]+|\s+", " ", text)
