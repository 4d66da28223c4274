"""Turn statements into Markdown or HTML that shows exactly their characters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from scripts.text import Cite, Link, bare, cited, parse

# Every character that could start markup of Python-Markdown or of its extensions. As numeric
# entities they are text wherever they stand.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&#|~^=!$@]")
_LEADING = re.compile(r"^(\s*)([-+:]|\d+[.)])")


def markdown(words: str) -> str:
    """Plain words as Markdown that renders to those words."""
    text = _SPECIAL.sub(lambda m: f"&#{ord(m.group())};", words)
    return _LEADING.sub(lambda m: m[1] + m[2][:-1] + f"&#{ord(m[2][-1])};", text)


class Citations:
    """Numbers the sources of one page in the order in which they are first cited."""

    conditions = "../"
    """The folder of the conditions' pages, as seen from where the text will stand."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def mark(self, keys: Iterable[str]) -> str:
        """The superscript links for `keys`.

        page.js names them "source 1" for screen readers and adds the way back from the list: as text of
        each page that took 300 bytes compressed.
        """
        numbers = (self.numbers.setdefault(key, len(self.numbers) + 1) for key in keys)
        return "".join(f'<a class="cite" href="#s{number}">{number}</a>' for number in numbers)

    def markdown(self, statement: str) -> str:
        """A statement as one line of Markdown, with links and numbered citations."""
        return self._render(statement, markdown)

    def html(self, statement: str) -> str:
        """A statement as HTML, with links and numbered citations."""
        return self._render(statement, escape)

    def of(self, statements: Iterable[str]) -> str:
        """The marks of all sources of `statements`, for a card that itself holds no links."""
        keys = dict.fromkeys(key for statement in statements for key in cited(statement))
        return self.mark(keys)

    def _render(self, statement: str, words) -> str:
        out: list[str] = []
        for token in parse(" ".join(statement.split())):
            if isinstance(token, Cite):
                if out:
                    out[-1] = out[-1].rstrip()
                out.append(self.mark(token.keys))
            elif isinstance(token, Link):
                out.append(f'<a href="{self.conditions}{token.target}/">{escape(token.text)}</a>')
            else:
                out.append(words(token.text))
        return _mark_after_stop("".join(out))


def plain(statement: str) -> str:
    """A statement without citations and links, as HTML text."""
    return escape(bare(statement))


def sentence(statement: str, limit: int = 160) -> str:
    """Plain text for a description, cut at a word so that it has at most `limit` characters."""
    text = bare(statement)
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def _mark_after_stop(html: str) -> str:
    """Move citation marks behind the full stop that follows them, where readers expect them."""
    return re.sub(r"((?:<a class=\"cite\"[^>]*>\d+</a>)+)([.,;])", r"\2\1", html)


def json_text(value: Any) -> str:
    """JSON that is also YAML, for the front matter of a page."""
    return json.dumps(value, ensure_ascii=False)
