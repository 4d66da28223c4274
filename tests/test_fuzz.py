"""Spoiled files of every kind: a list of faults with places inside the file, or success; never an exception.

The number of cases is fixed and they are always the same. `python tests/fuzz.py` looks further, led by what is covered.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutate import KINDS, OPERATIONS, PIECES, Place, Step, mutated

CASES = 60

steps = st.lists(st.builds(
    Step, st.integers(0, len(OPERATIONS) - 1), st.integers(0, 30_000), st.integers(0, 1000), st.integers(0, len(PIECES) - 1),
    st.just(b"") | st.binary(max_size=8) | st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass"))), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Place:
    return Place(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("name", KINDS)
def test_the_good_file_is_good(place, name):
    assert place.outcome(name, place.good[name]) == []


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=CASES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(steps=steps)
def test_a_spoiled_file(place, name, steps):
    place.outcome(name, mutated(place.good[name], steps))


# What fuzzing once found: the file, and its content or what replaces what in it.
FOUND = [
    ("release.yml", b"date: 2026-01-02\n", b"d"),  # what was missed at the end was placed behind the end
]


@pytest.mark.parametrize(("name", "old", "new"), FOUND)
def test_what_was_found_once(place, name, old, new):
    assert old in place.good[name]
    place.outcome(name, place.good[name].replace(old, new, 1))
