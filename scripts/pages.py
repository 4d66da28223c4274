"""Read the pages written by hand, and those of the generated ones that search finds by their front matter."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scripts import files, safehtml, yamlfile
from scripts.atlas import Page
from scripts.faults import Fault, few, nearest
from scripts.model import ID_PATTERN
from scripts.text import KEY, problems
from scripts.write import OWNED
from scripts.yamlfile import Document

GENERATED = {"sources.md", "visit-sheet.md", "changes.md", "quality.md"}
"""Pages beside the hand-written ones that `render` makes."""

LISTS = {"llms.txt", "changes.xml"}
"""Other files beside them that the build makes."""

FOLDERS = {name.split("/")[0] for name in OWNED} | {"download"}
"""Folders of the site, with whose pages one written by hand may not clash."""

PAGE_LIMIT = 100_000
"""Bytes of a page written by hand; the longest has a third."""

PUBLISHED = {".css", ".js", ".svg", ".png", ".webp"}
"""Kinds of files below docs/assets. MkDocs copies whatever stands there."""

_WORDS, _FILES = (str,), (list,)
FRONT = {"title": _WORDS, "description": _WORDS, "source": _WORDS, "feed": _WORDS, "search": _WORDS, "phrases": _FILES, "styles": _FILES,
         "scripts": _FILES, "hide": _FILES}
"""What the front matter of a page by hand may hold: text, or a list of texts."""

_OWN_FILE = re.compile(r"[a-z0-9][a-z0-9-]*(?:[/.][a-z0-9][a-z0-9-]*)*")
"""A way within the project: no address elsewhere, no way up."""

_FRONT = re.compile(r"\A---\n(.*?\n)---\n", re.S)
_SOURCE = re.compile(rf"\(sources\.md#({KEY})\)")
_CARD = '<section class="card card--emergency"', "</section>"


def read_pages(docs: Path, faults: list[Fault]) -> dict[str, Page]:
    """Return the pages of `docs` by path, adding to `faults` what is wrong in that folder."""
    pages = {}
    faults += few(_strays(docs))
    for path in sorted(docs.glob("*.md")) if docs.is_dir() else ():
        if path.name in GENERATED:
            continue
        label = f"docs/{path.name}"
        content = files.contents(path, label, PAGE_LIMIT)
        document = yamlfile.spoiled(content) if isinstance(content, Fault) else yamlfile.decoded(label, content)
        faults += document.faults
        if not document.faults and (page := _page(path.name, label, document.text, faults, by_hand=True)):
            pages[path.name] = page
    return pages


def _strays(docs: Path) -> Iterator[Fault]:
    """What does not belong below `docs`: MkDocs publishes whatever it finds there, and follows links."""
    for folder, inner, names in os.walk(docs):
        here = "/".join(("docs", *Path(folder).relative_to(docs).parts))
        inner[:] = sorted(name for name in inner if not name.startswith("."))  # MkDocs leaves these out
        for name in inner:
            if os.path.islink(os.path.join(folder, name)):
                yield Fault(f"{here}/{name}", 1, 1, "a link stands here, not a folder", "put the folder itself here, or remove it")
            elif here == "docs" and name not in FOLDERS:
                yield Fault(f"docs/{name}", 1, 1, "a folder that is no part of the site", "put pages right into docs/, and files that they use into docs/assets/")
        for name in sorted(name for name in names if not name.startswith(".")):
            yield from _stray(Path(folder, name), here)


def _stray(path: Path, here: str) -> Iterator[Fault]:
    """What is wrong with the kind and the name of a file below `docs`, which stands in the folder that faults call `here`."""
    place, generated = f"{here}/{path.name}", here.removeprefix("docs/") in OWNED
    if path.is_symlink() or not path.is_file():
        if here != "docs" or path.suffix != ".md":  # else it is said where the page is read
            yield Fault(place, 1, 1, "a link or device stands here, not a plain file", "put the file itself here, or remove it")
    elif here == "docs" and path.suffix != ".md" and path.name not in LISTS:
        yield Fault(place, 1, 1, "a file that is no page", "put what pages use into docs/assets/; all else does not belong here")
    elif here == "docs" and path.name not in GENERATED | LISTS:
        yield from _name(path.stem, place)
    elif here.startswith("docs/assets") and not generated:
        yield from _asset(path, place)


def _name(name: str, place: str) -> Iterator[Fault]:
    if not re.fullmatch(ID_PATTERN, name):
        yield Fault(place, 1, 1, "the name of this page is not an address", "use lower-case letters, digits and hyphens")
    elif problem := ((f"`{name}/` is a folder of the site", "choose another name") if name in FOLDERS else files.refused_name(name)):
        yield Fault(place, 1, 1, *problem)


def _asset(path: Path, place: str) -> Iterator[Fault]:
    if path.suffix not in PUBLISHED:
        yield Fault(place, 1, 1, "no kind of file that the site publishes", f"allowed: {', '.join(sorted(PUBLISHED))}")
    elif path.suffix == ".svg":
        content = files.contents(path, place, PAGE_LIMIT)
        document = yamlfile.spoiled(content) if isinstance(content, Fault) else yamlfile.decoded(place, content)
        yield from document.faults
        for problem in safehtml.of_html(document.text):
            yield document.fault((), problem.message, problem.repair)


def generated_page(name: str, text: str) -> Page:
    """A page that `render` made, for search: found by its front matter, not by each term it happens to list."""
    faults: list[Fault] = []
    page = _page(name, f"docs/{name}", text, faults)
    if page is None:
        raise ValueError("\n".join(map(str, faults)))
    return replace(page, text="", citations={})


def _page(name: str, label: str, text: str, faults: list[Fault], *, by_hand: bool = False) -> Page | None:
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
    card = _card(body)
    if by_hand and (found := few([*_head(head), *_body(label, body, text.count("\n", 0, front.end()), card)])):
        faults += found
        return None
    href = f"{name.removesuffix('.md')}/".removesuffix("index/")
    citations: dict[str, int] = {}
    for match in _SOURCE.finditer(text):
        citations.setdefault(match[1], text.count("\n", 0, match.start()) + 1)
    phrases = tuple(str(phrase) for phrase in meta.get("phrases") or ())
    # A page for editors lists words that readers search for elsewhere.
    words = "" if meta.get("search") == "title" else _words(body)
    return Page(meta["title"], meta["description"], href, words, phrases, citations, card)


def _head(head: Document) -> Iterator[Fault]:
    """What the front matter of a page by hand may not hold: the theme shows it as it is, and loads what it names."""
    for key, value in head.value.items():
        kinds = FRONT.get(key)
        texts = value if isinstance(value, list) else [value]
        if kinds is None:
            yield head.fault((key,), f"`{key}` is not used in the front matter", nearest(key, FRONT), key=True)
        elif not isinstance(value, kinds) or not all(isinstance(text, str) for text in texts):
            yield head.fault((key,), f"`{key}` should be {'text' if kinds is _WORDS else 'a list of texts'}", "look at another page")
        for index, text in enumerate(filter(lambda text: isinstance(text, str), texts)):
            path = (key, index) if isinstance(value, list) else (key,)
            if key not in ("title", "description", "phrases"):
                if not _OWN_FILE.fullmatch(text):
                    yield head.fault(path, f"{text[:60]!r} is not the way to a file of the site", "write lower-case letters, digits, hyphens, dots and slashes")
                continue
            for problem in problems(text, needs_citation=False):
                yield head.fault(path, problem.message, problem.repair, needle=problem.needle)


def _body(label: str, body: str, above: int, card: str) -> Iterator[Fault]:
    """What Markdown may not bring into the site, and what the emergency card may not, which other pages show as it stands."""
    found = safehtml.refused(body)
    for line, column, problem in found:
        yield Fault(label, line + above, column, problem.message, problem.repair)
    for problem in safehtml.of_html(card) if not found else ():
        yield Fault(label, body.count("\n", 0, body.index(card)) + above + 1, 1, f"in the emergency card: {problem.message}", problem.repair)


def _card(body: str) -> str:
    start = body.find(_CARD[0])
    end = body.find(_CARD[1], start)
    return body[start:end + len(_CARD[1])] if 0 <= start < end else ""


def _words(body: str) -> str:
    """The words of Markdown, without addresses, attributes and tags."""
    text = re.sub(r"<!--.*?-->|<[^>]+>|\{[^}]*\}", " ", body, flags=re.S)
    text = re.sub(r"\]\([^)]*\)", " ", text)
    return re.sub(r"[\[\]*_#`|>-]+|\s+", " ", text)
