"""Reading age: what is counted, and what the writer is shown."""

from __future__ import annotations

import pytest
from support import build, copy_project

from scripts import reading_report
from scripts.reading import LONG, age, reading, sentences, syllables


@pytest.mark.parametrize(("word", "count"), [
    ("cramp", 1), ("spasm", 2), ("muscle", 2), ("muscles", 2), ("people", 2), ("cause", 1), ("caused", 1), ("started", 2), ("area", 3),
    ("medicine", 3), ("hospitalization", 6), ("diarrhea", 4), ("studies", 2), ("sunken", 2), ("1,811", 1), ("doctor's", 2), ("special", 2),
    ("movement", 2), ("supplement", 3), ("nerve", 1), ("breathe", 1), ("fluid", 2), ("the", 1), ("potassium", 4)])
def test_syllables(word, count):
    assert syllables(word) == count


def test_the_formula_is_flesch_and_kincaids():
    """Grade + 5 for two sentences of 8 words and 8 syllables: 0.39 × 4 + 11.8 × 1 − 15.59 + 5."""
    found = list(sentences("A cramp comes at night [@x]. It hurts you (spasm) [@y]."))
    assert [(one.text, one.words) for one in found] == [("A cramp comes at night.", 5), ("It hurts you.", 3)]
    assert sum(one.syllables for one in found) == 8
    assert age(found) == pytest.approx(2.77)
    assert age([]) == 0


def test_brackets_sources_and_links_do_not_count():
    plain = list(sentences("See low calcium now [@a]."))
    assert list(sentences("See [low calcium](low-calcium) (hypocalcemia) now [@some-very-long-source; @b].")) == plain


def test_numbers_with_points_are_no_ends_of_sentences():
    assert [one.words for one in sentences("About 1.5 in 100 people. Some have 2,000 a day.")] == [5, 5]


def test_only_statements_of_fact_are_counted(folder):
    condition = folder.load().atlas.conditions["test-cramp"]
    before = reading(condition).age
    folder.edit("conditions/test-cramp.yml", "name: ", "name: Incomprehensibility of electroencephalographical ")
    assert reading(folder.load().atlas.conditions["test-cramp"]).age == before


def test_hard_and_long_passages_come_first_with_their_lines(folder):
    hard = "Administration of antispasmodic medications complicates hospitalization considerably and unnecessarily in all individuals"
    long = "You see " + "one and " * 10 + "two"
    folder.edit("conditions/test-cramp.yml", "outlook:\n", f"outlook:\n  - {hard} [@beta-guideline].\n  - {long} [@beta-guideline].\n")
    loaded = folder.load()
    condition, document = loaded.atlas.conditions["test-cramp"], loaded.conditions["test-cramp"]
    found = reading(condition)
    assert found.hardest[0].text.startswith("Administration") and found.hardest[0].age > 14
    assert found.long[0].words == 23 > LONG
    shown = reading_report.passages(condition, lambda path: f"{document.label}:{document.at(path)[0]}")
    line = document.text[:document.text.index("Administration")].count("\n") + 1
    assert f"data/conditions/test-cramp.yml:{line}: reading age" in shown
    assert f"data/conditions/test-cramp.yml:{line + 1}: 23 words" in shown


def test_before_and_after_names_what_changed_only(folder):
    old = folder.load().atlas.conditions
    assert "No statement changed." in reading_report.compared(old, old)
    folder.edit("conditions/test-cramp.yml", "main_message: A", "main_message: Hospitalization notwithstanding considerably complicated circumstances, a")
    new = folder.load().atlas.conditions
    shown = reading_report.compared(old, new)
    assert f"| `test-cramp` | {reading(old['test-cramp']).age:.1f} | {reading(new['test-cramp']).age:.1f} |" in shown
    assert "test-lack" not in shown and "Hospitalization notwithstanding" in shown
    assert "| `test-cramp` | new | " in reading_report.compared({}, new)


def test_a_changed_text_is_no_markup_in_the_report(folder):
    old = folder.load().atlas.conditions
    folder.edit("conditions/test-cramp.yml", "main_message: A", "main_message: Hospitalization notwithstanding considerably ~complicated~ circumstances, a")
    assert "&#126;complicated&#126;" in reading_report.compared(old, folder.load().atlas.conditions)


def test_the_command(tmp_path):
    copy = copy_project(tmp_path)
    table = build(copy, "reading")
    assert table.returncode == 0 and table.stdout.count("\n") == len(list((copy / "data/conditions").glob("*.yml"))) + 1
    assert "hardest passages:\n  data/conditions/tetanus.yml:" in build(copy, "reading", "tetanus").stdout
    wrong = build(copy, "reading", "tetnus")
    assert wrong.returncode == 2 and wrong.stderr.count("\n") == 1 and "did you mean `tetanus`?" in wrong.stderr
    assert build(copy, "reading", "--since", "data").stdout.startswith("## Reading age\n")
    assert "reading  age" in build(copy, "check").stderr
