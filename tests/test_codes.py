"""Codes: the slice is what the official releases say, every code in use is in it, and what differs is a fault."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support import ROOT, copy_project

from scripts import codes
from scripts.atlas import Atlas
from scripts.load import load
from scripts.refresh_codes import alike, hpo, icd10cm, in_use, mondo, refreshed
from scripts.render import render
from scripts.systems import SYSTEMS, curies

LOADED = load(ROOT / "data", ROOT / "docs")
ATLAS = LOADED.atlas
SLICE = (ROOT / "data" / codes.SLICE).read_text()
CRAMP, LACK = "conditions/test-cramp.yml", "conditions/test-lack.yml"

MAPPINGS = """\
# curie_map:
#   MONDO: http://purl.obolibrary.org/obo/MONDO_
subject_id	subject_label	predicate_id	object_id	object_label	mapping_justification
MONDO:0000001	test lack	skos:exactMatch	ICD10CM:A01	Test lack	semapv:ManualMappingCuration
MONDO:0000001	test lack	skos:exactMatch	mesh:D000001		semapv:ManualMappingCuration
MONDO:0000001	test lack	skos:exactMatch	icd11.foundation:100001	Lack in a test	semapv:ManualMappingCuration
MONDO:0000001	test lack	skos:exactMatch	UMLS:C0000001		semapv:ManualMappingCuration
MONDO:0000001	test lack	skos:broadMatch	OMIM:100000	wider	semapv:ManualMappingCuration
MONDO:0000003	obsolete lack	skos:exactMatch	OMIM:100001	old	semapv:ManualMappingCuration
"""


@pytest.fixture(scope="module")
def releases():
    return icd10cm(), hpo()


# --- the data of the atlas ---------------------------------------------------------------------

def test_the_slice_says_what_the_releases_say(releases):
    official = {code: row for release in releases for code, row in release.rows.items()}
    differs = {code: (row, official.get(code)) for code, row in LOADED.codes.items() if code.startswith(("ICD10CM:", "HP:"))
               and (official.get(code) is None or (row.title, row.synonyms) != (official[code].title, official[code].synonyms))}
    assert differs == {}
    assert all(f"release {release.release}," in SLICE.split("\ncode\t")[0] for release in releases)


def test_the_slice_holds_every_code_in_use_and_no_other():
    assert sorted(LOADED.codes) == sorted({code for code, _ in in_use(ATLAS)})


def test_matches_stand_in_both_directions():
    one_way = [(code, other) for code, row in LOADED.codes.items() for other in row.exact
               if other in LOADED.codes and code not in LOADED.codes[other].exact]
    assert one_way == []
    assert all(row.exact for code, row in LOADED.codes.items() if not code.startswith(("ICD10CM:", "HP:", "MONDO:")))


def test_every_code_titled_as_a_condition_is_called_is_given_or_noted(releases):
    assert list(alike(ATLAS, *releases)) == []


def test_the_header_names_release_and_licence_of_each_system():
    header = SLICE.split("\ncode\t")[0]
    assert all(system.prefix in header for system in SYSTEMS.values())
    assert all(word in header for word in ("CC BY 4.0", "public domain", "HPO licence"))


# --- what a contributor is told ------------------------------------------------------------------

MISTAKES = {
    "invented": (CRAMP, "icd10cm: [R25.2]", "icd10cm: [R25.2, Z99.99]", "Z99.99", "is not among the official codes"),
    "obsolete or unknown HPO id": (CRAMP, '"HP:0003394"', '"HP:0001011"', '"HP:0001011', "scripts/refresh_codes.py adds it"),
    "of another disease": (CRAMP, "icd10cm: [R25.2]", "icd10cm: [A02]", "A02", "titled “Another disease”, which is no name of this page → give the code"),
    "twice": (CRAMP, "icd10cm: [R25.2]", "icd10cm: [R25.2, R25.2]", "R25.2]", "stands twice"),
    "Mondo gives more": (LACK, "review:\n", 'codes:\n  icd10cm: [A01]\n  mondo: ["MONDO:0000001"]\nreview:\n', '"MONDO', "exactly to `mesh:D000001`, which is missing here → give it"),
    "Mondo's id is missing": (LACK, "review:\n", "codes:\n  icd10cm: [A01]\nreview:\n", "A01", "exactly to `MONDO:0000001`, which is missing"),
    "Mondo gives another": (LACK, "review:\n", 'codes:\n  mondo: ["MONDO:0000001"]\n  icd10cm: [A01]\n  mesh: [D000001]\n  omim: ["100000"]\nreview:\n', '"100000"', "Mondo does not match `OMIM:100000` to `MONDO:0000001` → remove it"),
    "Mondo id of another disease": (LACK, "review:\n", 'codes:\n  mondo: ["MONDO:0000002"]\nreview:\n', '"MONDO', "titled “lack of a test”"),
    "note on an invented code": (LACK, "review:\n", 'codes:\n  notes:\n    - code: "HP:9999999"\n      why: No.\nreview:\n', '"HP:9999999', "is not among the official codes"),
    "note without a system": (LACK, "review:\n", "codes:\n  notes:\n    - code: A35\n      why: No.\nreview:\n", "A35", "write it with its system, such as ICD10CM:A35"),
    "note that explains nothing": (CRAMP, 'hpo: ["HP:0003394"]', 'hpo: ["HP:0003394"]\n  notes:\n    - code: "ICD10CM:R25.2"\n      why: No.', '"ICD10CM', "needs no note"),
    "note twice": (LACK, "review:\n", 'codes:\n  notes:\n    - code: "ICD10CM:A02"\n      why: One.\n    - code: "ICD10CM:A02"\n      why: Two.\nreview:\n', None, "`ICD10CM:A02` stands twice"),
    "HPO id of another term": ("vocabulary/also.yml", "hpo: HP:0001250", "hpo: HP:0001945", "HP:0001945", "titled “Fever”, which neither label nor meaning says"),
    "invented HPO id of a term": ("vocabulary/also.yml", "hpo: HP:0001250", "hpo: HP:9999999", "HP:9999999", "is not among the official codes"),
    "needless note of a term": ("vocabulary/also.yml", "hpo: HP:0001250", "hpo: HP:0001250\n    hpo_note: A fit.", "A fit.", "needs no note"),
    "note of no id": ("vocabulary/also.yml", "    hpo: HP:0001250", "    hpo_note: A fit.", "A fit.", "a note without an HPO id"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_wrong_code_is_found_where_it_stands(folder, case):
    name, old, new, needle, said = MISTAKES[case]
    start = folder.path(name).read_text().index(old)
    folder.edit(name, old, new)
    text = folder.path(name).read_text()
    found = [f for f in folder.faults() if f.path == f"data/{name}" and said in f"{f.message} → {f.repair}"]
    assert found and all(f.repair for f in found), [str(f) for f in folder.faults()]
    if needle:
        at = text.index(needle, start)
        assert (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) in [(f.line, f.column) for f in found], str(found[0])
    assert len(folder.faults()) == 1


def test_codes_that_agree_are_no_fault(folder):
    """All that Mondo gives, with the official title in another case, as a synonym or as a plural."""
    folder.edit(LACK, "review:\n", 'codes:\n  icd10cm: [A01]\n  mondo: ["MONDO:0000001"]\n  mesh: [D000001]\nreview:\n')
    assert folder.faults() == []
    folder.edit(LACK, "name: Test lack", "name: Salt lacks")
    assert [f.message for f in folder.faults() if "titled" in f.message] == ["`MONDO:0000001` is titled “test lack”, which is no name of this page"]


def test_a_note_explains_each_kind_of_difference(folder):
    folder.edit(LACK, "review:\n", """codes:
  mondo: ["MONDO:0000001"]
  mesh: [D000001]
  omim: ["100000"]
  notes:
    - code: "ICD10CM:A01"
      why: Left out although Mondo gives it.
    - code: "OMIM:100000"
      why: Titled otherwise and not given by Mondo.
    - code: "ICD10CM:A02"
      why: Looks like this one and is another.
review:
""")
    assert folder.faults() == []
    assert "Left out" not in "".join(str(text) for text in render(folder.load().atlas).values())


@pytest.mark.parametrize("spoil, said", [
    (lambda path: path.unlink(), "the list of official codes is missing"),
    (lambda path: path.write_bytes(b"\xff"), "the file is not UTF-8"),
    (lambda path: path.write_text(""), "the columns are not"),
    (lambda path: path.write_text(path.read_text().replace("Muscle spasm", "")), "with a title"),
    (lambda path: path.write_text(path.read_text() + "HP:0001250\tSeizure\t\t\n"), "`HP:0001250` stands twice"),
])
def test_a_spoiled_slice_is_a_fault_of_its_own(folder, spoil, said):
    spoil(folder.path(codes.SLICE))
    assert any(f.path == "data/codes.tsv" and said in f.message and f.repair for f in folder.faults())
    assert len(folder.faults()) <= 3


# --- the slice from the releases -----------------------------------------------------------------

def test_mondo_gives_exact_matches_of_the_systems_in_use():
    rows = mondo(MAPPINGS, "test").rows
    assert rows["MONDO:0000001"].exact == ("ICD10CM:A01", "icd11.foundation:100001", "mesh:D000001")
    assert rows["icd11.foundation:100001"].title == "Lack in a test"
    assert rows["mesh:D000001"].title == "test lack", "without a title of its own, Mondo's label"
    assert rows["ICD10CM:A01"].exact == ("MONDO:0000001",)
    assert not {"MONDO:0000003", "OMIM:100000", "OMIM:100001"} & set(rows), "obsolete, or no exact match"
    with pytest.raises(ValueError, match="object_id"):
        mondo("subject_id\tsubject_label\tpredicate_id\tobject_label\n", "test")


def test_the_releases_hold_no_obsolete_term_and_only_exact_synonyms(releases):
    diseases, phenotypes = releases
    assert "HP:0001011" not in phenotypes.rows, "obsolete"
    assert "Restless legs syndrome" in phenotypes.rows["HP:0012452"].synonyms
    assert "Ekbom syndrome" not in phenotypes.rows["HP:0012452"].synonyms, "a related synonym"
    assert diseases.rows["ICD10CM:A35"].title == "Other tetanus"
    assert "Tetanus NOS" in diseases.rows["ICD10CM:A35"].synonyms


def test_a_refresh_gives_what_the_check_reads(folder, releases):
    folder.edit(LACK, "review:\n", 'codes:\n  icd11: ["100001"]\n  mondo: ["MONDO:0000001"]\nreview:\n')
    text, unknown = refreshed(folder.load().atlas, *releases, mondo(MAPPINGS, "of the test"))
    assert unknown == []
    assert "release of the test," in text
    rows = codes.read(text, "data/codes.tsv", faults := [])
    assert faults == []
    assert rows["ICD10CM:R25.2"].title == "Cramp and spasm"
    assert rows["icd11.foundation:100001"] == codes.Row("Lack in a test", (), ("MONDO:0000001",))
    listed = [line.split("\t")[0] for line in text.split("\n") if line and line[0] != "#"][1:]
    assert listed == sorted(listed)


def test_a_refresh_refuses_what_no_release_has(tmp_path):
    project = copy_project(tmp_path)
    (project / "mondo.sssom.tsv").write_text(MAPPINGS)
    before = (project / "data/codes.tsv").read_bytes()
    run = [sys.executable, "scripts/refresh_codes.py", "mondo.sssom.tsv", "of the test"]
    result = subprocess.run(run, cwd=project, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "tetanus: `MONDO:0005526` is not an official code" in result.stderr
    assert (project / "data/codes.tsv").read_bytes() == before
    run[2] = "nowhere.tsv"
    result = subprocess.run(run, cwd=project, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("error: nowhere.tsv") and "Traceback" not in result.stderr


def test_a_refresh_names_what_is_called_as_a_page(folder, releases):
    folder.edit(LACK, "name: Test lack", "name: Tetany")
    atlas = folder.load().atlas
    assert {("test-lack", "ICD10CM:R29.0", "Tetany"), ("test-lack", "HP:0001281", "Tetany")} <= set(alike(atlas, *releases))


# --- links --------------------------------------------------------------------------------------

PAGES = {
    "icd10cm": ("G35", "https://bioregistry.io/icd10cm:G35"),
    "icd11": ("1298865187", "https://icd.who.int/browse/latest-release/foundation/en#1298865187"),
    "mondo": ("MONDO:0005301", "https://monarchinitiative.org/MONDO:0005301"),
    "mesh": ("D009103", "https://meshb.nlm.nih.gov/record/ui?ui=D009103"),
    "orphanet": ("3299", "https://www.orpha.net/en/disease/detail/3299"),
    "omim": ("184850", "https://omim.org/entry/184850"),
    "hpo": ("HP:0003394", "https://hpo.jax.org/browse/term/HP:0003394"),
}
"""The form of each address, with a code of the data."""


def test_a_code_leads_to_its_official_page():
    assert {field: SYSTEMS[field].page.format(code) for field, (code, _) in PAGES.items()} == {field: page for field, (_, page) in PAGES.items()}
    assert set(SYSTEMS) == set(PAGES)


def test_each_code_of_a_page_is_linked():
    files = render(Atlas(**vars(ATLAS)))
    for id, condition in ATLAS.conditions.items():
        for (field, index), _ in curies(condition.codes):
            code = getattr(condition.codes, field)[index]
            assert f'{SYSTEMS[field].label} <a href="{SYSTEMS[field].page.format(code)}">{code}</a>' in files[f"conditions/{id}.md"], code
