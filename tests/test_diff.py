"""What changed between two versions of the data: compared, told, and read from folders and git."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import html5lib
import markdown as python_markdown
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, build, copy_project, make_folder

from scripts import changelog, engine, history
from scripts.atlas import Atlas, Reference, Renamed
from scripts.diff import Changes, ConditionChange, as_json, compare
from scripts.load import load
from scripts.model import Condition
from scripts.statements import statements

ATOM = "{http://www.w3.org/2005/Atom}"
GOOD = yaml.safe_load((ROOT / "tests/data/conditions/test-cramp.yml").read_text())
SITE = "https://example.org/atlas/"


@pytest.fixture
def before(folder) -> Atlas:
    return folder.load().atlas


def only(changes: Changes) -> ConditionChange:
    """The one changed condition, when nothing else changed."""
    assert lengths(changes) == {"changed": 1}
    return changes.changed[0]


def lengths(changes: Changes) -> dict[str, int]:
    """How long the lists are that are not empty; a list beside the conditions counts as 1."""
    return {item.name: len(value) if isinstance(value, tuple) else 1 for item in fields(changes) if (value := getattr(changes, item.name))}


def count(atlas: Atlas, *ids: str) -> int:
    """How many statements those conditions have, or all."""
    return sum(1 for id in ids or atlas.conditions for _ in statements(id, atlas.conditions[id]))


# --- compare -------------------------------------------------------------------------------------

def test_nothing_changed(folder, before):
    assert not compare(before, folder.load().atlas)
    assert compare(before, folder.load().atlas) == Changes()


def test_a_statement_added_removed_and_reworded(folder, before):
    path = "conditions/test-cramp.yml"
    folder.edit(path, "  - It passes [@alpha-2024-cramp].", "  - It often passes [@alpha-2024-cramp].\n  - Cold water wakes the nerve [@beta-guideline].")
    folder.edit(path, "  - Tired muscles [@alpha-2024-cramp].\n", "")
    change = only(compare(before, folder.load().atlas))
    assert [(pair.old.text, pair.new.text) for pair in change.reworded] == [("It passes.", "It often passes.")]
    assert [s.text for s in change.added] == ["Cold water wakes the nerve."] and change.added[0].sources == ("beta-guideline",)
    assert [s.text for s in change.removed] == ["Tired muscles."]
    assert (change.recited, change.moved, change.values, change.reordered) == ((), (), (), ())


def test_other_words_are_another_statement(folder, before):
    folder.edit("conditions/test-cramp.yml", "  - Tired muscles [@", "  - Cold nights without a blanket [@")
    change = only(compare(before, folder.load().atlas))
    assert not change.reworded and len(change.added) == len(change.removed) == 1


def test_the_closest_words_make_the_pair(folder):
    path = "conditions/test-cramp.yml"
    folder.edit(path, "  - Tired muscles [@alpha", "  - Salt is lost in the sweat of a hot day [@alpha-2024-cramp].\n  - Water is lost in the sweat of a hot day [@alpha")
    old = folder.load().atlas
    folder.edit(path, "Salt is lost in the sweat of a hot day [", "Water is lost in the sweat of a very hot day [")
    folder.edit(path, "  - Water is lost in the sweat of a hot day [", "  - Salt is lost in the sweat of a very hot day [")
    change = only(compare(old, folder.load().atlas))
    assert {(pair.old.text.split()[0], pair.new.text.split()[0]) for pair in change.reworded} == {("Salt", "Salt"), ("Water", "Water")}


def test_sources_changed_while_the_words_stayed(folder, before):
    folder.edit("conditions/test-cramp.yml", "It passes [@alpha-2024-cramp].", "It passes [@beta-guideline].")
    change = only(compare(before, folder.load().atlas))
    assert [(r.statement.text, r.removed, r.added) for r in change.recited] == [("It passes.", ("alpha-2024-cramp",), ("beta-guideline",))]
    assert (change.added, change.removed, change.reworded) == ((), (), ())


def test_case_and_full_stop_keep_the_id_but_are_told(folder, before):
    folder.edit("conditions/test-cramp.yml", "It passes [@", "it passes [@")
    change = only(compare(before, folder.load().atlas))
    assert [(pair.old.text, pair.new.text, pair.old.id == pair.new.id) for pair in change.reworded] == [("It passes.", "it passes.", True)]


def test_a_statement_moved_to_another_part(folder, before):
    path = "conditions/test-cramp.yml"
    folder.edit(path, "  routine:\n    - Cramps disturb your sleep [@beta-guideline]\n", "")
    folder.edit(path, "  urgent:\n", "  urgent:\n    - Cramps disturb your sleep [@beta-guideline]\n")
    change = only(compare(before, folder.load().atlas))
    assert [(pair.old.part, pair.new.part) for pair in change.moved] == [("get_help.routine", "get_help.urgent")]
    assert (change.added, change.removed) == ((), ())


def test_risks_that_change_places_are_told(folder, before):
    """Both statements keep their ids, but each stands at another treatment."""
    path = "conditions/test-cramp.yml"
    folder.edit(path, "risk: None is known", "risk: MARK")
    folder.edit(path, "risk: It hurts longer", "risk: None is known")
    folder.edit(path, "risk: MARK", "risk: It hurts longer")
    change = only(compare(before, folder.load().atlas))
    assert change.reordered == ("treatments.risk",) and not change.added and not change.removed


@pytest.mark.parametrize(("old", "new", "part", "removed", "added"), [
    ("  - Crampus\n", "  - Krampf\n", "also_called", "Crampus", "Krampf"),
    ("name: Test cramp\n", "name: Cramp\n", "name", "Test cramp", "Cramp"),
    ("urgency: can-be-emergency", "urgency: emergency", "urgency", "can-be-emergency", "emergency"),
    ("terms: [calf, foot]", "terms: [calf, thigh]", "pattern.location.terms", "foot", "thigh"),
    ("icd10cm: [R25.2]", "icd10cm: [R25.3]", "codes.icd10cm", "R25.2", "R25.3"),
    ("checked: 2026-01-02", "checked: 2026-02-03", "review.checked", "2026-01-02", "2026-02-03"),
    ("due: 2036-01-02", "due: 2035-01-02", "review.due", "2036-01-02", "2035-01-02"),
    ("  - Is it dangerous?\n", "  - Is it rare?\n", "questions_for_doctor", "Is it dangerous?", "Is it rare?"),
    ("url: https://health.example/cramps", "url: https://health.example/c", "further_help.url", "https://health.example/cramps", "https://health.example/c"),
    ("[a lack](test-lack)", "[a lack](test-cramp)", "links", "test-lack", "test-cramp"),
])
def test_a_value_changed(folder, before, old, new, part, removed, added):
    folder.edit("conditions/test-cramp.yml", old, new)
    change = only(compare(before, folder.load().atlas))
    assert [(v.part, v.removed, v.added) for v in change.values] == [(part, (removed,), (added,))]
    assert not change.added and not change.removed and not change.reworded


def test_terms_have_the_labels_that_readers_know(folder, before):
    folder.edit("conditions/test-cramp.yml", "terms: [calf, foot]", "terms: [calf, lower-back]")
    values = only(compare(before, folder.load().atlas)).values[0]
    assert values.labels == {"foot": "Foot and toes", "lower-back": "Lower back"}


def test_a_condition_added_and_removed(folder, before):
    folder.path("conditions/test-lack.yml").rename(folder.path("../kept.yml"))
    less = folder.load().atlas
    assert lengths(compare(before, less)) == {"removed": 1} and lengths(compare(less, before)) == {"added": 1}
    assert [(w.id, w.name, w.statements, w.to) for w in compare(before, less).removed] == [("test-lack", "Test lack", count(before, "test-lack"), "")]


def test_a_condition_renamed_by_its_tombstone_even_when_rewritten(before):
    other = before.conditions["test-lack"]
    new = replace(before, conditions={"test-lack": other, "leg-cramp": other.model_copy(update={"name": "Leg cramp"})},
                  renamed={"test-cramp": Renamed(to="leg-cramp", why="Clearer.")})
    changes = compare(before, new)
    assert [(r.old.id, r.new.id, r.new.name) for r in changes.renamed] == [("test-cramp", "leg-cramp", "Leg cramp")]
    assert not changes.added and not changes.removed
    assert changes.changed[0].id == "leg-cramp" and changes.changed[0].added


def test_a_condition_renamed_by_what_it_holds(before):
    new = replace(before, conditions={"leg-cramp": before.conditions["test-cramp"], "test-lack": before.conditions["test-lack"]})
    changes = compare(before, new)
    assert lengths(changes) == {"renamed": 1} and changes.renamed[0].new.id == "leg-cramp"
    turned = compare(new, before)
    assert lengths(turned) == {"renamed": 1} and turned.renamed[0].new.id == "test-cramp"


def test_a_condition_merged_into_another_is_removed(before):
    new = replace(before, conditions={"test-lack": before.conditions["test-lack"]}, renamed={"test-cramp": Renamed(to="test-lack", why="One page.")})
    changes = compare(before, new)
    assert [(w.id, w.to) for w in changes.removed] == [("test-cramp", "test-lack")] and not changes.renamed
    assert [(e.id, e.name) for e in changes.redirects.added] == [("test-cramp", "test-lack")]


def test_sources(folder, before):
    references = dict(before.references)
    alpha = references.pop("alpha-2024-cramp")
    references["alpha-2024"] = alpha
    beta = references["beta-guideline"]
    references["beta-guideline"] = beta.model_copy(update={"title": "Another title"})
    references["gamma"] = beta.model_copy(update={"title": "Gamma", "publisher": "Third"})
    changes = compare(before, replace(before, references=references)).sources
    assert [e.id for e in changes.added] == ["gamma"] and not changes.removed
    assert {(c.id, c.was): [(v.part, v.removed, v.added) for v in c.values] for c in changes.changed} == {
        ("alpha-2024", "alpha-2024-cramp"): [], ("beta-guideline", ""): [("name", (beta.title,), ("Another title",))]}


def test_terms_of_vocabularies(folder, before):
    folder.edit("vocabulary/age.yml", "  - id: infant\n", "  - id: baby\n")
    folder.edit("vocabulary/age.yml", "label: Child\n", "label: Kid\n")
    folder.edit("vocabulary/age.yml", "  - id: pregnant\n    label: Pregnant people\n    meaning: Any month of pregnancy.\n", "")
    changes = compare(before, folder.load().atlas).terms
    assert [e.id for e in changes.removed] == ["age/pregnant"] and not changes.added
    assert [(c.id, c.was, c.name) for c in changes.changed] == [("age/baby", "age/infant", "Baby"), ("age/child", "", "Kid")]


def test_comparisons_where_an_atlas_has_them(before):
    class WithComparisons(Atlas):
        comparisons: dict

    old, new = (WithComparisons(**{item.name: getattr(before, item.name) for item in fields(before)}) for _ in range(2))
    object.__setattr__(old, "comparisons", {})
    object.__setattr__(new, "comparisons", {"a-or-b": SmallPart(name="A or B")})
    assert [(e.id, e.name) for e in compare(old, new).comparisons.added] == [("a-or-b", "A or B")]


class SmallPart(Renamed):
    to: str = "x"
    why: str = "y"
    name: str


# Words with much, little and nothing in common, some of them the same but for case or a full stop.
TEXTS = ["It passes", "it passes.", "It often passes", "The calf hurts at night", "The calf hurts by day", "The foot hurts at night and by day",
         "Salt is low", "…", "Noise sets it off, and cold", "Cold sets it off, and noise"]
texts = st.builds(lambda words, key: f"{words} [@{key}]", st.sampled_from(TEXTS), st.sampled_from(["a", "b", "c"]))
conditions = st.builds(
    lambda names, **lists: Condition.model_validate(GOOD | lists | {"also_called": names}),
    names=st.lists(st.sampled_from(["A", "B", "C"]), max_size=3, unique=True),
    causes=st.lists(texts, min_size=1, max_size=5), outlook=st.lists(texts, min_size=1, max_size=3),
    diagnosis=st.lists(texts, min_size=1, max_size=2))
sources = st.builds(
    lambda title, issued: Reference.model_validate_json(json.dumps({
        "type": "webpage", "title": title, "issued": issued, "author": [{"literal": "Body"}], "accessed": "2026-01-02",
        "custom": {"evidence": "study", "read": "whole"}})),
    st.sampled_from(["One", "Two", "Three"]), st.sampled_from(["2024", "2025"]))
ids = st.sampled_from(["a", "b", "c", "d"])
atlases = st.builds(
    lambda conditions, references, renamed: Atlas(
        conditions=conditions, references=references,
        renamed={id: Renamed(to=to, why="x") for id, to in renamed.items() if id not in conditions and to in conditions}),
    st.dictionaries(ids, conditions, max_size=3), st.dictionaries(ids, sources, max_size=3), st.dictionaries(ids, ids, max_size=2))


@settings(deadline=None)
@given(atlases)
def test_an_atlas_has_not_changed_from_itself(atlas):
    copied = Atlas(conditions={id: c.model_copy(deep=True) for id, c in reversed(atlas.conditions.items())},
                   references=dict(atlas.references), renamed=dict(atlas.renamed))
    assert not compare(atlas, copied)


@settings(max_examples=200, deadline=None)
@given(atlases, atlases)
def test_no_change_of_a_condition_or_source_passes_unseen(old, new):
    assert bool(compare(old, new)) == ((old.conditions, old.references, old.renamed) != (new.conditions, new.references, new.renamed))


@settings(max_examples=200, deadline=None)
@given(atlases, atlases)
def test_every_added_and_removed_statement_is_found(old, new):
    """Old statements less those told as gone, plus those told as come, are the new statements."""
    changes = compare(old, new)
    names = {r.old.id: r.new.id for r in changes.renamed}

    def told(id, part, text, sources):
        return (names.get(id, id), part, text, frozenset(sources))

    def every(atlas, ids):
        return Counter(told(s.condition, s.part, s.text, s.sources) for id in ids for s in statements(id, atlas.conditions[id]))

    now = every(old, old.conditions)
    now -= every(old, [w.id for w in changes.removed])
    for change in changes.changed:
        pairs = (*change.reworded, *change.moved)
        gone = [*change.removed, *(pair.old for pair in pairs)]
        come = [*change.added, *(pair.new for pair in pairs), *(r.statement for r in change.recited)]
        gone = Counter(told(s.condition, s.part, s.text, s.sources) for s in gone)
        for r in change.recited:
            s = r.statement
            gone[told(s.condition, s.part, s.text, (set(s.sources) - set(r.added)) | set(r.removed))] += 1
        assert not gone - now
        now = now - gone + Counter(told(s.condition, s.part, s.text, s.sources) for s in come)
    now += every(new, [w.id for w in changes.added])
    assert now == every(new, new.conditions)


def shape(value, turn=False):
    """A value with its lists in no order; `turn` makes old of new, and removed of added."""
    if is_dataclass(value):
        names = {item.name: getattr(value, item.name) for item in fields(value) if item.name not in ("name", "to", "id", "was", "statement", "labels")}
        swap = {"old": "new", "new": "old", "added": "removed", "removed": "added"} if turn else {}
        return sorted((swap.get(name, name), repr(shape(inner, turn))) for name, inner in names.items())
    if isinstance(value, tuple):
        return sorted((shape(inner, turn) for inner in value), key=repr)
    return value


@settings(max_examples=200, deadline=None)
@given(atlases, atlases)
def test_swapping_old_and_new_swaps_added_and_removed(old, new):
    assert shape(compare(old, new), turn=True) == shape(compare(new, old))


@settings(deadline=None)
@given(atlases, atlases)
def test_changes_can_be_told_and_stored(old, new):
    changes = compare(old, new)
    json.dumps(as_json(changes))
    assert ("Nothing changed." in changelog.summary(changes)) == (not changes)
    parse(changelog.as_html(changelog.lines(changes)))


# --- tell ----------------------------------------------------------------------------------------

def parse(html: str):
    """The elements of a piece of HTML, which must be valid."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parseFragment(html)


def test_the_summary_says_counts_first(folder, before):
    path = "conditions/test-cramp.yml"
    folder.edit(path, "It passes [@alpha-2024-cramp].", "It often passes [@alpha-2024-cramp].")
    folder.edit(path, "terms: [calf, foot]", "terms: [calf]")
    folder.path("conditions/test-lack.yml").unlink()
    text = changelog.summary(compare(before, folder.load().atlas), ("2 sources",))
    head, counts, *rest = [line for line in text.splitlines() if line]
    assert head == "## Changed data"
    assert counts == f"1 condition changed, 1 removed; 1 statement reworded, {count(before, 'test-lack')} removed."
    assert "could not read them" in rest[0] and "2 sources" in rest[0]
    assert any(line.startswith("    - Reworded, outlook. Before: “It passes.” Now: “It often passes.” (st-") for line in rest)
    assert "    - Pattern, location: removed “Foot and toes”." in rest
    assert "- Test lack (test-lack)" in rest


def test_every_part_of_a_condition_has_words_of_its_own(before):
    for part in {s.part for c in before.conditions.values() for s in statements("x", c)} | set(Condition.model_fields):
        label = changelog.part_label(part)
        assert "_" not in label and "." not in label, part
    for name in Condition.model_fields.keys() - {"self_care", "get_help"}:
        assert name in changelog._PARTS, f"say in scripts/changelog.py what readers call `{name}`"


def test_long_lists_are_cut(before):
    many = {f"c{n}": before.conditions["test-cramp"].model_copy(update={"name": f"Cramp {n}"}) for n in range(60)}
    added = changelog.summary(compare(Atlas(), Atlas(conditions=many)))
    assert added.count("\n- Cramp") == changelog.MANY and f"and {60 - changelog.MANY} more" in added
    other = {id: c.model_copy(update={"also_called": [f"N{k}" for k in range(30)]}) for id, c in many.items()}
    changed = changelog.summary(compare(Atlas(conditions=many), Atlas(conditions=other)))
    assert changed.count("\n- Cramp") == changelog.MANY_CONDITIONS and f"and {60 - changelog.MANY_CONDITIONS} more (condition)" in changed
    assert changed.count("“N") == changelog.MANY_CONDITIONS * changelog.MANY


EVIL = ["<script>alert(1)</script>", "![x](https://evil.example/x.png)", "[x](javascript:alert(1))", "</li></ul><h1>x", "https://evil.example www.evil.example",
        "# Title", "`code`", "\u202egnp.exe", "a\x00b", "| a | b |", "- [ ] x", "<!-- ", "&lt;b&gt;", "**b** _i_ ~~s~~", "{: onclick=x }", "]]>"]


@pytest.mark.parametrize("evil", EVIL)
def test_hostile_texts_stay_texts(evil):
    good = Condition.model_validate(GOOD)
    bad = Condition.model_construct(**(dict(good) | {"name": evil, "outlook": [f"{evil} [@a]"], "also_called": [evil], "causes": [f"{evil} passes [@b]"]}))
    for id in ("cramp", evil):
        changes = compare(Atlas(conditions={id: good}), Atlas(conditions={id: bad, f"{id}-2": good}))
        text = changelog.summary(changes)
        html = python_markdown.markdown(text, extensions=["attr_list", "md_in_html", "tables", "toc"])
        for root in (parse(html), parse(changelog.as_html(changelog.lines(changes), lambda id: "https://x/"))):
            assert {e.tag for e in root.iter() if isinstance(e.tag, str)} <= {"DOCUMENT_FRAGMENT", "h2", "h3", "ul", "li", "p", "a"}
            assert {e.get("href") for e in root.iter("a")} <= {"https://x/"}
            assert not any("onclick" in e.attrib for e in root.iter())
        assert "://" not in text and "www.evil" not in text and "\u202e" not in text and "\x00" not in text
        assert id == "cramp" or "whose name is not a valid id" in text


# --- read versions -------------------------------------------------------------------------------

def git(folder, *arguments, date="2026-03-01T12:00:00+02:00"):
    result = subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "tag.gpgsign=false", *arguments], cwd=folder, check=True,
                            capture_output=True, text=True, env={"PATH": os.environ["PATH"], "GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date})
    return result.stdout.strip()


def commit(root, message, *tags, **date):
    git(root, "add", "-A")
    git(root, "commit", "--allow-empty", "-m", message, **date)
    for tag in tags:
        git(root, "tag", tag)


@pytest.fixture
def repository(folder):
    """Two releases, an edit after the second, and tags that are no releases."""
    root = folder.data.parent
    git(root, "init", "-b", "main")
    commit(root, "one", "data-v1.0.0", "data-v1", "v1.5.0", "data-v01.2.3")
    folder.edit("conditions/test-cramp.yml", "It passes [@alpha-2024-cramp].", "It often passes [@alpha-2024-cramp].")
    git(root, "add", "-A")
    git(root, "commit", "-m", "two", date="2026-04-01T23:30:00-05:00")
    git(root, "tag", "-a", "-m", "annotated", "data-v1.10.0", date="2026-05-01T00:00:00Z")
    git(root, "checkout", "-q", "-b", "elsewhere")
    commit(root, "of another branch", "data-v9.0.0")
    git(root, "checkout", "-q", "main")
    return folder


def test_releases_come_from_tags_the_newest_first(repository):
    root = repository.data.parent
    found = history.releases(root, repository.load().atlas)
    assert [(r.version, r.date) for r in found] == [
        ("1.10.0", datetime(2026, 4, 2, 4, 30, tzinfo=UTC)), ("1.0.0", datetime(2026, 3, 1, 10, 0, tzinfo=UTC))]
    assert found[1].changes is None and found[1].totals.conditions == 2
    assert changelog.counts(found[0].changes) == "1 condition changed; 1 statement reworded"


def test_what_is_not_released_comes_first_and_stays_out_of_the_feed(repository):
    root = repository.data.parent
    repository.edit("conditions/test-cramp.yml", "  - Crampus\n", "")
    atlas = repository.load().atlas
    found = history.releases(root, atlas)
    assert [r.version for r in found] == ["", "1.10.0", "1.0.0"]
    text = changelog.page(found, atlas)
    titles = re.findall(r"^## (.*)$", text, re.M)
    assert titles == ["Not yet released { #unreleased }", "Version 1.10.0, 2 April 2026 { #v1-10-0 }", "Version 1.0.0, 1 March 2026 { #v1-0-0 }"]
    assert "Also called: removed “Crampus”." in text and '<a href="../conditions/test-cramp/">Test cramp</a>' in text
    assert re.findall("<details.*?>", text) == ['<details class="changes" open>', '<details class="changes">']
    assert [e.findtext(f"{ATOM}id") for e in ET.fromstring(changelog.feed(found, atlas, SITE)).iter(f"{ATOM}entry")] == [
        f"{SITE}changes/#v1-10-0", f"{SITE}changes/#v1-0-0"]


def test_a_condition_that_is_gone_has_no_link(repository):
    root = repository.data.parent
    repository.path("conditions/test-cramp.yml").unlink()
    atlas = repository.load().atlas
    found = history.releases(root, atlas)
    assert "conditions/test-cramp" not in changelog.page(found, atlas) + changelog.feed(found, atlas, SITE)
    assert "<li>Test cramp (test-cramp)</li>" in changelog.page(found, atlas)


@pytest.mark.parametrize("state", ["no git", "no commit", "no tag"])
def test_without_tags_it_is_the_first_version(folder, state):
    root = folder.data.parent
    if state != "no git":
        git(root, "init", "-b", "main")
    if state == "no tag":
        commit(root, "one")
    atlas = folder.load().atlas
    found = history.releases(root, atlas)
    assert [(r.version, r.date, r.changes) for r in found] == [("1.2.3", datetime(2026, 1, 2, tzinfo=UTC), None)]
    assert f"The first version, 2 conditions with {count(atlas)} statements from 2 sources." in changelog.page(found, atlas)
    assert len(ET.fromstring(changelog.feed(found, atlas, SITE)).findall(f"{ATOM}entry")) == 1


def test_only_the_newest_releases_are_shown(repository, monkeypatch):
    monkeypatch.setattr(history, "LIMIT", 2)
    root = repository.data.parent
    for number in range(3):
        repository.edit("conditions/test-cramp.yml", "name: Test cramp", f"name: Test cramp {number}")
        commit(root, f"{number}", f"data-v2.{number}.0")
    found = history.releases(root, repository.load().atlas)
    assert [r.version for r in found] == ["2.2.0", "2.1.0"] and all(r.changes for r in found)


def test_a_release_without_data_is_passed_over(repository):
    root = repository.data.parent
    git(root, "checkout", "-q", "--orphan", "empty")
    git(root, "rm", "-rqf", ".")
    commit(root, "nothing", "data-v0.1.0")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--allow-unrelated-histories", "--no-edit", "empty")
    assert [r.version for r in history.releases(root, repository.load().atlas)] == ["1.10.0", "1.0.0"]


def test_what_a_version_cannot_read_neither_comes_nor_goes(repository):
    """Old data may be of an older model, new data of a pull request may be broken."""
    root = repository.data.parent
    repository.write("conditions/test-lack.yml", "name: [\n")
    repository.write("conditions/new-one.yml", "name: New\n")
    repository.write("references.yml", "alpha-2024-cramp: {}\n")
    repository.write("vocabulary/age.yml", "titel: x\n")
    old, new = history.read(root, "HEAD"), history.working(root)
    changes = history.changes(old, new)
    assert history.left_out(old, new) == ("2 conditions", "1 vocabulary", "1 source")
    assert [e.id for e in changes.sources.removed] == ["beta-guideline"] and not changes.removed and not changes.added and not changes.terms
    assert history.left_out(new, old) == history.left_out(old, new)
    assert not history.changes(new, old).added
    repository.write("references.yml", "[\n")
    assert "all sources" in history.left_out(old, history.working(root))
    assert not history.changes(old, history.working(root)).sources


def test_without_a_bibliography_all_sources_are_new(folder, before):
    kept = folder.path("references.yml").read_bytes()
    folder.path("references.yml").unlink()
    old = history.working(folder.data.parent)
    folder.write("references.yml", kept)
    assert len(history.changes(old, history.working(folder.data.parent)).sources.added) == 2


@pytest.mark.parametrize(("name", "says"), [
    ("nope", "`nope` is no folder, and git knows no such revision here"),
    ("--output=/tmp/x", "git knows no such revision"),
    ("HEAD:data", "git knows no such revision"),
    ("a\nb", "`a b` is no folder"),
    ("", "git knows no such revision"),
])
def test_an_unknown_version_is_one_line(repository, name, says):
    with pytest.raises(history.Unreadable) as caught:
        history.read(repository.data.parent, name)
    assert says in str(caught.value) and "\n" not in str(caught.value) and "→" in str(caught.value)


def test_without_git_it_says_so(folder, tmp_path):
    with pytest.raises(history.Unreadable, match="no git repository"):
        history.read(folder.data.parent, "HEAD")
    with pytest.raises(history.Unreadable, match="holds no vocabulary"):
        history.read(folder.data.parent, str(folder.data / "conditions"))


# --- the feed ------------------------------------------------------------------------------------

def check_feed(text: str, address: str) -> list[ET.Element]:
    """RFC 4287: what a feed and its entries must have. Returns the entries."""
    root = ET.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(root.findall(f"{ATOM}{name}")) == 1 and root.findtext(f"{ATOM}{name}").strip()
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"] == [f"{address}changes.xml"]
    entries = root.findall(f"{ATOM}entry")
    ids = [root.findtext(f"{ATOM}id"), *(entry.findtext(f"{ATOM}id") for entry in entries)]
    assert len(set(ids)) == len(ids) and all(urlsplit(id).scheme for id in ids)
    moments = []
    for entry in entries:
        for name in ("id", "title", "updated"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1 and entry.findtext(f"{ATOM}{name}").strip()
        assert any(link.get("rel") == "alternate" for link in entry.findall(f"{ATOM}link"))
        content = entry.find(f"{ATOM}content")
        assert content.get("type") == "html" and len(content) == 0 and content.text.startswith("<p>")
        links = [a.get("href") for a in parse(content.text).iter("a")]
        assert all(link.startswith(address) for link in links), links
        moments.append(datetime.strptime(entry.findtext(f"{ATOM}updated"), "%Y-%m-%dT%H:%M:%SZ"))
    assert moments == sorted(moments, reverse=True)
    assert root.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert all(urlsplit(link.get("href")).netloc for link in root.iter(f"{ATOM}link"))
    return entries


def test_the_feed_is_valid(repository):
    atlas = repository.load().atlas
    entries = check_feed(changelog.feed(history.releases(repository.data.parent, atlas), atlas, SITE), SITE)
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Version 1.10.0: 1 condition changed; 1 statement reworded",
        f"Version 1.0.0: the first version, 2 conditions with {count(atlas)} statements from 2 sources"]
    assert f'<a href="{SITE}conditions/test-cramp/">Test cramp</a>' in entries[0].findtext(f"{ATOM}content")


def test_the_address_of_the_site_is_that_of_the_configuration(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    assert f'!ENV [SITE_URL, "{engine.address()}"]' in (ROOT / "mkdocs.yml").read_text()
    monkeypatch.setenv("SITE_URL", "https://example.org/x")
    assert engine.address() == "https://example.org/x/"


# --- the command line and the site ---------------------------------------------------------------

@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The project in a git repository with three releases, the last one in the working tree."""
    root = copy_project(tmp_path_factory.mktemp("checkout"))
    git(root, "init", "-b", "main")
    place = root / "data/conditions/tetanus.yml"
    commit(root, "one", "data-v1.0.0")
    place.write_text(place.read_text().replace("name: Tetanus", "name: Tetanus (lockjaw)", 1))
    release = root / "data/release.yml"
    release.write_text(release.read_text().replace("1.0.0", "1.0.1"))
    commit(root, "two", "data-v1.0.1", date="2026-03-02T12:00:00Z")
    place.write_text(place.read_text().replace("name: Tetanus (lockjaw)", "name: Tetanus", 1))
    release.write_text(release.read_text().replace("1.0.1", "1.1.0"))
    commit(root, "three", "data-v1.1.0", date="2026-03-03T12:00:00Z")
    return root


def test_a_tag_and_the_version_of_the_data_agree(tmp_path):
    root = copy_project(tmp_path / "project")
    git(root, "init", "-b", "main")
    commit(root, "one", "data-v1.2.0")
    result = build(root, "check")
    assert result.returncode == 1 and "data/release.yml:2:" in result.stdout and "`data-v1.2.0`, which is another version" in result.stdout


def test_data_that_changed_since_its_release_says_so(repository):
    root = repository.data.parent
    released = repository.load().atlas
    assert history.stamped(root, released) == released
    repository.edit("conditions/test-cramp.yml", "It often passes [@alpha-2024-cramp].", "It passes soon [@alpha-2024-cramp].")
    changed = repository.load().atlas
    assert history.stamped(root, changed).release.version == f"{released.release.version}+unreleased"


def test_diff_on_the_command_line(checkout):
    result = build(checkout, "diff", "data-v1.0.0", "data-v1.0.1")
    assert result.returncode == 0, result.stderr
    assert "1 condition changed." in result.stdout and "Name: “Tetanus” is now “Tetanus (lockjaw)”." in result.stdout
    turned = build(checkout, "diff", "data-v1.0.1")  # to the working tree
    assert "Name: “Tetanus (lockjaw)” is now “Tetanus”." in turned.stdout
    assert "Nothing changed." in build(checkout, "diff", "data-v1.0.0", "data").stdout


def test_diff_as_json(checkout):
    found = json.loads(build(checkout, "diff", "--json", "data-v1.0.0", "HEAD~1").stdout)
    assert (found["old"], found["new"], found["left_out"]) == ("data-v1.0.0", "HEAD~1", [])
    assert [(c["id"], c["values"]) for c in found["changes"]["changed"]] == [
        ("tetanus", [{"part": "name", "removed": ["Tetanus"], "added": ["Tetanus (lockjaw)"], "labels": {}}])]


@pytest.mark.parametrize("words", [["nope"], ["HEAD", "nope"], ["--", "--output=x"], ["README.md"], ["scripts"]])
def test_diff_refuses_what_is_no_version(checkout, words):
    result = build(checkout, "diff", *words)
    assert result.returncode == 2 and result.stdout == ""
    assert result.stderr.startswith("error: ") and result.stderr.count("\n") == 1 and "→" in result.stderr


def test_diff_takes_a_folder_of_an_older_model(checkout, tmp_path):
    old = make_folder(tmp_path)
    old.edit("conditions/test-lack.yml", "kind: overview\n", "kind: overview\nretired_field: x\n")
    result = build(checkout, "diff", str(old.data), "data")
    assert result.returncode == 0 and "18 conditions added, 1 removed" in result.stdout and "1 condition." in result.stdout


def test_the_pages_of_two_checkouts_are_alike(checkout, tmp_path):
    copy = tmp_path / "other"
    git(checkout, "clone", "-q", str(checkout), str(copy))
    for root in (checkout, copy):
        assert build(root, "pages", SITE_URL=SITE).returncode == 0
    for name in (changelog.PAGE, changelog.FEED):
        assert (checkout / "docs" / name).read_bytes() == (copy / "docs" / name).read_bytes()
    assert git(checkout, "status", "--porcelain") == ""
    entries = check_feed((checkout / "docs/changes.xml").read_text(), SITE)
    assert [e.findtext(f"{ATOM}id").rpartition("#")[2] for e in entries] == ["v1-1-0", "v1-0-1", "v1-0-0"]


def test_the_summary_of_a_pull_request(checkout):
    """The step of the workflow, as a shell runs it; what a contributor named stays unread."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text())
    step = next(s for s in workflow["jobs"]["data"]["steps"] if "GITHUB_STEP_SUMMARY" in s.get("run", ""))
    assert step["env"] == {"BASE": "${{ github.event.pull_request.base.sha }}"}
    git(checkout, "checkout", "-q", "-b", "change", "data-v1.0.1")
    base = git(checkout, "rev-parse", "main")
    folder = checkout / "data/conditions"
    try:
        good = (folder / "tetanus.yml").read_text()
        (folder / "`evil`$(touch x)<b>.yml").write_text(good)
        (folder / "new-one.yml").write_text("name: New\n")
        (folder / "dystonia.yml").unlink()
        commit(checkout, "change")
        summary = checkout.parent / "summary.md"
        run = step["run"].replace(".venv/bin/python", sys.executable)
        subprocess.run(["bash", "-eo", "pipefail", "-c", run], cwd=checkout, check=True,
                       env=os.environ | {"BASE": base, "GITHUB_STEP_SUMMARY": str(summary)})
        text = summary.read_text()
        # What main did since the change left it is not the change's doing.
        assert "is now" not in text
        assert "1 condition added, 1 removed" in text and "a file whose name is not a valid id" in text
        assert "- Dystonia (dystonia)" in text and "1 condition." in text
        assert "evil" not in text and not (checkout / "x").exists()
    finally:
        git(checkout, "checkout", "-qf", "main")


def test_the_page_and_the_feed_of_the_site(site, project, address):
    html = (site / "changes/index.html").read_text()
    assert "<title>What changed · Spasm Atlas</title>" in html
    assert 'href="../changes.xml"' in html
    atlas = load(project / "data", project / "docs").atlas
    assert f"{len(atlas.conditions)} conditions" in html
    check_feed((site / "changes.xml").read_text(), address)


@pytest.mark.parametrize(("name", "href"), [("index.html", "changes.xml"), ("changes/index.html", "../changes.xml"), ("about/index.html", None)])
def test_home_and_the_page_name_the_feed_in_their_head(site, name, href):
    links = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]*)">', (site / name).read_text())
    assert [link.removeprefix("./") for link in links] == [href] * (href is not None)
