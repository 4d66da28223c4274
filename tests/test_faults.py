"""Every kind of mistake in a file: where it is found, what is said, how to mend it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support import TODAY

from scripts.faults import Fault, nearest

MAP, RELEASE = "body-map.yml", "release.yml"
CRAMP, LACK, BIBLIOGRAPHY = "conditions/test-cramp.yml", "conditions/test-lack.yml", "references.yml"
COMPARISONS = "comparisons.yml"
PAIR = "[test-cramp, test-lack]"


def test_the_small_set_has_no_fault(folder):
    assert folder.faults() == []


# file, what stands there, what a contributor writes instead, where the fault points, what is said
MISTAKES = {
    "syntax: colon in a text": (CRAMP, "name: Test cramp", "name: Test: cramp", ": cramp", "not valid YAML"),
    "syntax: open quote": (LACK, "name: Test lack", 'name: "Test lack', None, "not valid YAML"),
    "syntax: quote in the middle": (LACK, "name: Test lack", 'name: "Test lack', '"Test', "never closed"),
    "entry too deep": (LACK, "  - Sweat [@beta-guideline].", "  - Sweat [@beta-guideline].\n    - Heat [@beta-guideline].", "- Heat",
                       "read as part of the text above"),
    "comment cuts a text": (LACK, "  - Sweat [@beta-guideline].", "  - Sweat [@beta-guideline]. #1 is heat [@beta-guideline].", "#1",
                            "starts a comment here"),
    "colon in an entry": (LACK, "  - Sweat [@beta-guideline].", "  - Note: sweat [@beta-guideline].", "Note", "put the whole text in double quotes"),
    "escaped control character": (LACK, "  - Sweat [@beta-guideline].", '  - "Sw\\u202eeat [@beta-guideline]."', '"Sw', "U+202E"),
    "a character YAML refuses": (LACK, "name: Test lack", "name: Test \uffff lack", "\uffff", "U+FFFF"),
    "bold": (CRAMP, "Mostly the calf", "Mostly **the** calf", "**the", "markup is not used here"),
    "entity": (CRAMP, "Mostly the calf", "Mostly the&nbsp;calf", "&nbsp", "markup is not used here"),
    "link in a question": (CRAMP, "  - What can I do?", "  - "+'"[What](test-lack) can I do?"', "](", "a link in a text that states no fact"),
    "link in an emergency card": (CRAMP, "- You cannot breathe", "- You [cannot](test-lack) breathe", "](", "holds no links"),
    "blank question": (LACK, "  - Why?", '  - " "', '" "', "is blank"),
    "still to be written": (LACK, "  - Sweat [@beta-guideline].", '  - "… [@beta-guideline]"', None, "a citation without a statement"),
    "related twice": (CRAMP, "codes:", "related: [test-lack, test-lack]\ncodes:", "test-lack]", "stands twice"),
    "source opened in the future": (BIBLIOGRAPHY, "accessed: 2026-01-02", "accessed: 2031-01-02", "2031", "is in the future"),
    "month thirteen": (BIBLIOGRAPHY, '"2024-05"', '"2024-13"', '"2024-13"', 'write "2024"'),
    "blank author": (BIBLIOGRAPHY, "literal: Health Body", 'literal: ""', '""', "is blank"),
    "duplicate key": (CRAMP, "kind: muscle-spasm", "kind: muscle-spasm\nname: Again", "name: Again", "stands here a second time (first on line 1)"),
    "unknown field": (CRAMP, "also_called:", "also_caled:", "also_caled", "did you mean `also_called`"),
    "unknown field inside": (CRAMP, "    note: Mostly", "    nota: Mostly", "nota", "there is no field `nota` here"),
    "missing field": (LACK, "kind: overview\n", "", "name: Test lack", "the field `kind` is missing"),
    "missing field inside": (LACK, "    note: It varies [@beta-guideline].\n", "", "terms: [varies]\n  intensity", "the field `note` is missing"),
    "text for a list": (CRAMP, "  - Charles horse\n  - Crampus", "  Charles horse", "Charles", "should be a list"),
    "list for a text": (LACK, "name: Test lack", "name: [Test, lack]", "[Test", "should be text, but a list"),
    "fields for a text": (LACK, "name: Test lack", "name: {a: b}", "{a", "a colon makes a field `a` of this text"),
    "number for a text": (LACK, "name: Test lack", "name: 12", "12", "the number 12 stands here → put it in quotes"),
    "empty field": (LACK, "name: Test lack", "name:", "name:", "`name` is empty"),
    "wrong date": (LACK, "checked: 2026-01-02", "checked: 2026-02-31", "2026-02-31", "is not a date"),
    "text for a date": (LACK, "due: 2036-01-02", "due: soon", "soon", "should be a date"),
    "date for a text": (LACK, "name: Test lack", "name: 2026-01-02", "2026-01-02", "the date 2026-01-02 stands here → put it in quotes"),
    "Norwegian boolean": (CRAMP, "  - Charles horse", "  - no", "no", "means true or false"),
    "true for a text": (LACK, "name: Test lack", "name: true", "true", "should be text"),
    "tab": (CRAMP, "  - Charles horse", "\t- Charles horse", "\t", "a tab"),
    "tab inside": (CRAMP, "name: Test cramp", "name: Test\tcramp", "\t", "a tab"),
    "zero-width space": (CRAMP, "Charles horse", "Charles​horse", "\u200b", "U+200B"),
    "bidirectional override": (CRAMP, "Charles horse", "Charles ‮horse", "\u202e", "U+202E"),
    "anchor": (LACK, "    terms: [varies]\n    note: It varies [@beta-guideline].\n  intensity:\n    terms: [varies]",
               "    terms: &a [varies]\n    note: It varies [@beta-guideline].\n  intensity:\n    terms: *a", "&a", "anchor"),
    "tag": (LACK, "name: Test lack", "name: !!python/name:os.system Test", None, "tag"),
    "two documents": (LACK, "kind: overview", "---\nkind: overview", "---", "remove the `---` line"),
    "unknown term": (CRAMP, "terms: [calf, foot]", "terms: [calv, foot]", "calv", "did you mean `calf`"),
    "term twice": (CRAMP, "terms: [calf, foot]", "terms: [calf, calf]", "calf]", "stands twice"),
    "unknown citation": (CRAMP, "Mostly the calf [@alpha-2024-cramp]", "Mostly the calf [@alpha-2024-cram]", "@alpha-2024-cram]", "did you mean `alpha-2024-cramp`"),
    "unreadable citation": (CRAMP, "Mostly the calf [@alpha-2024-cramp]", "Mostly the calf [@Alpha 2024]", "[@Alpha", "a citation that cannot be read"),
    "uncited statement": (CRAMP, "Mostly the calf [@alpha-2024-cramp].", "Mostly the calf.", "Mostly", "a statement without a citation"),
    "uncited end": (CRAMP, "Mostly the calf [@alpha-2024-cramp].", "Mostly the calf [@alpha-2024-cramp]. And the foot.", "And the foot", "words after the last citation"),
    "citation in a name": (CRAMP, "  - Crampus", "  - Crampus [@alpha-2024-cramp]", "[@alpha", "states no fact"),
    "unknown key of a row": (CRAMP, "sources: [alpha-2024-cramp]", "sources: [alpha]", "alpha]", "not in the bibliography"),
    "dangling tell_apart": (CRAMP, "condition: test-lack", "condition: test-luck", "test-luck", "did you mean `test-lack`"),
    "dangling link": (CRAMP, "[a lack](test-lack)", "[a lack](nowhere)", "nowhere", "there is no condition `nowhere`"),
    "itself": (CRAMP, "condition: test-lack", "condition: test-cramp", "test-cramp", "is this page itself"),
    "neither nor": (CRAMP, "  - name: Restless legs\n    difference", "  - difference", "difference", "needs either `condition` or `name`"),
    "HTML": (CRAMP, "Mostly the calf", "Mostly <b>the</b> calf", "<b>", "HTML is not used here"),
    "script": (CRAMP, "  - Crampus", "  - <script>alert(1)</script>", "<script", "HTML is not used here"),
    "script address": (CRAMP, "Mostly the calf", "Mostly [the calf](javascript:alert(1))", "javascript", "runs code"),
    "template": (CRAMP, "Mostly the calf", "Mostly the {{ calf }}", "{{", "template code"),
    "address in text": (CRAMP, "Mostly the calf", "Mostly https://evil.example the calf", "https://evil", "an address inside text"),
    "long heading": (LACK, "name: Test lack", f"name: {'Long ' * 14}", "Long", "characters, more than 65"),
    "name of another": (LACK, "name: Test lack", "name: charles HORSE!", "charles", "is claimed also by"),
    "name twice": (CRAMP, "  - Crampus", "  - Test-Cramp", "Test-Cramp", "is claimed also by"),
    "emergency without card": (LACK, "urgency: not-emergency", "urgency: emergency", "emergency", "needs an emergency card"),
    "one treatment": (LACK, "only_option: Nothing else is needed [@beta-guideline].\n", "", "- name: Drinking", "only one treatment"),
    "cells": (CRAMP, "cells: [Water tablets, Cramps]", "cells: [Water tablets, Cramps, More]", "cells:", "3 cells under 2 columns"),
    "group too wide": (CRAMP, "group: localized-muscle-and-spine", "group: localized", "localized", "is divided further"),
    "reviewer missing": (LACK, "status: not clinically reviewed", "status: clinically reviewed", "clinically", "status and reviewer disagree"),
    "unknown status": (LACK, "status: not clinically reviewed", "status: clinicaly reviewed", "clinicaly", "did you mean `clinically reviewed`"),
    "due before checked": (LACK, "due: 2036-01-02", "due: 2025-12-31", "2025-12-31", "due before the last one"),
    "checked in the future": (LACK, "checked: 2026-01-02", "checked: 2026-12-31", "2026-12-31", "is in the future"),
    "code": (CRAMP, "icd10cm: [R25.2]", "icd10cm: [r25,2]", "r25,2", "has not the form"),
    "unused source": (BIBLIOGRAPHY, "beta-guideline:", "gamma:\n  type: webpage\n  title: Gone\n  author: [{literal: Body}]\n  URL: https://x.example\n  accessed: 2026-01-02\n  custom: {evidence: study, read: whole}\nbeta-guideline:", "gamma:", "no statement cites `gamma`"),
    "bad key": (BIBLIOGRAPHY, "beta-guideline:", "Beta_Guideline:", "Beta_", "not a valid citation key → write `beta-guideline`"),
    "source without address": (BIBLIOGRAPHY, "  URL: https://health.example/cramps\n", "", "beta-guideline:", "without an address"),
    "script as address": (BIBLIOGRAPHY, "URL: https://health.example/cramps", "URL: javascript:alert(1)", "javascript", "has not the form of `URL`"),
    "author": (BIBLIOGRAPHY, "    - literal: Health Body", "    - given: Ann", "given: Ann", "needs either `family` or `literal`"),
    "HTML in a title": (BIBLIOGRAPHY, "title: A study of cramps", "title: A <i>study</i>", "<i>", "HTML is not used here"),
    "a place on the map that is no location": (MAP, "    calf:", "    calves:", "calves:", "did you mean `calf`"),
    "a button for no location": (MAP, "  calf: back", "  calve: back", "calve:", "did you mean `calf`"),
    "a button that is no box": (MAP, "  calf: back -16", "  calf: behind -16", "behind", "write it as"),
    "a drawing that ends its attribute": (MAP, "    calf: M-1", '    calf: M"-1', 'M"', "has not the form of `calf`"),
    "a version of two numbers": (RELEASE, 'version: "1.2.3"', 'version: "1.2"', '"1.2"', "write major, minor and patch"),
    "a version without quotes": (RELEASE, 'version: "1.2.3"', "version: 1.2", "1.2", "put it in quotes"),
    "a day that is none": (RELEASE, "date: 2026-01-02", "date: soon", "soon", "should be a date"),
    "a name that a spreadsheet would run": (CRAMP, "  - Crampus", '  - "=1+1"', "=1", "takes for a formula"),
    "a part of the day that is none": ("vocabulary/triggers.yml", "day: [evening, night]", "day: [evening, nite]", "nite", "did you mean `night`"),
    "unknown kind of source": (BIBLIOGRAPHY, "evidence: review", "evidence: blog", "blog", "not a term of the vocabulary `evidence`"),
    "comparison with an unknown condition": (COMPARISONS, PAIR, "[test-cramp, test-luck]", "test-luck", "did you mean `test-lack`"),
    "comparison of one": (COMPARISONS, PAIR, "[test-cramp]", "[test", "at least 2 needed"),
    "comparison of five": (COMPARISONS, PAIR, "[test-cramp, test-lack, test-lack, test-lack, test-lack]", "[test", "has 5 entries, more than 4"),
    "comparison with itself": (COMPARISONS, PAIR, "[test-cramp, test-cramp]", "test-cramp]", "`test-cramp` stands twice"),
    "comparison made twice": (COMPARISONS, "or a lack\n", "or a lack\nagain:\n  name: Again\n  conditions: [test-lack, test-cramp]\n", "[test-lack",
                              "`cramp-or-lack` compares the same"),
    "comparison named like a condition": (COMPARISONS, "name: Test cramp or lack", "name: Charles-Horse", "Charles-Horse", "is claimed also by data/conditions/test-cramp.yml"),
    "comparison with a phrase of a condition": (COMPARISONS, "- is it a cramp or a lack", "- Test lack", "Test lack", "is claimed also by data/conditions/test-lack.yml"),
    "comparison with a bad key": (COMPARISONS, "cramp-or-lack:", "Cramp_or_lack:", "Cramp_", "not a valid id → write `cramp-or-lack`"),
    "comparison at the picker's address": (COMPARISONS, "cramp-or-lack:", "index:", "index", "address of the picker"),
    "comparison with an unknown field": (COMPARISONS, "search_phrases:", "phrases:", "phrases", "did you mean `search_phrases`"),
    "comparison that states a fact": (COMPARISONS, "- is it a cramp or a lack", '- "it is a lack [@beta-guideline]"', "[@beta", "states no fact"),
    "comparisons as a list": (COMPARISONS, "cramp-or-lack:", "- cramp-or-lack:", "- cramp", "not a list of `key: item`"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_found_where_it_stands(folder, case):
    name, old, new, needle, said = MISTAKES[case]
    start = folder.path(name).read_text().index(old)
    folder.edit(name, old, new)
    text = folder.path(name).read_text()
    found = [f for f in folder.faults() if f.path == f"data/{name}" and said in f"{f.message} → {f.repair}"]
    assert found, [str(f) for f in folder.faults()]
    assert found[0].repair
    if needle:
        at = text.index(needle, start) if needle in text[start:] else text.index(needle)
        place = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        assert place in [(f.line, f.column) for f in found], str(found[0])


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_causes_no_flood(folder, case):
    """One mistake gives few faults: those of other files would hide it."""
    name, old, new, _, _ = MISTAKES[case]
    folder.edit(name, old, new)
    assert len({(fault.path, fault.line) for fault in folder.faults()}) <= 3 or case == "bad key"


def test_where_the_contributor_lives_it_can_be_tomorrow(folder):
    folder.edit(BIBLIOGRAPHY, "accessed: 2026-01-02", f"accessed: {TODAY + timedelta(days=1)}")
    assert folder.faults() == []
    assert any("is in the future" in fault.message for fault in folder.faults(TODAY - timedelta(days=1)))


def test_comparisons_may_be_left_out(folder):
    folder.path(COMPARISONS).unlink()
    assert folder.faults() == []


def test_a_comparison_does_not_take_an_old_id(folder):
    folder.write("renamed/old-cramp.yml", "to: test-cramp\nwhy: A clearer name.\n")
    folder.edit(COMPARISONS, PAIR, "[old-cramp, test-lack]")
    assert "was renamed" in folder.faults()[0].message and folder.faults()[0].path == "data/comparisons.yml"


def test_a_location_that_is_not_drawn_is_a_fault_of_the_map(folder):
    folder.edit("vocabulary/location.yml", "  - id: calf\n", "  - id: ankle\n    label: Ankle\n    meaning: The ankle.\n  - id: calf\n")
    assert [(f.path, f.message) for f in folder.faults()] == [("data/body-map.yml", "the location `ankle` is not drawn")]


@pytest.mark.parametrize(("name", "said"), [(MAP, "the drawing of the body is missing"), (RELEASE, "the version of the data is missing")])
def test_a_missing_file_is_a_fault(folder, name, said):
    folder.path(name).unlink()
    assert [f.message for f in folder.faults()] == [said]


def test_all_faults_come_at_once(folder):
    folder.edit(CRAMP, "also_called:", "also_caled:")
    folder.edit(CRAMP, "terms: [calf, foot]", "terms: calf")
    folder.edit(LACK, "name: Test lack", "name: 12")
    folder.edit(BIBLIOGRAPHY, "evidence: review", "evidence: blog")
    assert [(f.path, f.message.split("`")[1]) for f in folder.faults()] == [
        (f"data/{CRAMP}", "also_caled"), (f"data/{CRAMP}", "terms"), (f"data/{LACK}", "name"),
        (f"data/{BIBLIOGRAPHY}", "blog")]


def test_a_file_of_the_wrong_form_is_read_to_its_end(folder):
    """A misspelled field hides no unknown term, missing citation or dangling link of the same file."""
    folder.edit(CRAMP, "also_called:", "also_caled:")
    folder.edit(CRAMP, "kind: muscle-spasm", "kind: muscle-spasms")
    folder.edit(CRAMP, "Mostly the calf [@alpha-2024-cramp].", "Mostly the calf.")
    folder.edit(CRAMP, "condition: test-lack", "condition: test-luck")
    said = " ".join(f.message for f in folder.faults())
    assert all(part in said for part in ("also_caled", "muscle-spasms", "without a citation", "test-luck"))


def test_a_broken_bibliography_is_one_fault(folder):
    folder.edit(BIBLIOGRAPHY, "title: A study of cramps", "title: A study: of cramps")
    assert len(folder.faults()) == 1
    folder.path(BIBLIOGRAPHY).unlink()
    assert [f.message for f in folder.faults()] == ["the bibliography is missing"]


@pytest.mark.parametrize("name", ["conditions/index.yml", "renamed/index.yml"])
def test_index_is_taken(folder, name):
    folder.write(name, "to: test-cramp\nwhy: No.\n")
    assert any("address of the A to Z" in f.message for f in folder.faults())


@pytest.mark.parametrize("name", ["conditions/empty.yml", "vocabulary/location.yml", "renamed/old.yml", COMPARISONS])
@pytest.mark.parametrize("content", ["", "~\n", "# nothing\n"])
def test_an_empty_file_says_so(folder, name, content):
    folder.write(name, content)
    assert any("the file is empty" in f.message and f.path == f"data/{name}" for f in folder.faults())


def test_a_byte_order_mark_is_fine(folder):
    folder.write(LACK, b"\xef\xbb\xbf" + folder.path(LACK).read_bytes())
    assert folder.faults() == []


def test_a_citation_is_pointed_at_as_a_whole_word(folder):
    folder.edit(LACK, "  - Sweat [@beta-guideline].", "  - Sweat [@beta-guideline; @beta].")
    fault = folder.faults()[0]
    assert folder.path(LACK).read_text().split("\n")[fault.line - 1][fault.column - 1:].startswith("@beta]")


def test_not_utf8(folder):
    folder.write(LACK, b"name: Test l\xe4ck\n")
    assert str(folder.faults()[0]).startswith("data/conditions/test-lack.yml:1:13: error: the file is not UTF-8")


def test_windows_line_ends_are_fine(folder):
    folder.write(LACK, folder.path(LACK).read_text().replace("\n", "\r\n"))
    assert folder.faults() == []


@pytest.mark.parametrize("name", ["Test_Cramp.yml", "test cramp.yml", "tëst.yml", "-x.yml", "UPPER.yml"])
def test_a_file_name_must_be_an_id(folder, name):
    folder.write(f"conditions/{name}", folder.path(LACK).read_text())
    folder.path(LACK).unlink()
    assert any("is not a valid id" in f.message and f.repair.startswith("rename it") for f in folder.faults())


def test_stray_files_are_named(folder):
    folder.write("conditions/notes.txt", "hello")
    folder.path("conditions/link.yml").symlink_to("/etc/passwd")
    assert [f.path for f in folder.faults()] == ["data/conditions/link.yml", "data/conditions/notes.txt"]


def test_a_deep_file_is_refused_not_read(folder):
    folder.write(LACK, "name: " + "[" * 100_000)
    assert "nesting is too deep" in folder.faults()[0].message


def test_a_huge_file_is_refused(folder):
    folder.write(LACK, "name: x\n" * 100_000)
    assert "bytes, more than" in folder.faults()[0].message


def test_a_bomb_of_anchors_does_not_expand(folder):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefg", "bcdefgh", strict=True)]
    folder.write(LACK, "\n".join(lines))
    assert all("anchor" in f.message or "field" in f.message or "condition" in f.message for f in folder.faults())


def test_a_review_that_is_due_warns_only(folder):
    faults = folder.faults(today=date(2036, 1, 3))
    assert {f.level for f in faults} == {"warning"}
    assert [f.path for f in faults] == [f"data/{CRAMP}", f"data/{LACK}"]
    assert all("the review was due on 2036-01-02" in f.message for f in faults)


def test_a_renamed_id_needs_its_target(folder):
    folder.write("renamed/old-cramp.yml", "to: test-cramp\nwhy: A clearer name.\n")
    assert folder.faults() == []
    folder.edit("renamed/old-cramp.yml", "test-cramp", "test-clamp")
    assert "did you mean `test-cramp`" in folder.faults()[0].repair
    folder.edit("renamed/old-cramp.yml", "test-clamp", "test-cramp")
    folder.edit(LACK, "condition: test-cramp", "condition: old-cramp")
    assert "was renamed" in folder.faults()[0].message


def test_a_missing_vocabulary_is_named(folder):
    folder.path("vocabulary/location.yml").unlink()
    assert "the vocabulary `location` is missing" in folder.faults()[0].message


def test_a_broken_file_hides_no_others_and_blames_no_others(folder):
    """Sources that only the broken file cites are not called unused; links to it do not dangle."""
    folder.edit(CRAMP, "kind: muscle-spasm", "kind: [")
    assert {f.path for f in folder.faults()} == {f"data/{CRAMP}"}


def test_github_annotation_escapes():
    fault = Fault("data/a,b:c.yml", 3, 4, "100% wrong\nreally", "mend: it")
    assert fault.github() == (
        "::error file=data/a%2Cb%3Ac.yml,line=3,col=4,title=Spasm Atlas data::100%25 wrong%0Areally%0Amend: it")


def test_nearest_names_the_closest_or_lists():
    assert nearest("calv", ["calf", "foot"]) == "did you mean `calf`?"
    assert nearest("zzz", ["calf", "foot"]) == "allowed: `calf`, `foot`"


def test_a_page_by_hand_with_an_unknown_source(folder):
    folder.write("docs/about.md", "---\ntitle: About us\ndescription: What we do\n---\n\nA fact ([Beta](sources.md#beta-guidelin)).\n")
    assert str(folder.faults()[0]).startswith("docs/about.md:6:1: error: the citation key `beta-guidelin`")
    assert "did you mean `beta-guideline`" in folder.faults()[0].repair


@pytest.mark.parametrize("content", [b"\xff", b"---\ntitle: [a]\ndescription: b\n---\n", b"---\ntitle: a: b\n---\n"])
def test_a_spoiled_page_by_hand_is_a_fault(folder, content):
    folder.write("docs/about.md", content)
    assert [f.path for f in folder.faults()] == ["docs/about.md"]


def test_a_page_by_hand_without_a_title(folder):
    folder.write("docs/about.md", "# About\n")
    assert "has no title or description" in folder.faults()[0].message
