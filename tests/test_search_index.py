"""The index files: their size at a size the atlas does not have yet, and that nothing is lost in pieces."""

from __future__ import annotations

import gzip
import json
import re

import pytest
import synthetic
from support import piece_of

from scripts.search import PIECE, core, index, tokens

LIMIT = 200_000
"""Bytes, compressed: the most that names.js may have at 1,500 conditions."""


@pytest.fixture(scope="module")
def large():
    atlas = synthetic.atlas(1500)
    return atlas, index(atlas)


def parts(files):
    head = json.loads(re.fullmatch(r"atlasSearch\.names\((.*)\);\n", files["assets/search/names.js"], re.S)[1])
    pieces = {}
    for name, text in files.items():
        if "/words-" in name:
            found = re.fullmatch(r'atlasSearch\.words\("(.*?)",(.*)\);\n', text, re.S)
            pieces[found[1]] = json.loads(found[2])
            assert name.endswith(found[1])
    return head, pieces


def test_the_first_file_stays_small_at_1500_conditions(large):
    assert len(gzip.compress(large[1]["assets/search/names.js"].encode(), 6)) <= LIMIT


def test_a_piece_stays_small(large):
    _, pieces = parts(large[1])
    assert all(len(json.dumps(piece, separators=(",", ":"))) < 2 * PIECE or len(piece) == 1 for piece in pieces.values())


def test_every_name_phrase_and_word_is_in_the_piece_where_it_is_looked_for(folder):
    atlas = folder.load().atlas
    head, pieces = parts(index(atlas))
    firsts = [first for first, _ in head["pieces"]]
    assert firsts == sorted(firsts)
    number = next(i for i, entry in enumerate(head["documents"]) if entry[0] == "Test cramp")
    for key in ["=leg woke me up", "~woke", "~crampus", *tokens("Charles horse bananas crampus")]:
        piece = pieces[head["pieces"][piece_of(key, firsts)][1]]
        assert number in piece[key], key


def test_documents_say_what_a_result_shows(folder):
    head, _ = parts(index(folder.load().atlas))
    name, path, urgency, also, facets = next(entry for entry in head["documents"] if entry[0] == "Test cramp")
    assert (path, urgency, also) == (0, 1, "Charles horse|Crampus")
    assert [head["labels"][number] for number in facets[0]] == ["Calf", "Foot and toes"]
    form = next(entry for entry in head["documents"] if entry[0] == "Night cramp")
    assert form[1] == "conditions/test-cramp/#form-night-cramp" and form[3] == "Nocturnal cramp"


def test_the_plural_counts_as_the_singular():
    assert tokens("Cramps of the legs, tetanus, sclerosis, restless") == ["cramp", "of", "the", "leg", "tetanus", "sclerosis", "restless"]


def test_words_that_say_little_are_left_out_of_phrases_and_keys(folder):
    assert core("How do I stop the leg from cramping?") == "leg cramping"
    head, pieces = parts(index(folder.load().atlas))
    keys = {key for piece in pieces.values() for key in piece}
    assert "=leg woke" in keys and "woke" in keys
    assert keys.isdisjoint({*head["stop"], *(f"~{word}" for word in head["stop"])})


def test_a_page_by_hand_is_in_the_index(folder):
    folder.write("docs/about.md", "---\ntitle: About us\ndescription: What we do\n---\n\n# About\n\nWe are [curious](x.md).\n")
    head, pieces = parts(index(folder.load().atlas))
    assert ["About us", "about/", 0, "What we do", [[], [], []]] in head["documents"]
    assert any("curious" in piece for piece in pieces.values())
