"""The set as linked data in terms of schema.org: one graph, written as JSON-LD and as Turtle.

It is made of nodes of JSON-LD: a name leads to text, a number, a node, or a list of these. The context
says which names hold addresses and which hold days, so that a program needs no network to read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from scripts import bibliography
from scripts.atlas import Person, Reference, VocabularyTerm
from scripts.dataset import NOTICE, TITLE, Dataset, PublishedCondition, PublishedStatement
from scripts.facets import BROWSABLE, facet_page
from scripts.jsonld import codes, medical_code
from scripts.names import slug
from scripts.text import bare

SCHEMA = "https://schema.org/"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"

_ADDRESSES = {"contentUrl", "license", "sameAs", "url"}
_DAYS = {"datePublished", "lastReviewed"}
_CONTEXT: dict[str, Any] = (
    {"@vocab": SCHEMA} | {name: {"@type": "@id"} for name in sorted(_ADDRESSES)} | {name: {"@type": "Date"} for name in sorted(_DAYS)})

_TYPES = {"article-journal": "ScholarlyArticle", "book": "Book", "chapter": "Chapter", "entry": "Article", "report": "Report",
          "webpage": "WebPage"}
_CONTAINERS = {"article-journal": "Periodical", "chapter": "Book", "webpage": "WebSite"}

_FACET_TYPES = {"also": ["MedicalSignOrSymptom", "DefinedTerm"], "location": ["AnatomicalStructure", "DefinedTerm"]}
"""What the terms of a facet are, beside terms."""

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_QUOTE = json.JSONEncoder(ensure_ascii=False).encode

Node = dict[str, Any]


def texts(data: Dataset, address: str, files: Mapping[str, str], conditions: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """The graph as JSON-LD and as Turtle: the set, the terms of patterns, the sources, and what `condition` made of each condition.

    `files` are the downloads: media type by path below `address`.
    """
    site = {"@id": address, "@type": "WebSite", "name": TITLE, "url": address, "license": LICENSE, "inLanguage": "en"}
    nodes = [site, description(data, address, files), *_terms(data, address)]
    nodes += [_source(key, reference, address) for key, reference in data.references.items()]
    lines, blocks = zip(_written(nodes), *conditions, strict=True)
    return (b'{"@context":%s,\n"@graph":[\n%s\n]}\n' % (json.dumps(_CONTEXT).encode(), b",\n".join(lines)),
            b"@prefix schema: <%s> .\n%s" % (SCHEMA.encode(), b"".join(blocks)))


def condition(c: PublishedCondition, address: str) -> tuple[bytes, bytes]:
    """A condition with its page and statements, for `texts`."""
    return _written(_condition(c, address))


def description(data: Dataset, address: str, files: Mapping[str, str]) -> Node:
    """The set itself, as search engines for data read it."""
    return {
        "@id": f"{address}data/", "@type": "Dataset", "name": TITLE, "url": f"{address}data/",
        "description": "The conditions behind muscle spasms, cramps and twitches: where, how often, how strong and what "
                       f"sets them off, with a source for every statement. {NOTICE}",
        "version": data.release.version, "datePublished": data.release.date.isoformat(), "license": LICENSE,
        "creator": {"@type": "Organization", "name": f"{TITLE} contributors"}, "inLanguage": "en", "isAccessibleForFree": True,
        "keywords": ["muscle spasm", "muscle cramp", "muscle twitch", "differential diagnosis"],
        "distribution": [{"@type": "DataDownload", "name": path.rpartition("/")[2], "contentUrl": address + path, "encodingFormat": kind}
                         for path, kind in files.items()],
    }


def _written(nodes: Iterable[Node]) -> tuple[bytes, bytes]:
    """Nodes with ids of their own as lines of JSON, and as Turtle."""
    nodes = list(nodes)
    turtle = []
    for node in nodes:
        said = " ;\n  ".join(_statements(node))
        turtle.append(f"\n<{node['@id']}> {said} .\n")
    return ",\n".join(map(_COMPACT, nodes)).encode(), "".join(turtle).encode()


# --- the nodes ---------------------------------------------------------------------------------

def _terms(data: Dataset, address: str) -> Iterator[Node]:
    for facet in BROWSABLE:
        page = f"{address}browse/{facet_page(facet)}/"
        yield {"@id": page, "@type": "DefinedTermSet", "name": data.vocabularies[facet].title, "url": page}
        for term in data.vocabularies[facet].terms:
            yield {"@id": _term(address, facet, term.id), "@type": _FACET_TYPES.get(facet, "DefinedTerm"), "name": term.label,
                   "description": term.meaning, "termCode": term.id, "inDefinedTermSet": {"@id": page}} | _hpo(facet, term)


def _hpo(facet: str, term: VocabularyTerm) -> Node:
    if not term.hpo:
        return {}
    same = {"sameAs": f"http://purl.obolibrary.org/obo/{term.hpo.replace(':', '_')}"}
    # Only a sign may have the code of a phenotype; of a place HPO's term says where something is.
    return same | ({"code": medical_code("HPO", term.hpo)} if facet == "also" else {})


def _term(address: str, facet: str, term: str) -> str:
    return f"{address}browse/{facet_page(facet)}/#{term}"


def _condition(c: PublishedCondition, address: str) -> Iterator[Node]:
    page = f"{address}conditions/{c.id}/"
    about = f"{page}#condition"
    therapies = [{"@id": f"{page}#treatment-{slug(treatment.name)}", "@type": "MedicalTherapy", "name": treatment.name,
                  "description": bare(treatment.how_it_works)} for treatment in c.treatments]
    node: Node = {"@id": about, "@type": "MedicalCondition", "name": c.name, "url": page}
    node["description"] = " ".join(bare(text) for text in c.summary)
    node["alternateName"] = c.also_called
    node["code"] = [medical_code(system, code) for system, code in codes(c)]
    node["associatedAnatomy"] = [{"@id": _term(address, "location", term)} for term in c.pattern.location.terms]
    node["signOrSymptom"] = [{"@id": _term(address, "also", term)} for term in (c.pattern.also.terms if c.pattern.also else ())]
    node["possibleTreatment"] = [{"@id": therapy["@id"]} for therapy in therapies]
    node["differentialDiagnosis"] = [
        {"@type": "DDxElement", "description": bare(entry.difference), "diagnosis":
         {"@id": f"{address}conditions/{entry.condition}/#condition"} if entry.condition else {"@type": "MedicalCondition", "name": entry.name}}
        for entry in c.tell_apart]
    yield _filled(node)
    yield from therapies
    keys = dict.fromkeys(key for entry in c.statements for key in entry.sources)
    web: Node = {
        "@id": page, "@type": "MedicalWebPage", "name": c.name, "description": bare(c.main_message), "url": page,
        "about": {"@id": about}, "inLanguage": "en", "isPartOf": {"@id": address}, "license": LICENSE, "lastReviewed": c.review.checked.isoformat(),
        "keywords": [{"@id": _term(address, facet, term)} for facet in BROWSABLE if (entry := getattr(c.pattern, facet)) for term in entry.terms],
        "citation": [_cited(address, key) for key in keys],
    }
    if c.review.reviewer:
        web["reviewedBy"] = {"@type": "Person", "name": c.review.reviewer.name, "description": c.review.reviewer.credentials}
    yield web
    for entry in c.statements:
        yield {"@id": f"{page}#{entry.id.rpartition('/')[2]}", "@type": "Claim", "identifier": entry.id, "text": entry.text,
               "about": _about(entry, page, address, c), "isPartOf": {"@id": page}, "citation": [_cited(address, key) for key in entry.sources]}


def _about(entry: PublishedStatement, page: str, address: str, c: PublishedCondition) -> Node | list[Node]:
    """The treatment that a statement is about, the two conditions that it tells apart, or the condition."""
    condition = {"@id": f"{page}#condition"}
    if entry.part.startswith("treatments."):
        return {"@id": f"{page}#treatment-{slug(entry.about)}"}
    if entry.part.startswith("tell_apart.") and any(entry.about == other.condition for other in c.tell_apart):
        return [condition, {"@id": f"{address}conditions/{entry.about}/#condition"}]
    return condition


def _cited(address: str, key: str) -> Node:
    return {"@id": f"{address}sources/#{key}"}


def _source(key: str, reference: Reference, address: str) -> Node:
    kind = _TYPES[reference.type]
    node: Node = {"@id": f"{address}sources/#{key}", "@type": kind, "name": reference.title, "author": [
        _author(person) for person in reference.author if (person.literal or "").rstrip(".") != "et al"]}
    if reference.issued:
        node["datePublished"] = reference.issued
    if reference.container_title:
        node["isPartOf"] = {"@type": _CONTAINERS.get(reference.type, "CreativeWork"), "name": reference.container_title}
    if reference.publisher:
        node["publisher"] = {"@type": "Organization", "name": reference.publisher}
    if reference.page and kind in ("Article", "Chapter", "ScholarlyArticle", "Report"):
        node["pagination"] = reference.page
    if link := bibliography.address(reference):
        node["url"] = _iri(link)
    found = {"doi": reference.DOI, "pmid": reference.PMID, "pmcid": reference.PMCID}
    node["identifier"] = [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in found.items() if value]
    same = {"DOI": "https://doi.org/{}", "PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/"}
    node["sameAs"] = [_iri(form.format(value)) for name, form in same.items() if (value := getattr(reference, name))]
    return _filled(node)


def _filled(node: Node) -> Node:
    """The node without empty lists."""
    return {name: value for name, value in node.items() if value != []}


def _author(person: Person) -> Node:
    if person.literal:
        return {"@type": "Organization", "name": person.literal}
    return {"@type": "Person", "name": f"{person.given or ''} {person.family}".strip(), "familyName": person.family} | (
        {"givenName": person.given} if person.given else {})


def _iri(address: str) -> str:
    """An address without the characters that no IRI may hold."""
    return quote(address, safe="/:?#[]@!$&'()*+,;=%~-._")


# --- Turtle ------------------------------------------------------------------------------------

def _statements(node: Node) -> Iterator[str]:
    """`a schema:Type`, `schema:name "…", "…"` and so on for one node."""
    for name, value in node.items():
        values = value if isinstance(value, list) else [value]
        if name == "@type":
            yield "a " + ", ".join(f"schema:{kind}" for kind in values)
        elif name != "@id":
            yield f"schema:{name} " + ", ".join(_object(name, one) for one in values)


def _object(name: str, value: Any) -> str:
    if isinstance(value, dict):
        if "@id" not in value:
            return f"[ {' ; '.join(_statements(value))} ]"
        return f"<{value['@id']}>"
    if isinstance(value, bool):
        return str(value).lower()
    if name in _ADDRESSES:
        return f"<{value}>"
    # A JSON string is a Turtle string: both escape quotes, backslashes and control characters alike.
    return _QUOTE(value) + ("^^schema:Date" if name in _DAYS else "")
