"""The published tables: CSV, and what their columns hold in the words of Frictionless Table Schema.

One value stands in a cell; a list is a table of its own. Cells are the data unchanged: the check refuses
texts that a spreadsheet would take for a formula (scripts/text.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scripts.bibliography import address, authors
from scripts.dataset import Dataset
from scripts.facets import BROWSABLE
from scripts.jsonld import codes

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    name: str
    about: str
    type: str = "string"
    """A type of Frictionless Table Schema: string, integer, boolean or date."""
    optional: bool = False
    """Whether a cell may be empty."""
    refers: str = ""
    """`table.column` that holds the same value as a key."""


@dataclass(frozen=True)
class Table:
    name: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Dataset], Iterable[Row]]
    key: tuple[str, ...] = ()
    """The columns that together name a row; the first one when left out."""
    refers: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()
    """Several columns that together are the key of a row elsewhere: columns, table, columns there."""
    of_conditions: bool = True
    """Whether its rows are those of each condition, one after the other."""

    @property
    def primary_key(self) -> tuple[str, ...]:
        return self.key or (self.columns[0].name,)

    def schema(self) -> dict[str, Any]:
        """The Table Schema of the table."""
        fields = []
        for column in self.columns:
            field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.about}
            constraints = {} if column.optional else {"required": True}
            if self.primary_key == (column.name,):
                constraints["unique"] = True
            fields.append(field | ({"constraints": constraints} if constraints else {}))
        links = [((column.name,), table, (name,)) for column in self.columns if column.refers
                 for table, _, name in [column.refers.partition(".")]]
        foreign = [{"fields": list(fields), "reference": {"resource": table, "fields": list(there)}}
                   for fields, table, there in (*links, *self.refers)]
        made: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": list(self.primary_key)}
        return made | ({"foreignKeys": foreign} if foreign else {})

    def csv(self, data: Dataset) -> str:
        """The table as CSV: UTF-8, commas, a header, `\\n` at line ends."""
        return self.header() + self.lines(data)

    def header(self) -> str:
        return _csv([tuple(column.name for column in self.columns)])

    def lines(self, data: Dataset) -> str:
        """The rows of `data` as CSV; those of several conditions are those of each, in their order."""
        return _csv(self.rows(data))


def _csv(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _conditions(data: Dataset) -> Iterator[Row]:
    for c in data.conditions:
        sources = {key for entry in c.statements for key in entry.sources}
        message = next(entry.text for entry in c.statements if entry.part == "main_message")
        yield (c.id, c.name, c.kind, c.group, c.urgency, message, str(c.review.reviewer is not None).upper(),  # in capitals R reads it as logical too
               c.review.checked, c.review.due, len(c.statements), len(sources), f"conditions/{c.id}/")


def _names(data: Dataset) -> Iterator[Row]:
    for c in data.conditions:
        yield c.id, c.name, "name"
        yield from ((c.id, name, "also called") for name in c.also_called)
        for form in c.forms:
            yield c.id, form.name, "form"
            yield from ((c.id, name, "form also called") for name in form.also_called)
        yield from ((c.id, phrase, "search phrase") for phrase in c.search_phrases)


def _patterns(data: Dataset) -> Iterator[Row]:
    labels = {(facet, term.id): term.label for facet in BROWSABLE for term in data.vocabularies[facet].terms}
    for c in data.conditions:
        notes = {entry.part: entry.id for entry in c.statements}
        for facet in BROWSABLE:
            if entry := getattr(c.pattern, facet):
                for term in entry.terms:
                    yield c.id, facet, term, labels[facet, term], notes[f"pattern.{facet}.note"]


def _statements(data: Dataset) -> Iterator[Row]:
    for c in data.conditions:
        for number, entry in enumerate(c.statements, 1):
            yield entry.id, c.id, entry.part, entry.about or None, number, entry.text


def _citations(data: Dataset) -> Iterator[Row]:
    for c in data.conditions:
        for entry in c.statements:
            for number, key in enumerate(entry.sources, 1):
                yield entry.id, key, number, c.id


def _sources(data: Dataset) -> Iterator[Row]:
    for key, source in data.references.items():
        yield (key, source.type, authors(source), source.title, source.container_title, source.issued, address(source),
               source.DOI, source.PMID, source.PMCID, source.custom.evidence, source.custom.read, source.accessed)


def _codes(data: Dataset) -> Iterator[Row]:
    for c in data.conditions:
        yield from ((c.id, system, code) for system, code in codes(c))


def _terms(data: Dataset) -> Iterator[Row]:
    for name, vocabulary in data.vocabularies.items():
        for number, term in enumerate(vocabulary.terms, 1):
            yield name, term.id, number, term.label, term.meaning, term.within, term.hpo


_CONDITION = Column("condition", "Id of the condition.", refers="conditions.id")

TABLES = (
    Table("conditions", "One row for each condition.", (
        Column("id", "Its stable id."),
        Column("name", "The heading of its page."),
        Column("kind", "Term of the vocabulary `kinds`."),
        Column("group", "Term of the vocabulary `groups`."),
        Column("urgency", "Term of the vocabulary `urgency`: how dangerous it is."),
        Column("main_message", "The one sentence to remember."),
        Column("clinically_reviewed", "Whether a clinician, who is named in the JSON, has reviewed it.", "boolean"),
        Column("checked", "The day it was last checked against its sources.", "date"),
        Column("due", "The day by which it should be checked again.", "date"),
        Column("statements", "How many statements it has.", "integer"),
        Column("sources", "How many sources it cites.", "integer"),
        Column("page", "Its page, below the address of the site."),
    ), _conditions),
    Table("names", "Every name and search phrase that leads to a condition.", (
        _CONDITION,
        Column("name", "The name or phrase."),
        Column("kind", "name, also called, form, form also called, or search phrase."),
    ), _names, ("condition", "name", "kind")),
    Table("patterns", "What can be noticed: one row for each term of a condition's pattern.", (
        _CONDITION,
        Column("facet", "The question: location, extent, frequency, duration, intensity, triggers, relieved_by, onset, also or age."),
        Column("term", "Id of the answer in the vocabulary of that name."),
        Column("label", "The answer as readers see it."),
        Column("statement", "Id of the statement that says it with its sources.", refers="statements.id"),
    ), _patterns, ("condition", "facet", "term"), ((("facet", "term"), "terms", ("vocabulary", "id")),)),
    Table("statements", "One row for each statement of fact.", (
        Column("id", "Its id: condition, part, and a short hash, which is its place on the page. It changes when its words do."),
        _CONDITION,
        Column("part", "The field of the condition that it stands in."),
        Column("about", "What it is about within the condition: the treatment, the form, what is often said, the table, or the condition "
                        "told apart (its id, or its name when it has no page).", optional=True),
        Column("number", "Its place among the statements of the condition, from 1.", "integer"),
        Column("text", "Its words, without citations and links."),
    ), _statements),
    Table("citations", "Which sources support which statement. Where it has several, they do so together: the JSON shows which one stands behind which sentence.", (
        Column("statement", "Id of the statement.", refers="statements.id"),
        Column("source", "Citation key of the source.", refers="sources.key"),
        Column("number", "Its place among the sources of the statement, from 1.", "integer"),
        _CONDITION,
    ), _citations, ("statement", "source")),
    Table("sources", "One row for each source. The bibliography files hold more fields.", (
        Column("key", "Its citation key."),
        Column("type", "The kind of publication, in the words of CSL."),
        Column("authors", "The first authors, or the publisher."),
        Column("title", "Its title; in square brackets when none was printed."),
        Column("container", "The journal, book or site that it appeared in.", optional=True),
        Column("issued", "Year, year-month or full date; empty when undated.", optional=True),
        Column("address", "Where to open it.", optional=True),
        Column("doi", "Digital Object Identifier.", optional=True),
        Column("pmid", "Number in PubMed.", optional=True),
        Column("pmcid", "Number in PubMed Central.", optional=True),
        Column("evidence", "Term of the vocabulary `evidence`: what kind of source it is."),
        Column("read", "How much of it was read: whole, in part, or abstract."),
        Column("accessed", "The day it was opened.", "date"),
    ), _sources, of_conditions=False),
    Table("codes", "Identifiers of conditions in other systems.", (
        _CONDITION,
        Column("system", "The coding system."),
        Column("code", "The code in that system."),
    ), _codes, ("condition", "system", "code")),
    Table("terms", "Every term of every vocabulary.", (
        Column("vocabulary", "The vocabulary; facets have one of the same name."),
        Column("id", "Id of the term in its vocabulary."),
        Column("number", "Its place in the vocabulary, from 1.", "integer"),
        Column("label", "The term as readers see it."),
        Column("meaning", "What it means, in plain words."),
        Column("within", "Id of the wider term that it belongs to.", optional=True),
        Column("hpo", "The term of the Human Phenotype Ontology that means the same.", optional=True),
    ), _terms, ("vocabulary", "id"), of_conditions=False),
)
