"""What a condition is made of.

This is the one definition. The JSON Schema for editors, the contributor's field reference and the
scaffold that `build.py new` writes are all generated from it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from scripts.markers import CitationKey, Cited, ConditionId, Plain, Term
from scripts.text import KEY

HEADING_LIMIT = 65
"""Longest heading in characters (content standard: one h1 of at most 65 characters)."""

ID_PATTERN = rf"^{KEY}$"

RESERVED_ID = "index"
"""No condition may have it: it is the address of the A to Z."""

Statement = Annotated[str, StringConstraints(min_length=1, max_length=700), Cited()]
Sign = Annotated[str, StringConstraints(min_length=1, max_length=300), Cited()]
Name = Annotated[str, StringConstraints(pattern=r"\S", max_length=HEADING_LIMIT), Plain()]
Line = Annotated[str, StringConstraints(pattern=r"\S", max_length=250), Plain()]
Condition_ = Annotated[str, StringConstraints(pattern=ID_PATTERN), ConditionId()]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"'`{}|\\^]+$", max_length=500)]


class Part(BaseModel):
    """Base of everything a contributor writes: unknown fields and wrong types are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _facet(vocabulary: str) -> type[Part]:
    """One facet of a pattern: terms of a vocabulary, and what the sources say about them."""
    terms = Annotated[
        list[Annotated[str, Term(vocabulary)]],
        Field(min_length=1, description=f"Terms from `data/vocabulary/{vocabulary}.yml`."),
    ]
    note = Annotated[Statement, Field(description="What the sources say about it, in a sentence or two, with citation.")]
    return create_model(vocabulary.title().replace("_", ""), __base__=Part, terms=(terms, ...), note=(note, ...))


Location = _facet("location")
Extent = _facet("extent")
Frequency = _facet("frequency")
Duration = _facet("duration")
Intensity = _facet("intensity")
Triggers = _facet("triggers")
RelievedBy = _facet("relieved_by")
Onset = _facet("onset")
Also = _facet("also")
Age = _facet("age")


class Pattern(Part):
    """The four questions (location, frequency, intensity, triggers) and what else can be noticed."""

    location: Location = Field(description="Where in the body it is felt or seen.")
    extent: Extent | None = Field(None, description="How much of the body is involved at once.")
    frequency: Frequency = Field(description="How often it comes.")
    duration: Duration | None = Field(None, description="How long one spasm lasts.")
    intensity: Intensity = Field(description="How strong or painful it is.")
    triggers: Triggers = Field(description="What sets it off.")
    relieved_by: RelievedBy | None = Field(None, description="What eases it.")
    onset: Onset | None = Field(None, description="How fast the condition itself begins.")
    also: Also | None = Field(None, description="Signs that come with it.")
    age: Age | None = Field(None, description="Whom it affects, by stage of life.")


class Emergency(Part):
    """The card *Immediate action required: call the emergency number if:*."""

    signs: list[Sign] = Field(
        min_length=1, max_length=8,
        description="Things a person can notice; each completes the sentence 'Call … if: …'.",
    )
    meanwhile: list[Sign] = Field(
        default=[], max_length=5, description="What to do until help arrives, as instructions."
    )


class GetHelp(Part):
    """When to get help, in three levels. An emergency card comes first on the page."""

    emergency: Emergency | None = Field(None, description="Call the emergency number if: …")
    urgent: list[Sign] = Field(
        default=[], max_length=8, description="Get medical help today if: …"
    )
    routine: list[Sign] = Field(default=[], max_length=8, description="See a doctor if: …")


class SelfCare(Part):
    """What a person can do. Write instructions that start with a verb."""

    do: list[Sign] = Field(default=[], max_length=8, description="Helpful things to do.")
    do_not: list[Sign] = Field(
        default=[], max_length=8,
        description="Things to leave alone, written without 'do not': 'Force the jaw open'.",
    )


class Treatment(Part):
    name: Name = Field(description="What it is: a class of medicine, an exercise, an operation.")
    kind: Annotated[str, Term("treatment_kinds")] = Field(
        description="A term from `data/vocabulary/treatment_kinds.yml`."
    )
    how_it_works: Statement = Field(description="What it does in the body.")
    benefit: Statement = Field(description="What it is known to improve, and how well.")
    risk: Statement = Field(description="What it can harm, or what is not known.")


class TellApart(Part):
    """A condition it is confused with, and the one thing that tells the two apart."""

    condition: Condition_ | None = Field(
        None, description="The id of its page here. Leave out when there is none yet."
    )
    name: Name | None = Field(None, description="Its name, only when it has no page here yet.")
    difference: Statement = Field(description="The one thing that tells them apart.")


class Form(Part):
    """A form or kind of the condition that people know by a name of its own."""

    name: Name = Field(description="What this form is called.")
    also_called: list[Name] = Field(default=[], description="Other names people type for it.")
    condition: Condition_ | None = Field(None, description="Its own page, when it has one.")
    text: list[Statement] = Field(min_length=1, max_length=8, description="What to know about it.")


class Row(Part):
    cells: list[Line] = Field(min_length=2, max_length=6, description="One text for each column.")
    sources: list[Annotated[str, CitationKey()]] = Field(
        min_length=1, description="Citation keys that support every cell of the row."
    )


class Table(Part):
    heading: Name = Field(description="What the table is about.")
    columns: list[Name] = Field(min_length=2, max_length=6, description="The head of each column.")
    rows: list[Row] = Field(min_length=1, description="Its rows, each with sources.")


class Correction(Part):
    """Something often said that the sources do not support."""

    often_said: Line = Field(description="The popular version, as people say it.")
    fact: Statement = Field(description="What the sources say.")


class Help(Part):
    name: Line = Field(description="The organisation or page.")
    url: Url = Field(description="Its address.")
    offers: Line = Field(description="What a reader finds there.")


class CodeNote(Part):
    """Why a code is given although its title or Mondo differs, or is left out although it looks like one."""

    code: Annotated[str, StringConstraints(pattern=r"^(ICD10CM|icd11\.foundation|MONDO|mesh|Orphanet|OMIM|HP):[0-9A-Z.]+$")] = Field(
        description="With its system, as in `data/codes.tsv`: `ICD10CM:A35`."
    )
    why: Line = Field(description="The reason in one line. Not shown on the page.")


class Codes(Part):
    """Identifiers elsewhere. Give every code whose official title means the same thing, and no other."""

    icd10cm: list[Annotated[str, StringConstraints(pattern=r"^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$")]] = Field(
        default=[], description="ICD-10-CM codes, such as R25.2."
    )
    icd11: list[Annotated[str, StringConstraints(pattern=r"^\d{5,12}$")]] = Field(
        default=[], description="ICD-11 foundation entity ids."
    )
    mondo: list[Annotated[str, StringConstraints(pattern=r"^MONDO:\d{7}$")]] = Field(
        default=[], description="Ids of the Mondo Disease Ontology."
    )
    mesh: list[Annotated[str, StringConstraints(pattern=r"^[CD]\d{6,9}$")]] = Field(
        default=[], description="MeSH descriptors or supplementary concepts."
    )
    orphanet: list[Annotated[str, StringConstraints(pattern=r"^\d{1,6}$")]] = Field(
        default=[], description="ORPHA numbers."
    )
    omim: list[Annotated[str, StringConstraints(pattern=r"^\d{6}$")]] = Field(
        default=[], description="Numbers of OMIM entries."
    )
    hpo: list[Annotated[str, StringConstraints(pattern=r"^HP:\d{7}$")]] = Field(
        default=[], description="Terms of the Human Phenotype Ontology."
    )
    notes: list[CodeNote] = Field(
        default=[], description="Remarks on codes. One that stands here only is not a code of the condition: the remark says why."
    )


class Reviewer(Part):
    name: Line = Field(description="The clinician's name.")
    credentials: Line = Field(description="Profession and where they are registered.")
    reviewed: date = Field(description="The day they read the page against its sources.")


class Review(Part):
    status: Literal["not clinically reviewed", "clinically reviewed"] = Field(
        description="'clinically reviewed' needs a `reviewer`, by name."
    )
    checked: date = Field(description="The day the page was last checked against its sources.")
    due: date = Field(description="The day by which it should be checked again.")
    reviewer: Reviewer | None = Field(None, description="The clinician who reviewed it, if one did.")


class Condition(Part):
    """One condition: one file `data/conditions/<id>.yml`, one page."""

    name: Name = Field(description="The page's heading.", examples=["Tetanus"])
    also_called: list[Name] = Field(
        default=[], description="Every lay and medical name, shown on the page and in the A–Z.",
        examples=[["Lockjaw"]],
    )
    search_phrases: list[Line] = Field(
        default=[], max_length=40,
        description="What people type who know no name; used by search, not shown.",
        examples=[["jaw will not open", "back arching spasm"]],
    )
    kind: Annotated[str, Term("kinds")] = Field(
        description="A term from `data/vocabulary/kinds.yml`."
    )
    group: Annotated[str, Term("groups")] = Field(
        description="A term from `data/vocabulary/groups.yml`."
    )
    urgency: Annotated[str, Term("urgency")] = Field(
        description="A term from `data/vocabulary/urgency.yml`: how dangerous the condition is."
    )
    main_message: Annotated[str, StringConstraints(min_length=1, max_length=260), Cited()] = Field(
        description="The one sentence to remember."
    )
    summary: list[Statement] = Field(
        min_length=1, max_length=3, description="At most three statements: what it is."
    )
    pattern: Pattern = Field(description="Where, how often, how strong, what sets it off, and more.")
    check_fits: list[Sign] = Field(
        min_length=2, max_length=8, description="What is typical: 'Check if this fits'."
    )
    tell_apart: list[TellApart] = Field(
        min_length=1, max_length=8, description="What it is confused with, and how to tell."
    )
    corrections: list[Correction] = Field(
        default=[], max_length=6, description="Where the popular version is wrong or vague."
    )
    self_care: SelfCare = Field(description="What a person can do.")
    get_help: GetHelp = Field(description="When to get help, by urgency.")
    diagnosis: list[Statement] = Field(
        min_length=1, max_length=8, description="At the appointment: how it is found out."
    )
    questions_for_doctor: list[Line] = Field(
        min_length=2, max_length=8, description="Questions a reader can take along."
    )
    what_happens: list[Statement] = Field(
        min_length=1, max_length=6, description="What goes on in the body."
    )
    causes: list[Statement] = Field(min_length=1, max_length=12, description="What brings it about.")
    forms: list[Form] = Field(default=[], description="Forms with a name of their own.")
    tables: list[Table] = Field(default=[], max_length=3, description="Facts that are clearer in a table.")
    treatments: list[Treatment] = Field(min_length=1, max_length=10, description="What is done about it.")
    only_option: Statement | None = Field(
        None, description="Why there is only one treatment, when only one is given."
    )
    untreated: list[Statement] = Field(
        default=[], max_length=5, description="What happens if it is left untreated."
    )
    outlook: list[Statement] = Field(min_length=1, max_length=5, description="How it goes on, with treatment.")
    daily_life: list[Statement] = Field(default=[], max_length=8, description="Living with it.")
    how_common: list[Statement] = Field(default=[], max_length=5, description="How many people have it.")
    certainty: list[Statement] = Field(
        default=[], max_length=5, description="Where sources disagree or the evidence is thin."
    )
    related: list[Condition_] = Field(default=[], max_length=8, description="Ids of other conditions to read about.")
    further_help: list[Help] = Field(default=[], max_length=5, description="Where a reader finds more.")
    codes: Codes = Field(Codes(), description="Its identifiers in other systems.")
    review: Review = Field(description="Who checked it and when.")
