"""The JSON Schema for editors and the field reference for contributors, from the model."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from scripts.atlas import Comparison, Vocabulary
from scripts.model import Condition

SCHEMA = "data/condition.schema.json"
REFERENCE = "docs/fields.md"

_HEAD = """\
---
title: Fields of a condition
search: title
description: Every field of a condition file in Spasm Atlas, with its type, limits and meaning.
---

# Fields of a condition

One file `data/conditions/<id>.yml` is one condition. This page is made from the model in
`scripts/model.py`; after a change there, `python3 scripts/dev.py build schema` writes it again.

*Statement* means a text that ends with a citation: `… [@key]`, `… [@key; @other-key]`. *Text* holds no citation.
In a statement, `[low calcium](low-calcium)` links to another condition. There is no other markup.
"""


def files(vocabularies: Mapping[str, Vocabulary]) -> dict[str, str]:
    """Return the two committed files that are made from the model, by path."""
    schema = with_terms({"$schema": "https://json-schema.org/draft/2020-12/schema", **_condition_schema()}, vocabularies)
    return {
        SCHEMA: json.dumps(schema, indent=1, ensure_ascii=False) + "\n",
        REFERENCE: _reference(schema, vocabularies),
    }


def with_terms(schema: dict[str, Any], vocabularies: Mapping[str, Vocabulary]) -> dict[str, Any]:
    """The schema with the terms of each vocabulary written out where a field picks from one."""

    def visit(node: Any) -> None:
        if isinstance(node, dict):
            if name := node.get("x-vocabulary"):
                node["enum"] = [term.id for term in vocabularies[name].terms]
            for value in node.values():
                visit(value)
        elif isinstance(node, list):
            for value in node:
                visit(value)

    visit(schema)
    return schema


def _reference(schema: dict[str, Any], vocabularies: Mapping[str, Vocabulary]) -> str:
    definitions = schema["$defs"]
    lines = [_HEAD, "## The file { #condition }\n", *_table(schema)]
    for name in sorted(definitions):
        lines += [f"## {name} {{ #{name.lower()} }}\n"]
        if about := definitions[name].get("description"):
            lines += [about.split("\n\n")[0].replace("\n", " ") + "\n"]
        lines += _table(definitions[name])
    lines += ["## A ready comparison { #comparison }\n",
              "An entry of `data/comparisons.yml`; its key is the address of a page on which the conditions stand side by side.\n"]
    lines += _table(Comparison.model_json_schema())
    lines += ["## Vocabulary { #vocabulary }\n", "The terms a file may use; they stand in `data/vocabulary/`.\n"]
    for name, vocabulary in vocabularies.items():
        lines += [f"### {name} {{ #vocabulary-{name.replace('_', '-')} }}\n", "| term | label | meaning |", "|---|---|---|"]
        lines += [f"| `{term.id}` | {term.label} | {term.meaning} |" for term in vocabulary.terms] + [""]
    return "\n".join(lines).rstrip() + "\n"


def _table(part: dict[str, Any]) -> list[str]:
    rows = ["| field | needed | holds | meaning |", "|---|---|---|---|"]
    for name, field in part.get("properties", {}).items():
        needed = "yes" if name in part.get("required", ()) else ""
        rows.append(f"| `{name}` | {needed} | {_type(field)} | {field.get('description', '')} |")
    return [*rows, ""]


def parts(schema: dict[str, Any], elsewhere: str) -> list[dict[str, Any]]:
    """The parts of a published schema for a page: `{name, about, fields: [{name, holds, about}]}`.

    Parts of a condition are explained on the page `elsewhere`, so that only links to them are made.
    """
    own = _condition_schema()
    found = []

    there = {name.lower() for name in own["$defs"]}

    def link(anchor: str) -> str:
        return f"{elsewhere}#{anchor}" if anchor in there or anchor.startswith("vocabulary-") else f"#{anchor}"

    # What leads to the others comes first, as the model names it.
    order = ["Dataset", "ConditionFile", "PublishedCondition", "PublishedStatement", "Release"]
    for name, part in sorted(schema["$defs"].items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)):
        if name not in own["$defs"]:
            shown = {field: value for field, value in part["properties"].items()
                     if name != "PublishedCondition" or field not in own["properties"]}
            found.append({"name": name, "about": part.get("description", "").split("\n\n")[0].replace("\n", " "), "fields": [
                {"name": field, "holds": _type(value, link), "about": value.get("description", "")} for field, value in shown.items()]})
    return found


def _condition_schema() -> dict[str, Any]:
    return Condition.model_json_schema()


def _type(field: dict[str, Any], link: Callable[[str], str] = "#{}".format) -> str:
    if choices := [choice for choice in field.get("anyOf", ()) if choice.get("type") != "null"]:
        return _type(choices[0], link)
    if reference := field.get("$ref") or next((c.get("$ref") for c in field.get("allOf", ())), None):
        name = reference.rsplit("/", 1)[1]
        return f"[{name}]({link(name.lower())})"
    if field.get("type") == "array":
        most = f", at most {field['maxItems']}" if "maxItems" in field else ""
        return f"list of {_type(field['items'], link)}{most}"
    if values := field.get("additionalProperties"):
        return f"{_type(values, link)} by id"
    if "const" in field:
        return f"`{field['const']}`"
    if field.get("type") in ("boolean", "integer"):
        return field["type"]
    if field.get("format") == "date":
        return "date, as 2026-11-22"
    if terms := field.get("enum"):
        if name := field.get("x-vocabulary"):
            return f"term of [{name}]({link('vocabulary-' + name.replace('_', '-'))})"
        return " or ".join(f"`{term}`" for term in terms)
    if "pattern" in field and "x-holds" not in field:
        return f"`{field['pattern']}`".replace("|", "\\|")
    most = f", at most {field['maxLength']} characters" if "maxLength" in field else ""
    return field.get("x-holds", "text") + most
