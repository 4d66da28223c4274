"""The bibliography for reference managers: CSL-JSON and BibTeX."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from scripts.atlas import Person, Reference
from scripts.bibliography import address

_ENTRIES = {"article-journal": "article", "book": "book", "chapter": "incollection", "entry": "incollection",
            "report": "techreport", "webpage": "misc"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {c: f"\\{c}" for c in "&%$#_{}"}


def csl_text(references: Mapping[str, Reference]) -> str:
    """The bibliography as CSL-JSON: a list of items, `id` is the citation key."""
    return json.dumps([_csl(key, reference) for key, reference in references.items()], indent=1, ensure_ascii=False) + "\n"


def bibtex_text(references: Mapping[str, Reference]) -> str:
    """The bibliography as BibTeX in UTF-8, an entry for each source."""
    return "\n".join(_bibtex(key, reference) for key, reference in references.items())


def _csl(key: str, reference: Reference) -> dict[str, Any]:
    """The model's fields are those of CSL; only dates have another form there. What we note stays out."""
    item = {"id": key} | reference.model_dump(by_alias=True, exclude_none=True, exclude={"custom"})
    if reference.issued:
        item["issued"] = {"date-parts": [[int(part) for part in reference.issued.split("-")]]}
    item["author"] = [person for person in item["author"] if person.get("literal", "").rstrip(".") != "et al"]
    if len(item["author"]) < len(reference.author):
        item["note"] = "There are more authors than those listed."
    item["accessed"] = {"date-parts": [_parts(reference.accessed)]}
    return item


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _bibtex(key: str, reference: Reference) -> str:
    kind = _ENTRIES[reference.type]
    if kind == "incollection" and not reference.container_title:
        kind = "misc"
    lines = "".join(f",\n  {name} = {value}" for name, value in _fields(kind, reference) if value)
    return f"@{kind}{{{key}{lines}\n}}\n"


def _fields(kind: str, reference: Reference) -> Iterator[tuple[str, str]]:
    year, month, *_ = [*(reference.issued or "").split("-"), "", ""]
    place = {"article": "journal", "incollection": "booktitle"}.get(kind, "howpublished")
    yield "author", _braced(" and ".join(_name(person) for person in reference.author))
    yield "title", _braced(f"{{{_latex(reference.title)}}}")  # inner braces keep upper and lower case
    yield place, _latex_field(reference.container_title)
    yield "institution" if kind == "techreport" else "publisher", _latex_field(reference.publisher)
    yield "volume", _latex_field(reference.volume)
    yield "number", _latex_field(reference.issue)
    yield "pages", _latex_field(re.sub(r"(?<=\d)-(?=\d)", "--", reference.page or ""))
    yield "year", _braced(year)
    yield "month", _MONTHS[int(month) - 1] if month else ""
    yield "url", _braced(_verbatim(address(reference)))
    yield "doi", _braced(_verbatim(reference.DOI or ""))
    yield "pmid", _braced(reference.PMID or "")
    yield "pmcid", _braced(reference.PMCID or "")
    yield "urldate", _braced(reference.accessed.isoformat())


def _name(person: Person) -> str:
    if person.literal:
        return "others" if person.literal.rstrip(".") == "et al" else f"{{{_latex(person.literal)}}}"
    family = _latex(person.family or "")
    return f"{family}, {_latex(person.given)}" if person.given else f"{{{family}}}"


def _latex_field(text: str | None) -> str:
    return _braced(_latex(text or ""))


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _latex(text: str) -> str:
    """Words in which LaTeX shows every character as it is."""
    return "".join(_SPECIAL.get(character, character) for character in text)


def _verbatim(text: str) -> str:
    """An address, which is not LaTeX: only what would end the field is encoded."""
    return re.sub(r"[{}\\]", lambda m: f"%{ord(m.group()):02X}", text)
