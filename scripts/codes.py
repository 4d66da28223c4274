"""Compare codes with the official list of them: `data/codes.tsv`, a slice of each coding system.

A contributor needs no ontology for that. `scripts/refresh_codes.py` writes the slice from the official releases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.faults import Fault
from scripts.model import Codes
from scripts.names import normalized
from scripts.systems import SYSTEMS, curies

SLICE = "codes.tsv"
COLUMNS = ("code", "title", "synonyms", "exact")
BETWEEN = "|"
"""Stands between the entries of one cell."""

MAPPED = tuple(SYSTEMS[field].prefix for field in ("icd10cm", "icd11", "mesh", "orphanet", "omim"))
"""The systems whose exact matches Mondo gives."""

MODIFIERS = {"triggers": "Triggered by", "relieved_by": "Ameliorated by"}
"""How HPO begins the names of what a vocabulary's terms name alone: `Cold` is `Triggered by cold`."""

Problem = tuple[tuple, str, str]
"""Path below `codes` or below the term, what is wrong, how to mend it."""


@dataclass(frozen=True)
class Row:
    """What a coding system says about one code."""

    title: str
    synonyms: tuple[str, ...] = ()
    """Exact synonyms of HPO, inclusion terms of ICD-10-CM."""
    exact: tuple[str, ...] = ()
    """Mondo's exact matches: of a Mondo id its codes, of a code its Mondo ids."""


def read(text: str, label: str, faults: list[Fault]) -> dict[str, Row]:
    """Return the rows of a slice by code, after adding what cannot be read to `faults`."""
    rows: dict[str, Row] = {}
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line and not line.startswith("#")]
    if not lines or tuple(lines[0][1].split("\t")) != COLUMNS:
        faults.append(Fault(label, lines[0][0] if lines else 1, 1, f"the columns are not {', '.join(COLUMNS)}", "restore this file"))
        return rows
    for number, line in lines[1:]:
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or not cells[1]:
            faults.append(Fault(label, number, 1, f"this row has not {len(COLUMNS)} cells with a title", "run scripts/refresh_codes.py"))
        elif cells[0] in rows:
            faults.append(Fault(label, number, 1, f"`{cells[0]}` stands twice", "run scripts/refresh_codes.py"))
        else:
            rows[cells[0]] = Row(cells[1], *(tuple(filter(None, cell.split(BETWEEN))) for cell in cells[2:]))
    return rows


def of_condition(codes: Codes, names: list[str], rows: Mapping[str, Row]) -> Iterator[Problem]:
    """What is wrong with the codes of a condition that is called `names`."""
    places = list(curies(codes))
    notes = [(("notes", index, "code"), note.code) for index, note in enumerate(codes.notes)]
    yield from _twice(places)
    yield from _twice(notes)
    given, noted = ({curie: path for path, curie in reversed(found)} for found in (places, notes))
    for curie, path in (noted | given).items():
        if curie not in rows:
            yield path, *_unknown(curie)
    explained: set[str] = set()
    for curie, path in given.items():
        if curie not in rows:
            continue
        if difference := _difference(curie, names, given, rows):
            explained.add(curie)
            if curie not in noted:
                yield path, *difference
                continue  # of what may be another condition, no matches are asked for
        for other in rows[curie].exact:
            # A code that Mondo gives is missing; said once, where a Mondo id is given, by the id.
            if other not in given and other not in noted and (curie.startswith("MONDO:") or not codes.mondo):
                yield path, f"Mondo matches `{curie}` exactly to `{other}`, which is missing here", \
                    "give it, or say in `notes` why it is left out"
    for curie, path in noted.items():
        if curie in given and curie in rows and curie not in explained:
            yield path, f"`{curie}` needs no note: it is titled as this page is called", "remove the note"


def of_term(vocabulary: str, label: str, meaning: str, hpo: str, note: str | None, rows: Mapping[str, Row]) -> Iterator[Problem]:
    """What is wrong with the HPO id of a vocabulary's term."""
    if hpo not in rows:
        yield ("hpo",), *_unknown(hpo)
        return
    row = rows[hpo]
    texts = [f" {normalized(text)} " for text in (label, meaning, f"{MODIFIERS.get(vocabulary, '')} {label}")]
    named = any(f" {normalized(title)} " in text for title in (row.title, *row.synonyms) for text in texts)
    if not named and note is None:
        yield ("hpo",), f"`{hpo}` is titled “{row.title}”, which neither label nor meaning says", \
            "find the term that says the same, or say in `hpo_note` why they mean the same"
    elif named and note is not None:
        yield ("hpo_note",), f"`{hpo}` needs no note: label or meaning say its title", "remove the note"


def same(title: str, name: str) -> bool:
    """Whether an official title is a name, apart from case, punctuation and the plural."""
    one, other = normalized(title), normalized(name)
    return one == other or one == f"{other}s" or f"{one}s" == other


def _twice(places: list[tuple[tuple, str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, curie in places:
        if curie in seen:
            yield path, f"`{curie}` stands twice", "keep one"
        seen.add(curie)


def _difference(curie: str, names: list[str], given: Mapping[str, tuple], rows: Mapping[str, Row]) -> tuple[str, str] | None:
    """Why a code that a condition gives may not be its own, and how to mend that."""
    row = rows[curie]
    mondo = {other: rows[other] for other in given if other.startswith("MONDO:") and other in rows and other != curie}
    # A match without a title of its own has the label of its Mondo id, which is judged there.
    borrowed = any(other in row.exact and mondo[other].title == row.title for other in mondo)
    if not borrowed and not any(same(title, name) for title in (row.title, *row.synonyms) for name in names):
        return (f"`{curie}` is titled “{row.title}”, which is no name of this page",
                "give the code that means the same, add its title to `also_called` if people call it so, "
                "or say in `notes` why it means the same")
    if mondo and curie.split(":")[0] in MAPPED and not any(curie in match.exact for match in mondo.values()):
        return (f"Mondo does not match `{curie}` to {' or '.join(f'`{other}`' for other in mondo)}",
                "remove it, or say in `notes` why it means the same")
    return None


def _unknown(curie: str) -> tuple[str, str]:
    return (f"`{curie}` is not among the official codes in `data/{SLICE}`",
            "compare it with its official page; if it is right, scripts/refresh_codes.py adds it from the official release")
