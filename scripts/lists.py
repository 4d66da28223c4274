"""Lists: the pages that show all conditions by name, group and pattern, and the page of all sources.

They are made again only when something changed of what they show.
"""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from scripts import bibliography, bodymap, browse
from scripts.atlas import Atlas
from scripts.environment import environment
from scripts.facets import BROWSABLE, facet_page, holders
from scripts.model import Condition
from scripts.names import normalized, slug

HOME = "index.md"
"""The page by hand whose emergency card the pattern browser also shows."""


def lists(atlas: Atlas) -> dict[str, str]:
    """The pages that list conditions by name, group and pattern, and the pattern browser."""
    listed = {id: _listed(id, condition) for id, condition in atlas.conditions.items()}
    card = atlas.pages[HOME].card if HOME in atlas.pages else ""
    return atlas.memo.once("lists", json.dumps([listed, card], default=vars),
                           lambda: _made_lists(replace(atlas, conditions=cast(dict[str, Condition], listed), pages={}), card))


def _listed(id: str, condition: Condition) -> SimpleNamespace:
    """What lists can read of a condition. With anything else that they showed, they would have to be made again when it changes."""
    entries = {facet: getattr(condition.pattern, facet) for facet in BROWSABLE}
    return SimpleNamespace(
        id=id, **{name: getattr(condition, name) for name in ("name", "also_called", "urgency", "main_message", "group")},
        forms=[SimpleNamespace(name=form.name, also_called=form.also_called, condition=form.condition) for form in condition.forms],
        pattern=SimpleNamespace(**{facet: entry and SimpleNamespace(terms=entry.terms) for facet, entry in entries.items()}))


def _made_lists(atlas: Atlas, card: str) -> dict[str, str]:
    templates, files = environment(), {}
    order = sorted(atlas.conditions, key=lambda id: normalized(atlas.conditions[id].name))
    facets = {facet: _terms(facet, atlas, order) for facet in BROWSABLE}
    files["conditions/index.md"] = templates.get_template("names.md.j2").render(letters=_letters(atlas))
    files["browse/groups.md"] = templates.get_template("groups.md.j2").render(groups=_groups(atlas, order))
    for facet, terms in facets.items():
        files[f"browse/{facet_page(facet)}.md"] = templates.get_template("facet.md.j2").render(
            vocabulary=atlas.vocabularies[facet], terms=terms,
            unused=[term for term in atlas.vocabularies[facet].terms if term.id not in {t["id"] for t in terms}])
    files["browse/index.md"] = templates.get_template("browse.md.j2").render(
        data=browse.DATA, facets=browse.options(atlas), ways=_ways(atlas, facets), card=card,
        everything=atlas.body_map.everything, **bodymap.parts(atlas))
    return files | {browse.DATA: browse.script(atlas)}


def sources(atlas: Atlas, cited: dict[str, list[str]]) -> dict[str, str]:
    """The page of all sources; `cited` are the keys that each condition cites."""
    names = {id: atlas.conditions[id].name for id in cited}
    pages = [[page.title, page.href, list(page.citations)] for page in atlas.pages.values()]
    return {"sources.md": atlas.memo.once("sources", json.dumps([cited, names, pages]), lambda: environment().get_template("sources.md.j2").render(
        sources=atlas.references, kinds=_bibliography(atlas, cited)))}


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


def _groups(atlas: Atlas, order: list[str]) -> list[dict[str, Any]]:
    terms = atlas.vocabularies["groups"].terms
    groups = []
    for outer in (term for term in terms if term.within is None):
        inner = [
            {"id": term.id, "label": term.label, "meaning": term.meaning, "entries": entries}
            for term in terms if term.within == outer.id
            if (entries := [atlas.conditions[id] for id in order if atlas.conditions[id].group == term.id])
        ]
        if inner:
            groups.append({"id": outer.id, "label": outer.label, "meaning": outer.meaning, "inner": inner})
    return groups


def _terms(facet: str, atlas: Atlas, order: list[str]) -> list[dict[str, Any]]:
    """The terms of a facet that some condition has, each with its conditions in the given order, and the narrower terms that brought them there."""
    terms = {term.id: term for term in atlas.vocabularies[facet].terms}
    return [
        {"id": id, "label": terms[id].label, "meaning": terms[id].meaning,
         "entries": [(atlas.conditions[other], narrower) for other, narrower in entries.items()]}
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
