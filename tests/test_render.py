"""Pages from a small set, compared with golden files; `UPDATE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from support import ROOT

from scripts import bibliography, write
from scripts.atlas import Reference
from scripts.render import render

GOLDEN = ROOT / "tests" / "golden"


@pytest.mark.parametrize("name", ["conditions/test-cramp.md", "conditions/test-lack.md", "compare/cramp-or-lack.md"])
def test_golden_page(folder, name):
    text = render(folder.load().atlas)[name]
    path = GOLDEN / Path(name).name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text(), "if the change is meant: UPDATE_GOLDEN=1 python3 scripts/dev.py test tests/test_render.py"


def test_rendering_is_a_pure_function(folder):
    assert render(folder.load().atlas) == render(folder.load().atlas)


def test_citations_are_numbered_in_order_and_point_to_their_source(folder):
    text = render(folder.load().atlas)["conditions/test-cramp.md"]
    assert 'href="#s1">1</a>' in text
    assert re.findall(r'<li id="(s\d+)">(\w+)', text) == [("s1", "Alpha"), ("s2", "Health")]


def test_an_emergency_card_holds_no_link(folder):
    text = render(folder.load().atlas)["conditions/test-cramp.md"]
    card = text[text.index("card--emergency"):text.index("</section>")]
    assert "You cannot breathe" in card and "Sit upright" in card and "<a" not in card
    assert "Sources for this card: <a" in text[text.index("</section>"):]


def test_the_emergency_card_comes_before_anything_to_read(folder):
    text = render(folder.load().atlas)["conditions/test-cramp.md"]
    order = ["card--emergency", "{ #pattern }", "{ #fits }", "{ #tell-apart }", "{ #self-care }", "card--urgent", "card--routine",
             "{ #appointment }", "{ #what-happens }", "{ #causes }", "{ #treatments }", "{ #untreated }", "{ #outlook }",
             "{ #how-common }", "{ #sources }"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_index_pages_list_every_name_and_term(folder):
    files = render(folder.load().atlas)
    names = files["conditions/index.md"]
    assert [name in names for name in ("Test cramp", "Charles horse", "Crampus", "Night cramp", "Nocturnal cramp", "Test lack")] == [True] * 6
    assert "leg woke me up" not in names
    leg = files["browse/location.md"].split("## Leg { #leg }")[1].split("## ")[0]
    assert "Test cramp" in leg and "Calf, Foot" in leg  # a wider term lists what its narrower ones hold
    assert "Test cramp" in files["browse/triggers.md"] and "Test lack" in files["browse/groups.md"]


def test_a_term_that_covers_others_is_listed_under_each(folder):
    folder.edit("conditions/test-cramp.yml", "  also:\n", "  age:\n    terms: [any-age]\n    note: Anyone [@beta-guideline].\n  also:\n")
    text = render(folder.load().atlas)["browse/age.md"]
    teenager = text.split("{ #teenager }")[1].split("## ")[0]
    assert "Test cramp" in teenager and "Any age" in teenager
    assert "{ #pregnant }" not in text


def test_the_page_of_sources_says_who_cites_what(folder):
    text = render(folder.load().atlas)["sources.md"]
    alpha = text.split('id="alpha-2024-cramp"')[1].split("</li>")[0]
    assert "Alpha AB et al." in alpha and "PMID 12345678" in alpha and "doi:10.1234/abc.5" in alpha
    assert "Test cramp" in alpha and "Test lack" not in alpha


def test_a_renamed_condition_leaves_a_redirect(folder):
    folder.write("renamed/old-cramp.yml", "to: test-cramp\nwhy: A clearer name.\n")
    text = render(folder.load().atlas)["conditions/old-cramp.md"]
    assert "template: renamed.html" in text and "to: test-cramp" in text


def test_structured_data(folder):
    text = render(folder.load().atlas)["conditions/test-cramp.md"]
    data = json.loads(re.search(r"^jsonld: (.*)$", text, re.M)[1])
    assert data["@type"] == "MedicalWebPage" and data["lastReviewed"] == "2026-01-02"
    about = data["about"]
    assert about["@type"] == "MedicalCondition" and about["alternateName"] == ["Charles horse", "Crampus"]
    assert {"@type": "MedicalCode", "codeValue": "R25.2", "codingSystem": "ICD-10-CM"} in about["code"]


def reference(**fields) -> Reference:
    base = {"type": "webpage", "title": "T", "author": [{"literal": "Body"}], "accessed": "2026-01-02",
            "custom": {"evidence": "study", "read": "whole"}}
    return Reference.model_validate_json(json.dumps(base | fields))


@pytest.mark.parametrize(("fields", "text"), [
    ({"author": [{"family": "Lu", "given": "Alex Y"}]}, "Lu AY"),
    ({"author": [{"family": "Lu", "given": "Jean-Luc"}, {"literal": "et al."}]}, "Lu JL et al."),
    ({"author": [{"family": name} for name in "ABCD"]}, "A, B, C et al."),
    ({"author": [{"literal": "World Health Organization"}]}, "World Health Organization"),
])
def test_authors(fields, text):
    assert bibliography.authors(reference(**fields)) == text


def test_an_undated_source_says_so():
    assert bibliography.year(reference()) == "undated"
    assert bibliography.year(reference(issued="2024-05-01")) == "2024"


def test_writing_touches_only_what_changed_and_removes_what_is_gone(tmp_path):
    (tmp_path / "index.md").write_text("by hand")
    assert write.write({"conditions/a.md": "a", "conditions/b.md": "b"}, tmp_path) == 2
    before = (tmp_path / "conditions/a.md").stat().st_mtime_ns
    assert write.write({"conditions/a.md": "a", "conditions/c.md": "c"}, tmp_path) == 2
    assert (tmp_path / "conditions/a.md").stat().st_mtime_ns == before
    assert sorted(p.name for p in tmp_path.rglob("*.md")) == ["a.md", "c.md", "index.md"]


def test_a_page_names_those_that_tell_it_apart(folder):
    """Each pair can be found from both pages, also when only one of them says what the difference is."""
    page = "conditions/test-cramp.md"
    assert "Told apart on" not in render(folder.load().atlas)[page]
    folder.edit("conditions/test-cramp.yml", "  - condition: test-lack\n", "  - name: A lack of salt\n")
    assert 'Told apart on the pages <a href="../test-lack/">' in render(folder.load().atlas)[page]
