"""Check: the rules that need the whole set, or that a type cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from scripts import codes, text
from scripts.atlas import BodyMap, Comparison, Reference, Renamed, Vocabulary
from scripts.bodymap import VIEWS
from scripts.facets import wider_terms
from scripts.faults import Fault, few, nearest
from scripts.load import VOCABULARIES, Loaded
from scripts.markers import CitationKey, Cited, ConditionId, Plain, Term, walk, walk_raw
from scripts.model import Condition
from scripts.names import names, normalized, slug
from scripts.yamlfile import Document


def check(loaded: Loaded, today: date) -> list[Fault]:
    """Return all faults of the set: those of loading and those of the rules here, in file order."""
    faults = list(loaded.faults)
    used: set[str] = set(loaded.broken_citations)
    faults += _vocabularies(loaded)
    for document in loaded.vocabularies.values():
        faults += few(_texts(Vocabulary, document.value, document, (), loaded, used))
    faults += few(_texts(BodyMap, loaded.body_map.value, loaded.body_map, (), loaded, used))
    faults += _body_map(loaded)
    if loaded.atlas.release and "+" in loaded.atlas.release.version:
        faults.append(loaded.release.fault(("version",), "the build adds what stands behind `+`", "write major, minor and patch only"))
    items = loaded.references.value if isinstance(loaded.references.value, dict) else {}
    faults += few(fault for key, item in items.items() for fault in _texts(Reference, item, loaded.references, (key,), loaded, used))
    for key in loaded.atlas.references:
        faults += _reference(key, loaded, today)
    makers = {"checked": lambda id: _cited_without_fault(id, loaded)}
    loaded.atlas.memo.ahead(makers, loaded.conditions)
    for id, keys in loaded.atlas.memo.each("checked", loaded.conditions, makers["checked"]).items():
        if keys is None:
            # Also of a file whose form is wrong, so that its faults come all at once.
            keys, document = set(), loaded.conditions[id]
            faults += few(_texts(Condition, document.value, document, (), loaded, keys))
        used.update(keys)
    for id, condition in loaded.atlas.conditions.items():
        faults += _condition(id, condition, loaded, today)
    for path, page in loaded.atlas.pages.items():
        for key, line in page.citations.items():
            faults += _page_key(key, path, line, loaded, used)
    entries = loaded.comparisons.value if isinstance(loaded.comparisons.value, dict) else {}
    faults += few(fault for id, entry in entries.items() for fault in _texts(Comparison, entry, loaded.comparisons, (id,), loaded, used))
    faults += _comparisons(loaded)
    faults += _names(loaded)
    faults += _codes(loaded)
    faults += _renamed(loaded)
    for key in loaded.atlas.references:
        if key not in used:
            faults.append(loaded.references.fault(
                (key,), f"no statement cites `{key}`", "cite it where it supports a statement, or remove it", key=True))
    return sorted(set(faults))


def _cited_without_fault(id: str, loaded: Loaded) -> list[str] | None:
    """The keys that a condition cites; None when there is something wrong with its texts."""
    keys: set[str] = set()
    document = loaded.conditions[id]
    # What stands in a file of the right form, the condition has as well, and is not read twice for that.
    part = loaded.atlas.conditions.get(id) or document.value
    return None if few(_texts(Condition, part, document, (), loaded, keys)) else sorted(keys)


def _texts(model, raw: object, document: Document, base: tuple, loaded: Loaded, used: set[str]) -> Iterator[Fault]:
    """Terms, citations, links and forbidden markup in every marked text of `raw`, which is a `model` or is read as one."""
    for path, value, marker in walk(raw, base) if isinstance(raw, model) else walk_raw(model, raw, base):
        if isinstance(marker, Term):
            vocabulary = loaded.atlas.vocabularies.get(marker.vocabulary)
            known = [term.id for term in vocabulary.terms] if vocabulary else [value]
            if value not in known:
                yield document.fault(path, f"`{value}` is not a term of the vocabulary `{marker.vocabulary}`",
                                     nearest(value, known, 60))
        elif isinstance(marker, ConditionId):
            yield from _target(value, path, document, loaded)
        elif isinstance(marker, CitationKey):
            yield from _key(value, path, document, loaded, used)
        elif isinstance(marker, Cited | Plain):
            for problem in text.problems(value, needs_citation=isinstance(marker, Cited)):
                yield document.fault(path, problem.message, problem.repair, needle=problem.needle)
            if isinstance(marker, Cited):
                for key in text.cited(value):
                    yield from _key(key, path, document, loaded, used)
                for target in text.linked(value):
                    yield from _target(target, path, document, loaded)


def _key(key: str, path: tuple, document: Document, loaded: Loaded, used: set[str]) -> Iterator[Fault]:
    if problem := _unknown_key(key, loaded, used):
        yield document.fault(path, *problem, needle=f"@{key}" if path[-2:-1] != ("sources",) else key)


def _page_key(key: str, path: str, line: int, loaded: Loaded, used: set[str]) -> Iterator[Fault]:
    if problem := _unknown_key(key, loaded, used):
        yield Fault(f"docs/{path}", line, 1, *problem)


def _unknown_key(key: str, loaded: Loaded, used: set[str]) -> tuple[str, str] | None:
    """Note that `key` is used; return message and repair when the bibliography lacks it."""
    used.add(key)
    known = loaded.references.value
    # A bibliography that cannot be read is one fault there, not one for each citation.
    if not isinstance(known, dict) or key in known:
        return None
    return (f"the citation key `{key}` is not in the bibliography",
            nearest(key, known, 0) + " Or add it to `data/references.yml`")


def _target(target: str, path: tuple, document: Document, loaded: Loaded) -> Iterator[Fault]:
    if target in loaded.conditions:
        if loaded.conditions[target] is document:
            yield document.fault(path, f"`{target}` is this page itself", "name another condition", needle=target)
    elif target in loaded.renamed:
        yield document.fault(path, f"`{target}` was renamed", f"see `data/renamed/{target}.yml`", needle=target)
    else:
        instead = "; without a page here use `name:`" if "tell_apart" in path else ""
        yield document.fault(path, f"there is no condition `{target}`", nearest(target, loaded.conditions, 40) + instead,
                             needle=target)


def _condition(id: str, condition: Condition, loaded: Loaded, today: date) -> Iterator[Fault]:
    document = loaded.conditions[id]
    review, urgency = condition.review, condition.urgency
    if review.due < today:
        yield document.fault(("review", "due"), f"the review was due on {review.due}",
                             "check the page against its sources, then set `checked` and `due`", level="warning")
    if review.due <= review.checked:
        yield document.fault(("review", "due"), "the next check is due before the last one", "set a later date")
    if _later(review.checked, today):
        yield document.fault(("review", "checked"), f"{review.checked} is in the future", "give the day it was checked")
    if (review.status == "clinically reviewed") != (review.reviewer is not None):
        yield document.fault(("review", "status"), "status and reviewer disagree",
                             "`clinically reviewed` needs a named `reviewer`, and only that status has one")
    if condition.get_help.emergency is None and urgency != "not-emergency":
        yield document.fault(("urgency",), f"`{urgency}` needs an emergency card",
                             "add `get_help: emergency:` with the signs, or choose `not-emergency`")
    if not (condition.get_help.urgent or condition.get_help.routine or condition.get_help.emergency):
        yield document.fault(("get_help",), "no card says when to get help", "add `urgent` or `routine`")
    if len(condition.treatments) == 1 and condition.only_option is None:
        yield document.fault(("treatments",), "only one treatment is given",
                             "add another, or say why there is only one in `only_option`")
    if review.reviewer and _later(review.reviewer.reviewed, today):
        yield document.fault(("review", "reviewer", "reviewed"), f"{review.reviewer.reviewed} is in the future", "give the day of the review")
    emergency = condition.get_help.emergency
    for field in ("signs", "meanwhile") if emergency else ():
        for index, sign in enumerate(getattr(emergency, field)):
            if text.linked(sign):
                yield document.fault(("get_help", "emergency", field, index), "an emergency card holds no links", "write plain words", needle="](")
    for index, other in enumerate(condition.related):
        if other in condition.related[:index]:
            yield document.fault(("related", index), f"`{other}` stands twice", "keep one")
    for index, entry in enumerate(condition.tell_apart):
        if (entry.condition is None) == (entry.name is None):
            yield document.fault(("tell_apart", index), "an entry needs either `condition` or `name`",
                                 "`condition` for one with a page here, else `name`")
    for index, table in enumerate(condition.tables):
        for number, row in enumerate(table.rows):
            if len(row.cells) != len(table.columns):
                yield document.fault(("tables", index, "rows", number),
                                     f"{len(row.cells)} cells under {len(table.columns)} columns",
                                     "give one cell for each column")
    for part in ("forms", "treatments", "tables"):
        seen: dict[str, int] = {}
        for index, entry in enumerate(getattr(condition, part)):
            heading = entry.heading if part == "tables" else entry.name
            if seen.setdefault(slug(heading), index) != index:
                yield document.fault((part, index), f"the heading `{heading}` stands twice", "name the two apart")
    yield from _leaf(condition.group, document, loaded)
    for facet in type(condition.pattern).model_fields:
        terms = getattr(getattr(condition.pattern, facet), "terms", [])
        for index, term in enumerate(terms):
            if term in terms[:index]:
                yield document.fault(("pattern", facet, "terms", index), f"`{term}` stands twice", "keep one")


def _leaf(group: str, document: Document, loaded: Loaded) -> Iterator[Fault]:
    groups = loaded.atlas.vocabularies.get("groups")
    inner = [term.id for term in groups.terms if term.within == group] if groups else []
    if inner:
        yield document.fault(("group",), f"`{group}` is divided further", f"choose one of {', '.join(inner)}")


def _comparisons(loaded: Loaded) -> Iterator[Fault]:
    document = loaded.comparisons
    seen: dict[frozenset[str], str] = {}
    for id, comparison in loaded.atlas.comparisons.items():
        for index, condition in enumerate(comparison.conditions):
            if condition in comparison.conditions[:index]:
                yield document.fault((id, "conditions", index), f"`{condition}` stands twice", "keep one")
        first = seen.setdefault(frozenset(comparison.conditions), id)
        if first != id:
            yield document.fault((id, "conditions"), f"`{first}` compares the same conditions", "keep one of the two")


def _names(loaded: Loaded) -> Iterator[Fault]:
    """No two entries may claim one name, phrase or alias: it must lead to one page."""
    owner: dict[str, tuple[Document, tuple]] = {}
    for document, path, name in _claims(loaded):
        key = normalized(name)
        if not key:
            yield document.fault(path, f"`{name}` has no letters to search for", "write a name")
        elif key in owner:
            there, place = owner[key]
            repair = "a name leads to one page: keep it in one place"
            yield document.fault(path, f"`{name}` is claimed also by {there.label}:{there.at(place)[0]}", repair)
            yield there.fault(place, f"`{name}` is claimed also by {document.label}:{document.at(path)[0]}", repair)
        else:
            owner[key] = (document, path)


def _claims(loaded: Loaded) -> Iterator[tuple[Document, tuple, str]]:
    """Every name and phrase of a condition or a comparison, with where it stands."""
    for id, condition in loaded.atlas.conditions.items():
        for path, name in names(condition):
            yield loaded.conditions[id], path, name
    for id, comparison in loaded.atlas.comparisons.items():
        yield loaded.comparisons, (id, "name"), comparison.name
        for index, phrase in enumerate(comparison.search_phrases):
            yield loaded.comparisons, (id, "search_phrases", index), phrase


def _codes(loaded: Loaded) -> Iterator[Fault]:
    """Every code is an official one that means the condition or the term it stands at."""
    if loaded.codes is None:  # one fault of that file, not one for each code
        return
    for id, condition in loaded.atlas.conditions.items():
        for path, message, repair in codes.of_condition(condition.codes, [condition.name, *condition.also_called], loaded.codes):
            yield loaded.conditions[id].fault(("codes", *path), message, repair)
    for name, vocabulary in loaded.atlas.vocabularies.items():
        for index, term in enumerate(vocabulary.terms):
            if term.hpo:
                for path, message, repair in codes.of_term(name, term.label, term.meaning, term.hpo, term.hpo_note, loaded.codes):
                    yield loaded.vocabularies[name].fault(("terms", index, *path), message, repair)
            elif term.hpo_note:
                yield loaded.vocabularies[name].fault(("terms", index, "hpo_note"), "a note without an HPO id", "give `hpo`, or remove the note")


def _later(day: date, today: date) -> bool:
    """Whether a day lies in the future everywhere. Where a contributor lives it can be tomorrow already."""
    return day > today + timedelta(days=1)


def _reference(key: str, loaded: Loaded, today: date) -> Iterator[Fault]:
    reference, document = loaded.atlas.references[key], loaded.references
    if _later(reference.accessed, today):
        yield document.fault((key, "accessed"), f"{reference.accessed} is in the future", "give the day you opened it")
    if not (reference.URL or reference.DOI or reference.PMID or reference.type == "book"):
        yield document.fault((key,), "a source without an address", "add URL, DOI or PMID", key=True)
    for index, person in enumerate(reference.author):
        if (person.family is None) == (person.literal is None):
            yield document.fault((key, "author", index), "an author needs either `family` or `literal`",
                                 "`family` (and `given`) for a person, `literal` for an organisation")


def _vocabularies(loaded: Loaded) -> Iterator[Fault]:
    for name in VOCABULARIES:
        if name not in loaded.vocabularies:
            yield Fault(f"data/vocabulary/{name}.yml", 1, 1, f"the vocabulary `{name}` is missing", "restore this file")
    for name, vocabulary in loaded.atlas.vocabularies.items():
        document = loaded.vocabularies[name]
        ids = [term.id for term in vocabulary.terms]
        for index, term in enumerate(vocabulary.terms):
            if term.id in ids[:index]:
                yield document.fault(("terms", index, "id"), f"`{term.id}` stands twice", "rename one")
            for number, covered in enumerate(term.covers):
                if covered not in ids:
                    yield document.fault(("terms", index, "covers", number), f"there is no term `{covered}`", nearest(covered, ids))
            if term.within and term.within not in ids:
                yield document.fault(("terms", index, "within"), f"there is no term `{term.within}`", nearest(term.within, ids))


def _body_map(loaded: Loaded) -> Iterator[Fault]:
    """Every location is drawn, and nothing else; a wider one by what lies within it."""
    drawing, document, locations = loaded.atlas.body_map, loaded.body_map, loaded.atlas.vocabularies.get("location")
    if drawing is None or locations is None:
        return
    terms = {term.id: term for term in locations.terms}
    reached = {drawing.everything}
    places = [(name, part, region) for name in VIEWS for part in ("regions", "wide") for region in getattr(getattr(drawing, name), part)]
    for path in (*places, *(("buttons", term) for term in drawing.buttons)):
        if path[-1] not in terms:
            yield document.fault(path, f"there is no location `{path[-1]}`", nearest(path[-1], terms), key=True)
        elif "regions" in path:
            reached.update(wider_terms(terms[path[-1]], terms))
    for term in terms:
        if term not in reached:
            yield document.fault((), f"the location `{term}` is not drawn", "give it a shape in `regions` of a figure")


def _renamed(loaded: Loaded) -> Iterator[Fault]:
    for document in loaded.renamed.values():
        yield from few(_texts(Renamed, document.value, document, (), loaded, set()))
    for id, tombstone in loaded.atlas.renamed.items():
        document = loaded.renamed[id]
        if id in loaded.conditions:
            yield document.fault((), f"a condition `{id}` exists again", "remove this file, or rename the condition")
