"""Safe HTML: what a page written by hand may bring into the site, whichever way it is written.

Markdown has many ways to the same HTML: tags, links, references, attribute lists, entities. So a page is judged by what
it is rendered to, with the extensions of mkdocs.yml. That has to be in a strict form of HTML, which every browser reads alike, and
hold only the elements, attributes and addresses named here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import NamedTuple

from markdown import Markdown

EXTENSIONS = ("toc", "tables", "fenced_code", "attr_list", "md_in_html", "scripts.blocks", "scripts.raw_links")
"""Those of MkDocs itself and those of mkdocs.yml; a test compares them."""

ELEMENTS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol "
    "p pre q s section small span strong sub summary sup table tbody td tfoot th thead time tr ul var "
    "svg g path rect circle line polyline polygon".split())
VOID = frozenset(("br", "col", "hr", "img"))
ATTRIBUTES = frozenset(
    "alt class colspan datetime dir download hidden href hreflang id lang open role rowspan scope span src start tabindex title value "
    "cx cy d fill height points r rx ry stroke stroke-linecap stroke-linejoin stroke-width transform viewbox width x x1 x2 xmlns y y1 y2".split())

LIMIT = 20
"""Problems of a page that are said at once: each is looked for by rendering the page anew."""

BRACKETS = 300
"""Opening brackets in one paragraph: Python-Markdown takes time with the square of them."""

_TOKEN = re.compile(
    r"</(?P<end>[A-Za-z][A-Za-z0-9]*)\s*>|<!--(?!-?>)[^<>]*-->"
    r"""|<(?P<start>[A-Za-z][A-Za-z0-9]*)(?P<attributes>(?:\s+[A-Za-z][A-Za-z-]*(?:="[^"<>]*")?)*)\s*(?P<empty>/?)>""")
_ATTRIBUTE = re.compile(r'([A-Za-z][A-Za-z-]*)(?:="([^"]*)")?')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]+)?([/?#][!-~]*)?", re.I)
_BREAKS = re.compile(r"[\x00-\x20\x7f\\]")


class Problem(NamedTuple):
    """What is refused; `needle` is how it probably stands in the source."""

    needle: str
    message: str
    repair: str


def refused(body: str) -> list[tuple[int, int, Problem]]:
    """What a page's Markdown may not hold, with line and column in `body`, both from 1."""
    found = []
    seen: Counter[Problem] = Counter()
    for problem in problems(body):
        seen[problem] += 1
        line = _line(body, problem, seen[problem])
        column = body.split("\n")[line - 1].lower().find(problem.needle.lower()) if problem.needle else 0
        found.append((line, max(column, 0) + 1, problem))
    return found


@lru_cache(maxsize=64)  # the pages of one build; `serve` reads them again and again
def problems(body: str) -> tuple[Problem, ...]:
    """What Markdown may not hold, in the order of the HTML, at most `LIMIT`."""
    if any(block.count("[") > BRACKETS for block in re.split(r"\n\s*\n", body)):
        return (Problem("[", f"a paragraph with more than {BRACKETS} opening brackets", "part it"),)
    try:
        html = Markdown(extensions=list(EXTENSIONS), output_format="html").convert(body)
    except RecursionError:
        return (Problem("", "the nesting is too deep", "write it flat"),)
    except Exception as error:  # noqa: BLE001 (whatever it is: MkDocs would stop at it with a traceback)
        return (Problem("", f"Markdown that Python-Markdown cannot read ({type(error).__name__})", "write it in a simpler way"),)
    return tuple(islice(of_html(html), LIMIT))


def of_html(html: str) -> Iterator[Problem]:
    """What HTML may not hold."""
    at, opened = html.find("<"), []
    while at >= 0:
        match = _TOKEN.match(html, at)
        if match is None:
            piece = re.match(r"<[!?/]?[\w-]*", html[at:at + 40])[0]
            yield Problem(piece, f"HTML that browsers may read in other ways, `{html[at:at + 30].splitlines()[0]}`",
                          'write each tag as <name attribute="value">, without `<` and `>` in values, or write the sign as &lt;')
            at = html.find("<", at + 1)
            continue
        name = (match["start"] or match["end"] or "").lower()
        if name and name not in ELEMENTS:
            yield Problem(f"<{'/' if match['end'] else ''}{name}", f"the HTML element `{name[:30]}` is not used here",
                          "write Markdown; what needs more belongs into a template")
        elif match["end"]:
            if opened and opened[-1] == name:
                opened.pop()
            else:
                yield Problem(f"</{match['end']}", f"`</{name}>` closes what is not open, or not the innermost", "close each element where it ends")
        elif name:
            for key, value in _ATTRIBUTE.findall(match["attributes"]):
                yield from _attribute(name, key.lower(), value)
            if not match["empty"] and name not in VOID:
                opened.append(name)
        at = html.find("<", match.end())
    for name in opened:
        yield Problem(f"<{name}", f"`<{name}>` is never closed", f"write </{name}> where it ends")


def _attribute(element: str, name: str, value: str) -> Iterator[Problem]:
    if name.startswith("on"):
        yield Problem(name, f"`{name[:30]}` runs code", "remove it")
    elif name not in ATTRIBUTES and not name.startswith(("aria-", "data-")):
        yield Problem(name, f"the attribute `{name[:30]}` is not used here", "remove it; how things look belongs into docs/assets/atlas.css")
    elif name == "src" or (name == "href" and element != "a"):
        if problem := _elsewhere(value):
            yield Problem(unescape(value)[:60], problem, "put the file below docs/assets and name it by its way from this page")
    elif name == "href" and (problem := _leads_astray(value)):
        yield Problem(unescape(value)[:60], problem, "write the whole address with https://, in plain letters, or the way to another page")


def _elsewhere(value: str) -> str:
    address = unescape(value)
    foreign = _SCHEME.match(address) or address.startswith("//") or _BREAKS.search(address)
    return f"`{address[:60]}` would be loaded from elsewhere" if foreign else ""


def _leads_astray(value: str) -> str:
    address = unescape(value)
    scheme = _SCHEME.match(address)
    if _BREAKS.search(address):
        return f"the address `{address[:60]}` holds a blank or backslash"
    if address.startswith("//"):
        return f"the address `{address[:60]}` has no https:"
    if scheme and scheme[0].lower() not in ("https:", "http:", "mailto:"):
        return f"the address `{address[:60]}` runs code or opens a program"
    if scheme and scheme[0].lower() != "mailto:" and not _WEB.fullmatch(address):
        return f"the host of `{address[:60]}` may be another one than it looks"
    return ""


def _line(body: str, problem: Problem, count: int) -> int:
    """The line with which a problem comes in for the `count`-th time."""
    lines = body.split("\n")
    return _first(len(lines), lambda number: problems("\n".join(lines[:number])).count(problem) >= count)


def _first(most: int, holds: Callable[[int], bool]) -> int:
    """The smallest number from 1 to `most` for which something holds that then goes on holding."""
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
