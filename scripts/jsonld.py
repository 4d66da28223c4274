"""Describe a condition page in schema.org terms (MedicalWebPage about a MedicalCondition)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.atlas import Atlas
from scripts.markdown import sentence
from scripts.model import Condition

SYSTEMS = {
    "icd10cm": "ICD-10-CM", "icd11": "ICD-11 Foundation", "mondo": "MONDO", "mesh": "MeSH",
    "orphanet": "Orphanet", "omim": "OMIM", "hpo": "HPO",
}
"""The field of `codes` → the name of the coding system as shown and published."""


def codes(condition: Condition) -> Iterator[tuple[str, str]]:
    """The coding system and the code of every identifier of a condition."""
    for field, system in SYSTEMS.items():
        yield from ((system, code) for code in getattr(condition.codes, field))


def medical_code(system: str, code: str) -> dict[str, str]:
    return {"@type": "MedicalCode", "codeValue": code, "codingSystem": system}


def describe(condition: Condition, atlas: Atlas) -> dict[str, Any]:
    """The structured data of one page, without its address, which only the site knows."""
    about: dict[str, Any] = {"@type": "MedicalCondition", "name": condition.name}
    if condition.also_called:
        about["alternateName"] = condition.also_called
    if found := [medical_code(system, code) for system, code in codes(condition)]:
        about["code"] = found
    if condition.pattern.also:
        labels = {term.id: term.label for term in atlas.vocabularies["also"].terms}
        about["signOrSymptom"] = [
            {"@type": "MedicalSignOrSymptom", "name": labels[term]} for term in condition.pattern.also.terms
        ]
    about["possibleTreatment"] = [
        {"@type": "MedicalTherapy", "name": treatment.name} for treatment in condition.treatments
    ]
    return {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": condition.name,
        "description": sentence(condition.main_message, 300),
        "lastReviewed": condition.review.checked.isoformat(),
        "about": about,
    }
