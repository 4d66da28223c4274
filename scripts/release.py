#!/usr/bin/env python3
"""Release: the built site → the files of a release, in build/release/. The same site gives the same bytes.

    .venv/bin/python scripts/release.py data-v1.1.0

The tag has to be the version of data/release.yml, and the site has to be built, with its offline download.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import package, shipped  # noqa: E402
from scripts.write import replace  # noqa: E402

SUMS, BILL = "SHA256SUMS", "spasm-atlas.cdx.json"


def files(site: Path, version: str) -> dict[str, bytes]:
    """The files of a release by name: two zips, the bill of materials, and the checksums of the three."""
    found = {
        Path(package.ARCHIVE).name: (site / package.ARCHIVE).read_bytes(),
        f"spasm-atlas-data-{version}.zip": package.open_data(site, version).data,
        BILL: shipped.bill().encode(),
    }
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(found.items()))
    return found | {SUMS: sums.encode()}


def main(words: list[str]) -> int:
    version = shipped.ours()[0].version
    if words != [f"data-v{version}"]:
        print(f"error: the tag is {' '.join(words) or 'not given'}, and data/release.yml says {version} → tag data-v{version}, "
              "or set the version first", file=sys.stderr)
        return 1
    if not (ROOT / "site" / package.ARCHIVE).is_file():
        print("error: there is no site with its download → run: python3 scripts/dev.py build all", file=sys.stderr)
        return 1
    target = ROOT / "build" / "release"
    shutil.rmtree(target, ignore_errors=True)
    for name, data in files(ROOT / "site", version).items():
        replace(target / name, data)
    print((target / SUMS).read_text(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
