"""Markdown extension: links in HTML blocks mean the same under both site generators.

MkDocs rewrites links of Markdown and leaves those of HTML as they are: relative to the page's address. Zensical takes
both for relative to the Markdown file, and puts `../` before each on a page that is not an index. So under Zensical
this extension takes the page's own folder out of what stands in HTML. Under MkDocs it does nothing.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_LINK = re.compile(r'(<(?:a|img)\b[^>]*?\s(?:href|src)=")(?![a-z][a-z0-9+.-]*:|[/#?"])([^"]*)', re.I)


def from_file(html: str, path: str) -> str:
    """HTML of the page made of the file `path`, with links as seen from that file instead of from the page."""
    own = PurePosixPath(path)
    if own.stem in ("index", "README"):
        return html
    return _LINK.sub(lambda match: match[1] + _outward(match[2], own.stem), html)


def _outward(link: str, own: str) -> str:
    if link.startswith("../"):
        rest = link.removeprefix("../")
        return rest if rest and rest[0] not in "#?" else f"./{rest}"
    if re.match(r"\.\.($|[#?])", link):
        return link.removeprefix(".")
    return f"{own}/{link}"


class _FromFile(Treeprocessor):
    """Changes the HTML that stands as it is, which Python-Markdown puts back into the page later."""

    def run(self, root: Element) -> None:
        if path := _path(self.md):
            stash = self.md.htmlStash.rawHtmlBlocks
            stash[:] = [from_file(block, path) if isinstance(block, str) else block for block in stash]


def _path(md: Markdown) -> str | None:
    """The file of the page, which only Zensical tells: its extension of this name is always there."""
    for processor in md.preprocessors:
        if getattr(processor, "name", "") == "rendering_context":
            return processor.page.path
    return None


class RawLinks(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        md.treeprocessors.register(_FromFile(md), "raw_links", 15)  # after `inline`, which has 20 and finds the last HTML


def makeExtension(**options: object) -> RawLinks:  # noqa: N802 (likewise)
    return RawLinks(**options)
