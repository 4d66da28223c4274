"""Render: an `Atlas` → `{path below docs/: text}`. Pure: touches no file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from jinja2 import Environment, Template

from scripts import bodymap, compare, jsonld, lists, markdown, search
from scripts.atlas import Atlas, Comparison, told_from
from scripts.environment import environment
from scripts.facets import BROWSABLE, facet_page, parameter
from scripts.glance import scales
from scripts.markers import walk_citations
from scripts.model import Condition, Pattern
from scripts.names import normalized
from scripts.pages import generated_page
from scripts.systems import SYSTEMS
from scripts.text import lower_first


def render(atlas: Atlas) -> dict[str, str]:
    """Return every generated file of the site's source, by its path below `docs/`."""
    templates, makers = environment(), page_makers(atlas)
    made = atlas.memo.each("page", atlas.conditions, makers["page"])
    files = {f"conditions/{id}.md": text for id, (text, _) in made.items()}
    columns = {id: column for id, (_, column) in made.items()}
    order = sorted(atlas.conditions, key=lambda id: normalized(atlas.conditions[id].name))
    files |= lists.lists(atlas) | lists.sources(atlas, atlas.memo.each("cited", order, makers["cited"]))
    files["visit-sheet.md"] = templates.get_template("visit-sheet.md.j2").render(
        facets={parameter(facet): atlas.vocabularies[facet] for facet in BROWSABLE})
    for id, tombstone in atlas.renamed.items():
        files[f"conditions/{id}.md"] = templates.get_template("renamed.md.j2").render(
            to=tombstone.to, name=atlas.conditions[tombstone.to].name, why=tombstone.why)
    files |= _comparisons(columns, order, atlas, templates)
    generated = [generated_page(name, files[name]) for name in ("visit-sheet.md", "browse/index.md", "conditions/index.md", "compare/index.md")]
    return files | search.index(atlas, generated)


def page_makers(atlas: Atlas) -> dict[str, Callable[[str], Any]]:
    """What makes the parts of a condition that the files are put together from, for `Memo`."""
    page = environment().get_template("condition.md.j2")
    ready, others = _ready(atlas), told_from(atlas.conditions)
    return search.search_makers(atlas) | {
        "page": lambda id: _page_and_column(id, atlas, ready.get(id, {}), others.get(id, []), page),
        "cited": lambda id: list(dict.fromkeys(walk_citations(atlas.conditions[id]))),
    }


def _page_and_column(
        id: str, atlas: Atlas, ready: dict[str, Comparison], others: list[str], page: Template) -> tuple[str, compare.Column]:
    cite, condition = markdown.Citations(), atlas.conditions[id]
    return _condition(id, condition, cite, atlas, ready, others, page), compare.column(id, condition, cite.numbers, atlas)


def _condition(id: str, condition: Condition, cite: markdown.Citations, atlas: Atlas, ready: dict[str, Comparison],
               apart: list[str], page: Template) -> str:
    beside, more = _beside(id, condition, ready)
    others = {*condition.related, *beside, *apart}
    text = page.render(
        id=id, c=condition, cite=cite, sources=atlas.references, beside=beside, comparisons=more,
        names={other: atlas.conditions[other].name for other in others},
        related=condition.related, told_from=apart,
        pattern=_pattern(condition.pattern, atlas), scales=scales(condition.pattern, atlas),
        body=bodymap.small(atlas, condition.pattern.location.terms, "where"), codes=_codes(condition),
        jsonld=jsonld.describe(condition), seo_title=_title(condition),
        description=markdown.sentence(condition.main_message))
    return re.sub(r"\n{3,}", "\n\n", text)


def _ready(atlas: Atlas) -> dict[str, dict[str, Comparison]]:
    """The ready comparisons that each condition stands in."""
    found: dict[str, dict[str, Comparison]] = {}
    for entry_id, entry in atlas.comparisons.items():
        for id in entry.conditions:
            found.setdefault(id, {})[entry_id] = entry
    return found


def _beside(id: str, condition: Condition, ready: dict[str, Comparison]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Where a condition stands beside each one it is told from, and the other ones of its ready comparisons."""
    pages = {frozenset(entry.conditions): f"{entry_id}/" for entry_id, entry in ready.items()}
    beside = {entry.condition: pages.get(frozenset((id, entry.condition)), f"#conditions={id},{entry.condition}")
              for entry in condition.tell_apart if entry.condition}
    more = [{"id": entry_id, "name": entry.name} for entry_id, entry in ready.items() if f"{entry_id}/" not in beside.values()]
    return beside, more


def _title(condition: Condition) -> str:
    """The page's `<title>`: its name and the alias that most people would type."""
    alias = condition.also_called[0] if condition.also_called else ""
    title = f"{condition.name} ({lower_first(alias)})" if alias else condition.name
    return (title if len(title) <= 50 else condition.name) + ": signs, causes, when to get help"


def _pattern(pattern: Pattern, atlas: Atlas) -> list[dict[str, Any]]:
    rows = []
    for facet in BROWSABLE:
        entry = getattr(pattern, facet)
        if entry is None:
            continue
        terms = {term.id: term for term in atlas.vocabularies[facet].terms}
        rows.append({
            "facet": facet, "label": atlas.vocabularies[facet].title, "note": entry.note,
            "terms": [{"label": terms[t].label, "href": f"../../browse/{facet_page(facet)}/#{t}"}
                      for t in entry.terms],
        })
    return rows


def _codes(condition: Condition) -> list[dict[str, str]]:
    return [
        {"system": system.label, "value": code, "href": system.page.format(code)}
        for field, system in SYSTEMS.items() for code in getattr(condition.codes, field)
    ]


def _comparisons(columns: dict[str, compare.Column], order: list[str], atlas: Atlas, templates: Environment) -> dict[str, str]:
    """The ready comparisons, the page of the picker, and what its script reads: all names, and a file for each column."""
    files, ready = {}, []
    page = templates.get_template("compare.md.j2")
    for id, entry in atlas.comparisons.items():
        names = [atlas.conditions[one].name for one in entry.conditions]
        ready.append({"id": id, "name": entry.name, "names": names})
        files[f"compare/{id}.md"] = page.render(
            c=entry, names=" and ".join((", ".join(names[:-1]), names[-1])),
            table=compare.comparison([columns[one] for one in entry.conditions], "../../"))
    files["compare/index.md"] = templates.get_template("comparisons.md.j2").render(
        ready=sorted(ready, key=lambda entry: normalized(entry["name"])))
    head = {"names": [[id, atlas.conditions[id].name] for id in order], "renamed": {id: gone.to for id, gone in atlas.renamed.items()}}
    files["assets/compare/names.js"] = f"atlasCompare.names({search.script_json(head)});\n"
    for id, column in columns.items():
        files[f"assets/compare/{id}.js"] = f"atlasCompare.add({search.script_json(column)});\n"
    return files
