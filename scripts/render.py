"""Render: an `Atlas` → `{path below docs/: text}`. Pure: touches no file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from scripts import bibliography, bodymap, browse, compare, jsonld, markdown, search
from scripts.atlas import Atlas, Comparison, told_from
from scripts.facets import BROWSABLE, facet_page, holders, parameter
from scripts.glance import scales
from scripts.markers import walk_citations
from scripts.model import Condition, Pattern
from scripts.names import normalized, slug
from scripts.pages import generated_page
from scripts.signs import flag, icon
from scripts.statements import anchor, row_text
from scripts.systems import SYSTEMS
from scripts.text import lower_first

TEMPLATES = Path(__file__).parent / "templates"

HOME = "index.md"
"""The page by hand whose emergency card the pattern browser also shows."""


def render(atlas: Atlas) -> dict[str, str]:
    """Return every generated file of the site's source, by its path below `docs/`."""
    templates, makers = environment(), page_makers(atlas)
    made = atlas.memo.each("page", atlas.conditions, makers["page"])
    files = {f"conditions/{id}.md": text for id, (text, _) in made.items()}
    columns = {id: column for id, (_, column) in made.items()}
    order = sorted(atlas.conditions, key=lambda id: normalized(atlas.conditions[id].name))
    facets = {facet: _terms(facet, atlas, order) for facet in BROWSABLE}
    files["conditions/index.md"] = templates.get_template("names.md.j2").render(letters=_letters(atlas))
    files["browse/groups.md"] = templates.get_template("groups.md.j2").render(groups=_groups(atlas, order))
    for facet, terms in facets.items():
        files[f"browse/{facet_page(facet)}.md"] = templates.get_template("facet.md.j2").render(
            vocabulary=atlas.vocabularies[facet], terms=terms,
            unused=[term for term in atlas.vocabularies[facet].terms if term.id not in {t["id"] for t in terms}])
    files["browse/index.md"] = templates.get_template("browse.md.j2").render(
        data=browse.DATA, facets=browse.options(atlas), ways=_ways(atlas, facets), card=atlas.pages[HOME].card if HOME in atlas.pages else "",
        everything=atlas.body_map.everything, **bodymap.parts(atlas))
    files[browse.DATA] = browse.script(atlas)
    files["sources.md"] = templates.get_template("sources.md.j2").render(
        sources=atlas.references, kinds=_bibliography(atlas, atlas.memo.each("cited", order, makers["cited"])))
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


@cache
def environment() -> Environment:
    """The templates, with what they may call. One that is edited while the program runs is read again."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined,
        trim_blocks=False, keep_trailing_newline=True)
    made.filters |= {
        "words": markdown.markdown, "plain": markdown.plain, "slug": slug,
        "day": _day, "reference": bibliography.html, "short_reference": bibliography.short, "lower_first": lower_first,
        "tojson": markdown.json_text,
    }
    made.globals |= {"flag": flag, "icon": icon, "anchor": anchor, "row_text": row_text}
    return made


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


def _letters(atlas: Atlas) -> list[dict[str, Any]]:
    """Every name by its first letter; an alias says whose it is."""
    entries = []
    for id, condition in atlas.conditions.items():
        common = {"urgency": condition.urgency}
        entries.append(common | {"name": condition.name, "href": f"{id}/", "of": ""})
        for name in condition.also_called:
            entries.append(common | {"name": name, "href": f"{id}/", "of": condition.name})
        for form in condition.forms:
            if form.condition is None:
                for name in (form.name, *form.also_called):
                    entries.append(common | {"name": name, "href": f"{id}/#form-{slug(form.name)}", "of": condition.name})
    letters: dict[str, list] = {}
    for entry in sorted(entries, key=lambda e: (normalized(e["name"]), e["href"])):
        first = normalized(entry["name"])[0]
        letters.setdefault(first.upper() if first.isalpha() else "0–9", []).append(entry)
    return [{"title": title, "id": f"letter-{title[0].lower()}", "entries": found}
            for title, found in letters.items()]


def _comparisons(columns: dict[str, compare.Column], order: list[str], atlas: Atlas, environment: Environment) -> dict[str, str]:
    """The ready comparisons, the page of the picker, and what its script reads: all names, and a file for each column."""
    files, ready = {}, []
    page = environment.get_template("compare.md.j2")
    for id, entry in atlas.comparisons.items():
        names = [atlas.conditions[one].name for one in entry.conditions]
        ready.append({"id": id, "name": entry.name, "names": names})
        files[f"compare/{id}.md"] = page.render(
            c=entry, names=" and ".join((", ".join(names[:-1]), names[-1])),
            table=compare.comparison([columns[one] for one in entry.conditions], "../../"))
    files["compare/index.md"] = environment.get_template("comparisons.md.j2").render(
        ready=sorted(ready, key=lambda entry: normalized(entry["name"])))
    head = {"names": [[id, atlas.conditions[id].name] for id in order], "renamed": {id: gone.to for id, gone in atlas.renamed.items()}}
    files["assets/compare/names.js"] = f"atlasCompare.names({search.script_json(head)});\n"
    for id, column in columns.items():
        files[f"assets/compare/{id}.js"] = f"atlasCompare.add({search.script_json(column)});\n"
    return files


def _entry(id: str, atlas: Atlas, **more: Any) -> dict[str, Any]:
    condition = atlas.conditions[id]
    return {"id": id, "name": condition.name, "urgency": condition.urgency,
            "message": condition.main_message} | more


def _groups(atlas: Atlas, order: list[str]) -> list[dict[str, Any]]:
    terms = atlas.vocabularies["groups"].terms
    groups = []
    for outer in (term for term in terms if term.within is None):
        inner = [
            {"id": term.id, "label": term.label, "meaning": term.meaning, "entries": entries}
            for term in terms if term.within == outer.id
            if (entries := [_entry(id, atlas) for id in order if atlas.conditions[id].group == term.id])
        ]
        if inner:
            groups.append({"id": outer.id, "label": outer.label, "meaning": outer.meaning, "inner": inner})
    return groups


def _terms(facet: str, atlas: Atlas, order: list[str]) -> list[dict[str, Any]]:
    """The terms of a facet that some condition has, each with its conditions in the given order."""
    terms = {term.id: term for term in atlas.vocabularies[facet].terms}
    return [
        {"id": id, "label": terms[id].label, "meaning": terms[id].meaning,
         "entries": [_entry(other, atlas, narrower=narrower) for other, narrower in entries.items()]}
        for id, entries in holders(facet, atlas, order).items() if entries
    ]


def _ways(atlas: Atlas, facets: dict[str, list[dict[str, Any]]]) -> list[dict[str, str]]:
    ways = [
        {"href": "../conditions/", "question": "A to Z", "about": "Every name, medical or everyday."},
        {"href": "groups/", "question": "By group", "about": "By what lies behind it: the whole body, or one part."},
        {"href": "../compare/", "question": "Compare", "about": "Two to four conditions side by side, and what differs."},
    ]
    for facet, terms in facets.items():
        ways.append({"href": f"{facet_page(facet)}/", "question": atlas.vocabularies[facet].question,
                     "about": ", ".join(term["label"] for term in terms[:5]) + " …"})
    return ways


def _bibliography(atlas: Atlas, cited: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The sources by kind, each with the pages that cite it; `cited` are the keys that each condition cites."""
    pages: dict[str, list[dict[str, str]]] = {key: [] for key in atlas.references}
    for page in atlas.pages.values():
        for key in page.citations:
            pages[key].append({"title": page.title, "href": page.href})
    for id, keys in cited.items():
        for key in keys:
            pages[key].append({"title": atlas.conditions[id].name, "href": f"conditions/{id}/"})
    kinds = []
    for term in atlas.vocabularies["evidence"].terms:
        keys = [key for key, reference in atlas.references.items() if reference.custom.evidence == term.id]
        keys.sort(key=lambda key: (normalized(bibliography.authors(atlas.references[key])), key))
        if keys:
            kinds.append({"id": term.id, "label": term.label, "meaning": term.meaning, "sources": [
                {"key": key, "reference": atlas.references[key], "pages": pages[key]} for key in keys]})
    return kinds


def _day(day: date) -> str:
    months = ("January", "February", "March", "April", "May", "June", "July", "August",
              "September", "October", "November", "December")
    return f"{day.day} {months[day.month - 1]} {day.year}"
