"""The page on quality: every recorded figure stands on it, and a results file that no run wrote is a fault with its line."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from scripts import quality, results
from scripts.reading import reading
from scripts.results import Figure, Result

RUN = Result(
    "Speed <fast> & *good*", "A hundred pages were built [twice].", "python3 scripts/dev.py bench --record",
    (Figure("Pages | a <b>second</b>", "14 & more", "15", False, "A busy `machine`."), Figure("Memory", "80 MB", "100 MB", True), Figure("Files", "3")),
    ("Only *one* machine was <i>tried</i>.",), "2026-11-22", "2 cores", {"Python": "3.11"})


@pytest.fixture
def atlas(folder):
    return folder.load().atlas


def test_every_part_of_a_result_stands_on_the_page(atlas):
    page = quality.page(atlas, {"speed": RUN})
    text = unescape(re.sub(r"<[^>]*>", "", page))
    for words in ("Speed <fast> & *good*", "A hundred pages were built [twice].", RUN.command, "Tested on 22 November 2026 (2 cores)", "Python 3.11",
                  "Pages | a <b>second</b>", "14 & more", "A busy `machine`.", "Only *one* machine was <i>tried</i>."):
        assert words in text, words
    assert "<b>second" not in page and "<i>tried" not in page


def test_aims_are_counted_and_those_not_met_come_first(atlas):
    alone, page = quality.page(atlas, {}), quality.page(atlas, {"speed": RUN})
    counts = [tuple(map(int, re.search(r"\*\*(\d+) of (\d+) aims are met", text).groups())) for text in (alone, page)]
    assert counts[1] == (counts[0][0] + 1, counts[0][1] + 2)
    missed = page[page.index('<ul class="missed">'):page.index("## ")]
    assert "14 &amp; more, wanted 15" in missed and "#run-speed" in missed and "80 MB" not in missed
    row = next(line for line in page.splitlines() if "80 MB" in line)
    assert "</svg> met" in row and "not met" not in row
    assert "not met" in next(line for line in page.splitlines() if "14 &amp; more" in line and "<tr>" in line)
    assert "met</span>" not in next(line for line in page.splitlines() if "Files" in line and "<tr>" in line)


def test_what_the_data_counts(atlas):
    rows = [line for line in quality.page(atlas, {}).splitlines() if line.startswith("<tr><td")]
    cells = {re.sub(r"<[^>]*>", "", line.split("</td>")[0]): re.sub(r"<[^>]*>", "", line.split("</td>")[1]) for line in rows}
    assert cells["Conditions"] == str(len(atlas.conditions))
    assert cells["Pages reviewed by a clinician"] == "0 of 2"
    assert sum(count for _, count in quality.kinds(atlas)) == len(atlas.references) == sum(count for _, count in quality.decades(atlas))
    for condition in atlas.conditions.values():
        assert cells[condition.name] == f"{reading(condition).age:.1f}"


def test_decades_newest_first_and_undated_last(atlas):
    one = next(iter(atlas.references.values()))
    years = ("2024-05", "1999", None, "2020", "2003-01-02")
    atlas = replace(atlas, references={f"k{index}": one.model_copy(update={"issued": year}) for index, year in enumerate(years)})
    assert quality.decades(atlas) == [("2020s", 2), ("2000s", 1), ("1990s", 1), ("No date given", 1)]


def test_the_oldest_check_and_the_days_that_are_due(folder):
    folder.edit("conditions/test-lack.yml", "checked: 2026-", "checked: 2025-")
    atlas = folder.load().atlas
    page = quality.page(atlas, {})
    assert re.search(r"The oldest check is that of \[[^\]]*\]\(conditions/test-lack.md\): \d+ \w+ 2025\.", page)
    assert page.count("Clinically reviewed\">no") == 2


def test_the_page_knows_no_day_of_the_build(atlas, monkeypatch):
    class Later(date):
        @classmethod
        def today(cls):
            raise AssertionError("the page may not ask for the day")
    monkeypatch.setattr(quality, "date", Later)
    assert quality.page(atlas, {"speed": RUN})


def test_a_set_without_conditions_has_a_page(atlas):
    assert "There are no pages on conditions." in quality.page(replace(atlas, conditions={}), {})


def test_what_a_run_records_is_read_again(folder):
    path = results.record(folder.data, "speed", title=RUN.title, how=RUN.how, command=RUN.command, figures=RUN.figures, gaps=RUN.gaps, tools={"x": "1"})
    assert path == folder.data / "quality/speed.json"
    loaded = folder.load()
    assert loaded.results["speed"].figures == RUN.figures and folder.faults() == []


GOOD = {"title": "T", "how": "H", "command": "c", "date": "2026-11-22", "figures": [{"name": "n", "value": "1"}]}


@pytest.mark.parametrize(("content", "fault"), [
    ('{"a": 1,\n  oops}', "2:3: error: not valid JSON"),
    ("", "1:1: error: the file is empty"),
    (b"\xff", "1:1: error: the file is not UTF-8"),
    ([], "1:1: error: the file has the wrong form"),
    ({key: value for key, value in GOOD.items() if key != "how"}, "1:1: error: the field `how` is missing"),
    (GOOD | {"more": 1}, "12:3: error: there is no field `more` here"),
    (GOOD | {"figures": [{"name": "n"}]}, "7:5: error: the field `value` is missing"),
    (GOOD | {"figures": [{"name": "n", "value": 14}]}, "9:16: error: `value` has the wrong form"),
    (GOOD | {"figures": [{"name": "n", "value": "1", "met": "perhaps"}]}, "10:14: error: `met` has the wrong form"),
    (GOOD | {"date": "yesterday"}, "5:11: error: `yesterday` is not a day"),
    (GOOD | {"date": "2026-02-30"}, "5:11: error: `2026-02-30` is not a day"),
    (GOOD | {"how": "a\u202eb"}, "3:10: error: an invisible or control character, U+202E"),
    ('{"title": "a", "title": "b"}', "1:16: error: the field `title` stands here a second time"),
    ("[" * 5000, "1:41: error: not valid YAML: the nesting is too deep"),
])
def test_a_results_file_that_no_run_wrote_is_a_fault(folder, content, fault):
    folder.write("quality/speed.json", content if isinstance(content, str | bytes) else json.dumps(content, indent=2))
    faults = [str(found) for found in folder.faults()]
    assert any(found.startswith(f"data/quality/speed.json:{fault}") and " → " in found for found in faults), faults
    assert folder.load().results == {}


@pytest.mark.parametrize("name", ["Speed.json", "a b.json", "-.json"])
def test_a_file_of_another_name_is_a_fault(folder, name):
    folder.write(f"quality/{name}", json.dumps(GOOD))
    assert [fault.message for fault in folder.faults()] == ["not a file that a run wrote"]


def test_a_link_to_elsewhere_is_no_results_file(folder, tmp_path):
    (tmp_path / "elsewhere.json").write_text(json.dumps(GOOD))
    folder.path("quality").mkdir()
    folder.path("quality/speed.json").symlink_to(tmp_path / "elsewhere.json")
    assert [fault.message for fault in folder.faults()] == ["not a file that a run wrote"]
