"""The open data: valid by well-kept libraries, alike in every form, and enough to make the pages again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import warnings
from collections import Counter

import jsonschema
import pandas as pd
import pytest
import rdflib
import yaml
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from frictionless import validate
from pybtex.database import parse_string
from rdflib import RDF, SDO, BNode, Graph, Literal, URIRef
from schema_org import registry
from support import ROOT, SITE_PATH

from scripts import dataset, engine, linked
from scripts.atlas import Atlas
from scripts.export import PACKAGE, SCHEMA, WHOLE, export
from scripts.load import load
from scripts.markers import Cited, walk
from scripts.model import Codes
from scripts.render import render
from scripts.tables import TABLES
from scripts.text import FORMULA

ATLAS = load(ROOT / "data", ROOT / "docs").atlas
ADDRESS = "https://atlas.example/spasms/"


def exported(atlas: Atlas, address: str) -> dict[str, str]:
    return {path: data.decode() for path, data in export(atlas, address).items()}


FILES = exported(ATLAS, ADDRESS)
DATA = json.loads(FILES[WHOLE])


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(FILES[f"data/{name}.csv"], newline="")))


# --- the JSON ----------------------------------------------------------------------------------

def test_condition_pages_can_be_made_again_from_the_json_alone():
    pages = {name: text for name, text in render(ATLAS).items() if name.startswith(("conditions/", "compare/"))}
    again = render(dataset.atlas_of(FILES[WHOLE].encode()))
    assert len(pages) > len(ATLAS.conditions) and pages == {name: again[name] for name in pages}


def test_a_renamed_condition_and_old_pages_survive_the_round_trip(folder):
    folder.write("renamed/old-cramp.yml", "to: test-cramp\nwhy: A clearer name.\n")
    atlas = folder.load().atlas
    again = dataset.atlas_of(export(atlas, ADDRESS)[WHOLE])
    assert again.renamed == atlas.renamed and again.conditions == atlas.conditions and again.references == atlas.references


def test_files_put_together_from_their_parts_are_those_of_the_whole():
    whole = dataset.dataset(ATLAS)
    assert FILES[WHOLE] == dataset.text_of(whole).decode()
    for condition in whole.conditions:
        cited = dict.fromkeys(key for entry in condition.statements for key in entry.sources)
        alone = dataset.ConditionFile.model_construct(
            release=whole.release, condition=condition, references={key: whole.references[key] for key in cited})
        assert FILES[f"data/conditions/{condition.id}.json"] == dataset.text_of(alone).decode()
    for table in TABLES:
        assert FILES[f"data/{table.name}.csv"] == table.csv(whole)


def test_every_part_of_the_atlas_is_published():
    """Only the pages written by hand stay out; they are text, not data."""
    assert set(Atlas.__dataclass_fields__) - set(dataset.Dataset.model_fields) == {"pages", "memo"}


def validator(definition: str) -> jsonschema.protocols.Validator:
    schema = json.loads(FILES[SCHEMA])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema | {"$ref": f"#/$defs/{definition}"}, format_checker=jsonschema.FormatChecker())


def test_every_json_file_is_valid_by_the_published_schema():
    assert json.loads(FILES[SCHEMA])["$ref"] == "#/$defs/Dataset"
    assert [error.message for error in validator("Dataset").iter_errors(DATA)] == []
    one = validator("ConditionFile")
    for id in ATLAS.conditions:
        assert [error.message for error in one.iter_errors(json.loads(FILES[f"data/conditions/{id}.json"]))] == [], id


@pytest.mark.parametrize("spoil", [
    lambda data: data["conditions"][0].pop("name"),
    lambda data: data["conditions"][0].update(kind=None),
    lambda data: data["conditions"][0]["statements"][0].pop("about"),
    lambda data: data["release"].update(version="1.0"),
    lambda data: data["release"].update(date="yesterday"),
])
def test_the_published_schema_refuses_what_is_wrong(spoil):
    data = json.loads(FILES[WHOLE])
    spoil(data)
    assert not validator("Dataset").is_valid(data)


def test_the_published_schema_holds_for_later_minor_versions():
    data = json.loads(FILES[WHOLE])
    data["conditions"][0]["new_field"] = 1
    data["conditions"][0]["pattern"]["triggers"]["terms"].append("a-new-term")
    assert validator("Dataset").is_valid(data)


def test_what_not_to_do_says_so_when_read_alone():
    found = [entry["text"] for part in DATA["conditions"] for entry in part["statements"] if entry["part"] == "self_care.do_not"]
    assert len(found) > 20 and all(text.startswith("Do not ") for text in found)


def test_statements_say_what_they_are_about():
    for part in DATA["conditions"]:
        for entry in part["statements"]:
            inner = entry["part"].split(".")[0] in ("treatments", "forms", "tell_apart", "corrections", "tables")
            assert bool(entry["about"]) == inner, entry


def test_every_published_field_is_described():
    found = [(name, field) for name, part in json.loads(FILES[SCHEMA])["$defs"].items()
             for field, value in part["properties"].items() if not value.get("description")]
    assert found == []


def test_statements_are_whole_and_their_ids_unique():
    for part in DATA["conditions"]:
        condition = ATLAS.conditions[part["id"]]
        cited = sum(isinstance(marker, Cited) for *_, marker in walk(condition))
        assert len(part["statements"]) == cited + sum(len(each.rows) for each in condition.tables)
        for entry in part["statements"]:
            assert entry["id"].startswith(f"{part['id']}/{entry['part']}/st-") and entry["text"] and entry["sources"]
            assert "[@" not in entry["text"] and "](" not in entry["text"]
    ids = [entry["id"] for part in DATA["conditions"] for entry in part["statements"]]
    assert [id for id, count in Counter(ids).items() if count > 1] == []


def test_a_file_of_one_condition_holds_it_with_its_sources():
    for part in DATA["conditions"]:
        alone = json.loads(FILES[f"data/conditions/{part['id']}.json"])
        assert alone["condition"] == part and alone["release"] == DATA["release"]
        cited = {key for entry in part["statements"] for key in entry["sources"]}
        assert alone["references"] == {key: DATA["references"][key] for key in alone["references"]}
        assert set(alone["references"]) == cited


def test_the_export_is_a_pure_function_of_data_and_address(folder):
    assert export(folder.load().atlas, ADDRESS) == export(folder.load().atlas, ADDRESS)
    assert all(text.endswith("\n") and "\r" not in text for text in FILES.values())


def test_only_the_given_address_of_the_site_is_used():
    other = "http://other.example/"
    elsewhere = exported(ATLAS, other)
    differs = {name for name in FILES if FILES[name] != elsewhere[name]}
    # The package and the page hold checksums of what differs.
    assert differs == {"data/spasm-atlas.jsonld", "data/spasm-atlas.ttl", SCHEMA, PACKAGE, "data/index.md", "llms.txt"}
    for name in differs - {PACKAGE, "data/index.md"}:
        assert FILES[name].replace(ADDRESS, other) == elsewhere[name]
    assert [name for name, text in FILES.items() if "127.0.0.1" in text or "localhost" in text] == []


def test_the_address_falls_back_as_in_the_sites_configuration(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    assert re.search(r'site_url: !ENV \[SITE_URL, "(.*?)"\]', (ROOT / "mkdocs.yml").read_text())[1] == engine.address()
    monkeypatch.setenv("SITE_URL", "https://atlas.example/spasms")
    assert engine.address() == ADDRESS


# --- the tables --------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The files on disk, as a reader downloads them."""
    place = tmp_path_factory.mktemp("export")
    for name, text in FILES.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(text.encode())
    return place / "data"


def test_the_data_package_is_valid_by_frictionless(written):
    report = validate(str(written / "datapackage.json"))
    assert [(task.name, error.message) for task in report.tasks for error in task.errors] == [] and report.errors == []
    assert {task.name for task in report.tasks} >= {each.name for each in TABLES}


def test_frictionless_finds_what_is_wrong(written, tmp_path):
    """The same check fails on a table with another text, a broken key and a wrong type."""
    for path in written.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    rows = (tmp_path / "citations.csv").read_text().replace("\n", "\nno/such/st-00000,no-such,first,no-such\n", 1)
    (tmp_path / "citations.csv").write_text(rows)
    found = {error.type for task in validate(str(tmp_path / "datapackage.json")).tasks for error in task.errors}
    assert found >= {"hash-count", "byte-count", "foreign-key", "type-error"}


def test_checksums_and_sizes_are_those_of_the_files(written):
    package = json.loads(FILES[PACKAGE])
    assert package["version"] == ATLAS.release.version
    for resource in package["resources"]:
        data = (written / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}" and resource["bytes"] == len(data)
    shown = dict(re.findall(r'<tr>.*?href="([^"]+)".*?<code>([0-9a-f]{64})</code>', FILES["data/index.md"]))
    assert shown == {name: hashlib.sha256((written / name).read_bytes()).hexdigest() for name in shown}
    assert set(shown) == {path.name for path in written.iterdir() if path.name != "index.md" and path.is_file()}


PANDAS = {"string": "str", "integer": "int64", "boolean": "bool", "date": "datetime64[us]"}


def test_pandas_reads_the_types_that_the_package_states(written):
    for resource in json.loads(FILES[PACKAGE])["resources"]:
        if resource["format" if "format" in resource else "name"] != "csv":
            continue
        fields = resource["schema"]["fields"]
        optional = {field["name"] for field in fields if "constraints" not in field}
        # Digits such as those of PubMed are text.
        text = {field["name"]: "str" for field in fields if field["type"] == "string"}
        days = [field["name"] for field in fields if field["type"] == "date"]
        frame = pd.read_csv(written / resource["path"], dtype=text, parse_dates=days)
        assert {name: str(kind) for name, kind in frame.dtypes.items()} == {f["name"]: PANDAS[f["type"]] for f in fields}
        # No value is taken for a missing one, such as the text "None".
        assert [name for name in frame if name not in optional and frame[name].isna().any()] == []
        plain = pd.read_csv(written / resource["path"], dtype="str", keep_default_na=False)
        assert (frame.isna().to_numpy() == (plain == "").to_numpy()).all()


def test_tables_hold_what_the_json_holds():
    assert [row["id"] for row in table("conditions")] == [part["id"] for part in DATA["conditions"]] == sorted(ATLAS.conditions)
    for row, part in zip(table("conditions"), DATA["conditions"], strict=True):
        assert {name: row[name] for name in ("name", "kind", "group", "urgency")} == {name: part[name] for name in ("name", "kind", "group", "urgency")}
        assert (row["checked"], row["due"]) == (part["review"]["checked"], part["review"]["due"])
        assert row["clinically_reviewed"] == ("TRUE" if part["review"]["reviewer"] else "FALSE")
        assert int(row["statements"]) == len(part["statements"])
        assert int(row["sources"]) == len({key for entry in part["statements"] for key in entry["sources"]})
    assert [(row["condition"], row["id"], row["text"]) for row in table("statements")] == [
        (part["id"], entry["id"], entry["text"]) for part in DATA["conditions"] for entry in part["statements"]]
    assert [(row["statement"], row["source"]) for row in table("citations")] == [
        (entry["id"], key) for part in DATA["conditions"] for entry in part["statements"] for key in entry["sources"]]
    assert {(row["condition"], row["facet"], row["term"]) for row in table("patterns")} == {
        (part["id"], facet, term) for part in DATA["conditions"]
        for facet, entry in part["pattern"].items() if entry for term in entry["terms"]}
    assert sum(len(codes) for part in DATA["conditions"] for name, codes in part["codes"].items()
               if name in Codes.model_fields and name != "notes") == len(table("codes"))
    for row in table("sources"):
        item = DATA["references"][row["key"]]
        same = {"title": "title", "container": "container-title", "issued": "issued", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "accessed": "accessed"}
        assert {name: row[name] for name in same} == {name: item[field] or "" for name, field in same.items()}
        assert (row["evidence"], row["read"]) == (item["custom"]["evidence"], item["custom"]["read"])
    assert [row["key"] for row in table("sources")] == list(DATA["references"])
    assert {row["name"] for row in table("names") if row["kind"] == "also called"} == {name for part in DATA["conditions"] for name in part["also_called"]}
    texts = {row["id"]: row["text"] for row in table("statements")}
    notes = {row["statement"]: row["facet"] for row in table("patterns")}
    assert all(f"/pattern.{facet}.note/" in id and texts[id] for id, facet in notes.items())


def test_no_cell_is_a_formula():
    for each in TABLES:
        for row in csv.reader(io.StringIO(FILES[f"data/{each.name}.csv"], newline="")):
            assert [cell for cell in row if FORMULA.match(cell)] == [], each.name


def test_a_text_that_a_spreadsheet_would_run_is_a_fault(folder):
    folder.edit("conditions/test-cramp.yml", "  - Crampus", '  - "=HYPERLINK(0)"')
    folder.edit("references.yml", "title: A study of cramps", 'title: "@SUM(1)"')
    folder.edit("conditions/test-lack.yml", "  - Sweat [@beta-guideline].", '  - "[-1](test-cramp) is low [@beta-guideline]."')
    assert [fault.message for fault in folder.faults()] == ["a text that a spreadsheet takes for a formula"] * 3


# --- linked data -------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(data=FILES["data/spasm-atlas.jsonld"], format="json-ld")


def tree(graph: Graph, node) -> object:
    """A node; one without an address as what is said of it, for such nodes are no more than that here."""
    if not isinstance(node, BNode):
        return node.n3()
    return tuple(sorted((p.n3(), str(tree(graph, o))) for p, o in graph.predicate_objects(node)))


def facts(graph: Graph) -> Counter:
    return Counter((s.n3(), p.n3(), tree(graph, o)) for s, p, o in graph if not isinstance(s, BNode))


def test_turtle_and_json_ld_are_the_same_graph(graph):
    other = Graph().parse(data=FILES["data/spasm-atlas.ttl"], format="turtle")
    assert len(graph) == len(other) > 10_000
    assert facts(graph) == facts(other)
    # Each node without an address belongs to one other, so that `facts` says all.
    assert {len(set(g.subjects(None, b))) for g in (graph, other) for b in g.all_nodes() if isinstance(b, BNode)} == {1}


def test_a_text_with_every_kind_of_character_is_the_same_in_both(folder):
    text = 'Back\\\\slash \\"quoted\\" tab\\tand é, ü, 🙂, % & $ [@alpha-2024-cramp].'
    folder.edit("conditions/test-cramp.yml", "  - The calf is hard [@alpha-2024-cramp]", f'  - "{text}"')
    folder.edit("references.yml", "DOI: 10.1234/abc.5", "DOI: 10.1002/(SICI)1097<598::AID-MUS1>3.0.CO;2-\"{}|^`")
    files = exported(folder.load().atlas, ADDRESS)
    one = Graph().parse(data=files["data/spasm-atlas.jsonld"], format="json-ld")
    two = Graph().parse(data=files["data/spasm-atlas.ttl"], format="turtle")
    assert facts(one) == facts(two)
    assert 'Back\\slash "quoted" tab and é, ü, 🙂, % & $.' in {str(text) for text in one.objects(None, SDO.text)}
    parse_string(files["data/references.bib"], "bibtex")


def kinds(graph: Graph, node) -> set[str]:
    """The types of a node with their wider types."""
    return {wider for kind in graph.objects(node, RDF.type) for name in [kind.removeprefix(linked.SCHEMA)]
            for wider in (name, *registry.ancestry(name))}


def test_every_type_and_property_exists_and_fits(graph):
    """By the vocabulary of schema.org: the property belongs to a type of the node, and its value to what it takes."""
    faults = set()
    for kind in set(graph.objects(None, RDF.type)):
        assert kind in SDO and kind.removeprefix(linked.SCHEMA) in registry.PARENTS, kind
    for subject, name, value in graph:
        if name == RDF.type:
            continue
        known = registry.PROPERTY_BY_SCHEMA.get(name.removeprefix(linked.SCHEMA))
        if name not in SDO or known is None or known.superseded_by:
            faults.add((name, "is no property"))
        elif not kinds(graph, subject) & set(known.domains):
            faults.add((name, "not of", *kinds(graph, subject)))
        elif isinstance(value, Literal):
            fits = {"Boolean"} if isinstance(value.value, bool) else {"Date"} if value.datatype == SDO.Date else {"Text"}
            if not fits & set(known.ranges):
                faults.add((name, "does not take", str(value)))
        elif not kinds(graph, value) & set(known.ranges) and not (isinstance(value, URIRef) and {"URL", "CreativeWork"} & set(known.ranges)):
            faults.add((name, "does not take", *kinds(graph, value)))
    assert faults == set()


def test_every_node_that_is_referred_to_is_described(graph):
    described = set(graph.subjects(RDF.type, None))
    links = {SDO.url, SDO.sameAs, SDO.license, SDO.contentUrl, RDF.type}
    assert {o for _, p, o in graph if isinstance(o, URIRef) and p not in links and o not in described} == set()


def test_linked_data_holds_what_the_json_holds(graph):
    about = {str(node): node for node in graph.subjects(RDF.type, SDO.MedicalCondition) if isinstance(node, URIRef)}
    assert set(about) == {f"{ADDRESS}conditions/{id}/#condition" for id in ATLAS.conditions}
    for part in DATA["conditions"]:
        node = about[f"{ADDRESS}conditions/{part['id']}/#condition"]
        page = URIRef(f"{ADDRESS}conditions/{part['id']}/")
        assert {str(name) for name in graph.objects(node, SDO.alternateName)} == set(part["also_called"])
        assert len(set(graph.objects(node, SDO.possibleTreatment))) == len(part["treatments"])
        assert len(list(graph.objects(node, SDO.differentialDiagnosis))) == len(part["tell_apart"])
        assert {str(place).rpartition("#")[2] for place in graph.objects(node, SDO.associatedAnatomy)} == set(part["pattern"]["location"]["terms"])
        assert set(graph.objects(page, SDO.lastReviewed)) == {Literal(part["review"]["checked"], datatype=SDO.Date)}
        claims = {str(graph.value(claim, SDO.identifier)): claim for claim in graph.subjects(SDO.isPartOf, page)}
        for entry in part["statements"]:
            claim = claims[entry["id"]]
            assert str(claim) == f"{page}#{entry['id'].rpartition('/')[2]}" and str(graph.value(claim, SDO.text)) == entry["text"]
            assert {str(source).rpartition("#")[2] for source in graph.objects(claim, SDO.citation)} == set(entry["sources"])
    signs = {str(graph.value(code, SDO.codeValue)) for sign in graph.subjects(RDF.type, SDO.MedicalSignOrSymptom) for code in graph.objects(sign, SDO.code)}
    assert signs == {term["hpo"] for term in DATA["vocabularies"]["also"]["terms"] if term["hpo"]} != set()


# --- the bibliography --------------------------------------------------------------------------

def plain(latex: str) -> str:
    """The characters that LaTeX shows for ours."""
    words = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
    text = re.sub(r"\\textbackslash\{\}|\\textasciitilde\{\}|\\textasciicircum\{\}|\\([&%$#_{}])", lambda m: words.get(m[0], m[1]), latex)
    return text.removeprefix("{").removesuffix("}")


def test_bibtex_is_read_by_pybtex():
    entries = parse_string(FILES["data/references.bib"], "bibtex").entries
    assert list(entries) == list(DATA["references"])
    for key, item in DATA["references"].items():
        fields = entries[key].fields
        assert plain(fields["title"]) == item["title"]
        assert fields.get("doi") == item["DOI"] and fields.get("year") == ((item["issued"] or "")[:4] or None)
        assert len(entries[key].persons["author"]) == len(item["author"])
        first, person = entries[key].persons["author"][0], item["author"][0]
        assert plain(" ".join((*first.prelast_names, *first.last_names))) == (person["literal"] or person["family"])


def test_csl_is_read_and_set_by_citeproc():
    items = json.loads(FILES["data/references.csl.json"])
    assert [item["id"] for item in items] == list(DATA["references"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it warns of fields that it does not know
        source = CiteProcJSON(items)
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = CitationStylesBibliography(style, source, formatter.plain)
    for item in items:
        made.register(Citation([CitationItem(item["id"])]))
    texts = [re.sub(r"\W+", "", str(entry).lower()) for entry in made.bibliography()]
    assert len(texts) == len(items)
    assert [item["id"] for item in items if not any(re.sub(r"\W+", "", item["title"].lower()) in text for text in texts)] == []


# --- the page and llms.txt ---------------------------------------------------------------------

def snippet(html: str, heading: str) -> str:
    """The listing below a heading of the built page."""
    from html import unescape  # noqa: PLC0415
    listing = re.search(rf'id="{heading}".*?<pre[^>]*>(.*?)</pre>', html, re.S)[1]
    return unescape(re.sub(r"<[^>]+>", "", listing))


def test_the_python_example_runs_on_the_published_files(site, address, capsys, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    code = snippet((site / "data/index.html").read_text(), "python")
    assert f'data = "{address}data/"' in code
    space: dict = {}
    exec(compile(code, "example", "exec"), space)  # noqa: S102 (our own page)
    assert len(space["wide"]) == len(ATLAS.conditions)
    assert "Jaw" in space["wide"].loc["tetanus", "location"] and "Sudden noise" in space["wide"].loc["tetanus", "triggers"]
    sources = sum(len(entry["sources"]) for part in DATA["conditions"] for entry in part["statements"] if entry["part"] == "pattern.triggers.note")
    assert len(space["cited"]) == sources and "tetanus" in capsys.readouterr().out


def test_the_page_names_every_field_and_column(site):
    html = (site / "data/index.html").read_text()
    for each in TABLES:
        part = html.split(f'id="table-{each.name}"')[1].split("<h")[0]
        assert [column.name for column in each.columns if f"<code>{column.name}</code>" not in part] == []
    fields = (site / "fields/index.html").read_text()
    for name, part in json.loads(FILES[SCHEMA])["$defs"].items():
        known = html if f'id="{name.lower()}"' in html else fields
        assert [field for field in part["properties"] if f"<code>{field}</code>" not in known and f"<code>{field}</code>" not in fields] == [], name


def test_the_site_serves_what_the_export_made(site, address):
    built = exported(ATLAS, address)
    assert address.endswith(SITE_PATH)
    assert {name for name, text in built.items() if not name.endswith(".md") and (site / name).read_bytes() != text.encode()} == set()


def test_every_statement_stands_at_the_place_that_its_id_names(site):
    for part in DATA["conditions"]:
        ids = set(re.findall(r'\bid="?(st-\w+)', (site / f"conditions/{part['id']}/index.html").read_text()))
        assert {entry["id"].rpartition("/")[2] for entry in part["statements"]} - ids == set(), part["id"]


def test_llms_txt_leads_to_every_condition_and_download():
    text = FILES["llms.txt"]
    assert text.startswith("# Spasm Atlas\n\n> ")
    links = set(re.findall(r"\]\((\S+)\)", text))
    assert links >= {f"{ADDRESS}conditions/{id}/" for id in ATLAS.conditions}
    assert links >= {ADDRESS + name for name in FILES if name.startswith("data/") and name.count("/") == 1 and not name.endswith(".md")}


def test_the_version_is_the_same_everywhere():
    version = yaml.safe_load((ROOT / "data/release.yml").read_text())["version"]
    found = {DATA["release"]["version"], json.loads(FILES[PACKAGE])["version"],
             str(Graph().parse(data=FILES["data/spasm-atlas.ttl"]).value(rdflib.URIRef(f"{ADDRESS}data/"), SDO.version))}
    assert found == {version} and f"version {version} [data set]" in FILES["data/index.md"]
