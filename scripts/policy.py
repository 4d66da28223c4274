"""Policy: what a page may load (theme/partials/policy.html), eased for reading from disk and for the preview."""

from __future__ import annotations

import base64
import hashlib
import re

_POLICY = re.compile(r'(?<=<meta http-equiv="Content-Security-Policy" content=")[^"]+')


def for_disk(html: str) -> str:
    """The page for `file://`, where 'self' need not match: files have no origin. Other schemes stay forbidden."""
    return _POLICY.sub(lambda m: m[0].replace("'self'", "'self' file:"), html, count=1)


def for_preview(html: str, script: str) -> str:
    """The page for `serve`: this one inline script may run too, and ask the server whether to load the page anew."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _POLICY.sub(
        lambda m: m[0].replace("script-src 'self'", f"connect-src 'self';script-src 'self' 'sha256-{digest}'"), html, count=1)
