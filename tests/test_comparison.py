"""What stands side by side: the words that mark terms, the sources, and what a missing part says."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from scripts.compare import comparison
from scripts.facets import BROWSABLE
from scripts.render import render


def columns(*facets: list | None) -> list[dict]:
    """Columns with one row of terms; a term is an id, or an id with the ids of wider ones."""
    return [{"id": f"c{number}", "name": f"C{number}", "head": f"C{number}", "apart": {}, "rows": [["Where", terms and {
        "terms": [[t, t.upper()] if isinstance(t, str) else [t[0], t[0].upper(), *t[1:]] for t in terms], "note": "Note."}]]}
        for number, terms in enumerate(facets)]


def marks(*facets: list | None) -> tuple[str, list[dict[str, str]]]:
    """The state of the row, and for each cell its terms by the word that marks them."""
    html = comparison(columns(*facets), "/")
    cells = []
    for cell in html.split("<tbody>")[1].split("<td>")[1:]:
        groups = re.findall(r'<div class="mark mark--\w+">(?:<b>(.*?)</b> )?<ul>(.*?)</ul>', cell)
        cells.append({word: " ".join(re.findall("<li>(.*?)</li>", items)) for word, items in groups})
    return re.search('class="state">(.*?)<', html)[1], cells


@pytest.mark.parametrize(("facets", "state", "cells"), [
    ((["a", "b"], ["a", "b"]), "Same", [{"In both": "A B"}, {"In both": "A B"}]),
    ((["a"], ["b"]), "Different", [{"Only here": "A"}, {"Only here": "B"}]),
    ((["a", "b"], ["a", "c"]), "Partly the same", [{"In both": "A", "Only here": "B"}, {"In both": "A", "Only here": "C"}]),
    # One page says leg, the other calf: neither the same nor different.
    ((["leg"], [["calf", "leg"]]), "Partly the same", [{"Overlaps": "LEG"}, {"Overlaps": "CALF"}]),
    ((["a", "b"], ["a", "b"], ["a", "c"]), "Partly the same",
     [{"In all": "A", "In some": "B"}, {"In all": "A", "In some": "B"}, {"In all": "A", "Only here": "C"}]),
    ((["a"], ["a"], ["a"], ["a"]), "Same", [{"In all": "A"}] * 4),
    # A page that says nothing is not a page that says otherwise.
    ((["a"], None), "Not given for C1", [{"": "A"}, {}]),
    ((["a", "b"], ["a"], None), "Not given for C2", [{"In some": "A", "Only here": "B"}, {"In some": "A"}, {}]),
])
def test_terms_are_marked_in_words(facets, state, cells):
    assert marks(*facets) == (state, cells)


def test_a_part_that_no_page_gives_is_no_row():
    assert "Where" not in comparison(columns(None, None), "/")
    assert comparison(columns(["a"], None), "/").count("Its page does not say.") == 1


@pytest.fixture
def files(folder):
    return render(folder.load().atlas)


def column(files, id: str) -> dict:
    return json.loads(re.fullmatch(r"atlasCompare\.add\((.*)\);\n", files[f"assets/compare/{id}.js"], re.S)[1])


def test_a_citation_leads_to_the_source_that_the_number_has_on_the_page(folder, files):
    """The same statement has the same source on the page of the condition and beside another one."""
    atlas = folder.load().atlas
    for id in atlas.conditions:
        listed = dict(re.findall(r'<li id="s(\d+)">(\w+)', files[f"conditions/{id}.md"]))
        marked = re.findall(r'href="~/conditions/([\w-]+)/#s(\d+)" aria-label="source (\d+): (\w+)[^"]*">(\d+)<', json.dumps(column(files, id)).replace('\\"', '"'))
        assert marked
        for page, target, named, source, shown in marked:
            assert page == id and target == named == shown and listed[target] == source


def test_the_comparable_parts_of_a_condition_are_all_there(folder, files):
    condition = folder.load().atlas.conditions["test-cramp"]
    rows = dict(column(files, "test-cramp")["rows"])
    assert list(rows)[:3] == ["In short", "Danger signs", "Where in the body"] and len(rows) == len(BROWSABLE) + 4
    assert "You cannot breathe" in rows["Danger signs"] and "The cramp lasts more than 10 minutes" in rows["Danger signs"]
    assert [t[0] for t in rows["Where in the body"]["terms"]] == ["calf", "foot"]
    assert rows["Where in the body"]["terms"][0] == ["calf", "Calf", "leg"]  # the wider term comes along
    assert rows["How it begins"] is None
    assert all(f"#treatment-{name}" in rows["Treatments"] for name in ("stretching", "waiting")) and "Self-care" in rows["Treatments"]
    assert condition.diagnosis[0].split(" [@")[0] in rows["Tests and diagnosis"]
    assert list(column(files, "test-cramp")["apart"]) == ["test-lack"]


def test_no_emergency_card_does_not_reassure(files):
    text = dict(column(files, "test-lack")["rows"])["Danger signs"]
    assert "No emergency card on its page." in text and "count whatever the cause" in text and "~/#emergency" in text


def test_danger_signs_hold_no_links(files):
    signs = re.findall(r"<li>(.*?)</li>", dict(column(files, "test-cramp")["rows"])["Danger signs"])
    assert signs and not [sign for sign in signs if "<a" in sign]


def test_what_a_contributor_writes_stays_text(folder):
    folder.edit("conditions/test-cramp.yml", "name: Test cramp", "name: '& \"x\" 1 < 2'")
    folder.edit("conditions/test-cramp.yml", "Mostly the calf", "Mostly > the & calf")
    data = column(render(folder.load().atlas), "test-cramp")
    assert data["name"] == "&amp; &quot;x&quot; 1 &lt; 2" and unescape(data["name"]) in data["head"].replace("&quot;", '"').replace("&lt;", "<").replace("&amp;", "&")
    assert "Mostly &gt; the &amp; calf" in dict(data["rows"])["Where in the body"]["note"]


def test_condition_pages_lead_to_comparisons(folder):
    page = render(folder.load().atlas)["conditions/test-cramp.md"]
    assert 'blood test.<a class="cite" href="#s2">2</a> <a href="../../compare/cramp-or-lack/">Compare</a>' in page
    assert page.count("compare/cramp-or-lack/") == 1  # the pair stands with its entry, not in the line below as well
    folder.path("comparisons.yml").unlink()
    files = render(folder.load().atlas)
    assert '<a href="../../compare/#conditions=test-cramp,test-lack">Compare</a>' in files["conditions/test-cramp.md"]
    assert "Ready comparisons" not in files["compare/index.md"]


def test_three_conditions_are_named_below_the_list(folder):
    folder.write("conditions/test-third.yml", folder.path("conditions/test-lack.yml").read_text().replace("name: Test lack", "name: Test third"))
    folder.write("comparisons.yml", "three:\n  name: This or that\n  conditions: [test-cramp, test-lack, test-third]\n")
    assert folder.faults() == []
    files = render(folder.load().atlas)
    assert 'Side by side: <a href="../../compare/three/">This or that</a>' in files["conditions/test-third.md"]
    assert files["compare/three.md"].count('<th scope="col">') == 3


def test_old_ids_are_known_to_the_picker(folder):
    folder.write("renamed/old-cramp.yml", "to: test-cramp\nwhy: A clearer name.\n")
    head = json.loads(re.fullmatch(r"atlasCompare\.names\((.*)\);\n", render(folder.load().atlas)["assets/compare/names.js"])[1])
    assert head == {"names": [["test-cramp", "Test cramp"], ["test-lack", "Test lack"]], "renamed": {"old-cramp": "test-cramp"}}
