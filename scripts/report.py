#!/usr/bin/env python3
"""Report dead external links and reviews that are due, as Markdown. Always exits 0: it gates nothing.

    python scripts/report.py [--days 60]
"""

from __future__ import annotations

import argparse
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Not the folder of this file: its markdown.py would stand before the package of that name.
sys.path[:] = [str(ROOT), *(place for place in sys.path if Path(place).resolve() != ROOT / "scripts")]

from scripts.atlas import Atlas  # noqa: E402
from scripts.bibliography import address  # noqa: E402
from scripts.load import load  # noqa: E402

TIMEOUT = 20
"""Seconds to wait for one answer."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=60, help="list reviews due within so many days")
    options = parser.parse_args()
    atlas = load(ROOT / "data", ROOT / "docs").atlas
    print(due(atlas, date.today() + timedelta(days=options.days)))
    print(links(atlas))


def due(atlas: Atlas, until: date) -> str:
    """The conditions whose next check falls due up to `until`."""
    rows = sorted((condition.review.due, id) for id, condition in atlas.conditions.items() if condition.review.due <= until)
    body = "\n".join(f"- {day}: `{id}`" for day, id in rows) or "None."
    return f"## Reviews due by {until}\n\n{body}\n"


def links(atlas: Atlas) -> str:
    """The addresses of sources and further help that give no answer or an error."""
    addresses: dict[str, str] = {}
    for key, reference in atlas.references.items():
        if url := address(reference):
            addresses.setdefault(url, f"source `{key}`")
    for id, condition in atlas.conditions.items():
        for entry in condition.further_help:
            addresses.setdefault(entry.url, f"further help of `{id}`")
    with ThreadPoolExecutor(8) as pool:
        results = list(zip(addresses, pool.map(answer, addresses), strict=True))
    dead = [f"- {addresses[url]}: <{url}> ({problem})" for url, problem in results if problem]
    return f"## Links\n\n{len(addresses)} asked, {len(dead)} without a good answer.\n\n" + "\n".join(dead)


def answer(url: str) -> str:
    """What is wrong with an address; empty when it answers. Some sites refuse programs: 401, 403, 429 say nothing."""
    request = urllib.request.Request(url, headers={"User-Agent": "Mozilla/5.0 (link check of an open reference)"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):
            return ""
    except urllib.error.HTTPError as error:
        return "" if error.code in (401, 403, 429) else f"status {error.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))[:100]


if __name__ == "__main__":
    main()
