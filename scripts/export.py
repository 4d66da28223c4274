"""Export: an `Atlas` → the open data as `{path below docs/: content}`. Pure: touches no file.

It is bytes from the parts on: as texts, the largest files would take twice the memory and have to be encoded each time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from scripts import bibtex, linked, schema
from scripts.atlas import Atlas
from scripts.dataset import (
    NOTICE,
    TITLE,
    Dataset,
    Head,
    PublishedCondition,
    dataset,
    file_text,
    published,
    published_schema,
    text_of,
    whole_text,
)
from scripts.environment import environment
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


def export(atlas: Atlas, address: str) -> dict[str, bytes]:
    """Return every file of the open data by its path below `docs/`.

    `address` is that of the site, with a slash at its end. The files name it where only whole addresses
    will do: in linked data, in the data package, in examples to copy, in llms.txt.
    """
    shared = dataset(replace(atlas, conditions={}))
    parts = {id: _Part(*part) for id, part in atlas.memo.each("data", sorted(atlas.conditions), data_makers(atlas, address)["data"]).items()}
    made = published_schema(shared, address + SCHEMA)
    jsonld, turtle = linked.texts(shared, address, {path: _kind(path) for path in _ABOUT}, (part.linked for part in parts.values()))
    files = {
        WHOLE: whole_text(shared, [part.json for part in parts.values()]),
        SCHEMA: _json(made),
        "data/spasm-atlas.jsonld": jsonld,
        "data/spasm-atlas.ttl": turtle,
        "data/references.csl.json": bibtex.csl_text(shared.references).encode(),
        "data/references.bib": bibtex.bibtex_text(shared.references).encode(),
    } | {f"data/{table.name}.csv": table.header().encode() + (
        b"".join(part.tables[table.name] for part in parts.values()) if table.of_conditions else table.lines(shared).encode()) for table in TABLES}
    sizes = {path: _size_and_sum(data) for path, data in files.items()}
    files[PACKAGE] = _package(shared, sizes, address)
    sizes[PACKAGE] = _size_and_sum(files[PACKAGE])
    files["data/index.md"] = _page(shared, sizes, made, address, next(iter(parts), "")).encode()
    files["llms.txt"] = environment().get_template("llms.txt.j2").render(
        release=shared.release, address=address, notice=NOTICE, about=_ABOUT,
        conditions=[{"id": id, "name": atlas.conditions[id].name, "message": part.message} for id, part in parts.items()]).encode()
    sources = {key: text_of(reference) for key, reference in shared.references.items()}
    head = Head.model_construct(release=shared.release)
    return files | {f"data/conditions/{id}.json": file_text(head, part.json, {key: sources[key] for key in part.sources})
                    for id, part in parts.items()}


def data_makers(atlas: Atlas, address: str) -> dict[str, Callable[[str], Any]]:
    """What makes what a condition adds to the files, for `Memo`."""
    shared = dataset(replace(atlas, conditions={}))
    return {"data": lambda id: _part(published(id, atlas.conditions[id]), shared, address)}


class _Part(NamedTuple):
    """What one condition adds to the files."""

    json: bytes
    linked: tuple[bytes, bytes]
    tables: dict[str, bytes]
    sources: list[str]
    message: str


def _part(condition: PublishedCondition, shared: Dataset, address: str) -> tuple:
    alone = shared.model_copy(update={"conditions": [condition]})
    return tuple(_Part(
        text_of(condition), linked.condition(condition, address), {table.name: table.lines(alone).encode() for table in TABLES if table.of_conditions},
        list(dict.fromkeys(key for entry in condition.statements for key in entry.sources)), condition.statements[0].text))


def _kind(path: str) -> str:
    """The media type of a download."""
    return next(kind for ending, kind in sorted(_KINDS.items(), key=lambda pair: -len(pair[0])) if path.endswith(ending))


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n"


def _size_and_sum(data: bytes) -> tuple[int, str]:
    """How many bytes a file has, and its SHA-256."""
    return len(data), hashlib.sha256(data).hexdigest()


def _package(data: Dataset, files: dict[str, tuple[int, str]], address: str) -> bytes:
    """The Frictionless data package: the tables with their columns, then the other files.

    The JSON Schema is no data, and Frictionless takes any schema.json for that of a table.
    """
    tables = {f"data/{table.name}.csv": table for table in TABLES}
    resources = []
    for path in (*tables, *(path for path in files if path not in tables and path != SCHEMA)):
        name = path.removeprefix("data/")
        resource: dict[str, Any] = {
            "name": tables[path].name if path in tables else name.replace(".", "-"), "path": name, "description": _ABOUT[path],
            "mediatype": _kind(path), "encoding": "utf-8", "bytes": files[path][0], "hash": f"sha256:{files[path][1]}",
        }
        if path in tables:
            resource |= {"profile": "tabular-data-resource", "format": "csv", "schema": tables[path].schema()}
        resources.append(resource)
    package = {
        "profile": "data-package", "name": "spasm-atlas", "title": TITLE, "description": NOTICE, "version": data.release.version,
        "homepage": f"{address}data/", "licenses": [{"name": "CC-BY-4.0", "path": linked.LICENSE, "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": f"{TITLE} contributors", "role": "author"}], "resources": resources,
    }
    return _json(package)


def _page(data: Dataset, files: dict[str, tuple[int, str]], made: dict[str, Any], address: str, example: str) -> str:
    """The page on the data, with what each file is, its size and its checksum."""
    downloads = [
        {"name": path.removeprefix("data/"), "about": about, "size": _size(files[path][0]), "sha256": files[path][1]}
        for path, about in _ABOUT.items()]
    tables = [{"name": table.name, "about": table.about, "fields": table.schema()["fields"]} for table in TABLES]
    return environment().get_template("data.md.j2").render(
        release=data.release, address=address, downloads=downloads, tables=tables, example=example,
        parts=schema.parts(made, "../fields.md"),
        jsonld={"@context": linked.SCHEMA} | linked.description(data, address, {path: _kind(path) for path in _ABOUT}))


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 1)} KB"
