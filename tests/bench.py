#!/usr/bin/env python3
"""Measure builds, the search and the pattern browser. Figures are for comparing within one run: machines differ.

    python3 scripts/dev.py bench                     all of it; some half hour, and 10 GB of room for temporary files
    python3 scripts/dev.py bench builds 100 1000     builds of so many synthetic conditions; --record writes the result
    python3 scripts/dev.py bench browser 1500        the search over so many synthetic conditions, and the pattern browser
    python3 scripts/dev.py bench serve 300           how soon `serve` shows an edit
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

SIZES = {"builds": [100, 1000, 10_000], "browser": [1500], "serve": [300]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=SIZES, help="all of them when left out")
    parser.add_argument("sizes", nargs="*", type=int, help="numbers of conditions")
    parser.add_argument("--record", action="store_true", help="write data/quality/build-speed.json (builds)")
    options = parser.parse_args()
    for what in [options.what] if options.what else SIZES:
        sizes = options.sizes or SIZES[what]
        # What one measure needs, such as a browser, another one does not.
        if what == "builds":
            import bench_builds  # noqa: PLC0415
            bench_builds.run(sizes, record=options.record)
        elif what == "serve":
            import bench_serve  # noqa: PLC0415
            bench_serve.run(sizes, record=options.record)
        else:
            import bench_browser  # noqa: PLC0415
            for size in sizes:
                bench_browser.search(size)
            for size in (300, 10_000):
                bench_browser.browser(size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
