"""How often a search finds the page that was hoped for: python tests/judgements.py [--record]

`tests/judgements.tsv` holds relevance judgements: a query as people type it on a phone, and the pages that would be
right, best first: ids of conditions, paths of other pages, or `none`. Those of the set `first` helped to improve the
search. Those of the set `second` were written afterwards without a look at what the search finds.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from browser import chromium  # noqa: E402
from searching import ask, leads_to  # noqa: E402
from serving import served  # noqa: E402
from support import ROOT  # noqa: E402

from scripts.results import Figure, record  # noqa: E402

FILE = ROOT / "tests" / "judgements.tsv"
SETS = {"first": "from which the search was improved", "second": "written without a look at what the search finds"}
SEEN = 3
"""So many results stand above a phone's keyboard."""
ASIDE = ("mentioned in the text", "some of the words")
"""How a result says that it is no match but may still help."""


@dataclass(frozen=True)
class Judgement:
    """A query and the pages that are right for it; none when no page is."""

    query: str
    right: tuple[str, ...]
    set: str


@dataclass(frozen=True)
class Answer:
    """What the search showed: how many results as matches, and the place of the first right one, from 1; None when there was none."""

    judgement: Judgement
    matches: int
    place: int | None

    @property
    def found(self) -> bool:
        """Whether a right page is among those that are seen at once; where no page is right, whether none is shown as a match."""
        if not self.judgement.right:
            return not self.matches
        return self.place is not None and self.place <= SEEN


def judgements(path: Path = FILE) -> list[Judgement]:
    """The rows of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Judgement(row["query"], tuple(page for page in row["right"].split("|") if page != "none"), row["set"]) for row in rows]


def answers(page, wanted: Iterable[Judgement]) -> list[Answer]:
    """Ask each query on a page of the site that is open."""
    found = []
    for judgement in wanted:
        hits = ask(page, judgement.query)
        places = [place for place, hit in enumerate(hits, 1) if any(leads_to(hit, path) for path in judgement.right)]
        matches = [hit for hit in hits if not any(said in hit["text"] for said in ASIDE)]
        found.append(Answer(judgement, len(matches), min(places, default=None)))
    return found


def figures(found: list[Answer]) -> list[Figure]:
    """The shares of each set, as the quality page shows them."""
    made = []
    for name, what in SETS.items():
        of = [answer for answer in found if answer.judgement.set == name]
        hoped, none = [a for a in of if a.judgement.right], [a for a in of if not a.judgement.right]
        made += [
            Figure(f"A right page among the first {SEEN} results, {name} set", share(hoped), note=f"Queries {what}."),
            Figure(f"A right page as the first result, {name} set", share(hoped, [a for a in hoped if a.place == 1])),
            Figure(f"Nothing shown as a match where no page is right, {name} set", share(none)),
        ]
    return made


def share(of: list[Answer], good: list[Answer] | None = None) -> str:
    good = [answer for answer in of if answer.found] if good is None else good
    return f"{len(good)} of {len(of)} ({100 * len(good) / len(of):.0f} %)"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="write data/quality/search.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "project") as (_, address), chromium() as browser:
        page = browser.new_page()
        page.goto(address)
        page.focus("#search-input")
        found = answers(page, judgements())
        version = browser.version
    for answer in found:
        if not answer.found:
            print(f"{answer.judgement.set:7} {answer.judgement.query}: {'|'.join(answer.judgement.right) or 'none'}, "
                  f"{answer.matches} matches, place {answer.place}")
    for figure in figures(found):
        print(f"{figure.name}: {figure.value}")
    if options.record:
        print(record(
            ROOT / "data", "search", title="What a search finds",
            how="Queries as people type them on a phone, each judged beforehand: which pages would be right, or none. Typed into the "
                f"search box in Chromium; the first {SEEN} results stand above a phone's keyboard.",
            command="python tests/judgements.py --record", figures=figures(found),
            gaps=["The queries and judgements are our own; those of real readers are not known, since nothing that is typed leaves the page.",
                  "Only English is understood."],
            tools={"Chromium": version}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
