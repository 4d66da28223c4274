"""Squeeze: a page, script or style sheet → the same without what no reader meets."""

from __future__ import annotations

import json
import re

_LEFT_OVER = re.compile(
    r'<meta name="generator"[^>]*>|<input [^>]*id="__search"[^>]*>|<div data-md-component="announce">\s*</div>'
    r'|<div class="md-dialog".*?</div>\s*</div>| data-md-(?:component|type|level)="[^"]*"', re.S)
"""What the theme's pages hold for its own script, which is not loaded. Its styles use none of it."""

_JSON = re.compile(r'(<script type="application/ld\+json">)(.*?)(</script>)', re.S)

_BLOCK = re.compile(r"</?(?:article|body|d[dlt]|div|footer|form|h[1-6]|head|header|html|li|link|main|meta|nav|ol|p|script|section"
                    r"|table|tbody|t[dhr]|thead|title|ul)\b[^>]*>")
_BEFORE, _BEHIND = re.compile(rf"\n+(?={_BLOCK.pattern})"), re.compile(r">\n+")
"""Line breaks around a block, where no browser shows one; `_BEHIND` also finds those behind other tags."""

_IMPLIED = re.compile(r"</(?:li|d[dt])>(?=<(?:li|d[dt])\b|</(?:[ou]l|dl|div)>)")
"""An end tag that HTML lets out: what follows it says the same."""


_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.M)
"""A comment of scripts and style sheets that has its lines for itself."""


def uncommented(code: str) -> str:
    """Drop the comments that stand on lines of their own, from a script or style sheet of ours: no text of theirs has such lines."""
    return _COMMENT.sub("", code)


def squeezed(html: str) -> str:
    """Drop the theme's handles for its own script, spaces between blocks, and implied end tags."""
    html = _JSON.sub(lambda m: m[1] + _compact(m[2]) + m[3], _LEFT_OVER.sub("", html))
    if "<pre" in html:
        return html
    # Attributes stand in double quotes everywhere, so an apostrophe needs no escape.
    html = re.sub("&#(?:x27|39);", "'", html)
    return _IMPLIED.sub("", _BEHIND.sub(_joined, _BEFORE.sub("", re.sub(r"\n\s+", "\n", html))))


def _joined(match: re.Match) -> str:
    """The end of a tag without the line breaks behind it when it is that of a block."""
    tag = match.string[match.string.rfind("<", 0, match.start()):match.start() + 1]
    return ">" if _BLOCK.fullmatch(tag) else match[0]


def _compact(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
