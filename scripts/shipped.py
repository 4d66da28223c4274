#!/usr/bin/env python3
"""What ships to a reader and whose it is: the tables of LICENSES.md, and the bill of materials of a release.

    python scripts/shipped.py           write the tables into LICENSES.md

Versions come from where they are set: requirements.txt, the head of data/codes.tsv, data/release.yml. Standard library only.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.write import replace  # noqa: E402

START, END = "<!-- written by scripts/shipped.py -->", "<!-- end of what scripts/shipped.py writes -->"


@dataclass(frozen=True)
class Part:
    """A part of the site with one origin."""

    name: str
    version: str
    licence: str
    """SPDX id, or a name where SPDX has none."""
    holder: str
    origin: str
    files: tuple[str, ...]
    """Which files of the built site are this part's, as globs; `**` for parts that stand inside of others' files."""
    kind: str = "library"
    purl: str = ""
    sha256: str = ""
    """Of a file that is kept in this repository."""
    url: str = ""


def ours() -> tuple[Part, ...]:
    version = _find("data/release.yml", r'^version: "?([\d.]+)')
    return (
        Part("Spasm Atlas: scripts and styles", version, "MIT", "the contributors", "this repository, `docs/assets/`",
             ("assets/*.js", "assets/*.css"), "application"),
        Part("Spasm Atlas: text, data and drawings", version, "CC-BY-4.0", "the contributors", "this repository, `data/`, `docs/`",
             ("**/*.html", "assets/logo.svg", "assets/browse/*.js", "assets/compare/*.js", "assets/search/*.js", "data/**/*", "changes.xml",
              "llms.txt", "sitemap.xml", "sitemap.xml.gz", "download/*.zip"), "data"),
    )


def others() -> tuple[Part, ...]:
    material = _find("requirements.txt", r"^mkdocs-material==([\w.]+)")
    return (
        Part("Material for MkDocs", material, "MIT", "2016-2025 Martin Donath", "PyPI package `mkdocs-material`: style sheet, and the frame of the pages",
             ("assets/stylesheets/main.*.min.css",), purl=f"pkg:pypi/mkdocs-material@{material}"),
        Part("MiniSearch", "7.2.0", "MIT", "2022 Luca Ongaro", "npm package `minisearch`, file `dist/umd/index.js`, unchanged",
             ("assets/vendor/minisearch-7.2.0.js",), purl="pkg:npm/minisearch@7.2.0",
             sha256="03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03"),
    )


def slices() -> tuple[Part, ...]:
    """What data/codes.tsv holds of others' data, and with it the pages and the open data."""
    def release(pattern: str) -> str:
        return _find("data/codes.tsv", pattern)
    return (
        Part("Mondo Disease Ontology", release(r"^# release ([^,]+), mondo\."), "CC-BY-4.0", "Monarch Initiative",
             "ids, labels and exact matches", (), "data", url="https://mondo.monarchinitiative.org/"),
        Part("Human Phenotype Ontology", release(r"^# HP: .*?release ([^,]+),"), "HPO licence", "",
             "ids, names and exact synonyms; content not altered", (), "data", url="https://hpo.jax.org/app/license"),
        Part("ICD-10-CM", release(r"^# ICD10CM: .*?release ([^,]+),"), "public domain", "National Center for Health Statistics",
             "codes, titles and inclusion terms, through the PyPI package `simple-icd-10-cm` (MIT)", (), "data"),
        Part("ICD-11, MeSH, Orphanet, OMIM", "", "identifiers only, as links", "", "as Mondo matches them", (), "data"),
    )


def owners(path: str) -> list[Part]:
    """The parts that a file of the built site belongs to: one, or the list of licences has a gap or an overlap."""
    return [part for part in (*ours(), *others()) if any(_glob(glob).fullmatch(path) for glob in part.files)]


def tables() -> str:
    """The part of LICENSES.md between the marks."""
    lines = [START, "## Ships with the built site and the offline copy", "",
             "Every file of the site belongs to one of these. No fonts, no images and no scripts but these.", "",
             "| what | version | licence | holder | origin | files |", "|---|---|---|---|---|---|"]
    lines += [f"| {part.name} | {part.version if part in others() else ''} | {part.licence} | {part.holder} | {part.origin} | "
              f"{', '.join(f'`{glob}`' for glob in part.files)} |" for part in (*ours(), *others())]
    lines += ["", "## Kept in this repository from elsewhere", "", "| file | package | licence | SHA-256 |", "|---|---|---|---|"]
    lines += [f"| `docs/{part.files[0]}` | `{part.purl}` | {part.licence}, Copyright {part.holder} | `{part.sha256}` |" for part in others() if part.sha256]
    lines += ["", "## Identifiers in the data", "", "`data/codes.tsv` is a slice of these: only the rows in use.", "",
              "| what | release | terms | holder | used |", "|---|---|---|---|---|"]
    lines += [f"| {f'[{part.name}]({part.url})' if part.url else part.name} | {part.version} | {part.licence} | {part.holder} | {part.origin} |"
              for part in slices()]
    return "\n".join([*lines, END])


def licences(text: str) -> str:
    """LICENSES.md with its tables as they have to be."""
    head, _, rest = text.partition(START)
    return head + tables() + rest.partition(END)[2]


def bill() -> str:
    """The bill of materials as CycloneDX 1.6: what ships, and (as `excluded`) what the site was built with.

    Made from files of the commit alone: the same commit gives the same bytes.
    """
    version = ours()[0].version
    shipped = [_component(part, "required") for part in (*others(), *slices()) if part.version]
    pins = re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", (ROOT / "requirements.lock").read_text(), re.M)
    refs = {component["bom-ref"] for component in shipped}
    built = [_package(name, number) for name, number in pins if f"pkg:pypi/{name}@{number}" not in refs]
    root = {"type": "application", "bom-ref": "spasm-atlas", "name": "Spasm Atlas", "version": version,
            "licenses": [{"license": {"id": "MIT"}}, {"license": {"id": "CC-BY-4.0"}}]}
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": root}, "components": shipped + built,
        "dependencies": [{"ref": "spasm-atlas", "dependsOn": [component["bom-ref"] for component in shipped]}],
    }
    name = json.dumps(document, sort_keys=True)
    return json.dumps({**document, "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, name).urn}, indent=1, ensure_ascii=False) + "\n"


def _component(part: Part, scope: str) -> dict:
    licence = {"id": part.licence} if re.fullmatch(r"MIT|CC-BY-4\.0", part.licence) else {"name": part.licence}
    made = {"type": part.kind, "bom-ref": part.purl or part.name, "name": part.name, "version": part.version, "scope": scope,
            "licenses": [{"license": licence}]}
    if part.holder:
        made["copyright"] = part.holder
    if part.purl:
        made["purl"] = part.purl
    if part.sha256:
        made["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    if part.url:
        made["externalReferences"] = [{"type": "website", "url": part.url}]
    return made


def _package(name: str, version: str) -> dict:
    purl = f"pkg:pypi/{name}@{version}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "scope": "excluded", "purl": purl}


def _glob(glob: str) -> re.Pattern:
    parts = {"**/": "(?:.+/)?", "*": "[^/]*"}
    return re.compile("".join(parts.get(piece) or re.escape(piece) for piece in re.split(r"(\*\*/|\*)", glob)))


def _find(name: str, pattern: str) -> str:
    match = re.search(pattern, (ROOT / name).read_text(encoding="utf-8"), re.M)
    if match is None:
        raise ValueError(f"{name}: nothing there reads like {pattern}")
    return match[1]


if __name__ == "__main__":
    replace(ROOT / "LICENSES.md", licences((ROOT / "LICENSES.md").read_text(encoding="utf-8")).encode())
