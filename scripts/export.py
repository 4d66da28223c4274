"""Export: an `Atlas` → the open data as `{path below docs/: text}`. Pure: touches no file."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from scripts import bibtex, linked, schema
from scripts.atlas import Atlas
from scripts.dataset import (
    NOTICE,
    TITLE,
    Dataset,
    condition_file,
    dataset,
    published_schema,
    text_of,
)
from scripts.memo import NO_MEMO, Memo
from scripts.render import environment
from scripts.tables import TABLES

WHOLE = "data/spasm-atlas.json"
SCHEMA = "data/schema.json"
PACKAGE = "data/datapackage.json"

_KINDS = {".json": "application/json", ".jsonld": "application/ld+json", ".ttl": "text/turtle", ".csv": "text/csv",
          ".bib": "text/x-bibtex", ".csl.json": "application/vnd.citationstyles.csl+json"}

_ABOUT = {
    WHOLE: "Everything: conditions, statements, vocabularies, sources.",
    SCHEMA: "The JSON Schema of the JSON files.",
    "data/spasm-atlas.jsonld": "Linked data in terms of schema.org, as JSON-LD.",
    "data/spasm-atlas.ttl": "The same graph as Turtle.",
    "data/references.csl.json": "The bibliography as CSL-JSON, for reference managers.",
    "data/references.bib": "The bibliography as BibTeX.",
    PACKAGE: "What each file and column holds, for programs that read data packages.",
} | {f"data/{table.name}.csv": table.about for table in TABLES}
"""The downloads beside the files of single conditions, in the order of the page."""


def export(atlas: Atlas, address: str, memo: Memo = NO_MEMO) -> dict[str, str]:
    """Return every file of the open data by its path below `docs/`.

    `address` is that of the site, with a slash at its end. The files name it where only whole addresses
    will do: in linked data, in the data package, in examples to copy, in llms.txt.
    """
    data = dataset(atlas, memo)
    made = published_schema(data, address + SCHEMA)
    jsonld, turtle = linked.texts(data, address, {path: _kind(path) for path in _ABOUT}, memo)
    files = {
        WHOLE: text_of(data),
        SCHEMA: json.dumps(made, indent=1, ensure_ascii=False) + "\n",
        "data/spasm-atlas.jsonld": jsonld,
        "data/spasm-atlas.ttl": turtle,
        "data/references.csl.json": bibtex.csl_text(data.references),
        "data/references.bib": bibtex.bibtex_text(data.references),
    } | {f"data/{table.name}.csv": table.csv(data) for table in TABLES}
    files[PACKAGE] = _package(data, files, address)
    files["data/index.md"] = _page(data, files, made, address)
    files["llms.txt"] = environment().get_template("llms.txt.j2").render(data=data, address=address, notice=NOTICE, about=_ABOUT)
    return files | {f"data/conditions/{part.id}.json": text_of(condition_file(part, data)) for part in data.conditions}


def _kind(path: str) -> str:
    """The media type of a download."""
    return next(kind for ending, kind in sorted(_KINDS.items(), key=lambda pair: -len(pair[0])) if path.endswith(ending))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _package(data: Dataset, files: dict[str, str], address: str) -> str:
    """The Frictionless data package: the tables with their columns, then the other files.

    The JSON Schema is no data, and Frictionless takes any schema.json for that of a table.
    """
    tables = {f"data/{table.name}.csv": table for table in TABLES}
    resources = []
    for path in (*tables, *(path for path in files if path not in tables and path != SCHEMA)):
        name = path.removeprefix("data/")
        resource: dict[str, Any] = {
            "name": tables[path].name if path in tables else name.replace(".", "-"), "path": name, "description": _ABOUT[path],
            "mediatype": _kind(path), "encoding": "utf-8", "bytes": len(files[path].encode()), "hash": f"sha256:{_sha256(files[path])}",
        }
        if path in tables:
            resource |= {"profile": "tabular-data-resource", "format": "csv", "schema": tables[path].schema()}
        resources.append(resource)
    package = {
        "profile": "data-package", "name": "spasm-atlas", "title": TITLE, "description": NOTICE, "version": data.release.version,
        "homepage": f"{address}data/", "licenses": [{"name": "CC-BY-4.0", "path": linked.LICENSE, "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": f"{TITLE} contributors", "role": "author"}], "resources": resources,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _page(data: Dataset, files: dict[str, str], made: dict[str, Any], address: str) -> str:
    """The page on the data, with what each file is, its size and its checksum."""
    downloads = [
        {"name": path.removeprefix("data/"), "about": about, "size": _size(len(files[path].encode())), "sha256": _sha256(files[path])}
        for path, about in _ABOUT.items()]
    tables = [{"name": table.name, "about": table.about, "fields": table.schema()["fields"]} for table in TABLES]
    return environment().get_template("data.md.j2").render(
        release=data.release, address=address, downloads=downloads, tables=tables, example=data.conditions[0].id if data.conditions else "",
        parts=schema.parts(made, "../fields.md"),
        jsonld={"@context": linked.SCHEMA} | linked.description(data, address, {path: _kind(path) for path in _ABOUT}))


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 1)} KB"
