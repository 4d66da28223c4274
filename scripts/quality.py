"""Quality: what was measured, and what can be counted in the data → the page `quality.md`. Pure: touches no file.

The page depends on the data and the recorded results alone, not on the day of the build: it gives the days by which
pages should be checked again, and does not say which of them have passed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from scripts.atlas import Atlas
from scripts.history import totals
from scripts.markers import walk_citations
from scripts.model import Condition
from scripts.names import normalized
from scripts.reading import GOAL, LONG, reading
from scripts.environment import environment
from scripts.results import Figure, Result

PAGE = "quality.md"
"""Where the page stands below docs/."""

REVIEWED = "clinically reviewed"


@dataclass(frozen=True)
class Row:
    """One condition in the table of pages."""

    id: str
    name: str
    age: float
    """The reading age."""
    words_a_sentence: float
    sentences: int
    long: int
    """Sentences with too many words."""
    citations: int
    checked: date
    due: date
    reviewed: bool


def files(atlas: Atlas, results: Mapping[str, Result]) -> dict[str, str]:
    """The page by its path below docs/."""
    return {PAGE: page(atlas, results)}


def page(atlas: Atlas, results: Mapping[str, Result]) -> str:
    """The page, as Markdown."""
    counted = atlas.memo.each("quality", atlas.conditions, count_makers(atlas)["quality"])
    rows = [Row(id, condition.name, *counted[id], condition.review.checked, condition.review.due, condition.review.status == REVIEWED)
            for id, condition in atlas.conditions.items()]
    rows.sort(key=lambda row: (-round(row.age, 1), normalized(row.name)))
    runs = {"texts": texts(atlas, rows)} | {f"run-{id}": run for id, run in sorted(results.items(), key=lambda item: item[1].title)}
    aims = [figure for run in runs.values() for figure in run.figures if figure.met is not None]
    return environment().get_template("quality.md.j2").render(
        runs=runs, aims=len(aims), met=sum(figure.met is True for figure in aims),
        missed=[(id, run.title, figure) for id, run in runs.items() for figure in run.figures if figure.met is False],
        day_of=date.fromisoformat, rows=rows, long=LONG, oldest=min(rows, key=lambda row: row.checked, default=None),
        due=sorted(Counter(row.due for row in rows).items()), kinds=kinds(atlas), decades=decades(atlas), read=how_much(atlas))


def count_makers(atlas: Atlas) -> dict[str, Callable[[str], tuple]]:
    """What counts in a condition, for `Memo`."""
    return {"quality": lambda id: _counted(atlas.conditions[id])}


def _counted(condition: Condition) -> tuple[float, float, int, int, int]:
    """Of one condition what `Row` has from `age` to `citations`."""
    found = reading(condition)
    return found.age, found.words_a_sentence, len(found.sentences), len(found.long), sum(1 for _ in walk_citations(condition))


def texts(atlas: Atlas, rows: list[Row]) -> Result:
    """What can be counted in the data, in the form of a measured run."""
    statements = totals(atlas).statements
    citations = sum(row.citations for row in rows)
    sentences = sum(row.sentences for row in rows)
    long = sum(row.long for row in rows)
    easy = sum(row.age <= GOAL for row in rows)
    reviewed = sum(row.reviewed for row in rows)
    figures = [
        Figure("Conditions", number(len(rows))),
        Figure("Statements of fact", number(statements)),
        Figure("Statements that cite a source", of(statements, statements), "all", True, "The check of the data refuses one without."),
        Figure("Citations", number(citations), note="A statement can have several."),
        Figure("Sources, each opened for this atlas", number(len(atlas.references))),
        Figure("Pages reviewed by a clinician", of(reviewed, len(rows)), "all", bool(rows) and reviewed == len(rows)),
        Figure(f"Pages with a reading age of at most {GOAL}", of(easy, len(rows)), "all", easy == len(rows), "9 to 11 is aimed at where the subject allows."),
        Figure(f"Sentences of more than {LONG} words", of(long, sentences), "none", not long),
    ]
    gaps = []
    if reviewed < len(rows):
        gaps.append(f"No clinician has reviewed {'any page' if not reviewed else f'{len(rows) - reviewed} of the pages'} yet.")
    gaps += ["Whether a source really says what a statement says, people have to judge. The check sees only that there is one.",
             "The reading age is counted from the length of words and sentences. No reader was asked."]
    return Result("The texts and their sources", "Counted in the data at each build.", "python3 scripts/dev.py build all", tuple(figures), tuple(gaps))


def kinds(atlas: Atlas) -> list[tuple[str, int]]:
    """The kinds of sources, in the order of the vocabulary, each with how many there are."""
    found = Counter(reference.custom.evidence for reference in atlas.references.values())
    return [(term.label, found[term.id]) for term in atlas.vocabularies["evidence"].terms if found[term.id]]


def decades(atlas: Atlas) -> list[tuple[str, int]]:
    """The decades in which the sources appeared, the newest first, and those without a date."""
    found = Counter(f"{reference.issued[:3]}0s" if reference.issued else "" for reference in atlas.references.values())
    undated = found.pop("", 0)
    return [*sorted(found.items(), reverse=True), *([("No date given", undated)] if undated else [])]


def how_much(atlas: Atlas) -> list[tuple[str, int]]:
    """How much of the sources was read, from the whole to the abstract."""
    found = Counter(reference.custom.read for reference in atlas.references.values())
    return [(name, found[key]) for key, name in (("whole", "The whole"), ("in part", "A part"), ("abstract", "The abstract")) if found[key]]


def of(part: int, whole: int) -> str:
    return f"{number(part)} of {number(whole)}"


def number(value: int) -> str:
    return f"{value:,}"
