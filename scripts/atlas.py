"""The whole set: conditions, vocabularies, sources, tombstones and pages written by hand."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scripts.markers import Plain, Term
from scripts.memo import NO_MEMO, Memo
from scripts.model import ID_PATTERN, Condition, Condition_, Line, Name, Part, Url

BOX = r"^(front|back|head)( -?\d{1,3}(\.\d)?){4}$"


class VocabularyTerm(Part):
    """One term of a closed list."""

    id: Annotated[str, StringConstraints(pattern=ID_PATTERN)] = Field(description="Its stable id.")
    label: Name = Field(description="What readers see.")
    meaning: Line = Field(description="One line in plain words.")
    within: Annotated[str, StringConstraints(pattern=ID_PATTERN)] | None = Field(
        None, description="The wider term it belongs to."
    )
    covers: list[Annotated[str, StringConstraints(pattern=ID_PATTERN)]] = Field(
        default=[], description="Terms under which index pages also list what has this one, as 'any age' does."
    )
    hpo: Annotated[str, StringConstraints(pattern=r"^HP:\d{7}$")] | None = Field(
        None, description="The term of the Human Phenotype Ontology that means the same."
    )
    hpo_note: Line | None = Field(None, description="Why they mean the same, when HPO calls it otherwise.")
    day: list[Annotated[str, Term("day")]] = Field(
        default=[], description="Parts of the day that it names, for the small picture of the pattern."
    )
    varies: bool = Field(False, description="It stands for the whole list, as 'it varies' does.")


class Vocabulary(Part):
    """A closed list a condition may pick from: `data/vocabulary/<name>.yml`."""

    title: Name = Field(description="Its name as a heading.")
    question: Line = Field(description="What it answers, as a reader would ask.")
    terms: list[VocabularyTerm] = Field(min_length=1, description="The terms, in their own order.")


Path = Annotated[str, StringConstraints(pattern=r"^[MmLlHhVvCcSsQqTtZz0-9 .-]+$", max_length=1000)]
"""The `d` of an SVG path; what it may hold cannot end the attribute that it stands in."""


class View(Part):
    """One figure of the body map: its right half, x from 0 at the midline."""

    label: Name = Field(description="What readers see.")
    box: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{1,3} [1-9]\d{1,3}$")] = Field(
        description="Width of both halves and height."
    )
    outline: Path = Field(description="The outline of the half figure.")
    lines: Path = Field(description="Lines inside it, such as the face.")
    sketch: Path = Field(description="The outline in fewer bytes, for the small pictures.")
    mark: Path | None = Field(None, description="The lines of the small pictures.")
    regions: dict[str, Path] = Field(description="The shape of each location; later ones lie on top.")
    wide: dict[str, Path] = Field(default={}, description="One shape for a wider location, for the small pictures.")


class BodyMap(Part):
    """The drawing of the body: `data/body-map.yml`."""

    everything: Annotated[str, Term("location")] = Field(description="The location that stands for all regions.")
    front: View = Field(description="The figure from the front.")
    back: View = Field(description="The figure from the back.")
    head: View = Field(description="The head, larger.")
    enlarge: Annotated[str, StringConstraints(pattern=BOX)] = Field(
        description="Where the button lies that shows the head."
    )
    buttons: dict[str, Annotated[str, StringConstraints(pattern=BOX)]] = Field(
        description="Where the button of a location lies: view, left, top, width, height; the midline is 0."
    )


Number = Annotated[str, StringConstraints(pattern=r"\S", max_length=60), Plain()]


class Person(Part):
    """An author: a person, or an organisation as `literal`."""

    family: Line | None = Field(None, description="Family name.")
    given: Line | None = Field(None, description="Given names or initials.")
    literal: Line | None = Field(None, description="An organisation's name.")


class Custom(Part):
    """What this atlas notes about a source."""

    evidence: Annotated[str, Term("evidence")] = Field(
        description="A term from `data/vocabulary/evidence.yml`: what kind of source it is."
    )
    read: Literal["whole", "in part", "abstract"] = Field(
        description="How much of it was opened and read for this atlas."
    )


class Reference(Part):
    """A source that was opened. Fields are those of CSL (citationstyles.org)."""

    type: Literal["webpage", "article-journal", "chapter", "book", "report", "entry"] = Field(
        description="The kind of publication."
    )
    title: Annotated[str, StringConstraints(pattern=r"\S", max_length=500), Plain()] = Field(
        description="Its title; in square brackets when none was printed."
    )
    author: list[Person] = Field(min_length=1, description="People, or the publisher as `literal`.")
    issued: Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")] | None = Field(
        None, description="Year, year-month or full date, in quotes; left out when undated."
    )
    container_title: Line | None = Field(
        None, alias="container-title", description="The journal, book or site that it appeared in."
    )
    publisher: Line | None = Field(None, description="Who published it, when that is not its author.")
    volume: Number | None = Field(None, description="Volume of the journal.")
    issue: Number | None = Field(None, description="Issue of the volume.")
    page: Number | None = Field(None, description="Pages, such as 981-987.")
    URL: Url | None = Field(None, description="The address at which it was opened.")
    DOI: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = Field(
        None, description="Digital Object Identifier, without an address before it."
    )
    PMID: Annotated[str, StringConstraints(pattern=r"^\d{1,8}$")] | None = Field(None, description="Number in PubMed.")
    PMCID: Annotated[str, StringConstraints(pattern=r"^PMC\d{1,8}$")] | None = Field(
        None, description="Number in PubMed Central."
    )
    accessed: datetime.date = Field(description="The day it was opened.")
    custom: Custom = Field(description="What this atlas notes about it.")


class Renamed(Part):
    """A tombstone `data/renamed/<old id>.yml`: the old address redirects to the new page."""

    to: Condition_ = Field(description="The id of the condition now.")
    why: Line = Field(description="Why it was renamed.")


class Release(Part):
    """Which state of the data this is: `data/release.yml`."""

    version: Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}(\+unreleased)?$", max_length=30)] = Field(
        description="Major, minor and patch, as the page on the data explains."
    )
    date: datetime.date = Field(description="The day this version was made.")


class Comparison(Part):
    """Conditions that people ask about in one breath: an entry of `data/comparisons.yml`, a page of its own."""

    name: Name = Field(description="The page's heading, as a reader would type it.", examples=["Restless legs or leg cramps"])
    conditions: list[Condition_] = Field(min_length=2, max_length=4, description="Their ids, in the order of the columns.")
    search_phrases: list[Line] = Field(
        default=[], max_length=40, description="What else people type; used by search, not shown. No medical statement."
    )


@dataclass(frozen=True)
class Page:
    """A page written by hand: `docs/<name>.md`."""

    title: str
    description: str
    href: str
    text: str
    """Its words without markup, for search."""
    phrases: tuple[str, ...] = ()
    """What people type who should find it first."""
    citations: dict[str, int] = field(default_factory=dict)
    """Keys of the sources it links to on the page of sources, and the line of the first link."""
    card: str = ""
    """Its emergency card as it stands there, so that other pages can show the same."""


@dataclass(frozen=True)
class Atlas:
    """Everything the site is made from, as loaded."""

    conditions: dict[str, Condition] = field(default_factory=dict)
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    renamed: dict[str, Renamed] = field(default_factory=dict)
    comparisons: dict[str, Comparison] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    body_map: BodyMap | None = None
    release: Release | None = None
    memo: Memo = field(default=NO_MEMO, compare=False, repr=False)
    """What the last build made of the conditions; it saves time and changes nothing."""


def told_from(conditions: Mapping[str, Condition]) -> dict[str, list[str]]:
    """By condition, the ids of those whose pages tell it apart although its own page does not, so that each pair can be found from both."""
    found: dict[str, list[str]] = {}
    for id, condition in conditions.items():
        for other in dict.fromkeys(entry.condition for entry in condition.tell_apart):
            if other in conditions and all(entry.condition != id for entry in conditions[other].tell_apart):
                found.setdefault(other, []).append(id)
    return found
