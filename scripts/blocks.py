"""Blocks: an extension of Python-Markdown that takes blocks of HTML as they are, without parsing them.

Our pages are mostly such blocks, and parsing them took three quarters of a build. The result is the same as without
it: a block is taken only when it starts at the first column after an empty line, ends at an empty line, and
all of its block tags are closed there in the order in which they were opened, with nothing between two of them
on the outermost level. All other HTML is left to Python-Markdown.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_TAGS = "article|aside|details|div|dl|figure|footer|form|header|main|nav|ol|p|section|table|ul"
_BLOCK = re.compile(rf"(?:(?<=\n\n)|\A)<(?:{_TAGS})\b(?:.|\n(?!\n))*>(?=\n\n|\n?\Z)")
_TAG = re.compile(rf"<(/?)({_TAGS})\b[^<>]*>(\n?)")
_LEFT = re.compile(r"<(?:pre|script|style|textarea)\b|<!|<\?|[\x02\x03]")
"""What Python-Markdown has rules of its own for."""
_MARKDOWN = re.compile(r"<[^<>]*\bmarkdown\b")
"""A block with Markdown inside: what is HTML there is another matter, to the end of the page if need be."""
_ID = re.compile(r'<[^<>]*? id="([^"<>]*)"')


class Blocks(Preprocessor):
    """Puts blocks away; the page's final HTML shows them again."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.ids: set[str] = set()

    def run(self, lines: list[str]) -> list[str]:
        self.ids.clear()
        text = "\n".join(lines)
        if "markdown" in text and any(map(_MARKDOWN.search, lines)):
            return lines
        return _BLOCK.sub(self._put_away, text).split("\n")

    def _put_away(self, match: re.Match) -> str:
        block = match[0]
        if not closed(block):
            return block
        self.ids.update(_ID.findall(block))
        return self.md.htmlStash.store(block)


class Anchors(Preprocessor):
    """Tells MkDocs of the anchors in the blocks: it looks for them in what is left of the page."""

    def run(self, lines: list[str]) -> list[str]:
        if "mkdocs_raw_html" in self.md.preprocessors:
            self.md.preprocessors["mkdocs_raw_html"].present_anchor_ids |= self.md.preprocessors["blocks"].ids
        return lines


class BlocksExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the name is Python-Markdown's)
        md.preprocessors.register(Blocks(md), "blocks", 22)  # before MkDocs (21) and Python-Markdown (20) parse HTML
        md.preprocessors.register(Anchors(md), "anchors_of_blocks", 20.5)


def closed(block: str) -> bool:
    """Whether a block is one element, or several with a line each to start on, and leaves none open."""
    if _LEFT.search(block):
        return False
    open_tags: list[str] = []
    end = 0
    for match in _TAG.finditer(block):
        if not open_tags and match.start() != end:
            return False  # text between two elements
        if not match[1]:
            open_tags.append(match[2])
        elif not open_tags or open_tags.pop() != match[2]:
            return False
        elif not open_tags:
            if not match[3] and match.end() != len(block):
                return False  # something on the same line
            end = match.end()
    return not open_tags and end == len(block)


def makeExtension(**settings: object) -> BlocksExtension:  # noqa: N802
    return BlocksExtension(**settings)
